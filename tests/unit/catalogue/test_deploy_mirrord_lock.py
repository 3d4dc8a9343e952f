"""deploy-intercept-mirrord: the proxy's name is the lock of its app. With a played kubectl."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from task_steps import RUN_ID, Steps

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.needs("jq")

OURS = {"tekton-intercepts.dev/run": RUN_ID}


@pytest.fixture
def steps(tmp_path: Path) -> Steps:
    """A cluster with the app shop."""
    steps = Steps("deploy-intercept-mirrord", tmp_path)
    steps.add_app("shop")
    return steps


def held(header: str, phase: str = "Running", run: str = "other-run") -> dict[str, Any]:
    """The proxy of another run."""
    return {
        "metadata": {
            "uid": "u-1",
            "labels": {"app": "mirrord-proxy", "tekton-intercepts.dev/run": run},
            "annotations": {
                "tekton-intercepts.dev/header": header,
                "tekton-intercepts.dev/task-run": "deploy-7",
            },
        },
        "status": {"phase": phase},
    }


def test_an_app_that_is_held_with_another_header_fails_at_once_and_names_the_run(
    steps: Steps,
) -> None:
    steps.add("Pod", "staging", "mirrord-proxy-shop", **held("x-dev-session: pr-7"))
    assert steps.refuse(build_apps="shop") == (
        "the app shop can have one intercept with free mirrord, and it is held by run other-run, "
        'TaskRun deploy-7, with the header "x-dev-session: pr-7" (proxy staging/'
        "mirrord-proxy-shop). Try again when that run has ended"
    )
    assert list(steps.pods()) == ["mirrord-proxy-shop"]


def test_an_app_that_is_held_with_the_same_header_is_waited_for(steps: Steps) -> None:
    steps.add("Pod", "staging", "mirrord-proxy-shop", **held("x-dev-session: pr-42"))
    said = steps.refuse(build_apps="shop", wait="1")
    assert said == (
        "the app shop is still held with the same header, by the proxy staging/mirrord-proxy-shop "
        'of run other-run (TaskRun deploy-7, header "x-dev-session: pr-42")'
    )


@pytest.mark.parametrize("header", ["x-dev-session: pr-42", "x-dev-session: pr-7"])
@pytest.mark.parametrize("phase", ["Failed", "Succeeded"])
def test_a_proxy_that_has_ended_holds_nothing(steps: Steps, phase: str, header: str) -> None:
    steps.add("Pod", "staging", "mirrord-proxy-shop", **held(header, phase))
    run = steps.deploy(build_apps="shop")
    assert run.code == 0, run.stderr
    assert steps.pods()["mirrord-proxy-shop"]["metadata"]["labels"] == OURS | {
        "app": "mirrord-proxy"
    }
    assert json.loads((steps.work / "delete.json").read_text()) == {
        "apiVersion": "v1",
        "kind": "DeleteOptions",
        "preconditions": {"uid": "u-1"},
    }


def test_a_second_attempt_finds_nothing_of_the_first_in_its_way(steps: Steps) -> None:
    steps.add_app("cart", "team-a")
    steps.broken("logs")
    first = steps.deploy(build_apps="shop cart", ready_timeout="1")
    assert first.code == 1
    steps.broken()
    second = steps.deploy(build_apps="shop cart")
    assert second.code == 0, second.stderr
    assert sorted(steps.pods()) == [
        "cart-pr-bde36705723b",
        "mirrord-proxy-cart",
        "mirrord-proxy-shop",
        "shop-pr-b0ccbe4a69ef",
    ]
