"""scripts/rerun-pr-from.sh, with a kubectl that gives what the test says a cluster has."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

pytestmark = pytest.mark.needs("jq")

ROOT = Path(__file__).parents[3]
SCRIPT = ROOT / "scripts" / "rerun-pr-from.sh"
RESULTS = {
    "resolve-stack": {"stack-json": "{}", "build-apps": "shop", "propagation-chain": "web shop"},
    "build-apps": {"built-images": '{"shop":"registry/shop:1"}'},
}
CLAIM = {"claimName": "pvc-0a1b2c"}
# It notes its words, and what is created, and answers from files.
KUBECTL = """#!/usr/bin/env bash
printf '%s\\n' "$*" >>"$CLUSTER/calls"
[[ "$1" != -n ]] || shift 2
if [[ "$1" == create ]]; then cp "$3" "$CLUSTER/created.json"; exit; fi
[[ -e "$CLUSTER/$2.json" ]] || { echo "Error from server (NotFound)" >&2; exit 1; }
cat "$CLUSTER/$2.json"
"""


def base(name: str) -> dict[str, Any]:
    """A base Pipeline, as a cluster has it after the injection: with the backend's parameter."""
    pipeline = yaml.safe_load((ROOT / "base" / f"{name}.yaml").read_text())
    parameter = {"name": "intercept-backend", "type": "string", "default": "telepresence"}
    pipeline["spec"]["params"].append(parameter)
    assert isinstance(pipeline, dict)
    return pipeline


class Cluster:
    """A failed run of stack-pr-test, its TaskRuns, and the Pipeline that continues it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.run: dict[str, Any] = {
            "metadata": {"name": "pr-42-x", "namespace": "ci"},
            "spec": {
                "params": [
                    {"name": "git-url", "value": "https://git.example.com/shop.git"},
                    {"name": "git-revision", "value": "0a1b2c3"},
                    {"name": "pr-number", "value": "42"},
                    {"name": "intercept-header-value", "value": "x-dev-session:pr-42"},
                    {"name": "intercept-backend", "value": "mirrord"},
                ],
                "workspaces": [
                    {"name": "shared-workspace", "volumeClaimTemplate": {"spec": {}}},
                    {"name": "ssh-credentials", "secret": {"secretName": "deploy-key"}},
                    {"name": "registry-credentials", "secret": {"secretName": "registry"}},
                ],
                "taskRunTemplate": {"serviceAccountName": "intercept-pipeline"},
                "taskRunSpecs": [
                    {"pipelineTaskName": "build-apps", "serviceAccountName": "builder"},
                    {"pipelineTaskName": "run-tests", "serviceAccountName": "tester"},
                ],
            },
            "status": {
                "conditions": [{"type": "Succeeded", "status": "False"}],
                "pipelineSpec": base("stack-pr-test")["spec"],
            },
        }
        self.results = json.loads(json.dumps(RESULTS))
        self.pipeline = base("stack-pr-continue")
        (folder / "kubectl").write_text(KUBECTL)
        (folder / "kubectl").chmod(0o755)

    def task_runs(self) -> list[dict[str, Any]]:
        """Each has its results, and the volume by the name that its Task gives it."""
        names = {
            task["name"]: [
                bound["name"]
                for bound in task.get("workspaces", [])
                if bound["workspace"] == "shared-workspace"
            ]
            for task in self.run["status"]["pipelineSpec"]["tasks"]
        }
        return [
            {
                "metadata": {
                    "name": f"pr-42-x-{task}",
                    "labels": {"tekton.dev/pipelineTask": task},
                },
                "spec": {
                    "workspaces": [
                        {"name": name, "persistentVolumeClaim": CLAIM} for name in names[task]
                    ]
                },
                "status": {
                    "results": [{"name": key, "value": value} for key, value in results.items()]
                },
            }
            for task, results in self.results.items()
        ]

    def rerun(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Runs the script against this cluster."""
        for name, content in {
            "pipelinerun.tekton.dev": self.run,
            "taskrun.tekton.dev": {"items": self.task_runs()},
            "pipeline.tekton.dev": self.pipeline,
        }.items():
            (self.folder / f"{name}.json").write_text(json.dumps(content, default=str))
        return subprocess.run(
            [SCRIPT, *words],
            env={"PATH": f"{self.folder}:{os.environ['PATH']}", "CLUSTER": str(self.folder)},
            capture_output=True,
            text=True,
            check=False,
        )

    def refused(self) -> list[str]:
        """What the script says when it refuses the run."""
        done = self.rerun("pr-42-x")
        assert (done.returncode, done.stdout) == (1, "")
        assert not (self.folder / "created.json").exists()
        return [line.removeprefix("rerun-pr-from: ") for line in done.stderr.splitlines()]


@pytest.fixture
def cluster(tmp_path: Path) -> Cluster:
    return Cluster(tmp_path)


WANT = {
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
            {"name": "intercept-header-value", "value": "x-dev-session:pr-42"},
            {"name": "pr-number", "value": "42"},
            {"name": "git-url", "value": "https://git.example.com/shop.git"},
            {"name": "git-revision", "value": "0a1b2c3"},
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


def test_a_dry_run_prints_the_continuation_and_creates_nothing(cluster: Cluster) -> None:
    done = cluster.rerun("--dry-run", "-n", "ci", "pr-42-x")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == WANT
    assert (cluster.folder / "calls").read_text().splitlines() == [
        "-n ci get pipelinerun.tekton.dev pr-42-x -o json",
        "-n ci get taskrun.tekton.dev -l tekton.dev/pipelineRun=pr-42-x -o json",
        "-n ci get pipeline.tekton.dev stack-pr-continue -o json",
    ]


def test_the_same_is_created_without_it(cluster: Cluster) -> None:
    done = cluster.rerun("pr-42-x")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads((cluster.folder / "created.json").read_text()) == WANT


def test_a_run_that_passed_no_backend_continues_with_its_own_default(cluster: Cluster) -> None:
    cluster.run["spec"]["params"].pop()
    cluster.run["status"]["pipelineSpec"]["params"][-1]["default"] = "mirrord"
    params = json.loads(cluster.rerun("--dry-run", "pr-42-x").stdout)["spec"]["params"]
    assert params[-1] == {"name": "intercept-backend", "value": "mirrord"}


def test_a_missing_result_is_named_with_the_task_that_should_have_made_it(
    cluster: Cluster,
) -> None:
    del cluster.results["build-apps"]
    del cluster.results["resolve-stack"]["stack-json"]
    assert cluster.refused() == [
        (
            "the result stack-json is missing: the task resolve-stack should have made it "
            "(pr-42-x-resolve-stack)"
        ),
        (
            "the result built-images is missing: the task build-apps should have made it "
            "(it did not run)"
        ),
    ]


def test_a_param_that_nobody_knows_is_named(cluster: Cluster) -> None:
    cluster.pipeline["spec"]["params"].append({"name": "region", "type": "string"})
    assert cluster.refused() == ["neither a param nor a result of the run is called region"]


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
    workspaces = json.loads(cluster.rerun("--dry-run", "pr-42-x").stdout)["spec"]["workspaces"]
    assert workspaces[0] == mine


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
    ],
)
def test_wrong_words_are_named(cluster: Cluster, words: tuple[str, ...], said: str) -> None:
    done = cluster.rerun(*words)
    assert (done.returncode, done.stderr) == (1, f"rerun-pr-from: {said}\n")
