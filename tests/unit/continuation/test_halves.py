"""Where a Pipeline is cut, and what of it stays."""

from __future__ import annotations

from typing import Any

import second_halves as s

from inject_intercepts import continuation


def names(spec: dict[str, Any]) -> list[str]:
    return [task["name"] for task in spec["tasks"]]


def test_what_the_cut_waits_for_is_the_first_half_by_order_and_by_results() -> None:
    spec = s.pipeline(
        s.task("a"),
        s.reading("b", "$(tasks.a.results.r)"),
        s.task("c", runAfter=["b"]),
        s.task("cut", runAfter=["c"]),
        s.task("d", runAfter=["cut"]),
    )["spec"]

    assert continuation.first_half(spec, ["cut"]) == {"a", "b", "c"}


def test_what_runs_beside_the_cut_runs_again() -> None:
    spec = s.spec_of(
        s.pipeline(
            s.task("a"),
            s.task("beside", runAfter=["a"]),
            s.task("alone"),
            s.task("cut", runAfter=["a"]),
            s.task("d", runAfter=["cut", "beside", "a"]),
        )
    )

    assert spec == {
        "tasks": [
            s.task("beside"),
            s.task("alone"),
            s.task("cut"),
            s.task("d", runAfter=["cut", "beside"]),
        ]
    }


def test_a_result_that_is_read_without_waiting_for_it_makes_nobody_the_first_half() -> None:
    cut = s.task("cut", displayName="For $(tasks.a.results.r)")

    assert names(s.spec_of(s.pipeline(s.task("a"), cut))) == ["a", "cut"]


def test_of_two_beginnings_only_what_both_wait_for_is_left_out() -> None:
    obj = s.pipeline(
        s.task("a"), s.task("b"), s.task("x", runAfter=["a", "b"]), s.task("y", runAfter=["a"])
    )

    done = s.derive(obj, "deploy", "x", "y")

    assert done.obj is not None
    assert names(done.obj["spec"]) == ["b", "x", "y"]
    assert done.obj["spec"]["tasks"][1] == s.task("x", runAfter=["b"])


def test_a_cut_at_the_first_task_is_the_whole_pipeline() -> None:
    obj = s.pipeline(s.task("cut"), s.task("a", runAfter=["cut"]), **{"finally": [s.task("z")]})

    assert s.spec_of(obj) == obj["spec"]


def test_params_and_workspaces_that_only_the_first_half_needs_go() -> None:
    obj = s.pipeline(
        s.reading("a", "$(params.gone)", workspaces=[{"name": "w", "workspace": "gone"}]),
        s.reading(
            "cut",
            "$(params.dotted) $(params['in.brackets'][0]) $(params.map.key)",
            runAfter=["a"],
            workspaces=[{"name": "own-name"}, {"name": "w", "workspace": "bound"}],
        ),
        params=[
            {"name": "gone"},
            {"name": "dott"},
            {"name": "dotted", "default": "$(params.deep)"},
            {"name": "in.brackets", "type": "array"},
            {"name": "map", "type": "object"},
            {"name": "deep"},
            {"name": "last"},
        ],
        workspaces=[{"name": one} for one in ("gone", "own-name", "bound", "asked-for")],
        **{"finally": [s.reading("z", "$(params.last[*])$(workspaces.asked-for.bound)")]},
    )

    spec = s.spec_of(obj)

    assert [one["name"] for one in spec["params"]] == [
        "dotted", "in.brackets", "map", "deep", "last",
    ]  # fmt: skip
    assert [one["name"] for one in spec["workspaces"]] == ["own-name", "bound", "asked-for"]


