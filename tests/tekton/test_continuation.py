"""Tekton admits each cut of a Pipeline, and runs it as it ran the second half of the whole."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import golden_cases
import packages
import pytest
import yaml

import krm_fn as krm
from inject_intercepts import continuation
from inject_intercepts.tekton import objects, paths
from run_scenarios import ENDINGS, scenario_of_the_base

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import verdict

pytestmark = pytest.mark.needs("go")

HERE = packages.REPOSITORY / "tests" / "tekton"
FILES = [HERE / "cuts.yaml", HERE / "uncommon.yaml"]
# Its cuts are admitted; it runs nothing that a Pipeline does not.
EMBEDDED = HERE / "embedded.yaml"
HAND_WRITTEN = HERE / "hand-written-continuation.yaml"


class Cut:
    """One Pipeline, cut at one task; `tasks` are those of its package, by name."""

    def __init__(self, whole: dict[str, Any], start: str, tasks: dict[str, Any]) -> None:
        where = objects.spec_path(whole)
        assert where is not None
        self.whole, self.start = whole, start
        self.spec = paths.at(whole, where)
        self.name = f"{objects.name(whole)}-from-{start}"[:63].rstrip("-")
        order = continuation.Order(
            "c", self.name, start, (start,), declared=lambda task: self.declared(task, tasks)
        )
        self.found = continuation.derive(whole, order)

    @staticmethod
    def declared(task: dict[str, Any], tasks: dict[str, Any]) -> dict[str, Any] | None:
        """What the Task of a pipeline task declares."""
        named = tasks.get(task.get("taskRef", {}).get("name"), {})
        spec: dict[str, Any] | None = task.get("taskSpec") or named.get("spec")
        return spec

    @property
    def derived(self) -> dict[str, Any]:
        """The Pipeline; whatever is refused fails the test."""
        assert self.found.obj is not None, (self.name, self.found.findings)
        return self.found.obj

    @property
    def results(self) -> dict[str, dict[str, str]]:
        """Each param that has a result of the first half, and whose."""
        notes = self.derived["metadata"]["annotations"]
        record = json.loads(notes["tekton-intercepts.dev/continuation"])
        return dict(record["results"])


def cuts(found: list[dict[str, Any]]) -> Iterator[Cut]:
    tasks = {one["metadata"]["name"]: one for one in found if one.get("kind") == "Task"}
    for one in found:
        # Not of what a trigger carries, which is full of the trigger's own variables.
        where = objects.spec_path(one) if one["kind"] in ("Pipeline", "PipelineRun") else None
        for task in paths.at(one, where)["tasks"] if where is not None else []:
            yield Cut(one, task["name"], tasks)


def of_file(path: Path) -> list[dict[str, Any]]:
    return [one for one in yaml.safe_load_all(packages.text(path)) if one]


def of_golden_cases() -> list[dict[str, Any]]:
    """What our own injection makes, in all of its forms."""
    cases = [golden_cases.read(path) for path in golden_cases.paths()]
    lists = [
        krm.ResourceList.parse(case.after.encode())
        for case in cases
        if not case.refused and "ResourceList" in case.after
    ]
    return [obj.data for one in lists for obj in one.items]


def test_every_cut_of_other_pipelines_is_admitted(tekton: verdict.Tekton) -> None:
    found = [cut for path in [*FILES, EMBEDDED] for cut in cuts(of_file(path))]

    admitted(tekton, found)
    assert len(found) > 25


def test_every_cut_of_what_the_injection_makes_is_admitted(
    tekton: verdict.Tekton, program: Path
) -> None:
    found = list(cuts(of_golden_cases()))
    found += cuts(yaml.safe_load(packages.injected_base(program))["items"])

    # What a golden case is refused for is about the injection, so some read what no param can give.
    derived = [cut for cut in found if cut.found.obj is not None]
    admitted(tekton, derived)
    assert len(derived) > 100


def admitted(tekton: verdict.Tekton, found: list[Cut]) -> None:
    texts = {f"{i} {cut.name}": json.dumps(cut.derived) for i, cut in enumerate(found)}
    verdicts = tekton.admit(texts)
    assert [one for one in verdicts if not one.admitted] == []
    assert len(verdicts) == len(found)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_each_task_behind_the_cut_is_given_what_it_was_given_in_the_whole_run(
    tekton: verdict.Tekton, path: Path
) -> None:
    compared = compare_runs(tekton, of_file(path), path.read_text(encoding="utf-8"))

    assert compared > 5


def test_the_same_holds_for_what_the_injection_makes_of_the_base(
    tekton: verdict.Tekton, program: Path
) -> None:
    text = packages.injected_base(program)
    items = yaml.safe_load(text)["items"]

    # At a variant nothing can be cut: `from` names the deploy task, and means both.
    whole = [one for one in items if one["metadata"]["name"] == "stack-pr-test"]
    assert compare_runs(tekton, whole, text) > 5


def compare_runs(tekton: verdict.Tekton, found: list[dict[str, Any]], text: str) -> int:
    """Runs each Pipeline, then each of its cuts with what that run had; how many there were."""
    compared = 0
    pipelines = {cut.whole["metadata"]["name"] for cut in cuts(found)}
    wholes = {
        run.name: run
        for run in tekton.simulate(
            [text], [{"name": name, "pipeline": name, "script": {}} for name in sorted(pipelines)]
        )
    }
    for cut in cuts(found):
        before = wholes[cut.whole["metadata"]["name"]]
        params = values(cut, before)
        if params is None or before.tasks[cut.start].reason == "Parent Tasks were skipped":
            continue  # the run skipped a task that it is needed for: it cannot be continued
        scenario = {"name": cut.name, "pipeline": cut.name, "script": {}, "params": params}
        (after,) = tekton.simulate([text, json.dumps(cut.derived)], [scenario])
        assert after.status == before.status, (cut.name, after.message)
        assert given(after) == {
            name: one for name, one in given(before).items() if name in after.tasks
        }, cut.name
        assert after.tasks.keys() == {
            task["name"]
            for section in ("tasks", "finally")
            for task in cut.derived["spec"].get(section, [])
        }
        compared += 1
    return compared


def values(cut: Cut, run: verdict.Run) -> dict[str, Any] | None:
    """What the first half of the run found out; None where a part of it is missing."""
    found = {}
    for param, maker in cut.results.items():
        results = run.tasks[maker["task"]].results
        if maker["result"] not in results:
            return None
        value = results[maker["result"]]
        matrix = next(t for t in cut.spec["tasks"] if t["name"] == maker["task"]).get("matrix")
        found[param] = [value, value] if matrix else value
    return found


def given(run: verdict.Run) -> dict[str, tuple[str, dict[str, Any]]]:
    """What became of each task, and with what; which of two skipped it first is all the same."""
    return {name: (task.state, task.params) for name, task in run.tasks.items() if name != "tell"}


def test_the_derived_pipeline_does_what_the_hand_written_one_did(tekton: verdict.Tekton) -> None:
    derived = packages.base_with_continuation()[1]
    played = [ending for ending in ENDINGS if ending.letter not in "BE"]
    scenarios = [scenario_of_the_base("stack-pr-continue", ending) for ending in played]

    by_hand = tekton.simulate([HAND_WRITTEN.read_text(encoding="utf-8")], scenarios)
    found = tekton.simulate([json.dumps(derived)], scenarios)

    for was, now in zip(by_hand, found, strict=True):
        # By hand, nobody was told of a failure, and success in other words.
        comments = {"comment-on-pr", "comment-success", "comment-failure"}
        assert without(now, comments) == without(was, comments), was.name
        assert now.tasks["comment-success"].ran == was.tasks["comment-on-pr"].ran
        # The reason is Completed where it was Succeeded: one of the two comments is skipped.
        assert now.status == was.status


def without(run: verdict.Run, tasks: set[str]) -> dict[str, tuple[str, str, set[str]]]:
    """What became of the other tasks, and which params they got."""
    return {
        name: (task.state, task.reason, set(task.params))
        for name, task in run.tasks.items()
        if name not in tasks
    }
