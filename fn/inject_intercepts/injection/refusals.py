"""What cannot be done faithfully, found before anything is changed, all at once.

Paths are from the PipelineSpec, but for those of `shape` and `deploy_step`, which are from the
object.
"""

from __future__ import annotations

from inject_intercepts import contract
from inject_intercepts.injection import (
    cleanup,
    config_values,
    declarations,
    deploy_variants,
    interfaces,
    references_refused,
)
from inject_intercepts.injection.findings import Finding, Path, error
from inject_intercepts.injection.record_annotation import ANNOTATION
from inject_intercepts.tekton import graph, objects, paths
from inject_intercepts.tekton import shape as tekton_shape
from krm_fn import numerals

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from inject_intercepts.config import Config
    from inject_intercepts.injection.plan import Names, Plan
    from inject_intercepts.injection.tasks import Tasks


def shape(obj: dict[str, Any], where: Path) -> list[Finding]:
    """Refuse an object whose fields are not what Tekton takes."""
    found = [
        error(f"must be a map, is {tekton_shape.kind_of(value)}", *path)
        for path in (("metadata",), ("metadata", "annotations"), ("spec",))
        if not isinstance(value := paths.at(obj, path), dict | None)
    ]
    if objects.spec_path(obj) is not None and not found:
        misshapes = tekton_shape.misshapes(paths.at(obj, where))
        found += [error(wrong.message, *where, *wrong.path) for wrong in misshapes]
    for field in ("taskRunSpecs", "workspaces"):
        entries = (
            None if found or not objects.is_pipeline_run(obj) else paths.at(obj, ("spec", field))
        )
        if entries is not None and not (
            isinstance(entries, list) and all(isinstance(entry, dict) for entry in entries)
        ):
            found.append(error("must be a list of maps", "spec", field))
    return found


def deploy_step(obj: dict[str, Any], where: Path, config: Config) -> list[Finding]:
    """Refuse an object that has no deploy step where one is needed."""
    spec, name = paths.at(obj, where), config.deploy.task
    for i, task in enumerate(spec.get("finally") or []):
        if task["name"] == name:
            message = f"`{name}` must stand under `tasks`: what it deploys is for the tasks to test"
            return [error(message, *where, "finally", i)]
    # A Pipeline declares a workspace for its runs (`declarations` adds it); a run must bind one
    # itself.
    there = any(task["name"] == name for task in spec.get("tasks") or [])
    tasks = [task["name"] for task in spec["tasks"]]
    if not there and contract.pass_through(name) in tasks:
        return [error(_split_already(tasks, config), *where, "tasks")]
    if not there and config.deploy.insert is None:
        message = (
            f"has no pipeline task `{name}`: name the one that deploys in `spec.deploy.task`, or "
            "say with `spec.deploy.insert` where one goes"
        )
        return [error(message, *where, "tasks")]
    if there or not objects.is_pipeline_run(obj):
        return []
    bindings = paths.at(obj, ("spec", "workspaces")) or []
    if any(entry.get("name") == config.deploy.workspace for entry in bindings):
        return []
    message = (
        f"must bind the workspace `{config.deploy.workspace}`, which carries the result of the "
        "inserted deploy task: add it, or name another in `spec.deploy.workspace`"
    )
    return [error(message, "spec", "workspaces")]


def _split_already(tasks: list[str], config: Config) -> str:
    """Say what to do with a Pipeline that has the new tasks and no record that says whose."""
    name = config.deploy.task
    variants = [contract.variant(name, backend.name) for backend in config.backends]
    ours = [task for task in (*variants, contract.pass_through(name)) if task in tasks]
    first = f", made of `{ours[0]}` without its `when`" if len(ours) > 1 else ""
    return (
        f"is split already, and nothing says by whom: it has {', '.join(f'`{t}`' for t in ours)} "
        f"and no `{name}`. If somebody split it by hand, either leave it so, and list in "
        "`spec.pipelines` the others alone; or make it one task again, called "
        f"`{name}`{first}, and let all that names "
        f"`{contract.pass_through(name)}` name that. If this function did, put its annotation "
        f"`{ANNOTATION}` back"
    )


