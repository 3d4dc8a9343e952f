"""What a PipelineRun says about the tasks of the Pipeline that it runs.

`taskRunSpecs[]` with the name of a task that is not there fails the run (reason
InvalidTaskRunSpecs), though admission takes it; result references in `spec.workspaces[]` are
substituted as well (resources/apply.go, ApplyResultsToWorkspaceBindings).
"""

from __future__ import annotations

from inject_intercepts.injection import references_followed
from inject_intercepts.tekton import objects, paths, places, references

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from inject_intercepts.injection.plan import Names
    from inject_intercepts.injection.record import Record

_SPECS = ("spec", "taskRunSpecs")
_NAME = "pipelineTaskName"


def follow(
    obj: dict[str, Any],
    names: Names,
    record: Record,
    cleanup: str,
    kept: dict[str, dict[str, Any]],
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Give a PipelineRun that knows the new tasks, and the names of the entries that were added.

    `kept` are entries that a person may have changed since an earlier injection; each stays with
    its task.
    """
    if not objects.is_pipeline_run(obj):
        return obj, ()
    added: list[str] = []
    made: list[dict[str, Any]] = []
    entries = paths.at(obj, _SPECS) or []
    for entry in entries:
        made.append(entry)
        more: tuple[str, ...] = ()
        if entry.get(_NAME) == names.deploy:
            # Renamed in place, it keeps its comments.
            made[-1] = {**entry, _NAME: names.variants[0]}
            more = names.variants[1:]
        elif entry.get(_NAME) == cleanup and record.fallback is not None:
            more = (record.fallback,)
        made += [kept.get(name, {**entry, _NAME: name}) for name in more]
        added += more
    if made != entries:
        obj = paths.put(obj, _SPECS, made)
    return _followed(obj, references_followed.new_form(names, record.result)), tuple(added)


def follow_back(
    obj: dict[str, Any], names: Names, record: Record
) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """Undo `follow`; give the entries that it had added as they are now."""
    if not objects.is_pipeline_run(obj):
        return obj, {}
    entries = paths.at(obj, _SPECS) or []
    gone = {entry[_NAME]: entry for entry in entries if entry.get(_NAME) in record.task_run_specs}
    made = [
        {**entry, _NAME: names.deploy} if entry.get(_NAME) == names.variants[0] else entry
        for entry in entries
        if entry.get(_NAME) not in gone
    ]
    if made != entries:
        obj = paths.put(obj, _SPECS, made)
    return _followed(obj, references_followed.old_form(names, record.result)), gone


def _followed(
    obj: dict[str, Any], replace: Callable[[references.Reference], str]
) -> dict[str, Any]:
    spec = obj.get("spec") or {}
    changed = references.substitute(spec, replace, places.RUN)
    return obj if changed is spec else {**obj, "spec": changed}
