"""A deploy step for a Pipeline that has none."""

from __future__ import annotations

from inject_intercepts import contract
from inject_intercepts.injection import deploy_variants

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from inject_intercepts.config import Config, Insert
    from inject_intercepts.injection.tasks import Tasks

FIELDS = ("name", "runAfter", "taskRef", "params", "workspaces")
"""What the config says of a deploy task that it inserts."""


def deploy_task(
    spec: dict[str, Any], config: Config, insert: Insert, tasks: Tasks
) -> dict[str, Any]:
    """Give the PipelineSpec with a deploy task, not yet split.

    It stands behind the last of those that it waits for; each of `before` waits for it.
    """
    task: dict[str, Any] = {"name": config.deploy.task}
    if insert.run_after:
        task["runAfter"] = list(insert.run_after)
    carrier = next(
        (b for b in config.backends if b.name == config.deploy.backend), config.backends[0]
    )
    task["taskRef"] = deploy_variants.task_ref(carrier, tasks)
    if insert.params:
        task["params"] = list(insert.params)
    task["workspaces"] = [{"name": contract.WORKSPACE, "workspace": config.deploy.workspace}]
    before = [_waiting(other, config, insert) for other in spec.get("tasks") or []]
    # Tekton does not care for the order; who reads the Pipeline does.
    last = max(
        (i for i, other in enumerate(before) if other["name"] in insert.run_after), default=-1
    )
    where = last + 1 if insert.run_after else _first(before, insert)
    return {**spec, "tasks": [*before[:where], task, *before[where:]]}


def _first(tasks: list[dict[str, Any]], insert: Insert) -> int:
    return next((i for i, task in enumerate(tasks) if task["name"] in insert.before), len(tasks))


def _waiting(task: dict[str, Any], config: Config, insert: Insert) -> dict[str, Any]:
    if task["name"] not in insert.before:
        return task
    return {**task, "runAfter": [*(task.get("runAfter") or []), config.deploy.task]}


def remove(spec: dict[str, Any], deploy: str, before: tuple[str, ...]) -> dict[str, Any]:
    """Undo `deploy_task`: the task, and the waiting of those that were made to wait."""
    kept = [task for task in spec["tasks"] if task["name"] != deploy]
    return {**spec, "tasks": [_freed(task, deploy, before) for task in kept]}


def _freed(task: dict[str, Any], deploy: str, before: tuple[str, ...]) -> dict[str, Any]:
    if task["name"] not in before:
        return task
    # What else it waits for came from the base, or from a person since.
    rest = [name for name in task.get("runAfter") or [] if name != deploy]
    freed = {key: value for key, value in task.items() if key != "runAfter"}
    return {**task, "runAfter": rest} if rest else freed