def pipeline(
    spec: dict[str, Any], plan: Plan, propagated: frozenset[str], *, inserted: bool
) -> list[Finding]:
    """Give every reason why a PipelineSpec, which has a deploy task, is not split."""
    # All at once: a person mends a Pipeline in one go.
    config, names, tasks = plan
    i, deploy = next((i, t) for i, t in enumerate(spec["tasks"]) if t["name"] == names.deploy)
    return [
        *_deploy_task(deploy, ("tasks", i)),
        *_names(spec, names, config),
        *_params(spec, config),
        *_workspace(spec, deploy, ("tasks", i), config, tasks),
        *_given(deploy, ("tasks", i), config),
        *_recorded(deploy, ("tasks", i), plan),
        *_cleanup(spec, config, tasks),
        *(references_refused.in_insertion(spec, config) if inserted else _order(spec, names)),
        *references_refused.in_pipeline(spec, names, config),
        *config_values.unresolvable(spec, plan, propagated, inserted=inserted),
        *interfaces.mismatches(spec, deploy, ("tasks", i), plan),
    ]


def run(obj: dict[str, Any], names: Names, result: str) -> list[Finding]:
    """Refuse a PipelineRun that names the deploy task where it cannot follow; nothing else."""
    if not objects.is_pipeline_run(obj):
        return []
    found = references_refused.in_run(paths.at(obj, ("spec",)) or {}, names, result)
    return [finding._replace(path=("spec", *finding.path)) for finding in found]


def _deploy_task(deploy: dict[str, Any], path: Path) -> Iterator[Finding]:
    name = deploy["name"]
    if deploy.get("matrix"):
        message = (
            f"`{name}` must not have a `matrix`: of several deploys, no single result can be "
            "handed on"
        )
        yield error(message, *path, "matrix")
    fields: list[str] = [f for f in ("pipelineRef", "pipelineSpec") if f in deploy]
    fields += [
        field
        for field in ("taskRef", "taskSpec")
        if (deploy.get(field) or {}).get("kind") == "Pipeline"
    ]
    for field in fields:
        message = f"`{name}` must run a Task: a Pipeline in a Pipeline has no result to hand on"
        yield error(message, *path, field)


def _order(spec: dict[str, Any], names: Names) -> Iterator[Finding]:
    """Refuse an order that Tekton does (pkg/reconciler/pipeline/dag/dag.go, Build)."""
    tasks = {task["name"] for task in spec["tasks"]}
    for i, task in enumerate(spec["tasks"]):
        for j, name in enumerate(task.get("runAfter") or []):
            # What waits for a variant that is not there is told so by `references_refused`.
            if name not in tasks and not name.startswith(f"{names.deploy}-"):
                message = f"waits for `{name}`, which is no pipeline task under `tasks`"
                yield error(message, "tasks", i, "runAfter", j)
    for i, task in enumerate(spec.get("finally") or []):
        if task.get("runAfter"):
            message = "a finally task cannot wait for another one: Tekton refuses the Pipeline"
            yield error(message, "finally", i, "runAfter")
    cycle = graph.find_cycle(spec)
    if cycle:
        circle = " waits for ".join(f"`{name}`" for name in cycle)
        yield error(f"the tasks wait for each other: {circle}; let one not wait", "tasks")


def _names(spec: dict[str, Any], names: Names, config: Config) -> Iterator[Finding]:
    new = [*names.variants, names.pass_through]
    there = {
        t["name"]: (key, i)
        for key in ("tasks", "finally")
        for i, t in enumerate(spec.get(key) or [])
    }
    if cleanup.cleanup_task(spec, config) is None:
        place = there.get(config.cleanup.task)
        if place is not None:
            message = (
                f"`{config.cleanup.task}` must stand under `finally` to clean up however the run "
                "ends: move it there, or name another in `spec.cleanup.task`"
            )
            yield error(message, *place)
    elif config.cleanup.fallback:
        new.append(contract.fallback(config.cleanup.task))
    for name in new:
        if name in there:
            message = (
                f"`{name}` is the name of a task that this function makes, and the object carries "
                "no record of an injection: rename the task, or choose another `spec.deploy.task`"
            )
            yield error(message, *there[name], "name")
        if len(name) > contract.LONGEST_NAME:
            longest = contract.LONGEST_NAME
            message = f"`{name}` has {len(name)} characters, a task's name at most {longest}"
            yield error(message, "tasks")


