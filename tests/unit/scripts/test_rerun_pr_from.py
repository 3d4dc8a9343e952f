"""scripts/rerun-pr-from.sh, with a kubectl that gives what the test says a cluster has."""

from __future__ import annotations

import copy
import json
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from played_cluster import BASE, CLAIM, RECORD, Cluster, task_run

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.needs("jq")


@pytest.fixture(scope="module")
def made(program: Path) -> dict[str, dict[str, Any]]:
    """The Pipelines that the function makes of the base, by name, as a cluster has them."""
    done = subprocess.run(
        [program, "render", "--config", BASE / "config" / "inject-intercepts.yaml", BASE],
        capture_output=True,
        check=True,
    )
    objects = yaml.safe_load_all(done.stdout)
    return {one["metadata"]["name"]: one for one in objects if one["kind"] == "Pipeline"}


@pytest.fixture
def cluster(tmp_path: Path, made: dict[str, dict[str, Any]]) -> Cluster:
    return Cluster(tmp_path, copy.deepcopy(made))


WANT: dict[str, Any] = {
    "apiVersion": "tekton.dev/v1",
    "kind": "PipelineRun",
    "metadata": {
        "generateName": "stack-pr-continue-",
        "namespace": "ci",
        "annotations": {"tekton-intercepts.dev/continues": "pr-42-x"},
    },
    "spec": {
        "pipelineRef": {"name": "stack-pr-continue"},
        "params": [
            {"name": "stack-json", "value": "{}"},
            {"name": "build-apps", "value": "shop"},
            {"name": "propagation-chain", "value": "web shop"},
            {"name": "built-images", "value": '{"shop":"registry/shop:1"}'},
            {"name": "changed-app", "value": "shop"},
            {"name": "pr-number", "value": "42"},
            {"name": "intercept-header-value", "value": "x-dev-session:pr-42"},
            {"name": "intercept-backend", "value": "mirrord"},
        ],
        "workspaces": [
            {"name": "shared-workspace", "persistentVolumeClaim": CLAIM},
            {"name": "registry-credentials", "secret": {"secretName": "registry"}},
        ],
        "taskRunTemplate": {"serviceAccountName": "intercept-pipeline"},
        "taskRunSpecs": [{"pipelineTaskName": "run-tests", "serviceAccountName": "tester"}],
    },
}


WANT_SPEC = WANT["spec"]
WANT_PARAMS = WANT_SPEC["params"]


def test_a_dry_run_prints_the_continuation_and_creates_nothing(cluster: Cluster) -> None:
    done = cluster.rerun("--dry-run", "-n", "ci", "pr-42-x")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == WANT
    assert (cluster.folder / "calls").read_text().splitlines() == [
        "-n ci get pipelinerun.tekton.dev pr-42-x -o json",
        "-n ci get taskrun.tekton.dev -l tekton.dev/pipelineRun=pr-42-x -o json",
        (
            "-n ci get pipeline.tekton.dev -l tekton-intercepts.dev/continuation-of=stack-pr-test "
            "-o json"
        ),
    ]


def test_the_same_is_created_without_it(cluster: Cluster) -> None:
    done = cluster.rerun("pr-42-x")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads((cluster.folder / "created.json").read_text()) == WANT


def test_a_run_that_passed_no_backend_continues_with_its_own_default(cluster: Cluster) -> None:
    cluster.run["spec"]["params"].pop()
    cluster.run["status"]["pipelineSpec"]["params"][-1]["default"] = "mirrord"
    param = {"name": "intercept-backend", "value": "mirrord"}
    assert cluster.continued()["params"][-1] == param


def test_another_backend_than_that_of_the_run_can_be_asked_for(cluster: Cluster) -> None:
    param = {"name": "intercept-backend", "value": "telepresence"}
    assert cluster.continued("--backend", "telepresence")["params"][-1] == param


def test_a_backend_that_is_none_is_refused(cluster: Cluster) -> None:
    said = "the backend must be one of telepresence, mirrord, got telepresense"
    assert cluster.refused("--backend", "telepresense") == [said]


