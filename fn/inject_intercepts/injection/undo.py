"""Taking an injection back, by its record.

Injecting and then undoing gives back the base's data. What a person has since changed in a
variant is not lost: the variants are handed on, to be the source of the next injection's.
"""

from __future__ import annotations

from types import MappingProxyType

from inject_intercepts.injection import (
    aggregate_status,
    deploy_variants,
    empties,
    inserted_deploy,
    record_annotation,
    references_followed,
    runs,
)
from inject_intercepts.injection.plan import Names
from inject_intercepts.injection.record import BadRecord
from inject_intercepts.tekton import objects, paths
from krm_fn.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from inject_intercepts.injection.record import Record
    from inject_intercepts.tekton.paths import Path


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
    recorded: bool = True
    """Whether there was a record to undo."""
    written: Mapping[Path, str] = MappingProxyType({})
    """What stood behind the colon of fields that are empty again."""


def undo(obj: dict[str, Any], record: Record) -> Undone:
    """Take back what the record says.

    Raises BadRecord where the base cannot be had back: the task that carries it is gone.
    """
    names = Names(record.deploy, record.backends)
    variants: dict[str, dict[str, Any]] = {}
    where = objects.spec_path(obj)
    if where is not None and record.given:
        spec = paths.at(obj, where)
        variants = _variants(spec, names, record)
        obj = paths.put(obj, where, _spec(spec, names, record, variants))
    obj, run_specs = runs.follow_back(obj, names, record)
    obj = record_annotation.erase(obj)
    if "annotations" in record.empty:
        obj = paths.put(obj, ("metadata", "annotations"), record.empty["annotations"])
    written = _written(obj, where, record)
    return Undone(obj, variants, run_specs, record.insert is not None, written=written)


def _written(obj: dict[str, Any], where: Path | None, record: Record) -> dict[Path, str]:
    if not record.empty:
        return {}
    fields = empties.of_metadata()
    if where is not None:
        waiting = record.insert or ()
        fields = empties.places(obj, where, record.deploy, record.cleanup, waiting)
    texts = {field: empties.usual(value) for field, value in record.empty.items()}
    texts |= record.empty_as_written
    return {path: texts[field] for field, path in fields.items() if field in texts}


def _variants(spec: dict[str, Any], names: Names, record: Record) -> dict[str, dict[str, Any]]:
    by_name = {task["name"]: task for task in spec.get("tasks") or []}
    found: dict[str, dict[str, Any]] = {}
    for backend in names.backends:
        task = by_name.get(names.variant(backend))
        if task is not None:
            found[backend] = _without_ours(task, backend, record)
    if names.backends[0] not in found:
        message = (
            f"the record says that `{names.deploy}` became `{names.variant(names.backends[0])}`, "
            "which is gone: put it back, or take the rest out by hand"
        )
        raise BadRecord(message)
    return found


def _without_ours(task: dict[str, Any], backend: str, record: Record) -> dict[str, Any]:
    """Give a variant under the base's name, without its guard and the params that it was given.

    name: deploy-intercepts-mirrord                       name: deploy-intercepts
    timeout: 2h                                           timeout: 2h
    when: [{input: $(params.intercept-backend), …}]   ->
    params: [{name: build-apps, …}, {name: run-id, …}]    params: [{name: build-apps, …}]
    """
    given = record.given.get(backend, ())
    guards = [
        i
        for i, entry in enumerate(task.get("when") or [])
        if deploy_variants.is_guard(entry, backend)
    ]
    # Ours was put last; one before it that looks alike is the base's own.
    when = [entry for i, entry in enumerate(task.get("when") or []) if i not in guards[-1:]]
    params = [param for param in task.get("params") or [] if param["name"] not in given]
    base = {**task, "name": record.deploy}
    base = restore(base, "when", when, record, "deploy.when")
    return restore(base, "params", params, record, "deploy.params")


def restore(
    data: dict[str, Any], key: str, value: list[Any], record: Record, field: str
) -> dict[str, Any]:
    """Give a map whose list lost what was ours; one left empty is as it was in the base."""
    if value:
        return {**data, key: value}
    if field in record.empty:
        return {**data, key: record.empty[field]}
    return {name: old for name, old in data.items() if name != key}


def _spec(
    spec: dict[str, Any], names: Names, record: Record, variants: dict[str, dict[str, Any]]
) -> dict[str, Any]:
    # In the reverse of the order in which it was made, but for params and workspaces, which
    # nothing else touches: each step finds what its counterpart left.
    spec = _without_cleanup(spec, record)
    spec = aggregate_status.remove_completed(spec, record.completed)
    tasks: list[dict[str, Any]] = []
    for task in spec["tasks"]:
        if task["name"] == names.variants[0]:
            tasks.append(_base(variants[names.backends[0]], record))
        elif task["name"] not in (*names.variants, names.pass_through):
            tasks.append(task)
    spec = references_followed.follow_back({**spec, "tasks": tasks}, names, record.result)
    if record.insert is not None:
        spec = inserted_deploy.remove(spec, record.deploy, record.insert)
        spec = _with_empty_run_after(spec, record)
    for key, ours in (("params", record.params), ("workspaces", (record.workspace,))):
        if key in spec and any(ours):
            kept = [entry for entry in spec[key] or [] if entry["name"] not in ours]
            spec = restore(spec, key, kept, record, key)
    return spec


def _base(task: dict[str, Any], record: Record) -> dict[str, Any]:
    """Give the first variant with what the base's deploy task ran, where it runs another Task.

    {taskRef: {name: deploy-intercept-mirrord}} by the record's {taskRef: {name: own}}
    -> {taskRef: {name: own}}
    """
    if record.original is None:
        return task
    ref: dict[str, Any] = {
        key: record.original[key] for key in _TASK_FIELDS if key in record.original
    }
    task = deploy_variants.with_task(task, ref) if ref else task
    bindings = record.original.get("workspaces") or []
    return restore(task, "workspaces", bindings, record, "deploy.workspaces")


def _without_cleanup(spec: dict[str, Any], record: Record) -> dict[str, Any]:
    if "finally" not in spec:
        return spec
    final: list[dict[str, Any]] = []
    for task in spec["finally"] or []:
        is_cleanup = task["name"] == record.cleanup
        if task["name"] == record.fallback or (is_cleanup and record.cleanup_made):
            continue
        # Of a cleanup that was there, the params alone are ours; a person may have added others.
        if is_cleanup:
            params = [p for p in task.get("params") or [] if p["name"] not in record.cleanup_params]
            final.append(restore(task, "params", params, record, "cleanup.params"))
        else:
            final.append(task)
    return restore(spec, "finally", final, record, "finally")


def _with_empty_run_after(spec: dict[str, Any], record: Record) -> dict[str, Any]:
    # `runAfter: []` says nothing, but it is the base's, and what is not ours stays as it was.
    def as_it_was(task: dict[str, Any]) -> dict[str, Any]:
        field = f"{task['name']}.runAfter"
        if field in record.empty and "runAfter" not in task:
            return {**task, "runAfter": record.empty[field]}
        return task

    return {**spec, "tasks": [as_it_was(task) for task in spec["tasks"]]}
