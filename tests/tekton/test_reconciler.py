"""What Tekton's PipelineRun reconciler makes of the base Pipelines after the injection."""

from __future__ import annotations

import json
import os
from pathlib import Path

import packages
import pytest
import verdict
import yaml

import run_table
from run_scenarios import (
    BACKENDS,
    BEFORE_DEPLOY,
    DEPLOY,
    ENDINGS,
    PODS,
    RESULT_TASK,
    TESTS,
    UNKNOWN,
    Case,
    cases,
    scenario,
    scenario_of_the_base,
)

pytestmark = pytest.mark.needs("go")

EXPECTED = Path(__file__).parent / "expected" / "runs.md"
CONSUMERS = ("validate-propagation", "validate-original-traffic", TESTS, "push-images")
FALLBACK = "cleanup-fallback"

Runs = dict[Case, verdict.Run]


@pytest.fixture(scope="module")
def injected(program: Path) -> str:
    return packages.injected_base(program)


@pytest.fixture(scope="module")
def runs(tekton: verdict.Tekton, injected: str) -> Runs:
    played = cases()
    found = tekton.simulate([injected], [scenario(case) for case in played])
    return dict(zip(played, found, strict=True))


def started(run: verdict.Run) -> list[str]:
    return [task.name for task in run.tasks.values() if task.ran]


def deploys(run: verdict.Run) -> list[str]:
    return [name for name in started(run) if name in {f"{DEPLOY}-{one}" for one in BACKENDS}]


def test_every_run_comes_to_an_end(runs: Runs) -> None:
    assert [case.name for case, run in runs.items() if run.status == "Unknown"] == []


def test_a_run_succeeds_only_if_all_goes_well_with_a_known_backend(runs: Runs) -> None:
    good = {case for case, run in runs.items() if run.status == "True"}
    assert good == {
        case for case in runs if case.ending.letter == "A" and case.backend not in UNKNOWN
    }


def test_the_deploy_of_the_chosen_backend_runs_and_no_other(runs: Runs) -> None:
    for case, run in runs.items():
        reached = case.backend in BACKENDS and case.ending.letter != "B"
        assert deploys(run) == ([case.variant] if reached else []), case.name


def test_nothing_is_tested_or_pushed_without_a_deploy(runs: Runs) -> None:
    for case, run in runs.items():
        if case.backend in UNKNOWN or case.ending.letter in "BCDEGH":
            assert not set(started(run)) & set(CONSUMERS), case.name


def test_an_unknown_backend_fails_in_the_pass_through(runs: Runs) -> None:
    for case, run in runs.items():
        if case.backend in UNKNOWN and case.ending.letter != "B":
            assert run.tasks[RESULT_TASK].state == "Failed", case.name
            assert run.tasks[RESULT_TASK].params["intercept-backend"] == case.backend


def test_a_deploy_that_started_is_cleaned_up_however_the_run_ends(runs: Runs) -> None:
    for case, run in runs.items():
        if case.ending.stop == "Cancelled":
            continue  # Tekton runs no finally task at all then
        assert run.tasks[FALLBACK].ran == bool(deploys(run)), case.name
        if deploys(run):
            params = run.tasks[FALLBACK].params
            assert params["run-id"] == run.tasks[deploys(run)[0]].params["run-id"]
            assert params["intercept-backend"] == case.backend


def test_cleanup_gets_the_pods_wherever_the_pass_through_handed_them_on(runs: Runs) -> None:
    for case, run in runs.items():
        if run.tasks[RESULT_TASK].state == "Succeeded" and case.ending.stop != "Cancelled":
            assert run.tasks["cleanup"].params["deployed-pods"] == PODS, case.name
        else:
            assert not run.tasks["cleanup"].ran, case.name


def test_no_reference_is_left_in_what_tasks_are_given(runs: Runs) -> None:
    for case, run in runs.items():
        for task in run.tasks.values():
            assert "$(" not in json.dumps(task.params), (case.name, task.name)


def test_a_run_that_passes_nothing_is_a_telepresence_run(
    tekton: verdict.Tekton, injected: str, runs: Runs
) -> None:
    telepresence = {case: run for case, run in runs.items() if case.backend == "telepresence"}
    nothing = [scenario(case._replace(backend=None)) for case in telepresence]
    found = [run._replace(name="") for run in tekton.simulate([injected], nothing)]
    assert found == [run._replace(name="") for run in telepresence.values()]


@pytest.fixture(scope="module")
def before(tekton: verdict.Tekton) -> Runs:
    """The same runs without the injection. Where there is no pass-through, none can fail."""
    played = [
        case
        for case in cases()
        if case.backend == "telepresence" and case.ending.task != RESULT_TASK
    ]
    texts = [json.dumps(one) for one in packages.base_with_continuation()]
    scenarios = [scenario_of_the_base(case.pipeline, case.ending) for case in played]
    found = tekton.simulate(["\n---\n".join(texts)], scenarios)
    return dict(zip(played, found, strict=True))


@pytest.mark.parametrize("pipeline", BEFORE_DEPLOY)
def test_a_default_run_starts_what_it_started_before_in_the_same_order(
    runs: Runs, before: Runs, pipeline: str
) -> None:
    well = Case(pipeline, "telepresence", ENDINGS[0])
    ours = {RESULT_TASK, FALLBACK}
    names = {name: well.variant if name == DEPLOY else name for name in started(before[well])}
    assert list(names.values()) == [name for name in started(runs[well]) if name not in ours]
    for name, now in names.items():
        was, given = before[well].tasks[name].params, runs[well].tasks[now].params
        assert was == {param: given.get(param) for param in was}, name


# $(tasks.status) is Completed both where only the other variant was skipped and where a user
# stopped the run, so that a finally task that asks for success cannot tell them apart any more.
STOPPED_LIKE_SUCCESS = {"G", "I"}


@pytest.mark.parametrize("pipeline", BEFORE_DEPLOY)
def test_other_finally_tasks_run_where_they_ran_before(
    runs: Runs, before: Runs, pipeline: str
) -> None:
    differ = {
        case.ending.letter
        for case, run in before.items()
        for task in run.tasks.values()
        if case.pipeline == pipeline and task.is_finally and task.name != "cleanup"
        if task.ran != runs[case].tasks[task.name].ran
    }
    assert differ == STOPPED_LIKE_SUCCESS


def task_order(injected: str) -> dict[str, list[str]]:
    """Names of each Pipeline's tasks and then its finally tasks, as they stand in its text."""
    pipelines = [one for one in yaml.safe_load(injected)["items"] if one["kind"] == "Pipeline"]
    return {
        one["metadata"]["name"]: [
            task["name"] for task in one["spec"]["tasks"] + one["spec"].get("finally", [])
        ]
        for one in pipelines
    }


def test_the_runs_are_those_of_the_golden_file(runs: Runs, injected: str) -> None:
    page = run_table.document(runs, task_order(injected))
    if os.environ.get("WRITE_GOLDEN_OUTPUT"):
        EXPECTED.parent.mkdir(exist_ok=True)
        EXPECTED.write_text(page, encoding="utf-8")
        pytest.fail(f"wrote {EXPECTED}: look at the difference, then run without the variable")
    assert EXPECTED.read_text(encoding="utf-8") == page
