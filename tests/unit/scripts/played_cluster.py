"""A cluster with a failed run, whose kubectl answers from files."""

from __future__ import annotations

import copy
import json
import os
import subprocess
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]
SCRIPT = ROOT / "scripts" / "rerun-pr-from.sh"
BASE = ROOT / "base"
RESULTS = {
    "fetch-source": {},
    "resolve-stack": {"stack-json": "{}", "build-apps": "shop", "propagation-chain": "web shop"},
    "clone-app-repos": {},
    "build-apps": {"built-images": '{"shop":"registry/shop:1"}'},
}
CLAIM = {"claimName": "pvc-0a1b2c"}
RECORD = "tekton-intercepts.dev/continuation"
# It notes its words, and what is created, and answers from files.
KUBECTL = """#!/usr/bin/env bash
printf '%s\\n' "$*" >>"$CLUSTER/calls"
[[ "$1" != -n ]] || shift 2
if [[ "$1" == create ]]; then cp "$3" "$CLUSTER/created.json"; exit; fi
file="$2"
[[ "$3" == -l ]] || file="$2.$3"
[[ -e "$CLUSTER/$file.json" ]] || { echo "Error from server (NotFound)" >&2; exit 1; }
cat "$CLUSTER/$file.json"
"""


def task_run(
    run: str, task: str, results: dict[str, Any], status: str = "True", suffix: str = ""
) -> dict[str, Any]:
    """A TaskRun that has ended."""
    return {
        "metadata": {"name": f"{run}-{task}{suffix}", "labels": {"tekton.dev/pipelineTask": task}},
        "spec": {"workspaces": []},
        "status": {
            "conditions": [{"type": "Succeeded", "status": status}],
            "results": [{"name": key, "value": value} for key, value in results.items()],
        },
    }


class Cluster:
    """A failed run of stack-pr-test, its TaskRuns, and the Pipelines that continue it."""

    def __init__(self, folder: Path, pipelines: dict[str, dict[str, Any]]) -> None:
        self.folder = folder
        self.run: dict[str, Any] = {
            "metadata": {
                "name": "pr-42-x",
                "namespace": "ci",
                "labels": {"tekton.dev/pipeline": "stack-pr-test"},
            },
            "spec": {
                "pipelineRef": {"name": "stack-pr-test"},
                "params": [
                    {"name": "git-url", "value": "https://git.example.com/shop.git"},
                    {"name": "changed-app", "value": "shop"},
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
                "pipelineSpec": pipelines["stack-pr-test"]["spec"],
            },
        }
        self.results: dict[str, Any] = copy.deepcopy(RESULTS)
        self.failed: list[str] = []
        self.pipeline = pipelines["stack-pr-continue"]
        self.derived = [self.pipeline]
        self.more: list[dict[str, Any]] = []
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
        found = []
        for task, results in self.results.items():
            one = task_run("pr-42-x", task, results, "False" if task in self.failed else "True")
            one["spec"]["workspaces"] = [
                {"name": name, "persistentVolumeClaim": CLAIM} for name in names[task]
            ]
            found.append(one)
        return [*found, *self.more]

    def rerun(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Runs the script against this cluster."""
        name = self.pipeline["metadata"]["name"]
        for file, content in {
            "pipelinerun.tekton.dev.pr-42-x": self.run,
            "taskrun.tekton.dev": {"items": self.task_runs()},
            "pipeline.tekton.dev": {"items": self.derived},
            f"pipeline.tekton.dev.{name}": self.pipeline,
        }.items():
            (self.folder / f"{file}.json").write_text(json.dumps(content, default=str))
        return subprocess.run(
            [SCRIPT, *words],
            env={"PATH": f"{self.folder}:{os.environ['PATH']}", "CLUSTER": str(self.folder)},
            capture_output=True,
            text=True,
            check=False,
        )

    def continued(self, *words: str) -> dict[str, Any]:
        """The `spec` of the run that continues it."""
        done = self.rerun("--dry-run", *words, "pr-42-x")
        assert (done.returncode, done.stderr) == (0, "")
        spec: dict[str, Any] = json.loads(done.stdout)["spec"]
        return spec

    def skipped(self, task: str, reason: str) -> None:
        """Notes that Tekton skipped a task."""
        self.run["status"]["skippedTasks"] = [{"name": task, "reason": reason}]

    def change_record(self, **fields: Any) -> None:
        """Writes another record on the derived Pipeline."""
        notes = self.pipeline["metadata"]["annotations"]
        notes[RECORD] = json.dumps(json.loads(notes[RECORD]) | fields)

    def refused(self, *words: str) -> list[str]:
        """What the script says when it refuses the run."""
        done = self.rerun(*words, "pr-42-x")
        assert (done.returncode, done.stdout) == (1, "")
        assert not (self.folder / "created.json").exists()
        return [line.removeprefix("rerun-pr-from: ") for line in done.stderr.splitlines()]