def test_results_that_read_the_first_half_go_and_that_is_said() -> None:
    obj = s.pipeline(
        s.task("a"),
        s.task("cut", runAfter=["a"]),
        results=[
            {"name": "of-a", "value": "$(tasks.a.results.r)"},
            {"name": "of-both", "value": ["$(tasks.a.results.r)", "$(tasks.cut.results.r)"]},
            {"name": "of-cut", "value": "$(tasks.cut.results.r)"},
        ],
    )

    done = s.derive(obj)

    assert done.obj is not None
    assert done.obj["spec"]["results"] == obj["spec"]["results"][2:]
    assert [(one.severity, one.message) for one in done.findings] == [
        (
            "info",
            (
                "`pr-again` continues it from `cut` on, without `a`; its own results that are not "
                "there: `of-a`, `of-both`"
            ),
        )
    ]


def test_what_tekton_stores_otherwise_is_written_as_it_is_stored() -> None:
    empty: dict[str, Any] = {"params": [], "when": [], "retries": 0, "onError": None}
    obj = s.pipeline(
        s.task("a"),
        s.task("cut", runAfter=[], timeout="15m", **empty),
        s.reading("next", None, "", [], runAfter=["cut"]),
        **{"params": [], "workspaces": [], "finally": [], "results": []},
    )
    obj["metadata"]["labels"] = {}

    assert s.spec_of(obj) == {
        "tasks": [
            s.task("a"),
            s.task("cut", timeout="15m0s"),
            s.reading("next", None, "", [], runAfter=["cut"]),
        ]
    }
    assert s.spec_of({**obj, "apiVersion": "tekton.dev/v1beta1"}) == s.spec_of(obj)


def test_what_stands_around_the_spec_is_its_own() -> None:
    obj = s.pipeline(s.task("a"), s.reading("cut", "$(tasks.a.results.r)"), description="Old")
    obj["metadata"] = {
        "name": "pr",
        "namespace": "ci",
        "labels": {"team": "shop", "tekton-intercepts.dev/app": "x"},
        "annotations": {"owner": "shop"},
    }
    backend = continuation.Backend("how", ("telepresence",), "cut", ("cleanup",))

    made = s.derive(obj, backend=backend).obj

    assert made is not None
    note = made["metadata"]["annotations"].pop("tekton-intercepts.dev/continuation")
    assert note == (
        '{"v":1,"config":"c","name":"pr-again","pipeline":"pr","from":"cut","before":["a"],'
        '"results":{"r":{"task":"a","result":"r"}},'
        '"backend":{"param":"how","choices":["telepresence"],"deployTask":"cut",'
        '"cleanupTasks":["cleanup"]}}'
    )
    assert made == {
        "apiVersion": "tekton.dev/v1",
        "kind": "Pipeline",
        "metadata": {
            "name": "pr-again",
            "namespace": "ci",
            "labels": {"team": "shop", "tekton-intercepts.dev/continuation-of": "pr"},
            "annotations": {},
        },
        "spec": {
            "description": (
                "The second half of pr, from cut on, for a run that failed there or later. Derived "
                "by inject-intercepts; a change here is lost."
            ),
            "params": [s.carried("r", "a.r")],
            "tasks": [s.reading("cut", "$(params.r)")],
        },
    }
    made["metadata"]["annotations"]["tekton-intercepts.dev/continuation"] = note
    assert continuation.read(made) == continuation.Record("c", "pr-again", "pr", backend)


def test_a_pipeline_whose_order_tekton_refuses_is_refused() -> None:
    unknown = s.pipeline(s.task("a", runAfter=["b"]), s.task("cut", runAfter=["a"]))
    circle = s.pipeline(s.task("a", runAfter=["cut"]), s.task("cut", runAfter=["a"]))

    assert s.errors(unknown) == ["spec.tasks.0: waits for `b`, which is no pipeline task"]
    assert s.errors(circle) == [
        "spec.tasks: the tasks wait for each other: `a` waits for `cut` waits for `a`"
    ]


def test_a_pipeline_that_is_none_is_refused_by_its_field() -> None:
    obj = s.pipeline({"name": "cut"})

    assert s.errors(obj) == [
        "spec.tasks.0: must run one Task, by `taskRef` or `taskSpec`, and has neither"
    ]
