"""Where Tekton puts values in for references to pipeline tasks: the one table of it.

A new place is a new line here, and everything that reads or renames references knows it. Which
places there are is what Tekton's code replaces (API is pkg/apis/pipeline/v1, RES is
pkg/reconciler/pipelinerun/resources, both of tektoncd/pipeline): `ApplyTaskResults`,
`ApplyPipelineTaskStateContext`, `PropagateResults` and `ApplyResultsToWorkspaceBindings` of
RES/apply.go, and `PipelineTask.Deps` of API/pipeline_types.go for who waits. v1beta1 has the same.

Admission finds a stale reference only in some of them: in `displayName`, `subPath`, resolver
params, matrices of finally tasks and embedded scripts it stays unnoticed.
"""

from __future__ import annotations

from krm_fn.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from inject_intercepts.tekton.paths import Path


class Place(Frozen):
    """A field, with all that stands below it unless a longer line says otherwise."""

    field: str
    """From the spec of a Pipeline or a PipelineRun; `[]` is each item of a list."""
    is_substituted: bool = True
    """Whether Tekton puts values in; else it is text, or another Pipeline's, and nobody's concern.
    """
    orders: bool = False
    """Whether a result that is read here makes its reader wait for the task (an edge)."""


class Fork:
    """The table as a tree: what the fields have in common is looked at once."""

    def __init__(self) -> None:
        """Give one that no line of the table ends at."""
        self.place: Place | None = None
        self.below: dict[str, Fork] = {}


_NOWHERE = Fork()


class Table(Frozen):
    """The places of one kind of spec."""

    places: tuple[Place, ...]
    root: Fork

    @classmethod
    def of(cls, *places: Place) -> Table:
        """Give the table of these lines."""
        root = Fork()
        for place in places:
            fork = root
            for step in place.field.replace("[]", ".[]").split("."):
                fork = fork.below.setdefault(step, Fork())
            fork.place = place
        return cls(places, root)


_STEP_FIELDS_THAT_ORDER = (
    "name", "image", "imagePullPolicy", "script", "workingDir", "command[]", "args[]",
    "env[].value", "env[].valueFrom.secretKeyRef", "env[].valueFrom.configMapKeyRef",
)  # fmt: skip
"""API/container_types.go, Step.GetVarSubstitutionExpressions; of a sidecar the same."""

_OF_A_TASK = (
    Place("params[].value", orders=True),
    Place("matrix.params[].value", orders=True),
    Place("matrix.include[].params[].value", orders=True),
    Place("when[].input", orders=True),
    Place("when[].values[]", orders=True),
    Place("when[].cel", orders=True),
    Place("displayName"),
    Place("workspaces[].subPath"),
    Place("taskRef.name"),
    Place("taskRef.params[].value"),
    Place("taskSpec"),
    *(Place(f"taskSpec.steps[].{field}", orders=True) for field in _STEP_FIELDS_THAT_ORDER),
    *(Place(f"taskSpec.sidecars[].{field}", orders=True) for field in _STEP_FIELDS_THAT_ORDER),
    Place("taskSpec.metadata", is_substituted=False),
    Place("taskSpec.description", is_substituted=False),
    Place("taskSpec.params[].description", is_substituted=False),
    Place("taskSpec.results[].description", is_substituted=False),
    Place("taskSpec.workspaces[].description", is_substituted=False),
    Place("description", is_substituted=False),
    # A Pipeline in a Pipeline: its tasks' names are its own.
    Place("pipelineSpec", is_substituted=False),
)

PIPELINE = Table.of(
    *(Place(f"tasks[].{field}", *rest) for field, *rest in _OF_A_TASK),
    *(Place(f"finally[].{field}", *rest) for field, *rest in _OF_A_TASK),
    Place("results[].value"),
    # What a default says is put into the tasks before the results are.
    Place("params[].default"),
    Place("description", is_substituted=False),
    Place("displayName", is_substituted=False),
    Place("params[].description", is_substituted=False),
    Place("workspaces[].description", is_substituted=False),
    Place("results[].description", is_substituted=False),
)
"""Of a PipelineSpec."""

