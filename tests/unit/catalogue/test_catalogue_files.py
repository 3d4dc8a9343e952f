"""The files of the catalogue: their form, their interface, their hash, their scripts."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from inject_intercepts import catalogue, contract

DEPLOY_TASKS = contract.DEPLOY_TASKS.values()
# docs/deploy-task-contract.md
SHARED_PARAMS = (
    "stack-json",
    "build-apps",
    "propagation-chain",
    "built-images",
    "intercept-header-value",
    "default-namespace",
    "run-id",
)

every_task = pytest.mark.parametrize("name", catalogue.NAMES)


def task(name: str) -> dict[str, Any]:
    data = yaml.safe_load(catalogue.text(name))
    assert isinstance(data, dict)
    return data


def test_the_catalogue_has_a_task_for_each_backend_and_two_for_all_in_the_order_of_emission() -> (
    None
):
    deploys = [backend.task for backend in contract.BUILT_IN]
    assert deploys[:2] == ["deploy-stack-intercepts", "deploy-intercept-mirrord"]
    assert [*catalogue.NAMES] == [*deploys, "deploy-intercepts-result", "cleanup-stack-pods"]


@every_task
def test_no_text_is_folded_since_kpt_writes_it_anew_at_its_second_render(name: str) -> None:
    assert re.findall(r".*: >[-+]?$", catalogue.text(name), flags=re.MULTILINE) == []


def test_the_catalogue_has_no_other_files() -> None:
    files = {path.stem for path in Path(catalogue.__file__).parent.glob("*.yaml")}
    assert files == {*catalogue.NAMES}


@pytest.mark.parametrize("name", ["", "deploy", "../catalogue/cleanup-stack-pods"])
def test_a_name_that_is_not_in_the_catalogue_is_a_key_error(name: str) -> None:
    for ask in (catalogue.text, catalogue.manifest, catalogue.interface):
        with pytest.raises(KeyError):
            ask(name)


@every_task
def test_a_task_carries_its_catalogue_name_and_the_hash_of_its_spec(name: str) -> None:
    data = task(name)
    assert {key: value for key, value in data.items() if key != "spec"} == {
        "apiVersion": "tekton.dev/v1",
        "kind": "Task",
        "metadata": {
            "name": name,
            "labels": {catalogue.TASK_LABEL: name},
            "annotations": {catalogue.HASH_ANNOTATION: catalogue.content_hash(data["spec"])},
        },
    }


@every_task
def test_what_a_task_declares_is_known_without_reading_it(name: str) -> None:
    spec = task(name)["spec"]
    assert catalogue.interface(name) == {
        key: [{k: v for k, v in entry.items() if k != "description"} for entry in spec[key]]
        for key in ("params", "workspaces", "results")
        if key in spec
    }


@every_task
def test_everything_that_a_task_declares_is_described(name: str) -> None:
    spec = task(name)["spec"]
    declared = [*spec["params"], *spec.get("workspaces", ()), *spec.get("results", ())]
    assert spec["description"]
    assert [item["name"] for item in declared if not item["description"]] == []
    assert [item["name"] for item in spec.get("results", ()) if item["type"] != "string"] == []


def test_the_deploy_tasks_declare_the_shared_params_workspace_and_result_alike() -> None:
    first, *others = (task(name)["spec"] for name in DEPLOY_TASKS)
    shared = len(SHARED_PARAMS)
    assert tuple(param["name"] for param in first["params"][:shared]) == SHARED_PARAMS
    for other in others:
        assert first["params"][:shared] == other["params"][:shared]
        assert first["workspaces"] == other["workspaces"]
        assert first["results"] == other["results"]


@pytest.mark.parametrize("name", DEPLOY_TASKS)
def test_a_deploy_task_needs_no_param_that_only_its_backend_knows(name: str) -> None:
    own = catalogue.interface(name)["params"][len(SHARED_PARAMS) :]
    assert [param["name"] for param in own if "default" not in param] == []


def test_nothing_can_keep_cleanup_from_running_for_want_of_a_param_or_a_workspace() -> None:
    cleanup = catalogue.interface("cleanup-stack-pods")
    assert [param["name"] for param in cleanup["params"] if "default" not in param] == []
    assert "workspaces" not in cleanup


def test_all_steps_run_in_one_image_with_one_default() -> None:
    defaults = set()
    for name in catalogue.NAMES:
        spec = task(name)["spec"]
        assert {step["image"] for step in spec["steps"]} == {"$(params.kubectl-image)"}
        defaults |= {p["default"] for p in spec["params"] if p["name"] == "kubectl-image"}
    assert len(defaults) == 1


def scalars(node: yaml.Node | None) -> list[str]:
    if isinstance(node, yaml.ScalarNode):
        return [node.value] if node.style is None else []
    assert isinstance(node, yaml.CollectionNode)
    pairs = node.value if isinstance(node, yaml.MappingNode) else [node.value]
    return [text for pair in pairs for child in pair for text in scalars(child)]


@every_task
def test_no_plain_scalar_but_false_is_anything_but_a_string_to_any_yaml_reader(name: str) -> None:
    plain = scalars(yaml.compose(catalogue.text(name)))
    words = re.compile(r"(?i:y|n|yes|no|on|off|true|false|null|~|)|[-+.0-9=<].*")
    assert {text for text in plain if words.fullmatch(text)} <= {"false"}


@every_task
def test_no_script_holds_a_value_that_tekton_puts_into_it(name: str) -> None:
    for step in task(name)["spec"]["steps"]:
        # Shell's own $( ) may stand there; Tekton's variables are words with dots.
        assert re.findall(r"\$\([\w-]+(?:[.\[][^\s()]*)+\)", step["script"]) == []


@pytest.mark.needs("shellcheck", tier=2)
@every_task
def test_every_script_passes_shellcheck(name: str) -> None:
    for step in task(name)["spec"]["steps"]:
        done = subprocess.run(
            ["shellcheck", "--severity=style", "-"],
            input=step["script"],
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)


@pytest.mark.parametrize("name", catalogue.NAMES)
def test_the_scripts_fit_in_the_one_argument_by_which_tekton_places_them(name: str) -> None:
    # All in base64: pkg/pod/script.go of Tekton. Linux takes 128 KiB for an argument.
    steps = yaml.safe_load(catalogue.text(name))["spec"]["steps"]
    placed = sum(len(step["script"].encode()) * 4 // 3 + 500 for step in steps)
    assert placed < 128 * 1024
