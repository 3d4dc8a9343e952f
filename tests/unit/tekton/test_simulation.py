"""A run as Tekton's reconciler would have it. tests/tekton compares with the reconciler itself."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
import yaml

import run_table
from inject_intercepts.tekton import scenarios as words
from inject_intercepts.tekton import simulation
from inject_intercepts.tekton.scenarios import Ending, Scenario, Stop, TaskReport
from run_scenarios import BEFORE_DEPLOY, Case, cases, in_our_words, scenario

if TYPE_CHECKING:
    from pathlib import Path


class Run(NamedTuple):
    """A report with its tasks by name."""

    status: str
    reason: str
    tasks: dict[str, TaskReport]


def simulated(spec: dict[str, Any], scenario: Scenario) -> Run:
    report = simulation.simulate(spec, scenario)
    return Run(report.status, report.reason, {task.name: task for task in report.tasks})


@pytest.fixture(scope="module")
def injected(program: Path, repository: Path) -> dict[str, dict[str, Any]]:
    """The specs of the base Pipelines after the injection."""
    done = subprocess.run(
        [program, "render", "--config", "base/config/inject-intercepts.yaml", "base"],
        cwd=repository,
        capture_output=True,
        check=True,
    )
    documents = yaml.safe_load_all(done.stdout)
    return {one["metadata"]["name"]: one["spec"] for one in documents if one["kind"] == "Pipeline"}


@pytest.mark.parametrize("pipeline", BEFORE_DEPLOY)
def test_the_runs_of_the_base_are_those_that_tekton_s_reconciler_had(
    injected: dict[str, dict[str, Any]], repository: Path, pipeline: str
) -> None:
    recorded = (repository / "tests/tekton/expected/runs.md").read_text(encoding="utf-8")
    page = recorded.split(f"## {pipeline}\n\n")[1].partition("### What the tasks")[0]
    spec = injected[pipeline]
    order = [task["name"] for task in spec["tasks"] + spec["finally"]]
    runs: dict[str | None, dict[Case, Run]] = {}
    for case in cases():
        if case.pipeline == pipeline:
            ran = simulated(spec, in_our_words(scenario(case)))
            runs.setdefault(case.backend, {})[case] = ran

    assert page == "\n".join(run_table.table(*one, order) for one in runs.items()) + "\n"


def task(name: str, *after: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "runAfter": [*after], "taskRef": {"name": "t"}, **more}


def reading(*results: str) -> list[dict[str, Any]]:
    return [{"name": "x", "value": " ".join(f"$(tasks.{one})" for one in results)}]


def when(text: str, operator: str, *values: str) -> list[dict[str, Any]]:
    return [{"input": text, "operator": operator, "values": [*values]}]


def outcome(
    tasks: list[dict[str, Any]],
    scenario: Scenario = Scenario(),  # noqa: B008  # immutable
    final: tuple[dict[str, Any], ...] = (),
    **spec: Any,
) -> dict[str, str]:
    """What becomes of the run, as `run`, and of each task: its state, or why it was skipped."""
    report = simulation.simulate({"tasks": tasks, "finally": [*final], **spec}, scenario)
    return {"run": report.reason} | {one.name: one.reason or one.state for one in report.tasks}


def test_a_task_behind_one_that_its_when_skipped_runs_unless_it_reads_its_result() -> None:
    tasks = [
        task("guarded", when=when("a", "in", "b")),
        task("after", "guarded"),
        task("reader", params=reading("guarded.results.r")),
        task("behind", "reader"),
    ]

    assert outcome(tasks) == {
        "run": "Completed",
        "after": "Succeeded",
        "guarded": words.WHEN,
        "reader": words.RESULTS,
        "behind": words.PARENTS,
    }


def test_a_failure_stops_what_has_not_started_and_finally_runs() -> None:
    tasks = [task("a"), task("b"), task("c", "b")]
    final = (
        task("always"),
        task("told", when=when("$(tasks.status) $(tasks.a.status)", "in", "Failed Failed")),
        task("reader", params=reading("a.results.r")),
    )

    assert outcome(tasks, Scenario(endings={"a": Ending(fails=True)}), final) == {
        "run": "Failed",
        "a": "Failed",
        "b": "Succeeded",
        "always": "Succeeded",
        "told": "Succeeded",
        "c": words.STOPPING,
        "reader": words.RESULTS,
    }


def test_a_failed_task_supplies_the_results_that_it_wrote() -> None:
    wrote = Scenario(endings={"a": Ending(fails=True, results={"r": "1"})})
    final = (
        task("reader", params=reading("a.results.r"), when=when("$(tasks.a.results.r)", "in", "1")),
    )

    assert outcome([task("a")], wrote, final) == {
        "run": "Failed",
        "a": "Failed",
        "reader": "Succeeded",
    }


def test_a_failure_that_is_ignored_fails_who_reads_its_result() -> None:
    tasks = [
        task("a", onError="continue"),
        task("reader", params=reading("a.results.r")),
        task("patient", params=reading("a.results.r"), onError="continue"),
    ]
    fails = Scenario(endings={"a": Ending(fails=True)})

    assert outcome(tasks[:1], fails) == {"run": "Succeeded", "a": "Failed"}
    assert outcome([tasks[0], tasks[2]], fails)["patient"] == words.RESULTS
    assert outcome(tasks, fails) == {
        "run": "PipelineValidationFailed",
        "a": "Failed",
        "reader": "Never",
        "patient": words.STOPPING,
    }


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (
            words.CANCEL,
            {"run": "Cancelled", "a": "Cancelled", "b": "Never", "always": "Never"},
        ),
        (
            words.CANCEL_RUN_FINALLY,
            {"run": "Cancelled", "a": "Cancelled", "always": "Succeeded", "b": words.STOPPING},
        ),
        (
            words.STOP_RUN_FINALLY,
            {
                "run": "Cancelled",
                "a": "Succeeded",
                "always": "Succeeded",
                "b": words.GRACEFULLY_STOPPED,
            },
        ),
    ],
)
def test_a_user_ends_a_run_in_three_ways(status: str, expected: dict[str, str]) -> None:
    tasks = [task("a"), task("b", "a")]

    assert outcome(tasks, Scenario(stop=Stop("a", status)), (task("always"),)) == expected


def test_a_finally_task_whose_matrix_reads_a_missing_result_hangs() -> None:
    matrix = {"params": [{"name": "x", "value": ["$(tasks.a.results.r)"]}]}
    fails = Scenario(endings={"a": Ending(fails=True)})

    ran = simulated({"tasks": [task("a")], "finally": [task("last", matrix=matrix)]}, fails)

    assert (ran.status, ran.reason, ran.tasks["last"].state) == ("Unknown", "Running", "Never")


def test_a_matrix_over_an_empty_list_is_skipped() -> None:
    matrix = {"params": [{"name": "x", "value": "$(params.none[*])"}]}
    none = {"name": "none", "type": "array", "default": []}

    assert outcome([task("a", matrix=matrix)], params=[none])["a"] == words.EMPTY_MATRIX


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("$(params.text)", "given"),
        ('$(params["text"])', "given"),
        ("$(params['from-default'])", "given-1"),
        ("$(params.list[1])", "given"),
        ("$(params.map.key)", "value"),
        ("$(params.nobody)", "<nobody>"),
        ("$(workspaces.files.bound)", "true"),
        ("$(context.pipelineRun.name)", "$(context.pipelineRun.name)"),
        ("$(tasks.a.results.r)", "<a.r>"),
        ("$(tasks.a.results.r[0])", "<a.r>"),
    ],
)
def test_a_guard_compares_what_a_variable_stands_for(text: str, value: str) -> None:
    declared: list[dict[str, Any]] = [
        {"name": "text", "default": "other"},
        {"name": "from-default", "default": "$(params.text)-1"},
        {"name": "list", "type": "array", "default": ["x", "$(params.text)"]},
        {"name": "map", "type": "object", "properties": {"key": {}}, "default": {"key": "value"}},
        {"name": "nobody"},
    ]
    tasks = [task("a"), task("b", "a", when=when(text, "in", value))]

    found = outcome(
        tasks, Scenario({"text": "given"}), params=declared, workspaces=[{"name": "files"}]
    )

    assert found["b"] == "Succeeded"


def test_a_guard_compares_with_each_item_of_a_list() -> None:
    branches = {"name": "branches", "type": "array", "default": ["main", "next"]}
    guards = {
        "a": when("next", "in", "$(params.branches[*])"),
        "b": when("x", "notin", "$(params.branches[*])"),
    }

    found = outcome([task(name, when=guard) for name, guard in guards.items()], params=[branches])

    assert found == {"run": "Succeeded", "a": "Succeeded", "b": "Succeeded"}
