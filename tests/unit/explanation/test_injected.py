"""The runs of a Pipeline that was injected into: for each backend, each way to end."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

import run_table
from run_scenarios import BACKENDS, BEFORE_DEPLOY, ENDINGS, Case

if TYPE_CHECKING:
    from pathlib import Path


class Task(NamedTuple):
    """What became of a pipeline task."""

    state: str
    reason: str

    @property
    def ran(self) -> bool:
        return self.state not in {"Skipped", "Never"}


class Run(NamedTuple):
    """What became of a run."""

    status: str
    reason: str
    tasks: dict[str, Task]


@pytest.fixture(scope="module")
def explained(program: Path, repository: Path) -> dict[str, Any]:
    """The runs of the base Pipelines after the injection, by name."""
    injected = subprocess.run(
        [program, "render", "--config", "base/config/inject-intercepts.yaml", "base"],
        cwd=repository,
        capture_output=True,
        check=True,
    )
    done = subprocess.run(
        [program, "explain", "--format", "json", "-"],
        input=injected.stdout, capture_output=True, check=True,
    )  # fmt: skip
    return {one["name"]: one for one in json.loads(done.stdout)}


def runs_with(backend: str, one: dict[str, Any]) -> list[dict[str, Any]]:
    return [run for run in one["runs"] if run["params"] == {"intercept-backend": backend}]


def read(run: dict[str, Any]) -> Run:
    tasks = {task["name"]: Task(task["state"], task["reason"]) for task in run["tasks"]}
    return Run(run["status"], run["reason"], tasks)


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("pipeline", BEFORE_DEPLOY)
def test_each_ending_with_a_backend_is_one_of_those_recorded_from_tekton(
    explained: dict[str, Any], repository: Path, pipeline: str, backend: str
) -> None:
    recorded = (repository / "tests/tekton/expected/runs.md").read_text(encoding="utf-8")
    page = recorded.split(f"## {pipeline}\n\n")[1]
    endings = [one for one in ENDINGS if BEFORE_DEPLOY[pipeline] or one.task != "{before}"]
    runs = runs_with(backend, explained[pipeline])
    # In the recorded page tasks stand in the Pipeline's order.
    order = [line.split("`")[1] for line in page.split("\n\n")[1].splitlines()[3:]]

    cases = {
        Case(pipeline, backend, ending): read(run)
        for ending, run in zip(endings, runs, strict=True)
    }

    assert run_table.table(backend, cases, order) in page


def test_each_ending_is_called_by_what_decides_it(explained: dict[str, Any]) -> None:
    one = explained["stack-pr-test"]

    assert [run["ending"] for run in runs_with("mirrord", one)] == [
        "all goes well",
        "build-apps fails",
        "the deploy fails before it wrote its result",
        "the deploy fails after it wrote its result",
        "deploy-intercepts-result fails",
        "run-tests fails",
        "StoppedRunFinally while the deploy runs",
        "CancelledRunFinally while the deploy runs",
        "StoppedRunFinally while run-tests runs",
        "CancelledRunFinally while run-tests runs",
        "Cancelled while run-tests runs",
    ]


@pytest.mark.parametrize("backend", ["unknown", ""])
def test_what_is_no_backend_fails_in_the_pass_through(
    explained: dict[str, Any], backend: str
) -> None:
    refused, before = runs_with(backend, explained["stack-pr-test"])

    assert refused["ending"] == "deploy-intercepts-result refuses it"
    assert before["ending"] == "build-apps fails"
    for run in (refused, before):
        assert (run["status"], run["reason"], run["cleanup"]) == ("False", "Failed", [])
    assert [task["name"] for task in refused["tasks"] if task["state"] == "Failed"] == [
        "deploy-intercepts-result"
    ]


def test_the_cleanup_that_runs_is_named(explained: dict[str, Any]) -> None:
    runs = runs_with("telepresence", explained["stack-pr-test"])

    both, fallback, none = ["cleanup", "cleanup-fallback"], ["cleanup-fallback"], list[str]()
    assert [run["cleanup"] for run in runs] == [
        both, none, fallback, fallback, fallback, both, fallback, fallback, both, both, none,
    ]  # fmt: skip


def test_nothing_in_the_base_is_a_guess(explained: dict[str, Any]) -> None:
    assert {name: one["guesses"] for name, one in explained.items()} == {
        "stack-pr-test": [],
        "stack-pr-continue": [],
    }
