"""What the repository shows of the catalogue: base Pipelines, kustomize files, the contract."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from inject_intercepts import catalogue, contract, injection

ROOT = Path(__file__).parents[3]
IMAGE = "ghcr.io/tekton-intercepts/inject-intercepts"


def task_of(section: str, name: str) -> dict[str, Any]:
    """The pipeline task `name` of the base Pipeline, which must be there once."""
    spec = yaml.safe_load((ROOT / "base" / "stack-pr-test.yaml").read_text())["spec"]
    (found,) = [task for task in spec[section] if task["name"] == name]
    assert isinstance(found, dict)
    return found


def test_the_base_pipeline_passes_what_the_deploy_tasks_need_and_nothing_unknown() -> None:
    task = task_of("tasks", "deploy-intercepts")
    assert task["taskRef"] == {"name": "deploy-stack-intercepts"}
    passed = {param["name"] for param in task["params"]}
    for name in contract.DEPLOY_TASKS.values():
        declared = injection.declared(catalogue.interface(name))
        assert {*declared.required} <= passed <= declared.params
        assert [bound["name"] for bound in task["workspaces"]] == [*declared.workspaces]


def test_the_base_pipeline_cleans_up_with_params_that_our_task_knows() -> None:
    task = task_of("finally", "cleanup")
    assert task["taskRef"] == {"name": "cleanup-stack-pods"}
    declared = injection.declared(catalogue.interface("cleanup-stack-pods"))
    assert {param["name"] for param in task["params"]} <= declared.params


@pytest.mark.parametrize("backend", contract.BUILT_IN, ids=lambda backend: backend.name)
def test_the_account_that_a_deploy_task_gives_to_its_pods_is_one_of_rbac(
    backend: contract.BuiltIn,
) -> None:
    given = {
        param["default"]
        for param in catalogue.interface(backend.task)["params"]
        if param["name"].endswith("-service-account")
    }
    made = {
        thing["metadata"]["name"]
        for path in (ROOT / "rbac" / backend.name).glob("*.yaml")
        for thing in yaml.safe_load_all(path.read_text())
        if thing["kind"] == "ServiceAccount"
    }
    table = (ROOT / "rbac" / "README.md").read_text()
    assert given == made
    assert {name for name in given if f"| `{name}` |" not in table} == set()


def test_the_name_of_the_image_stands_in_one_of_the_kustomize_files() -> None:
    files = [ROOT / "kustomization.yaml"]
    for folder in ("base", "component", "overlays"):
        files += sorted((ROOT / folder).rglob("*.yaml"))
    assert [
        (str(path.relative_to(ROOT)), path.read_text().count(IMAGE))
        for path in files
        if IMAGE in path.read_text()
    ] == [("component/function/inject-intercepts.yaml", 1)]


@pytest.mark.parametrize("backend", contract.USUAL_BACKENDS)
def test_an_overlay_differs_from_the_component_in_its_default_alone(backend: str) -> None:
    config = ROOT / "overlays" / backend / "config" / "kustomization.yaml"
    (patch,) = yaml.safe_load(config.read_text())["patches"]
    original = ROOT / "component" / "function" / "inject-intercepts.yaml"
    want = yaml.safe_load(original.read_text())
    del want["metadata"]["annotations"]
    assert yaml.safe_load(patch["patch"]) == want | {"spec": {"default": backend}}


def test_the_contract_page_has_the_shared_params_with_their_defaults() -> None:
    page = (ROOT / "docs" / "deploy-task-contract.md").read_text()
    rows = re.findall(r"^\| `([^`]+)` \| (?:`([^`]+)` )?\|", page, re.MULTILINE)
    assert len(rows) == 7
    for name in contract.DEPLOY_TASKS.values():
        params = yaml.safe_load(catalogue.text(name))["spec"]["params"][: len(rows)]
        defaults = {None: "", "": '""'}
        assert rows == [
            (param["name"], defaults.get(param.get("default"), param.get("default")))
            for param in params
        ]
