"""Every form in which one pipeline task can name another, in the places that `places` lists.

Tekton itself knows these by several parsers, which do not agree (API is pkg/apis/pipeline/v1,
RES is pkg/reconciler/pipelinerun/resources, both of tektoncd/pipeline):

* `runAfter[]`: the bare name;
* `$(tasks.T.results.r)`, `...r[*]`, `...r[0]`, `...r.key` (pkg/internal/resultref);
* `$(tasks.T.results['r'])`, with either quote: no reference for the parser, yet replaced where a
  dotted one stands beside it (RES/apply.go, getReplaceTarget);
* `$(tasks.T.status)`, `$(tasks.T.reason)` (RES/apply.go, ApplyPipelineTaskStateContext);
* `$(tasks.T.inputs…)`, `$(tasks.T.outputs…)` (RES/apply.go, PropagateArtifacts);
* `$(tasks.T.matrix.length)`, `$(tasks.T.matrix.r.length)` (RES/apply.go, filterMatrixContextVar).

That is all of them. What looks like a reference and is none of these has the kind `""`.
"""

from __future__ import annotations

import functools
import re

from inject_intercepts.tekton import paths, places
from krm_fn.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from inject_intercepts.tekton.paths import Path

AGGREGATE_STATUS = "$(tasks.status)"

_VARIABLE = re.compile(r"\$\((tasks|finally)\.([^.$()\[\]'\"\s]+)\.([^$()]+)\)")
# Compiled where they are first needed: a run that injects nothing needs none of them.
_RESULT = (
    r"""results(?:\.([^.\[\]'"\s]+)|\[(['"])([^'"\[\]]+)\2\])"""
    r"""(|\[(?:[0-9]+|\*|'[^'\[\]]+'|"[^"\[\]]+"|[\w-]+)\]|\.[^.\[\]'"\s]+)"""
)
KINDS = {
    "results": _RESULT,
    "status": "status",
    "reason": "reason",
    "inputs": r"inputs(?:\.[^.\s]+)?",
    "outputs": r"outputs(?:\.[^.\s]+)?",
    "matrix": r"matrix(?:\.[^.\s]+)?\.length",
}
"""What of a pipeline task can be read, and how it is written behind the task's name."""

# Whatever begins like a reference: in brackets, with blanks, without anything behind the name, or
# with a name that another variable makes.
_BEGINNING = r"""\$\(\s*(?:tasks|finally)\s*(?:\.|\[)\s*['"]?([^.$()\[\]'"\s]*)(\$?)"""


class Reference(Frozen):
    """One `$(tasks.T.rest)` or `$(finally.T.rest)` in a string."""

    path: Path
    """Where the string stands, from the PipelineSpec."""
    section: str
    """`tasks` or `finally`."""
    task: str
    rest: str
    """What follows the task's name, such as `results.image` or `status`."""
    orders: bool = False
    """Whether a result, read in this place, makes its reader wait for the task."""

    @property
    def kind(self) -> str:
        """One of KINDS; empty for what Tekton does not know."""
        return _kind(self.rest)

    @property
    def result(self) -> ResultRead | None:
        """The result that is read, for kind `results`."""
        return _result(self.rest)

    @property
    def makes_edge(self) -> bool:
        """Whether its reader waits for the task: by a bracket form nobody does."""
        return self.orders and self.result is not None and not self.result.quote

    def __str__(self) -> str:
        """Give it as written."""
        return f"$({self.section}.{self.task}.{self.rest})"

    def renamed(self, task: str, result: str | None = None) -> str:
        """Give it as written for another task and, for a result, another name of it."""
        rest, read = self.rest, self.result
        if read is not None and result is not None:
            name = f"[{read.quote}{result}{read.quote}]" if read.quote else f".{result}"
            rest = f"results{name}{read.accessor}"
        return f"$({self.section}.{task}.{rest})"


class ResultRead(Frozen):
    """A result as a reference reads it."""

    name: str
    accessor: str
    """What follows the name: empty, `[*]`, `[0]`, or `.key`."""
    quote: str
    """The quote of a bracket form, else empty."""


# The same few stand in all tasks of a Pipeline, and in all Pipelines of a package.
@functools.lru_cache(maxsize=512)
def _kind(rest: str) -> str:
    word = re.split(r"[.\[]", rest, maxsplit=1)[0]
    return word if word in KINDS and re.fullmatch(KINDS[word], rest) else ""


@functools.lru_cache(maxsize=512)
def _result(rest: str) -> ResultRead | None:
    match = re.fullmatch(_RESULT, rest)
    if match is None:
        return None
    return ResultRead(match[1] or match[3], match[4], match[2] or "")