def test_a_pipeline_without_a_backend_has_no_choice_of_one(cluster: Cluster) -> None:
    cluster.change_record(backend=None)
    said = "stack-pr-continue has no choice of a backend"
    assert cluster.refused("--backend", "mirrord") == [said]


def test_a_missing_result_is_named_with_the_task_that_should_have_made_it(
    cluster: Cluster,
) -> None:
    del cluster.results["build-apps"]
    del cluster.results["resolve-stack"]["stack-json"]
    cluster.skipped("build-apps", "When Expressions evaluated to false")
    assert cluster.refused() == [
        (
            "the result stack-json is missing: the task resolve-stack should have made it "
            "(pr-42-x-resolve-stack)"
        ),
        (
            "the result built-images is missing: the task build-apps should have made it "
            "(it was skipped)"
        ),
    ]


def test_a_missing_result_whose_param_has_a_default_is_left_to_that(cluster: Cluster) -> None:
    del cluster.results["resolve-stack"]["propagation-chain"]
    cluster.pipeline["spec"]["params"][2]["default"] = ""
    names = [param["name"] for param in cluster.continued()["params"]]
    assert names == [one["name"] for one in WANT_PARAMS if one["name"] != "propagation-chain"]


def test_a_run_that_failed_before_the_cut_is_told_so(cluster: Cluster) -> None:
    del cluster.results["build-apps"]
    cluster.failed = ["clone-app-repos"]
    assert cluster.refused() == [
        (
            "the run failed before deploy-intercepts, so there is nothing to continue: "
            "clone-app-repos failed (pr-42-x-clone-app-repos), build-apps did not run"
        )
    ]


def test_a_failure_that_the_pipeline_ignores_is_none(cluster: Cluster) -> None:
    cluster.failed = ["clone-app-repos"]
    (task,) = (
        one
        for one in cluster.run["status"]["pipelineSpec"]["tasks"]
        if one["name"] == "clone-app-repos"
    )
    task["onError"] = "continue"
    assert cluster.continued() == WANT["spec"]


def test_a_run_of_another_version_of_the_pipeline_is_told_so(cluster: Cluster) -> None:
    cluster.change_record(before=["fetch-source", "scan-source"])
    assert cluster.refused() == [
        (
            "the run has no task scan-source: stack-pr-continue continues another Pipeline, or "
            "another version of it"
        )
    ]


def test_a_param_that_nobody_knows_is_named(cluster: Cluster) -> None:
    cluster.pipeline["spec"]["params"].append({"name": "region", "type": "string"})
    assert cluster.refused() == ["the run has no param region"]


def test_the_results_of_a_matrix_are_one_array_in_its_order(cluster: Cluster) -> None:
    (task,) = (
        one for one in cluster.run["status"]["pipelineSpec"]["tasks"] if one["name"] == "build-apps"
    )
    task["matrix"] = {"params": []}
    del cluster.results["build-apps"]
    cluster.more = [
        task_run("pr-42-x", "build-apps", {"built-images": f"image-{i}"}, suffix=f"-{i}")
        for i in (10, 9, 1)
    ]
    cluster.pipeline["spec"]["params"][3]["type"] = "array"
    value = {"name": "built-images", "value": ["image-1", "image-9", "image-10"]}
    assert cluster.continued()["params"][3] == value


def test_what_something_else_than_a_task_found_out_is_passed_too(cluster: Cluster) -> None:
    cluster.run["status"]["childReferences"] = [{"kind": "TaskRun"}, {"kind": "CustomRun"}]
    custom = task_run("pr-42-x", "build-apps", cluster.results.pop("build-apps"))
    (cluster.folder / "customrun.tekton.dev.json").write_text(json.dumps({"items": [custom]}))
    assert cluster.continued() == WANT["spec"]


