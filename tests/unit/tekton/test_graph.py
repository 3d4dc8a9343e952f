"""Who waits for whom, as Tekton builds it."""

from __future__ import annotations

from inject_intercepts.tekton import graph


def test_edges_come_from_run_after_and_from_results_that_tekton_reads() -> None:
    result = "$(tasks.a.results.r)"
    spec = {
        "tasks": [
            {"name": "a"},
            {"name": "after", "runAfter": ["a"]},
            {"name": "param", "params": [{"name": "p", "value": result}]},
            {"name": "when", "when": [{"input": result, "operator": "in", "values": ["x"]}]},
            {"name": "matrix", "matrix": {"params": [{"name": "p", "value": [result]}]}},
            {"name": "step", "taskSpec": {"steps": [{"script": result}]}},
            {"name": "title", "displayName": result},
            {"name": "path", "workspaces": [{"name": "w", "subPath": result}]},
        ],
        "finally": [{"name": "f", "params": [{"name": "p", "value": result}]}],
    }

    waiting = frozenset({"a"})
    assert graph.parents(spec) == {
        "a": frozenset(), "after": waiting, "param": waiting, "when": waiting, "matrix": waiting,
        "step": waiting, "title": frozenset(), "path": frozenset(),
    }  # fmt: skip


def test_a_cycle_is_told_from_its_beginning_to_its_beginning() -> None:
    spec = {
        "tasks": [
            {"name": "a", "runAfter": ["c"]},
            {"name": "b", "runAfter": ["a"]},
            {"name": "c", "runAfter": ["b"]},
            {"name": "d", "runAfter": ["a"]},
        ]
    }

    assert graph.find_cycle(spec) == ("a", "c", "b", "a")


def test_no_cycle_is_an_empty_one() -> None:
    spec = {
        "tasks": [{"name": f"t{i}", "runAfter": [f"t{i - 1}"] if i else []} for i in range(2000)]
    }

    assert graph.find_cycle(spec) == ()


def test_a_task_that_waits_for_itself_is_a_cycle() -> None:
    assert graph.find_cycle({"tasks": [{"name": "a", "runAfter": ["a"]}]}) == ("a", "a")
