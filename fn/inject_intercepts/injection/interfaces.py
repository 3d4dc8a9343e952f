"""Whether the Tasks at hand take what the Pipeline will give them."""

from __future__ import annotations

from inject_intercepts import contract
from inject_intercepts.injection import cleanup, deploy_variants
from inject_intercepts.injection.findings import Finding, Path, error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from inject_intercepts.injection.plan import Plan
    from inject_intercepts.injection.tasks import KnownTask


def mismatches(
    spec: dict[str, Any], deploy: dict[str, Any], path: Path, plan: Plan
) -> Iterator[Finding]:
    """Refuse a Pipeline of whose Tasks one is known and cannot do its part.

    A param without default that is not passed fails a run before its first task, also for the
    variant that would be skipped (pkg/reconciler/taskrun, ValidateResolvedTask); a workspace that
    the Task does not declare fails the TaskRun.
    """
    # The base's own Task has the base's name for it, ours ours: the pass-through reads neither.
    results = frozenset({plan.config.deploy.result, contract.RESULT})
    for backend in plan.config.backends:
        task = deploy_variants.variant(deploy, deploy, backend, plan)
        yield from _check(task, plan, path, contract.DEPLOY_PARAMS, results)
    passing = deploy_variants.pass_through(deploy, plan)
    yield from _check(
        passing, plan, path, contract.PASS_THROUGH_PARAMS, frozenset({contract.RESULT})
    )
    cleaned = cleanup.apply(spec, deploy, plan)
    for i, task in enumerate(cleaned.spec["finally"]):
        if task["name"] in (cleaned.cleanup, cleaned.fallback):
            yield from _check(task, plan, ("finally", i), contract.CLEANUP_PARAMS, None)


def _check(
    task: dict[str, Any],
    plan: Plan,
    path: Path,
    params: tuple[str, ...],
    results: frozenset[str] | None,
) -> Iterator[Finding]:
    """Compare one pipeline task with its Task; `results` are those of which it must have one."""
    known = plan.tasks.of(task)
    # Of a Task that only the cluster has, nothing can be said.
    if known is None:
        return
    subject = f"the Task `{task['taskRef']['name']}` of `{task['name']}`"
    given = {param["name"] for param in task.get("params") or []}
    missing = [f"`{name}`" for name in known.required if name not in given]
    if missing:
        message = (
            f"{subject} needs the params {', '.join(missing)}: pass them here, or give them in "
            "`spec.backends[].params` or `spec.deploy.insert.params`"
        )
        yield error(message, *path, "params")
    lacks = list(_lacks(task, known, params, results))
    if lacks:
        message = (
            f"{subject} lacks {', '.join(lacks)}: give it what docs/deploy-task-contract.md asks "
            "for, or rename it so that ours can take its place"
        )
        yield error(message, *path, "taskRef")


def _lacks(
    task: dict[str, Any],
    known: KnownTask,
    params: tuple[str, ...],
    results: frozenset[str] | None,
) -> Iterator[str]:
    yield from (f"the param `{name}`" for name in params if name not in known.params)
    for entry in task.get("workspaces") or []:
        if entry["name"] not in known.workspaces:
            yield f"the workspace `{entry['name']}`"
    if results is not None and not results & known.results:
        yield f"the result `{contract.RESULT}`"
