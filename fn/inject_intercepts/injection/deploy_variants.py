"""The deploy task becomes one task a backend, and one that hands the result of either on."""

from __future__ import annotations

from inject_intercepts import contract
from inject_intercepts.tekton import paths

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from inject_intercepts.config import Backend, Config
    from inject_intercepts.injection.plan import Plan
    from inject_intercepts.injection.tasks import Tasks

_AFTER_WHEN = ("runAfter", "displayName", "name")
_AFTER_PARAMS = ("params", "taskSpec", "taskRef", "when", "runAfter", "name")


def guard(config: Config, backend: str) -> dict[str, Any]:
    """Give the `when` under which a backend's deploy task runs."""
    return {"input": f"$(params.{config.parameter})", "operator": "in", "values": [backend]}


def is_guard(entry: dict[str, Any], backend: str) -> bool:
    """Whether a `when` is the guard of a variant, under whatever parameter."""
    # The parameter may have got another name in the config since.
    return entry.get("operator") == "in" and entry.get("values") == [backend]


def keeps_task(config: Config, backend: Backend) -> bool:
    """Whether a backend's variant runs the Task that the base's deploy task ran."""
    return backend.name == config.deploy.backend and backend.task_ref is None


def task_ref(backend: Backend, tasks: Tasks) -> dict[str, Any]:
    """Give the `taskRef` of a backend: the config's own, or the catalogue's."""
    if backend.task_ref is not None:
        return backend.task_ref
    return tasks.ref(contract.DEPLOY_TASKS[backend.name])


def runs_catalogue(backend: Backend) -> bool:
    """Whether the backend's Task is one of the catalogue, whose workspace we know."""
    return backend.task_ref is None and backend.name in contract.DEPLOY_TASKS


def given_params(backend: Backend) -> tuple[dict[str, Any], ...]:
    """Give the params that a variant gets beyond those of the base."""
    return ({"name": contract.RUN_ID, "value": contract.RUN_ID_VALUE}, *backend.params)


def variant(
    source: dict[str, Any], deploy: dict[str, Any], backend: Backend, plan: Plan
) -> dict[str, Any]:
    """Give a backend's deploy task.

    `source` is what it is made from: the base's `deploy` task, or what a person has since made of
    this variant. All that is not replaced stays: `timeout`, `retries`, `onError`, `displayName`, …
    """
    config, names, tasks = plan
    made = {**source, "name": names.variant(backend.name)}
    if keeps_task(config, backend):
        made = tasks.followed(_as_in_base(made, deploy), contract.DEPLOY_TASKS.values())
    else:
        made = with_task(made, {"taskRef": task_ref(backend, tasks)})
        # What the base binds is for the base's own Task; ours declares one workspace.
        if runs_catalogue(backend):
            made = _set(made, "workspaces", [binding(deploy, config)], _AFTER_PARAMS)
    if must_bind(made, config, tasks):
        bound = [*(made.get("workspaces") or []), binding(deploy, config)]
        made = _set(made, "workspaces", bound, _AFTER_PARAMS)
    params = [*(made.get("params") or []), *given_params(backend)]
    made = _set(made, "params", params, ("taskSpec", "taskRef"))
    # Last, so that undoing can tell it from one of the base's that looks the same.
    when = [*(made.get("when") or []), guard(config, backend.name)]
    return _set(made, "when", when, _AFTER_WHEN)


def _as_in_base(task: dict[str, Any], deploy: dict[str, Any]) -> dict[str, Any]:
    """Give a variant with the base's own Task: an earlier config may have given it another."""
    made = with_task(task, {key: deploy[key] for key in ("taskRef", "taskSpec") if key in deploy})
    if "workspaces" in deploy:
        return _set(made, "workspaces", deploy["workspaces"], _AFTER_PARAMS)
    return {key: value for key, value in made.items() if key != "workspaces"}


def _set(
    task: dict[str, Any], key: str, value: list[Any], after: tuple[str, ...]
) -> dict[str, Any]:
    return paths.insert_key(task, key, value, after=after)


def with_task(task: dict[str, Any], ref: dict[str, Any]) -> dict[str, Any]:
    """Give a pipeline task that runs another Task: the old reference replaced where it stands.

    {name: d, taskSpec: {…}, params: […]} with {taskRef: {name: t}}
    -> {name: d, taskRef: {name: t}, params: […]}
    """
    made: dict[str, Any] = {}
    for key, value in task.items():
        if key in ("taskRef", "taskSpec"):
            made |= ref
        else:
            made[key] = value
    return made | ref


def must_bind(task: dict[str, Any], config: Config, tasks: Tasks) -> bool:
    """Whether a pipeline task lacks the workspace and runs a Task of ours, which needs it."""
    ours = any(tasks.is_ours(task, name) for name in contract.DEPLOY_TASKS.values())
    return ours and bound(task, config) is None


def bound(task: dict[str, Any], config: Config) -> dict[str, Any] | None:
    """Give the binding by which a pipeline task has the workspace that carries the result."""
    for entry in task.get("workspaces") or []:
        # Without `workspace`, a binding means the Pipeline's workspace of its own name.
        if entry.get("workspace", entry.get("name")) == config.deploy.workspace:
            return dict(entry)
    return None


def binding(deploy: dict[str, Any], config: Config) -> dict[str, Any]:
    """Give the binding for a Task of ours: the same folder of the same volume as the deploy's."""
    entry = {"name": contract.WORKSPACE, "workspace": config.deploy.workspace}
    same = bound(deploy, config) or {}
    return entry | {key: same[key] for key in ("subPath",) if key in same}


def pass_through(deploy: dict[str, Any], plan: Plan) -> dict[str, Any]:
    """Give the task that reads `deployed-pods.json` and hands it on as its result.

    It copies `when`, or it would run where the deploy never did, and `onError`, or a failure that
    the base tolerates would fail the run.
    """
    config, names, tasks = plan
    # A task that is skipped by its own `when` holds up nobody who only runs after it.
    task: dict[str, Any] = {"name": names.pass_through, "runAfter": list(names.variants)}
    task |= {key: deploy[key] for key in ("when", "onError") if deploy.get(key)}
    task["taskRef"] = tasks.ref(contract.PASS_THROUGH_TASK)
    task["params"] = [
        {"name": contract.BACKEND, "value": f"$(params.{config.parameter})"},
        {"name": contract.BACKENDS, "value": [backend.name for backend in config.backends]},
        {"name": contract.RUN_ID, "value": contract.RUN_ID_VALUE},
    ]
    if not config.deploy.root_file:
        task["params"].append({"name": contract.ROOT_FILE, "value": "false"})
    task["workspaces"] = [binding(deploy, config)]
    return task


def original(deploy: dict[str, Any], plan: Plan) -> dict[str, Any] | None:
    """Give what the first variant no longer has of the base's task, for the record."""
    config, _, tasks = plan
    lost: tuple[str, ...] = ("taskRef", "taskSpec", "workspaces")
    if keeps_task(config, plan.backends[0]):
        if not must_bind(deploy, config, tasks):
            return None
        lost = ("workspaces",)
    return {key: deploy[key] for key in lost if key in deploy}