RUN = Table.of(
    Place("workspaces[]"),
    Place("pipelineSpec", is_substituted=False),
)
"""Of a PipelineRun's `spec`, around the Pipeline that it runs."""


class Text(Frozen):
    """A string in which something with a `$(` stands."""

    path: Path
    text: str
    place: Place | None
    """None where no line of the table covers it."""


_MOST_ITEMS = 256
_ITEMS: dict[tuple[int, Path, int], tuple[Any, list[Text]]] = {}
_REMEMBERED = 4
_LAST: list[tuple[list[tuple[str, Any]], Table, list[Text]]] = []
"""What was last read: a dozen questions are asked of one Pipeline before the next."""


def texts(spec: dict[str, Any], table: Table = PIPELINE) -> list[Text]:
    """Give each string with a variable in a spec, wherever it stands.

    The order is the table's, then the spec's: tasks before results, however they were written.
    """
    for known, by, found in _LAST:
        # A spec is never changed, so that of the same fields with the same values is the same.
        if by is table and len(known) == len(spec) and all(spec.get(k) is v for k, v in known):
            return found
    found = _read(spec, table)
    _LAST[:] = [([*spec.items()], table, found), *_LAST[: _REMEMBERED - 1]]
    return found


def within(data: Any) -> list[Text]:
    """Give each string with a variable in a part of a spec, by its path in that, in no place."""
    found: list[Text] = []
    _collect(data, (), _NOWHERE, None, found)
    return found


def _read(spec: dict[str, Any], table: Table) -> list[Text]:
    found: list[Text] = []
    below = table.root.below
    for field in (*(f for f in below if f in spec), *(f for f in spec if f not in below)):
        data, fork = spec[field], below.get(field, _NOWHERE)
        if data.__class__ is list and field in below:
            for index, item in enumerate(data):
                found += _of_item(item, (field, index), fork)
        else:
            _collect(data, (field,), fork, None, found)
    return found


def _of_item(item: Any, path: Path, fork: Fork) -> list[Text]:
    """Give those of an item of a list; a task that stands where it stood is looked at once.

    What becomes of a Pipeline has most of its tasks, and is asked the same.
    """
    key = (id(item), path, id(fork))
    known = _ITEMS.get(key)
    if known is not None:
        return known[1]
    found: list[Text] = []
    _collect(item, path, fork.below.get("[]", _NOWHERE), fork.place, found)
    if len(_ITEMS) >= _MOST_ITEMS:
        _ITEMS.clear()
    # With the item, whose id is nobody else's as long as it is here.
    _ITEMS[key] = item, found
    return found


def _collect(data: Any, path: Path, fork: Fork, place: Place | None, found: list[Text]) -> None:
    """Walk data and the table's tree together; `place` is the longest line on the way so far.

    At tasks[0].taskSpec.steps[0].script that is `tasks[].taskSpec.steps[].script`, at
    tasks[0].taskSpec.volumes[0].name it is `tasks[].taskSpec`.
    """
    place = fork.place or place
    if isinstance(data, str):
        if "$(" in data:
            found.append(Text(path, data, place))
        return
    below, is_list = fork.below, isinstance(data, list)
    entries: Iterable[tuple[Any, Any]] = enumerate(data) if is_list else ()
    if isinstance(data, dict):
        entries = data.items()
    for step, value in entries:
        is_text = value.__class__ is str
        if is_text and "$(" not in value:
            continue  # as most of what there is
        inner = below.get("[]" if is_list else step, _NOWHERE)
        if is_text:
            found.append(Text((*path, step), value, inner.place or place))
        else:
            _collect(value, (*path, step), inner, place, found)
