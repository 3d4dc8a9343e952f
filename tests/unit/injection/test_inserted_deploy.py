"""A deploy step for a Pipeline that has none."""

from __future__ import annotations

from typing import Any

import pipelines as p
import pytest

from inject_intercepts import injection

PARAMS = p.deploy()["params"]


def insert(base: dict[str, Any], **where: Any) -> injection.Injection:
    return p.inject(base, pipelines=["pr"], deploy={"insert": {"params": PARAMS, **where}})


def test_it_goes_behind_whom_it_waits_for_and_before_who_waits_for_it() -> None:
    base = p.pipeline([p.task("build"), p.task("test", runAfter=["build"]), p.task("push")])

    done = insert(base, runAfter=["build"], before=["test", "push"])

    assert [(t["name"], t.get("runAfter")) for t in done.obj["spec"]["tasks"]] == [
        ("build", None),
        ("deploy-intercepts-telepresence", ["build"]),
        ("deploy-intercepts-mirrord", ["build"]),
        (
            "deploy-intercepts-result",
            ["deploy-intercepts-telepresence", "deploy-intercepts-mirrord"],
        ),
        ("test", ["build", "deploy-intercepts-result"]),
        ("push", ["deploy-intercepts-result"]),
    ]
    assert injection.take_back(done.obj).obj == base


def test_a_missing_workspace_is_declared_with_a_warning() -> None:
    base = p.pipeline([p.task("a")])
    del base["spec"]["workspaces"]

    done = insert(base, runAfter=["a"])

    (entry,) = done.obj["spec"]["workspaces"]
    assert entry["name"] == "shared-workspace"
    assert [f.message for f in done.findings if f.severity == "warning"] == [
        (
            "the workspace `shared-workspace` was not declared and is now: every PipelineRun "
            "must bind it"
        )
    ]
    assert injection.take_back(done.obj).obj == base


@pytest.mark.parametrize(
    ("where", "message"),
    [
        (
            {"runAfter": ["x"]},
            "`spec.deploy.insert.runAfter` names `x`, which must be one of `a`, `b`",
        ),
        ({"before": ["f"]}, "`spec.deploy.insert.before` names `f`, which must be one of `a`, `b`"),
        (
            {"runAfter": ["b"], "before": ["a"]},
            (
                "the deploy task cannot go there: `a` waits for `deploy-intercepts` waits for "
                "`b` waits for `a`; change `spec.deploy.insert`"
            ),
        ),
    ],
)
def test_a_place_that_does_not_exist_is_refused(where: dict[str, Any], message: str) -> None:
    base = p.pipeline([p.task("a"), p.task("b", runAfter=["a"])], [p.task("f")])

    done = insert(base, **where)

    assert [f.message for f in done.findings] == [message]


def test_an_embedded_spec_needs_a_run_that_binds_the_workspace() -> None:
    run: dict[str, Any] = {
        "apiVersion": "tekton.dev/v1",
        "kind": "PipelineRun",
        "metadata": {"name": "pr"},
        "spec": {"pipelineSpec": {"tasks": [p.task("a")]}},
    }

    (finding,) = insert(run, runAfter=["a"]).findings

    assert finding.path == ("spec", "workspaces")
    assert "must bind the workspace `shared-workspace`" in finding.message

    run["spec"]["workspaces"] = [{"name": "shared-workspace", "emptyDir": {}}]
    done = insert(run, runAfter=["a"])

    assert [f.severity for f in done.findings] == ["info"]
    assert injection.take_back(done.obj).obj == run


def test_an_empty_run_after_is_empty_again() -> None:
    base = p.pipeline([p.task("a", runAfter=[])])

    assert injection.take_back(insert(base, before=["a"]).obj).obj == base
