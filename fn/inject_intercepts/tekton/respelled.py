"""What Tekton stores in another way than it is written.

Its webhook answers with the whole object as Go's types write it: durations and quantities get one
spelling, and fields that say nothing (`runAfter: []`) go. Argo CD compares what is stored with what
is written, so such an object is OutOfSync for ever (gitops-engine, diff.ThreeWayDiff). Fields that
are only added, such as `kind: Task` in a `taskRef`, it takes away before it compares.
"""

from __future__ import annotations

from inject_intercepts.tekton import objects, paths, spelling
from krm_fn.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from inject_intercepts.tekton.paths import Path

    _Look = Callable[[Path, Any], "Respelled | None"]
    # A tree of places by field; under _ITEMS such a tree, and under _HERE a _Look.
    _Places = dict[Any, Any]

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


# Keys in a tree of places that no field has: what is asked of the value there, and a list's items.
_HERE, _ITEMS = object(), object()
_NOWHERE: _Places = {}
API_VERSION = f"{objects.TEKTON}/v1"
KINDS = ("Pipeline", "Task", "PipelineRun")
"""What is looked at, in this version alone."""


class Respelled(Frozen):
    """A value that Tekton stores otherwise: as `stored`, or not at all where that is None."""

    path: Path
    written: Any
    stored: str | None


def respelled(obj: dict[str, Any]) -> list[Respelled]:
    """Give what Tekton stores otherwise of a v1 Pipeline, Task or PipelineRun; of others nothing.

    In the order of the object. Values that are no durations, or no quantities, are not here: Tekton
    refuses them.
    """
    if obj.get("kind") not in KINDS or obj.get("apiVersion") != API_VERSION:
        return []
    found: list[Respelled] = []
    labels = obj["metadata"].get("labels") if isinstance(obj.get("metadata"), dict) else None
    if labels == {}:
        found.append(Respelled(("metadata", "labels"), labels, None))
    _look(obj.get("spec"), ("spec",), _PLACES[obj["kind"]], found)
    return found


def as_stored(obj: dict[str, Any]) -> dict[str, Any]:
    """Give the object with each of these values as Tekton stores it, so that Argo CD finds it so.

    One of v1beta1 is taken as if it were of v1. Who lacks an item of a list has another list, and a
    `value` that is null is stored as text: these stay.
    """
    made = obj
    for one in respelled({**obj, "apiVersion": API_VERSION}):
        way, last = one.path[:-1], one.path[-1]
        parent = paths.at(made, way)
        if one.stored is not None:
            made = paths.put(made, one.path, one.stored)
        elif isinstance(parent, dict) and last != "value":
            kept = {key: value for key, value in parent.items() if key != last}
            made = paths.put(made, way, kept)
    return made


def _look(
    data: Any, path: Path, places: _Places, found: list[Respelled], *, in_list: bool = False
) -> None:
    """Go once through all of it. `places` says what is looked at below."""
    look = places.get(_HERE)
    if look is not None and (one := look(path, data)) is not None:
        found.append(one)
    if data is None and in_list:
        # Elsewhere null says nothing to Argo CD either.
        found.append(Respelled(path, None, None))
    elif isinstance(data, dict):
        every: _Places = places.get("*", _NOWHERE)
        for key, value in data.items():
            below = places.get(key, every)
            if below or value is None or isinstance(value, (dict, list)):
                _look(value, (*path, key), below, found, in_list=in_list)
    elif isinstance(data, list):
        below = places.get(_ITEMS, _NOWHERE)
        for index, item in enumerate(data):
            if below or item is None or isinstance(item, (dict, list)):
                _look(item, (*path, index), below, found, in_list=True)


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


def _tree(spelled: Iterable[str], dropped: Iterable[str]) -> _Places:
    """`tasks[].timeout` and its like as a tree: {tasks: {_ITEMS: {timeout: {_HERE: _spelled}}}}."""
    tree: _Places = {}
    for places, look in ((spelled, _spelled), (dropped, _dropped)):
        for place in places:
            node = tree
            for step in place.replace("[]", ".[]").split("."):
                node = node.setdefault(_ITEMS if step == "[]" else step, {})
            node[_HERE] = look
    return tree


def _trees() -> dict[str, _Places]:
    task = _tree(_TASK_SPEC, _TASK_SPEC_EMPTIES)
    pipeline = _tree((f"{tasks}.timeout" for tasks in _PIPELINE_TASKS), _PIPELINE_EMPTIES)
    for tasks in ("tasks", "finally"):
        pipeline[tasks][_ITEMS] |= {"taskSpec": task, "pipelineSpec": pipeline}
    run = {**_tree(_RUN, _RUN_EMPTIES), "pipelineSpec": pipeline}
    return {"Pipeline": pipeline, "Task": task, "PipelineRun": run}


_PLACES = _trees()
