"""What a run that embeds its Pipeline may leave undeclared, and a Pipeline must declare.

Tekton lets an embedded Pipeline read the run's params and workspaces, and a Task that is embedded
in it those that its pipeline task passes (docs/pipelineruns.md, propagated parameters).
"""

from __future__ import annotations

import re

from inject_intercepts.tekton import declared, objects, paths

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def declaring(obj: dict[str, Any], spec: dict[str, Any]) -> dict[str, Any]:
    """Give the PipelineSpec of `obj` with all of that declared; as it is where it is no run's."""
    if not objects.is_pipeline_run(obj):
        return spec
    spec = dict(spec)
    for field in ("params", "workspaces"):
        passed = paths.at(obj, ("spec", field)) or []
        known = {entry["name"] for entry in spec.get(field) or []}
        new = [_declaration(one, field) for one in passed if one["name"] not in known]
        if new:
            spec[field] = [*(spec.get(field) or []), *new]
    unbound = [{"name": name, "optional": True} for name in _unbound(spec)]
    if unbound:
        spec["workspaces"] = [*(spec.get("workspaces") or []), *unbound]
    of_pipeline = {entry["name"] for entry in spec.get("params") or []}
    for section in ("tasks", "finally"):
        if spec.get(section):
            spec[section] = [_task(task, of_pipeline) for task in spec[section]]
    return spec


def _declaration(passed: dict[str, Any], field: str) -> dict[str, Any]:
    if field == "workspaces":
        return {"name": passed["name"]}
    value = passed.get("value")
    if isinstance(value, dict):
        return _object(passed["name"], value)
    return {"name": passed["name"], "type": "array" if isinstance(value, list) else "string"}


def _unbound(spec: dict[str, Any]) -> list[str]:
    """Give the workspaces that tasks bind and the run does not: their Tasks can do without."""
    known = {entry["name"] for entry in spec.get("workspaces") or []}
    tasks = [*(spec.get("tasks") or []), *(spec.get("finally") or [])]
    bound = (entry for task in tasks for entry in task.get("workspaces") or [])
    names = (entry.get("workspace") or entry["name"] for entry in bound)
    return [name for name in dict.fromkeys(names) if name not in known]


def _object(name: str, keys: Any) -> dict[str, Any]:
    return {"name": name, "type": "object", "properties": {key: {"type": "string"} for key in keys}}


def _task(task: dict[str, Any], of_pipeline: set[str]) -> dict[str, Any]:
    """Give the pipeline task with the params declared that its embedded Task reads.

    Not those of a name that the Pipeline has: Tekton puts in what the pipeline task passes there
    (RES/apply.go, propagateParams).
    """
    task_spec = task.get("taskSpec")
    if not isinstance(task_spec, dict) or "steps" not in task_spec:
        return task
    known = of_pipeline | {entry["name"] for entry in task_spec.get("params") or []}
    passed = {one["name"]: one for one in task.get("params") or [] if one["name"] not in known}
    read = declared.params(task_spec, [*passed.values()])
    new = [_read_as(one, task_spec) for name, one in passed.items() if name in read]
    if not new:
        return task
    return {
        **task,
        "taskSpec": {
            "params": [*(task_spec.get("params") or []), *new],
            **{key: value for key, value in task_spec.items() if key != "params"},
        },
    }


def _read_as(passed: dict[str, Any], task_spec: dict[str, Any]) -> dict[str, Any]:
    """Give its declaration: a reference says nothing of a type, so how it is read there does."""
    value, name = passed.get("value"), passed["name"]
    if isinstance(value, str) and re.fullmatch(r"\$\([^()]+\)", value):
        text = str(task_spec)
        if re.search(rf"\$\(params\.{re.escape(name)}\[(\*|[0-9]+)\]\)", text):
            return _declaration({"name": name, "value": []}, "params")
        keys = re.findall(rf"\$\(params\.{re.escape(name)}\.([\w-]+)\)", text)
        if keys:
            return _object(name, dict.fromkeys(keys))
    return _declaration(passed, "params")
