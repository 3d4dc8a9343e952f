"""What makes sure that a run leaves nothing behind.

Tekton skips a finally task when any result that it reads is missing, whatever its `when` says
(resources/pipelinerunresolution.go, IsFinallySkipped), and a failed deploy never reaches the
pass-through. So beside `cleanup` stands `cleanup-fallback`, which reads no result at all.
"""

from __future__ import annotations

from inject_intercepts import contract
from inject_intercepts.tekton import paths, references
from krm_fn.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from inject_intercepts.config import Config
    from inject_intercepts.injection.plan import Names, Plan
    from inject_intercepts.injection.tasks import Tasks


class Cleaned(Frozen):
    """The PipelineSpec with its cleanup, and what the record has to say of it."""

    spec: dict[str, Any]
    cleanup: str | None
    """The task that was changed or made."""
    made: bool = False
    params: tuple[str, ...] = ()
    fallback: str | None = None


def given_params(config: Config) -> list[dict[str, Any]]:
    """Give the params that our cleanup Task gets in every Pipeline."""
    return [
        {"name": contract.BACKEND, "value": f"$(params.{config.parameter})"},
        {"name": contract.RUN_ID, "value": contract.RUN_ID_VALUE},
        *config.cleanup.params,
    ]


def cleanup_task(spec: dict[str, Any], config: Config) -> dict[str, Any] | None:
    """Give the finally task that the config calls the cleanup."""
    for task in spec.get("finally") or []:
        if task["name"] == config.cleanup.task:
            return dict(task)
    return None


def apply(spec: dict[str, Any], deploy: dict[str, Any], plan: Plan) -> Cleaned:
    """Give the PipelineSpec with `cleanup` and, where one is needed, the fallback.

    A `cleanup` that runs somebody else's Task is left alone: Tekton ignores params that a Task
    does not declare, so giving it ours would do nothing.
    """
    config, names, tasks = plan
    final = list(spec.get("finally") or [])
    task = cleanup_task(spec, config)
    if task is None:
        final.append(_guarded(config.cleanup.task, _fresh(deploy, config, tasks), names))
        return Cleaned(_with(spec, final), config.cleanup.task, made=True)
    # Ours by what it runs: what it is called says only where to look.
    given: tuple[str, ...] = ()
    ours = tasks.is_ours(task, contract.CLEANUP_TASK)
    task = tasks.followed(task, (contract.CLEANUP_TASK,))
    where = next(i for i, other in enumerate(final) if other["name"] == task["name"])
    if ours:
        params = given_params(config)
        given = tuple(param["name"] for param in params)
        together = [*(task.get("params") or []), *params]
        task = final[where] = paths.insert_key(task, "params", together, after=("taskRef",))
    fallback = None
    if config.cleanup.fallback:
        fallback = contract.fallback(task["name"])
        made = _copy(task) if ours else _fresh(deploy, config, tasks)
        final.insert(where + 1, _guarded(fallback, made, names))
    changed = task["name"] if ours else None
    return Cleaned(_with(spec, final), changed, params=given, fallback=fallback)


def _with(spec: dict[str, Any], final: list[dict[str, Any]]) -> dict[str, Any]:
    return paths.insert_key(spec, "finally", final, after=("tasks",))


def _fresh(deploy: dict[str, Any], config: Config, tasks: Tasks) -> dict[str, Any]:
    # The target namespaces come from the run's own ConfigMap; what the deploy is told without
    # reading a result can be told to the cleanup as well.
    given = given_params(config)
    ours = {param["name"] for param in given}
    tellable = {contract.DEFAULT_NAMESPACE, contract.STACK_JSON} - ours
    told = [
        param
        for param in deploy.get("params") or []
        if param["name"] in tellable and not reads_result(param)
    ]
    return {"taskRef": tasks.ref(contract.CLEANUP_TASK), "params": [*told, *given]}


def _copy(task: dict[str, Any]) -> dict[str, Any]:
    # Whatever reads a result could get it skipped, and `when` is what guards the fallback.
    copy = {
        key: value
        for key, value in task.items()
        if key not in ("name", "when") and (key == "params" or not reads_result(value))
    }
    copy["params"] = [param for param in task.get("params") or [] if not reads_result(param)]
    return copy


def reads_result(data: Any) -> bool:
    """Whether any string in `data` reads a result of a pipeline task."""
    return any(reference.kind == "results" for reference in references.within(data))


def _guarded(name: str, task: dict[str, Any], names: Names) -> dict[str, Any]:
    # A status never makes Tekton skip: it reads `None` where a task never ran.
    started = {
        "input": names.joined("status"),
        "operator": "notin",
        "values": [names.not_started],
    }
    return {"name": name, "when": [started], **task}
