"""Whether the Tasks at hand take what the Pipeline will give them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from inject_intercepts.injection import names as n
from inject_intercepts.injection import split
from inject_intercepts.injection.finding import Finding, Path, error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inject_intercepts.config import Config
    from inject_intercepts.injection.plan import Plan
    from inject_intercepts.injection.tasks import KnownTask


def find(deploy: dict[str, Any], path: Path, plan: Plan) -> Iterator[Finding]:
    """Refuse variants whose Task is known and cannot do its part.

    A param without default that is not passed fails a run before its first task, also for the
    variant that would be skipped (pkg/reconciler/taskrun, ValidateResolvedTask); a workspace that
    the Task does not declare fails the TaskRun.
    """
    for backend in plan.config.backends:
        task = split.variant(deploy, deploy, backend, plan)
        known = plan.tasks.of(task)
        if known is not None:
            said = f"the Task `{task['taskRef']['name']}` of `{task['name']}`"
            yield from _lacking(said, task, known, path, plan.config)


def _lacking(
    said: str, task: dict[str, Any], known: KnownTask, path: Path, config: Config
) -> Iterator[Finding]:
    given = {param["name"] for param in task.get("params") or []}
    missing = [f"`{name}`" for name in known.required if name not in given]
    if missing:
        message = (
            f"{said} needs the params {', '.join(missing)}: pass them here, or give them in "
            "`spec.backends[].params` or `spec.deploy.insert.params`"
        )
        yield error(message, *path, "params")
    lacks = [f"the param `{name}`" for name in (n.RUN_ID,) if name not in known.params]
    lacks += [
        f"the workspace `{entry['name']}`"
        for entry in task.get("workspaces") or []
        if entry["name"] not in known.workspaces
    ]
    results = {config.deploy.result, n.RESULT}
    if not results & known.results:
        lacks.append(f"the result `{n.RESULT}`")
    if lacks:
        message = (
            f"{said} lacks {', '.join(lacks)}: give it the contract of a deploy Task, or rename it "
            "so that ours can take its place"
        )
        yield error(message, *path, "taskRef")