def _params(spec: dict[str, Any], config: Config) -> Iterator[Finding]:
    wanted = {param["name"]: param for param in declarations.wanted(config)}
    for i, param in enumerate(spec.get("params") or []):
        # Another default would change what a run gets that passes nothing.
        ours = wanted.get(param["name"])
        if ours is not None and not declarations.is_same(param, ours):
            has = f"type {declarations.kind(param)}"
            has += f", default {param['default']!r}" if "default" in param else ", no default"
            needs = f"type {declarations.kind(ours)}"
            needs += f", default {ours['default']!r}" if "default" in ours else ", no default"
            message = (
                f"the param `{param['name']}` is there with {has}, and must have {needs}: change "
                "it, or choose another name in the config"
            )
            yield error(message, "params", i)._replace(
                current=param.get("default"), proposed=ours.get("default")
            )


def _workspace(
    spec: dict[str, Any], deploy: dict[str, Any], path: Path, config: Config, tasks: Tasks
) -> Iterator[Finding]:
    name = config.deploy.workspace
    for i, entry in enumerate(spec.get("workspaces") or []):
        if entry["name"] == name and entry.get("optional"):
            message = (
                f"the workspace `{name}` must not be optional: it carries the result from the "
                "deploy task to those that read it"
            )
            yield error(message, "workspaces", i, "optional")
    taken = [b for b in deploy.get("workspaces") or [] if b["name"] == contract.WORKSPACE]
    if taken and deploy_variants.bound(deploy, config) is None:
        other = taken[0].get("workspace", contract.WORKSPACE)
        message = (
            f"`{deploy['name']}` has `{other}` as its `{contract.WORKSPACE}`, and "
            f"`spec.deploy.workspace` says `{name}`: make them the same"
        )
        yield error(message, *path, "workspaces")
        return
    if (
        "taskSpec" in deploy
        or deploy_variants.bound(deploy, config)
        or deploy_variants.must_bind(deploy, config, tasks)
    ):
        return
    if any(deploy_variants.keeps_task(config, backend) for backend in config.backends):
        message = (
            f"`{deploy['name']}` must bind the workspace `{name}`, where its Task writes "
            "deployed-pods.json for the others: add the binding, or name the workspace that "
            "it uses in `spec.deploy.workspace`"
        )
        yield error(message, *path, "workspaces")


def _given(deploy: dict[str, Any], path: Path, config: Config) -> Iterator[Finding]:
    wanted = {
        param["name"]
        for backend in config.backends
        for param in deploy_variants.given_params(backend)
    }
    for i, param in enumerate(deploy.get("params") or []):
        if param["name"] in wanted:
            message = (
                f"`{deploy['name']}` already passes `{param['name']}`, which this function gives "
                "to the variants: take it out here, or out of the config"
            )
            yield error(message, *path, "params", i)


def _recorded(deploy: dict[str, Any], path: Path, plan: Plan) -> Iterator[Finding]:
    """Refuse a number that the record would have to keep, and JSON cannot write by letter."""
    kept = deploy_variants.original(deploy, plan) or {}
    lost = numerals.lost_in_json(kept)
    if lost is not None:
        message = (
            f"`{numerals.written(paths.at(kept, lost))}` cannot be kept in the record, which is "
            "JSON: write the number as JSON does, or quote it if it is text"
        )
        yield error(message, *path, *lost)


def _cleanup(spec: dict[str, Any], config: Config, tasks: Tasks) -> Iterator[Finding]:
    for param in config.cleanup.params:
        if cleanup.reads_result(param):
            message = (
                f"`spec.cleanup.params` must not read a result (`{param['name']}` does): Tekton "
                "skips a finally task when a result is missing"
            )
            yield error(message, "finally")
    wanted = {param["name"] for param in cleanup.given_params(config)}
    for i, task in enumerate(spec.get("finally") or []):
        if task["name"] == config.cleanup.task and tasks.is_ours(task, contract.CLEANUP_TASK):
            for j, param in enumerate(task.get("params") or []):
                if param["name"] in wanted:
                    message = (
                        f"`{task['name']}` already passes `{param['name']}`, which this function "
                        "gives it: take it out here, or out of the config"
                    )
                    yield error(message, "finally", i, "params", j)