class Stray(Frozen):
    """What names a task, or may, and is followed by nothing here."""

    path: Path
    text: str
    """As written, as far as it can be told."""
    why: str
    """`kind`, `place`, or `computed` for a name that another variable makes."""


def strings(spec: dict[str, Any]) -> list[tuple[Path, str]]:
    """Give each string of a PipelineSpec into which Tekton may put a value, with its path."""
    return [(found.path, found.text) for found in places.texts(spec) if _is_open(found)]


def _is_open(found: places.Text) -> bool:
    return found.place is not None and found.place.is_substituted


def in_spec(
    spec: dict[str, Any], task: str | None = None, table: places.Table = places.PIPELINE
) -> Iterator[Reference]:
    """Give each reference of a spec, or those to one task; `runAfter` is not among them."""
    for found in places.texts(spec, table):
        # A glance, which most variables do not pass: they are params.
        if "$(tasks." not in found.text and "$(finally." not in found.text:
            continue
        if _is_open(found):
            for match in _VARIABLE.finditer(found.text):
                if task is None or match[2] == task:
                    yield _reference(match, found.path, orders=_orders(found))


def _orders(found: places.Text) -> bool:
    return found.place is not None and found.place.orders


def _reference(match: re.Match[str], path: Path, *, orders: bool = False) -> Reference:
    return Reference(path, match[1], match[2], match[3], orders)


def strays(
    spec: dict[str, Any], task: str, table: places.Table = places.PIPELINE
) -> Iterator[Stray]:
    """Give what may name the task and is no reference that Tekton is known to take there."""
    for found in places.texts(spec, table):
        if found.place is not None and not found.place.is_substituted:
            continue
        if "tasks" not in found.text and "finally" not in found.text:
            continue
        # By how it begins: what is no reference to Tekton has no other form that could be told.
        for beginning in re.finditer(_BEGINNING, found.text):
            if beginning[2]:
                if task.startswith(beginning[1]):
                    yield Stray(found.path, _shown(found.text, beginning), "computed")
            elif beginning[1] == task:
                match = _VARIABLE.match(found.text, beginning.start())
                if match is None or not _reference(match, ()).kind:
                    yield Stray(found.path, _shown(found.text, beginning), "kind")
                elif found.place is None:
                    yield Stray(found.path, match[0], "place")


def _shown(text: str, beginning: re.Match[str]) -> str:
    closing = text.find(")", beginning.end())
    return text[beginning.start() : closing + 1 or None].partition("\n")[0]


def within(data: Any) -> Iterator[Reference]:
    """Give each reference in a part of a spec, whatever its place; paths are those in `data`."""
    for found in places.within(data):
        for match in _VARIABLE.finditer(found.text):
            yield _reference(match, found.path)


def substitute(
    spec: dict[str, Any],
    replace: Callable[[Reference], str],
    table: places.Table = places.PIPELINE,
) -> dict[str, Any]:
    """Give a spec with each reference in a place of the table replaced by what `replace` says.

    Nothing that was given is changed; a spec without references is given back itself.
    """
    return _in_places(
        spec, table, lambda text: _VARIABLE.sub(lambda match: replace(_reference(match, ())), text)
    )


def replace_text(spec: dict[str, Any], old: str, new: str) -> dict[str, Any]:
    """Give a PipelineSpec with a literal text replaced in every string that Tekton substitutes."""
    return _in_places(spec, places.PIPELINE, lambda text: text.replace(old, new))


def _in_places(
    spec: dict[str, Any], table: places.Table, change: Callable[[str], str]
) -> dict[str, Any]:
    for found in places.texts(spec, table):
        changed = change(found.text) if _is_open(found) else found.text
        if changed != found.text:
            spec = paths.put(spec, found.path, changed)
    return spec


def rename_in_run_after(
    tasks: list[dict[str, Any]], old: str, new: tuple[str, ...]
) -> list[dict[str, Any]]:
    """Give the tasks with `old` in any `runAfter` replaced by `new`; none of these joins itself."""
    return [_rename_run_after(task, old, new) for task in tasks]


def _rename_run_after(task: dict[str, Any], old: str, new: tuple[str, ...]) -> dict[str, Any]:
    before = task.get("runAfter")
    if not isinstance(before, list) or old not in before:
        return task
    # What is listed twice otherwise stays so: it is not ours to tidy up, and must come back.
    joins = any(name in new for name in before)
    names: list[str] = []
    for name in before:
        for n in new if name == old else (name,):
            if not (joins and n in new and n in names):
                names.append(n)
    if names:
        return {**task, "runAfter": names}
    return {key: value for key, value in task.items() if key != "runAfter"}
