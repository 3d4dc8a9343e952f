"""The transformed Pipelines in an API server with Tekton's kinds: all that they refer to exists."""

from __future__ import annotations

import copy
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import programs
import pytest
import yaml

if TYPE_CHECKING:
    from world import World

BASE = programs.HERE.parents[1] / "base"
OURS = {
    "cleanup-stack-pods",
    "deploy-intercept-mirrord",
    "deploy-intercepts-result",
    "deploy-stack-intercepts",
}
# What a team has of its own: the base names these, and this repository has none of them.
OF_THE_TEAM = {
    "build-apps",
    "clone-app-repos",
    "comment-on-pr",
    "git-clone",
    "push-images",
    "resolve-stack",
    "run-stack-tests",
    "validate-original-traffic",
    "validate-propagation",
}


@pytest.fixture
def applied(tekton: None, world: World) -> dict[tuple[str, str], dict[str, Any]]:
    """All objects of the transformed base as the server has them, by kind and name."""
    config = ["--config", str(BASE / "config" / "inject-intercepts.yaml")]
    command = [sys.executable, "-m", "inject_intercepts", "render", *config, str(BASE)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    world.plane.apply(done.stdout, f"--namespace={world.run_namespace}")
    objects = {}
    for kind in ("pipelines", "tasks"):
        path = f"/apis/tekton.dev/v1/namespaces/{world.run_namespace}/{kind}"
        for item in world.plane.admin.ask(path)["items"]:
            objects[kind, item["metadata"]["name"]] = item
    return objects


def tasks_of(pipeline: dict[str, Any]) -> list[dict[str, Any]]:
    return [*pipeline["spec"]["tasks"], *pipeline["spec"].get("finally", [])]


def test_the_server_takes_and_keeps_all_of_it(applied: dict[tuple[str, str], Any]) -> None:
    assert sorted(applied) == [
        ("pipelines", "stack-pr-continue"),
        ("pipelines", "stack-pr-test"),
        *(("tasks", name) for name in sorted(OURS)),
    ]


def test_every_task_that_a_pipeline_refers_to_is_there_or_the_teams_own(
    applied: dict[tuple[str, str], Any],
) -> None:
    referred = {
        task["taskRef"]["name"]
        for kind, name in applied
        if kind == "pipelines"
        for task in tasks_of(applied[kind, name])
        if "taskRef" in task
    }
    assert {name for name in referred if ("tasks", name) in applied} == OURS
    assert referred - OURS == OF_THE_TEAM


@pytest.mark.parametrize("pipeline", ["stack-pr-test", "stack-pr-continue"])
def test_every_param_workspace_and_result_of_our_tasks_fits(
    applied: dict[tuple[str, str], Any], pipeline: str
) -> None:
    wrong = []
    tasks = tasks_of(applied["pipelines", pipeline])
    for task in tasks:
        spec = applied.get(("tasks", task.get("taskRef", {}).get("name")), {}).get("spec")
        if spec:
            wrong += [f"{task['name']}: {text}" for text in misfits(task, spec)]
    assert wrong == []
    used = {task["taskRef"]["name"] for task in tasks if "taskRef" in task}
    assert used >= OURS


def misfits(task: dict[str, Any], spec: dict[str, Any]) -> list[str]:
    """What of a pipeline task its Task does not have, or has in another type."""
    declared = {param["name"]: param for param in spec.get("params", [])}
    given = {param["name"]: param["value"] for param in task.get("params", [])}
    found = [f"param {name} is not declared" for name in given if name not in declared]
    found += [
        f"param {name} is missing"
        for name, param in declared.items()
        if "default" not in param and name not in given
    ]
    found += [
        f"param {name} is no {declared[name].get('type', 'string')}"
        for name, value in given.items()
        if name in declared and _type(value) != declared[name].get("type", "string")
    ]
    bound = {workspace["name"] for workspace in task.get("workspaces", [])}
    wanted = {w["name"] for w in spec.get("workspaces", []) if not w.get("optional")}
    found += [f"workspace {name} is not bound" for name in wanted - bound]
    known = {w["name"] for w in spec.get("workspaces", [])}
    return found + [f"workspace {name} is not declared" for name in bound - known]


def _type(value: Any) -> str:
    if isinstance(value, list):
        return "array"
    return "object" if isinstance(value, dict) else "string"


@pytest.mark.parametrize("pipeline", ["stack-pr-test", "stack-pr-continue"])
def test_every_result_that_is_read_is_one_that_its_task_has(
    applied: dict[tuple[str, str], Any], pipeline: str
) -> None:
    spec = applied["pipelines", pipeline]["spec"]
    text = yaml.safe_dump(spec)
    for task in tasks_of({"spec": spec}):
        known = applied.get(("tasks", task.get("taskRef", {}).get("name")))
        if known:
            results = {result["name"] for result in known["spec"].get("results", [])}
            prefix = f"$(tasks.{task['name']}.results."
            read = {part.partition(")")[0] for part in text.split(prefix)[1:]}
            assert read <= results, task["name"]


def test_a_field_that_tekton_does_not_have_is_refused(world: World, tekton: None) -> None:
    task = {
        "apiVersion": "tekton.dev/v1",
        "kind": "Task",
        "metadata": {"name": "wrong"},
        "spec": {"steps": [{"name": "a", "image": "b", "skript": "echo"}]},
    }
    right = copy.deepcopy(task)
    right["spec"] = {"steps": [{"name": "a", "image": "b", "script": "echo"}]}
    world.plane.apply(yaml.safe_dump(right), f"--namespace={world.run_namespace}")
    with pytest.raises(RuntimeError, match="skript"):
        world.plane.apply(yaml.safe_dump(task), f"--namespace={world.run_namespace}")