@pytest.mark.parametrize("reference", [{"name": "stack-pr-continue"}, {"resolver": "cluster"}])
def test_a_continuation_that_failed_is_continued_by_the_same_pipeline(
    cluster: Cluster, reference: dict[str, Any]
) -> None:
    cluster.run["spec"] = {**WANT_SPEC, "taskRunSpecs": [], "pipelineRef": reference}
    cluster.run["metadata"]["labels"]["tekton.dev/pipeline"] = "stack-pr-continue"
    cluster.run["metadata"]["annotations"] = cluster.pipeline["metadata"]["annotations"]
    cluster.run["status"]["pipelineSpec"] = cluster.pipeline["spec"]
    cluster.results = {}
    assert cluster.continued() == {k: v for k, v in WANT_SPEC.items() if k != "taskRunSpecs"}


def test_of_several_that_continue_it_one_must_be_named(cluster: Cluster) -> None:
    other = copy.deepcopy(cluster.pipeline)
    other["metadata"]["name"] = "stack-pr-tests-again"
    cluster.derived.append(other)
    assert cluster.refused() == [
        (
            "several Pipelines continue stack-pr-test: name one by --pipeline: stack-pr-continue "
            "stack-pr-tests-again"
        )
    ]
    assert cluster.continued("--pipeline", "stack-pr-continue") == WANT["spec"]


def test_a_pipeline_that_nothing_continues_is_said(cluster: Cluster) -> None:
    cluster.derived = []
    assert cluster.refused() == [
        (
            "no Pipeline continues stack-pr-test: ask for one in spec.continuations, or name it by "
            "--pipeline"
        )
    ]


def test_a_pipeline_that_was_not_derived_is_refused(cluster: Cluster) -> None:
    del cluster.pipeline["metadata"]["annotations"][RECORD]
    said = "stack-pr-continue was derived from no Pipeline: name one that was"
    assert cluster.refused("--pipeline", "stack-pr-continue") == [said]


@pytest.mark.parametrize(
    ("status", "said"), [("True", "the run did not fail"), ("Unknown", "the run has not ended")]
)
def test_only_a_failed_run_is_continued(cluster: Cluster, status: str, said: str) -> None:
    cluster.run["status"]["conditions"][0]["status"] = status
    assert cluster.refused() == [said]


@pytest.mark.parametrize(
    ("workspaces", "said"),
    [
        (
            [{"name": "shared-workspace", "emptyDir": {}}],
            "the workspace shared-workspace was an emptyDir, which ended with each task",
        ),
        ([], "the run bound no workspace shared-workspace, which stack-pr-continue needs"),
    ],
)
def test_a_workspace_that_is_gone_is_named(
    cluster: Cluster, workspaces: list[dict[str, Any]], said: str
) -> None:
    cluster.run["spec"]["workspaces"] = [*workspaces, cluster.run["spec"]["workspaces"][2]]
    assert cluster.refused() == [said]


def test_a_volume_of_its_own_is_bound_as_it_was(cluster: Cluster) -> None:
    mine = {"name": "shared-workspace", "persistentVolumeClaim": {"claimName": "mine"}}
    cluster.run["spec"]["workspaces"][0] = mine
    assert cluster.continued()["workspaces"][0] == mine


def test_a_run_that_the_cluster_does_not_have_is_said(cluster: Cluster) -> None:
    (cluster.folder / "kubectl").write_text("#!/bin/sh\necho NotFound >&2; exit 1\n")
    done = cluster.rerun("pr-42-x")
    assert done.returncode == 1
    assert done.stderr == ("NotFound\nrerun-pr-from: cannot get pipelinerun.tekton.dev pr-42-x\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "needs the name of a run. See --help"),
        (("a", "b"), "takes one run; got a and b"),
        (("--force", "a"), "knows no --force. See --help"),
        (("$(id)",), "not a name in a cluster: $(id)"),
        (("a", "-n"), "-n needs a namespace"),
        (("a", "--backend"), "--backend needs a name"),
    ],
)
def test_wrong_words_are_named(cluster: Cluster, words: tuple[str, ...], said: str) -> None:
    done = cluster.rerun(*words)
    assert (done.returncode, done.stderr) == (1, f"rerun-pr-from: {said}\n")
