"""The program's own simulation says of each run what Tekton's PipelineRun reconciler does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import packages
import pytest
import yaml

from inject_intercepts.tekton import scenarios, simulation
from run_scenarios import BACKENDS, ENDINGS, cases, in_our_words, scenario, scenario_of_the_base

if TYPE_CHECKING:
    import verdict

pytestmark = pytest.mark.needs("go")

STOPS = (scenarios.CANCEL, scenarios.CANCEL_RUN_FINALLY, scenarios.STOP_RUN_FINALLY)
# Pipelines as they may be in files of users, and one with whatever is seldom there.
FILES = (
    packages.REPOSITORY / "tests" / "docs" / "try" / "my-pipeline.yaml",
    Path(__file__).with_name("uncommon.yaml"),
)

Outcome = tuple[str, str, list[tuple[str, bool, str, str]]]


def said_by_tekton(run: verdict.Run) -> Outcome:
    tasks = [(one.name, one.is_finally, one.state, one.reason) for one in run.tasks.values()]
    return run.status, run.reason, tasks


def said_by_us(spec: dict[str, Any], one: dict[str, Any]) -> Outcome:
    report = simulation.simulate(spec, in_our_words(one))
    tasks = [(task.name, task.is_finally, task.state, task.reason) for task in report.tasks]
    return report.status, report.reason, tasks


def compare(tekton: verdict.Tekton, text: str, played: list[dict[str, Any]]) -> None:
    documents = list(yaml.safe_load_all(text))
    items = [item for one in documents for item in one.get("items", [one])]
    specs = {one["metadata"]["name"]: one["spec"] for one in items if one["kind"] == "Pipeline"}
    runs = tekton.simulate([text], played)
    differ = {
        one["name"]: (said_by_tekton(run), said_by_us(specs[one["pipeline"]], one))
        for one, run in zip(played, runs, strict=True)
    }
    assert {name: both for name, both in differ.items() if both[0] != both[1]} == {}
    assert len(differ) == len(played)


def test_the_base_pipelines_after_the_injection(tekton: verdict.Tekton, program: Path) -> None:
    injected = packages.injected_base(program)

    passing_nothing = [
        scenario(case._replace(backend=None)) for case in cases() if case.backend == BACKENDS[0]
    ]
    compare(tekton, injected, [*map(scenario, cases()), *passing_nothing])


def test_the_base_pipelines_before_it(tekton: verdict.Tekton) -> None:
    text = "\n---\n".join(json.dumps(one) for one in packages.base_with_continuation())
    played = [
        one | {"name": f"{pipeline} {one['name']}"}
        for pipeline in ("stack-pr-test", "stack-pr-continue")
        for ending in ENDINGS
        if ending.letter != "E" and (ending.letter, pipeline) != ("B", "stack-pr-continue")
        for one in [scenario_of_the_base(pipeline, ending)]
    ]

    compare(tekton, text, played)


def each_task(pipeline: dict[str, Any]) -> list[dict[str, Any]]:
    """All goes well, and each task fails, fails after it wrote its results, or sees a stop."""
    name, spec = pipeline["metadata"]["name"], pipeline["spec"]
    read = simulation.results_read(spec)
    played: list[dict[str, Any]] = [{"name": f"{name} well", "script": {}}]
    for task in (one["name"] for one in spec["tasks"] + spec.get("finally", [])):
        fails = {"outcome": "fail"}
        results = dict.fromkeys(read.get(task, ()), "written")
        played += [
            {"name": f"{name} {task} fails", "script": {task: fails}},
            {"name": f"{name} {task} writes", "script": {task: fails | {"results": results}}},
            *(
                {
                    "name": f"{name} {task} {status}",
                    "script": {},
                    "stop": {"when": task, "status": status},
                }
                for status in STOPS
            ),
        ]
    return [one | {"pipeline": name} for one in played]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_each_task_of_other_pipelines_fails_or_sees_a_stop(
    tekton: verdict.Tekton, file: Path
) -> None:
    text = file.read_text(encoding="utf-8")
    pipelines = [one for one in yaml.safe_load_all(text) if one["kind"] == "Pipeline"]

    compare(tekton, text, [one for pipeline in pipelines for one in each_task(pipeline)])
