"""Whether a PipelineSpec has the shapes that the rest of this package relies on.

Tekton's own admission says more and says it better; this only keeps a malformed Pipeline from
being misread, and names the field.
"""

from __future__ import annotations

from krm_fn.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from inject_intercepts.tekton.paths import Path


class Misshape(Frozen):
    """A field that is not what Tekton takes: its path from the PipelineSpec, what it must be."""

    path: Path
    message: str


_KINDS: dict[type, str] = {
    dict: "a map",
    list: "a list",
    str: "a string",
    bool: "a boolean",
    int: "a number",
    float: "a number",
    type(None): "nothing",
}

_RESOURCES = (
    "must not be there: Tekton has done away with PipelineResources, and with the order that "
    "`from` gave"
)
_RUNS = ("taskRef", "taskSpec", "pipelineRef", "pipelineSpec")
"""What a pipeline task runs: one of these (API/pipeline_validation.go, validateRefOrSpec)."""
_NAMED = ("params", "workspaces", "results")


def kind_of(value: Any) -> str:
    """Give the word for a value's type: `a map`, `a list`, `a string`, …, `nothing`."""
    # By its bases too: a number may remember how it is written.
    return next((_KINDS[kind] for kind in type(value).__mro__ if kind in _KINDS), "something else")


_LAST: list[tuple[Any, list[Misshape]]] = []
"""What was last looked at: a few ask of one Pipeline before the next, and none changes it."""


def misshapes(spec: Any) -> list[Misshape]:
    """Give what is wrong with the shape of a PipelineSpec, all at once; empty when it is sound."""
    if not _LAST or _LAST[0][0] is not spec:
        _LAST[:] = [(spec, _misshapes(spec))]
    return _LAST[0][1]


def _misshapes(spec: Any) -> list[Misshape]:
    if not isinstance(spec, dict):
        return [Misshape((), f"must be a map, is {kind_of(spec)}")]
    found = [wrong for key in _NAMED for wrong in _list_of_named(spec, (key,))]
    if spec.get("tasks") in (None, []):
        found.append(Misshape(("tasks",), "must have at least one task"))
    if spec.get("resources") is not None:
        found.append(Misshape(("resources",), _RESOURCES))
    taken: dict[str, Path] = {}
    for section in ("tasks", "finally"):
        found += _list_of_named(spec, (section,), taken)
        tasks = spec.get(section)
        for i, task in enumerate(tasks if isinstance(tasks, list) else []):
            if isinstance(task, dict):
                found += _task(task, (section, i))
    return found


def _list_of_named(
    parent: dict[str, Any], path: Path, taken: dict[str, Path] | None = None
) -> Iterator[Misshape]:
    taken = {} if taken is None else taken
    value = parent.get(str(path[-1]))
    if value is None:
        return
    if not isinstance(value, list):
        yield Misshape(path, f"must be a list, is {kind_of(value)}")
        return
    for i, item in enumerate(value):
        here: Path = (*path, i)
        if not isinstance(item, dict):
            yield Misshape(here, f"must be a map, is {kind_of(item)}")
        elif not isinstance(item.get("name"), str) or not item["name"]:
            yield Misshape((*here, "name"), f"must be a string, is {kind_of(item.get('name'))}")
        elif item["name"] in taken:
            yield Misshape(
                (*here, "name"), f"`{item['name']}` is there twice: a name must be unique"
            )
        else:
            taken[item["name"]] = here


def _task(task: dict[str, Any], path: Path) -> Iterator[Misshape]:
    runs = [f"`{field}`" for field in _RUNS if task.get(field) is not None]
    if len(runs) != 1:
        has = f"and has {' and '.join(runs)}" if runs else "and has neither"
        yield Misshape(path, f"must run one Task, by `taskRef` or `taskSpec`, {has}")
    ref = task.get("taskRef")
    if isinstance(ref, dict) and not any(
        ref.get(key) for key in ("name", "resolver", "bundle", "params")
    ):
        yield Misshape((*path, "taskRef"), "must name a Task, or a resolver that finds one")
    if task.get("resources") is not None:
        yield Misshape((*path, "resources"), _RESOURCES)
    yield from _list_of_named(task, (*path, "params"))
    yield from _list_of_named(task, (*path, "workspaces"))
    fields: tuple[tuple[str, type], ...] = (
        ("taskRef", dict), ("taskSpec", dict), ("runAfter", list), ("when", list),
    )  # fmt: skip
    items: tuple[tuple[str, type], ...] = (("runAfter", str), ("when", dict))
    for field, wanted in fields:
        value = task.get(field)
        if value is not None and not isinstance(value, wanted):
            yield Misshape((*path, field), f"must be {_KINDS[wanted]}, is {kind_of(value)}")
    for field, wanted in items:
        value = task.get(field)
        for i, item in enumerate(value if isinstance(value, list) else []):
            if not isinstance(item, wanted):
                here: Path = (*path, field, i)
                yield Misshape(here, f"must be {_KINDS[wanted]}, is {kind_of(item)}")
            elif isinstance(item, dict) and not isinstance(item.get("values") or [], list):
                yield Misshape((*path, field, i, "values"), "must be a list")
