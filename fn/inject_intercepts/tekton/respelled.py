"""What Tekton stores in another way than it is written.

Its webhook answers with the whole object as Go's types write it: durations and quantities get one
spelling, and fields that say nothing (`runAfter: []`) go. Argo CD compares what is stored with what
is written, so such an object is OutOfSync for ever (gitops-engine, diff.ThreeWayDiff). Fields that
are only added, such as `kind: Task` in a `taskRef`, it takes away before it compares.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from inject_intercepts.tekton import objects, paths, spelling
from krm_fn.frozen import Frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from inject_intercepts.tekton.paths import Path

_RESOURCES = ("computeResources.requests.*", "computeResources.limits.*")
_STEP_EMPTIES = (
    "args",
    "command",
    "env",
    "envFrom",
    "volumeMounts",
    "workspaces",
    "params",
    "results",
)
_TASK_SPEC = (
    "steps[].timeout",
    *(
        f"{part}.{field}"
        for part in ("steps[]", "sidecars[]", "stepTemplate")
        for field in _RESOURCES
    ),
    "volumes[].emptyDir.sizeLimit",
)
_TASK_SPEC_EMPTIES = (
    "description", "displayName", "params", "workspaces", "results", "volumes", "sidecars",
    "params[].description", "results[].description", "workspaces[].description",
    "workspaces[].mountPath", "workspaces[].readOnly", "workspaces[].optional",
    *(f"steps[].{field}" for field in (*_STEP_EMPTIES, "script", "workingDir")),
    *(f"sidecars[].{field}" for field in (*_STEP_EMPTIES[:6], "script", "workingDir")),
)  # fmt: skip
_PIPELINE_TASKS = ("tasks[]", "finally[]")
_PIPELINE_EMPTIES = (
    "description", "displayName", "params", "workspaces", "results", "finally",
    "params[].description", "workspaces[].description", "workspaces[].optional",
    "results[].description",
    *(
        f"{tasks}.{field}"
        for tasks in _PIPELINE_TASKS
        for field in (
            "runAfter", "when", "params", "workspaces", "retries", "displayName", "description",
            "taskRef.apiVersion", "when[].input",
        )
    ),
)  # fmt: skip
_RUN = (
    "timeouts.pipeline", "timeouts.tasks", "timeouts.finally", "taskRunSpecs[].timeout",
    "workspaces[].emptyDir.sizeLimit",
    "workspaces[].volumeClaimTemplate.spec.resources.requests.*",
    *(
        f"taskRunSpecs[].{part}{field}"
        for part in ("", "stepSpecs[].", "sidecarSpecs[].")
        for field in _RESOURCES
    ),
)  # fmt: skip
_RUN_EMPTIES = (
    "params", "workspaces", "taskRunSpecs", "status", "workspaces[].subPath",
    "taskRunTemplate.serviceAccountName",
)  # fmt: skip


class Respelled(Frozen):
    """A value that Tekton stores otherwise: as `stored`, or not at all where that is None."""

    path: Path
    written: Any
    stored: str | None


def respelled(obj: dict[str, Any]) -> list[Respelled]:
    """Give what Tekton stores otherwise of a v1 Pipeline, Task or PipelineRun; of others nothing.

    Values that are no durations, or no quantities, are not here: Tekton refuses them.
    """
    if obj.get("apiVersion") != f"{objects.TEKTON}/v1":
        return []
    looks = {"Pipeline": _pipeline, "Task": _task, "PipelineRun": _run}
    look = looks.get(str(obj.get("kind")))
    if look is None:
        return []
    spec = obj.get("spec")
    labels = _found(obj, (), ("metadata.labels",), _dropped)
    return [*labels, *look(spec, ("spec",)), *_nulls(spec, ("spec",))]


def as_stored(obj: dict[str, Any]) -> dict[str, Any]:
    """Give the object with each of these values as Tekton stores it, so that Argo CD finds it so.

    One of v1beta1 is taken as if it were of v1. Who lacks an item of a list has another list, and a
    `value` that is null is stored as text: these stay.
    """
    made = obj
    for one in respelled({**obj, "apiVersion": f"{objects.TEKTON}/v1"}):
        way, last = one.path[:-1], one.path[-1]
        parent = paths.at(made, way)
        if one.stored is not None:
            made = paths.put(made, one.path, one.stored)
        elif isinstance(parent, dict) and last != "value":
            kept = {key: value for key, value in parent.items() if key != last}
            made = paths.put(made, way, kept)
    return made


def _pipeline(spec: Any, path: Path) -> Iterator[Respelled]:
    for tasks in _PIPELINE_TASKS:
        yield from _found(spec, path, (f"{tasks}.timeout",), _spelled)
        for where, task_spec in _at(spec, path, f"{tasks}.taskSpec".split(".")):
            yield from _task(task_spec, where)
        for where, nested in _at(spec, path, f"{tasks}.pipelineSpec".split(".")):
            yield from _pipeline(nested, where)
    yield from _found(spec, path, _PIPELINE_EMPTIES, _dropped)


def _task(spec: Any, path: Path) -> Iterator[Respelled]:
    yield from _found(spec, path, _TASK_SPEC, _spelled)
    yield from _found(spec, path, _TASK_SPEC_EMPTIES, _dropped)


def _run(spec: Any, path: Path) -> Iterator[Respelled]:
    yield from _found(spec, path, _RUN, _spelled)
    yield from _found(spec, path, _RUN_EMPTIES, _dropped)
    for where, embedded in _at(spec, path, ["pipelineSpec"]):
        yield from _pipeline(embedded, where)


def _found(
    spec: Any, path: Path, places: tuple[str, ...], look: Callable[[Path, Any], Respelled | None]
) -> Iterator[Respelled]:
    for place in places:
        for where, value in _at(spec, path, place.split(".")):
            if (one := look(where, value)) is not None:
                yield one


def _spelled(path: Path, value: Any) -> Respelled | None:
    is_duration = "timeout" in path or "timeouts" in path
    if isinstance(value, bool) or not isinstance(value, str if is_duration else str | int | float):
        return None
    stored = spelling.duration(value) if is_duration else spelling.quantity(str(value).strip())
    # A quantity may be a number, and is stored as text.
    return None if stored is None or stored == value else Respelled(path, value, stored)


def _dropped(path: Path, value: Any) -> Respelled | None:
    is_empty = value is False or value in ("", [], {}) or (value == 0 and value is not None)
    return Respelled(path, value, None) if is_empty else None


def _nulls(data: Any, path: Path, *, in_list: bool = False) -> Iterator[Respelled]:
    """What is null inside a list. Elsewhere it says nothing to Argo CD either."""
    if data is None and in_list:
        yield Respelled(path, None, None)
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from _nulls(value, (*path, key), in_list=in_list)
    elif isinstance(data, list):
        for index, item in enumerate(data):
            yield from _nulls(item, (*path, index), in_list=True)


def _at(data: Any, path: Path, steps: list[str]) -> Iterator[tuple[Path, Any]]:
    """Each value at a place such as `tasks[].timeout`, with its path; `*` is each key of a map."""
    if not steps:
        yield path, data
        return
    step, rest = steps[0], steps[1:]
    key = step.removesuffix("[]")
    if not isinstance(data, dict):
        return
    for name in data if key == "*" else [key] if key in data else []:
        below = data[name]
        if not step.endswith("[]"):
            yield from _at(below, (*path, name), rest)
            continue
        for index, item in enumerate(below if isinstance(below, list) else []):
            yield from _at(item, (*path, name, index), rest)
