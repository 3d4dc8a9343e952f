"""What a person should know of a Pipeline that was transformed all the same."""

from __future__ import annotations

from inject_intercepts.injection import aggregate_status
from inject_intercepts.injection.findings import Finding, warning
from inject_intercepts.tekton import objects, references

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from inject_intercepts.injection.plan import Names
    from inject_intercepts.injection.record import Record


def of_injection(
    base: dict[str, Any],
    spec: dict[str, Any],
    names: Names,
    record: Record,
    obj: dict[str, Any],
) -> Iterator[Finding]:
    """Give the warnings; paths are from the PipelineSpec as it is now."""
    yield from _status_read(base, spec, names)
    if len(names.backends) > 1:
        yield from _aggregate(base, spec, record)
    yield from _tolerated(base, spec, names)
    if record.cleanup is None and record.fallback is None:
        message = (
            "nothing here removes what the intercepts leave: the cleanup runs somebody else's "
            "Task, and `spec.cleanup.fallback` is false"
        )
        yield warning(message, "finally")
    if record.workspace is not None and objects.is_pipeline(obj):
        message = (
            f"the workspace `{record.workspace}` was not declared and is now: every PipelineRun "
            "must bind it"
        )
        yield warning(message, "workspaces")


def _tolerated(base: dict[str, Any], spec: dict[str, Any], names: Names) -> Iterator[Finding]:
    deploy = next(task for task in base["tasks"] if task["name"] == names.deploy)
    if deploy.get("onError", "stopAndFail") != "stopAndFail":
        where = next(i for i, t in enumerate(spec["tasks"]) if t["name"] == names.pass_through)
        message = (
            f"tolerates failures as `{names.deploy}` did, so a run with an unknown backend, or "
            "without an intercept, goes on and tests the old build"
        )
        yield warning(message, "tasks", where, "onError")


def _status_read(base: dict[str, Any], spec: dict[str, Any], names: Names) -> Iterator[Finding]:
    text = f"$(tasks.{names.deploy}.status)"
    for reference in references.in_spec(base, names.deploy):
        # What stands in a `when` was mapped together with its values, and is exact.
        if reference.kind != "status" or reference.path[2] == "when":
            continue
        section, i, *rest = reference.path
        name = base[str(section)][i]["name"]
        where = next(k for k, task in enumerate(spec[str(section)]) if task["name"] == name)
        message = (
            f"reads $(tasks.{names.pass_through}.status) where it read {text}: that is `None`, "
            "not `Failed`, when the deploy failed"
        )
        yield warning(message, str(section), where, *rest)


def _aggregate(base: dict[str, Any], spec: dict[str, Any], record: Record) -> Iterator[Finding]:
    tests = {(i, j): entry for i, j, entry in aggregate_status.tests(spec)}
    for path, text in references.strings(spec):
        if references.AGGREGATE_STATUS in text and not (path[2] == "when" and path[4] == "input"):
            message = (
                "passes $(tasks.status) on, which is `Completed` where it was `Succeeded`: one "
                "deploy task is skipped in every run"
            )
            yield warning(message, *path)
    # Of their own skipping, `Completed` said so before; now it says nothing.
    guarded = [f"`{task['name']}`" for task in base["tasks"] if task.get("when")]
    for (i, j), entry in tests.items():
        where = ("finally", i, "when", j, "values")
        was_changed = (spec["finally"][i]["name"], j) in record.completed
        if not was_changed and "Completed" in (entry.get("values") or []):
            message = (
                "tests $(tasks.status) for `Completed`, which every run without a failure now "
                "has: one deploy task is always skipped"
            )
            yield warning(message, *where)
        elif was_changed and guarded:
            message = (
                f"takes `Completed` for `Succeeded` from now on, also where {', '.join(guarded)} "
                "was skipped by its own `when`"
            )
            yield warning(message, *where)
