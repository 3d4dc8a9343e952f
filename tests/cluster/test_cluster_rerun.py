"""scripts/rerun-pr-from.sh on a real API server with Tekton's kinds: the run that it creates.

Tekton's controller does not run: what it would have written of the failed run is written here.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import programs
import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from world import World

ROOT = programs.HERE.parents[1]
BASE = ROOT / "base"
API = "/apis/tekton.dev/v1/namespaces"
RUN = "pr-42-x"
CLAIM = {"claimName": "pvc-0a1b2c"}
IMAGES = '{"shop":"registry/shop:1"}'
RESULTS = {
    "fetch-source": {},
    "resolve-stack": {"stack-json": "{}", "build-apps": "shop", "propagation-chain": "web shop"},
    "clone-app-repos": {},
    "build-apps": {"built-images": IMAGES},
}
PARAMS = {
    "changed-app": "shop",
    "pr-number": "42",
    "intercept-header-value": "x-dev-session:pr-42",
    "intercept-backend": "mirrord",
}
TEMPLATE = {
    "spec": {
        "accessModes": ["ReadWriteOnce"],
        "resources": {"requests": {"storage": "1Gi"}},
    }
}
REGISTRY = {"name": "registry-credentials", "secret": {"secretName": "registry"}}
WANT: dict[str, Any] = {
    "pipelineRef": {"name": "stack-pr-continue"},
    "params": [
        {"name": name, "value": value}
        for name, value in {
            **RESULTS["resolve-stack"],
            **RESULTS["build-apps"],
            **PARAMS,
        }.items()
    ],
    "workspaces": [{"name": "shared-workspace", "persistentVolumeClaim": CLAIM}, REGISTRY],
    "taskRunTemplate": {"serviceAccountName": "intercept-pipeline"},
    "taskRunSpecs": [{"pipelineTaskName": "run-tests", "serviceAccountName": "tester"}],
    "timeouts": {"pipeline": "2h0m0s"},
}


def state(status: str) -> dict[str, Any]:
    return {"type": "Succeeded", "status": status, "reason": "Made", "message": "by a test"}


class Cluster:
    """A namespace with the Pipelines of the base, and a run that failed in its tests."""

    def __init__(self, world: World, home: Path) -> None:
        self.plane, self.namespace = world.plane, world.run_namespace
        self.home = home  # kubectl keeps there what it knows of the server
        command = [sys.executable, "-m", "inject_intercepts", "render"]
        config = ["--config", str(BASE / "config" / "inject-intercepts.yaml")]
        done = subprocess.run(
            [*command, *config, str(BASE)], capture_output=True, text=True, check=True
        )
        self.plane.apply(done.stdout, f"--namespace={self.namespace}")
        spec = {
            "pipelineRef": {"name": "stack-pr-test"},
            "params": [
                {"name": "git-url", "value": "https://git.example.com/shop.git"},
                *({"name": name, "value": value} for name, value in PARAMS.items()),
            ],
            "workspaces": [
                {"name": "shared-workspace", "volumeClaimTemplate": TEMPLATE},
                {"name": "ssh-credentials", "secret": {"secretName": "deploy-key"}},
                REGISTRY,
            ],
            "taskRunTemplate": WANT["taskRunTemplate"],
            "taskRunSpecs": [
                {"pipelineTaskName": "build-apps", "serviceAccountName": "builder"},
                *WANT["taskRunSpecs"],
            ],
            "timeouts": WANT["timeouts"],
        }
        self.add_run(RUN, "stack-pr-test", spec)
        for task, results in RESULTS.items():
            self.add_task_run(task, results)

    def get(self, kind: str, name: str = "") -> Any:
        """An object of Tekton's, or the list of them."""
        return self.plane.admin.ask(f"{API}/{self.namespace}/{kind}/{name}".rstrip("/"))

    def make(self, kind: str, name: str, labels: dict[str, str], spec: Any, status: Any) -> None:
        """Creates an object, and writes its status as a controller does."""
        path = f"{API}/{self.namespace}/{kind}s"
        names = {"pipelinerun": "PipelineRun", "taskrun": "TaskRun"}
        head = {"apiVersion": "tekton.dev/v1", "kind": names[kind]}
        metadata = {"name": name, "labels": labels}
        self.plane.admin.ask(path, {**head, "metadata": metadata, "spec": spec})
        self.plane.admin.patch(f"{path}/{name}/status", {"status": status})

    def add_run(self, name: str, pipeline: str, spec: dict[str, Any]) -> None:
        """Adds a failed run of a Pipeline."""
        status = {
            "conditions": [state("False")],
            "pipelineSpec": self.get("pipelines", pipeline)["spec"],
            "childReferences": [{"apiVersion": "tekton.dev/v1", "kind": "TaskRun", "name": "one"}],
        }
        self.make("pipelinerun", name, {"tekton.dev/pipeline": pipeline}, spec, status)

    def add_task_run(self, task: str, results: dict[str, str]) -> None:
        """Adds a TaskRun of the failed run that went well, with the run's volume."""
        labels = {"tekton.dev/pipelineRun": RUN, "tekton.dev/pipelineTask": task}
        tasks = self.get("pipelines", "stack-pr-test")["spec"]["tasks"]
        (bound,) = (one.get("workspaces", []) for one in tasks if one["name"] == task)
        spec = {
            "taskRef": {"name": task},
            "workspaces": [
                {"name": one["name"], "persistentVolumeClaim": CLAIM}
                for one in bound
                if one["workspace"] == "shared-workspace"
            ],
        }
        status = {
            "conditions": [state("True")],
            "podName": "p",
            "results": [
                {"name": name, "type": "string", "value": value} for name, value in results.items()
            ],
        }
        self.make("taskrun", f"{RUN}-{task}", labels, spec, status)

    def change_task_run(self, task: str, status: dict[str, Any]) -> None:
        """Changes the status of one of the TaskRuns."""
        path = f"{API}/{self.namespace}/taskruns/{RUN}-{task}/status"
        self.plane.admin.patch(path, {"status": status})

    def rerun(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Runs the script with the real kubectl."""
        script = ROOT / "scripts" / "rerun-pr-from.sh"
        path = f"{self.plane.kubectl.parent}:{os.environ['PATH']}"
        return subprocess.run(
            [script, "--namespace", self.namespace, *words],
            env={"PATH": path, "HOME": str(self.home), "KUBECONFIG": str(self.plane.kubeconfig)},
            capture_output=True,
            text=True,
            check=False,
        )

    def refused(self, *words: str) -> str:
        """What the script says when it creates nothing."""
        before = self.names()
        done = self.rerun(*words, RUN)
        assert (done.returncode, done.stdout, self.names()) == (1, "", before)
        return done.stderr.replace("rerun-pr-from: ", "")

    def names(self) -> list[str]:
        """The PipelineRuns that there are."""
        return [one["metadata"]["name"] for one in self.get("pipelineruns")["items"]]

    def created(self, *words: str) -> dict[str, Any]:
        """The run that the script creates, as the server has it."""
        before = self.names()
        done = self.rerun(*words)
        assert (done.returncode, done.stderr) == (0, "")
        (name,) = {*self.names()} - {*before}
        assert done.stdout == f"pipelinerun.tekton.dev/{name} created\n"
        made: dict[str, Any] = self.get("pipelineruns", name)
        return made


@pytest.fixture
def cluster(tekton: None, world: World, tmp_path: Path) -> Cluster:
    return Cluster(world, tmp_path)


def with_backend(backend: str) -> dict[str, Any]:
    params = [*WANT["params"][:-1], {"name": "intercept-backend", "value": backend}]
    return {**WANT, "params": params}


def test_the_server_has_the_run_that_continues(cluster: Cluster) -> None:
    made = cluster.created(RUN)

    metadata = made["metadata"]
    assert metadata["name"].startswith("stack-pr-continue-")
    assert metadata["annotations"] == {"tekton-intercepts.dev/continues": RUN}
    assert made["spec"] == WANT


def test_a_dry_run_prints_it_and_creates_nothing(cluster: Cluster) -> None:
    before = cluster.names()

    done = cluster.rerun("--dry-run", "--backend", "telepresence", RUN)

    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["spec"] == with_backend("telepresence")
    assert cluster.names() == before == [RUN]


def test_it_continues_with_another_backend_that_is_asked_for(cluster: Cluster) -> None:
    assert cluster.created("--backend", "telepresence", RUN)["spec"] == with_backend("telepresence")
    assert cluster.refused("--backend", "telepresense") == (
        "the backend must be one of telepresence, mirrord, got telepresense\n"
    )


def test_what_a_task_left_out_is_named_with_it(cluster: Cluster) -> None:
    cluster.change_task_run("build-apps", {"results": []})

    assert cluster.refused() == (
        "the result built-images is missing: the task build-apps should have made it "
        f"({RUN}-build-apps)\n"
    )


def test_a_run_that_failed_before_the_cut_is_told_so(cluster: Cluster) -> None:
    cluster.change_task_run("build-apps", {"conditions": [state("False")]})

    assert cluster.refused() == (
        "the run failed before deploy-intercepts, so there is nothing to continue: build-apps "
        f"failed ({RUN}-build-apps)\n"
    )


@pytest.mark.parametrize(
    "reference",
    [
        {"name": "stack-pr-continue"},
        {"resolver": "cluster", "params": [{"name": "name", "value": "stack-pr-continue"}]},
    ],
)
def test_what_continued_a_run_and_failed_again_is_continued_by_the_same(
    cluster: Cluster, reference: dict[str, Any]
) -> None:
    cluster.add_run("again", "stack-pr-continue", {**WANT, "pipelineRef": reference})
    # As Tekton does with a Pipeline's annotations.
    annotations = cluster.get("pipelines", "stack-pr-continue")["metadata"]["annotations"]
    path = f"{API}/{cluster.namespace}/pipelineruns/again"
    cluster.plane.admin.patch(path, {"metadata": {"annotations": annotations}})

    assert cluster.created("again")["spec"] == WANT


def test_a_run_that_is_not_there_and_one_in_another_namespace_are_said(cluster: Cluster) -> None:
    done = cluster.rerun("--namespace", "default", RUN)

    assert done.returncode == 1
    assert done.stderr == (
        f'Error from server (NotFound): pipelineruns.tekton.dev "{RUN}" not found\n'
        f"rerun-pr-from: cannot get pipelinerun.tekton.dev {RUN}\n"
    )
