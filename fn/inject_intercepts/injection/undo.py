"""Taking an injection back, by its record.

Injecting and then undoing gives back the base's data. What a person has since changed in a
variant is not lost: the variants are handed on, to be the source of the next injection's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from inject_intercepts.frozen import Frozen
from inject_intercepts.injection import insert, record, runs, split, status
from inject_intercepts.injection.plan import Names
from inject_intercepts.tekton import objects, paths

if TYPE_CHECKING:
    from inject_intercepts.injection.record import Record


_TASK_FIELDS: tuple[str, ...] = ("taskRef", "taskSpec")


class Undone(Frozen):
    """A Pipeline or PipelineRun as it was, and what a person had made of the variants."""

    obj: dict[str, Any]
    variants: dict[str, dict[str, Any]]
    """Backend to its deploy task, without what we had given it."""
    run_specs: dict[str, dict[str, Any]]
    """Pipeline task to its entry of `taskRunSpecs`, for the entries that were added."""
    inserted: bool = False
    """Whether the deploy task was one that the config inserted."""


def undo(obj: dict[str, Any], said: Record) -> Undone:
    """Take back what the record says.

    Raises BadRecord where the base cannot be had back: the task that carries it is gone.
    """
    names = Names(said.deploy, said.backends)
    variants: dict[str, dict[str, Any]] = {}
    where = objects.spec_path(obj)
    if where is not None and said.given:
        spec = paths.at(obj, where)
        variants = _variants(spec, names, said)
        obj = paths.put(obj, where, _spec(spec, names, said, variants))
    obj, run_specs = runs.backward(obj, names, said)
    obj = record.erase(obj)
    if "annotations" in said.empty:
        obj = paths.put(obj, ("metadata", "annotations"), said.empty["annotations"])
    return Undone(obj, variants, run_specs, said.insert is not None)


def _variants(spec: dict[str, Any], names: Names, said: Record) -> dict[str, dict[str, Any]]:
    by_name = {task["name"]: task for task in spec.get("tasks") or []}
    found: dict[str, dict[str, Any]] = {}
    for backend in names.backends:
        task = by_name.get(names.variant(backend))
        if task is not None:
            found[backend] = _without_ours(task, backend, said)
    if names.backends[0] not in found:
        message = (
            f"the record says that `{names.deploy}` became `{names.variant(names.backends[0])}`, "
            "which is gone: put it back, or take the rest out by hand"
        )
        raise record.BadRecord(message)
    return found


def _without_ours(task: dict[str, Any], backend: str, said: Record) -> dict[str, Any]:
    given = said.given.get(backend, ())
    guards = [i for i, entry in enumerate(task.get("when") or []) if split.is_guard(entry, backend)]
    when = [entry for i, entry in enumerate(task.get("when") or []) if i not in guards[-1:]]
    params = [param for param in task.get("params") or [] if param["name"] not in given]
    base = {**task, "name": said.deploy}
    base = restore(base, "when", when, said, "deploy.when")
    return restore(base, "params", params, said, "deploy.params")


def restore(
    data: dict[str, Any], key: str, value: list[Any], said: Record, field: str
) -> dict[str, Any]:
    """Give a map whose list lost what was ours; one left empty is as it was in the base."""
    if value:
        return {**data, key: value}
    if field in said.empty:
        return {**data, key: said.empty[field]}
    return {name: old for name, old in data.items() if name != key}


def _spec(
    spec: dict[str, Any], names: Names, said: Record, variants: dict[str, dict[str, Any]]
) -> dict[str, Any]:
    spec = _without_cleanup(spec, said)
    spec = status.remove_completed(spec, said.completed)
    tasks: list[dict[str, Any]] = []
    for task in spec["tasks"]:
        if task["name"] == names.variants[0]:
            tasks.append(_base(variants[names.backends[0]], said))
        elif task["name"] not in (*names.variants, names.pass_through):
            tasks.append(task)
    spec = status.backward({**spec, "tasks": tasks}, names, said.result)
    if said.insert is not None:
        spec = insert.remove(spec, said.deploy, said.insert)
        spec = _with_empty_run_after(spec, said)
    for key, ours in (("params", said.params), ("workspaces", (said.workspace,))):
        if key in spec and any(ours):
            kept = [entry for entry in spec[key] or [] if entry["name"] not in ours]
            spec = restore(spec, key, kept, said, key)
    return spec


def _base(task: dict[str, Any], said: Record) -> dict[str, Any]:
    if said.original is None:
        return task
    ref: dict[str, Any] = {key: said.original[key] for key in _TASK_FIELDS if key in said.original}
    task = split.with_task(task, ref) if ref else task
    bindings = said.original.get("workspaces") or []
    return restore(task, "workspaces", bindings, said, "deploy.workspaces")


def _without_cleanup(spec: dict[str, Any], said: Record) -> dict[str, Any]:
    if "finally" not in spec:
        return spec
    final: list[dict[str, Any]] = []
    for task in spec["finally"] or []:
        if task["name"] == said.fallback or (said.made and task["name"] == said.cleanup):
            continue
        if task["name"] == said.cleanup:
            params = [p for p in task.get("params") or [] if p["name"] not in said.cleanup_params]
            final.append(restore(task, "params", params, said, "cleanup.params"))
        else:
            final.append(task)
    return restore(spec, "finally", final, said, "finally")


def _with_empty_run_after(spec: dict[str, Any], said: Record) -> dict[str, Any]:
    def as_it_was(task: dict[str, Any]) -> dict[str, Any]:
        field = f"{task['name']}.runAfter"
        if field in said.empty and "runAfter" not in task:
            return {**task, "runAfter": said.empty[field]}
        return task

    return {**spec, "tasks": [as_it_was(task) for task in spec["tasks"]]}
