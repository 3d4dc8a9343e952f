"""An intercept that is waited for: what is said meanwhile, and when it is not active in time."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from task_steps import Steps

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.needs("jq")

POD = "shop-pr-b0ccbe4a69ef"
CLIENT = "telepresence-client"
LATE = "the intercept of shop is not active in time"
WHAT_TO_DO = "(what to do: docs/{}.md#what-failures-look-like of inject-intercepts)"


@pytest.fixture
def mirrord(tmp_path: Path) -> Steps:
    """A cluster with the app shop, where the proxy's log cannot be read."""
    steps = Steps("deploy-intercept-mirrord", tmp_path)
    steps.add_app("shop")
    steps.broken("logs")
    return steps


def test_the_cause_comes_first_and_after_what_the_pods_say_with_the_place_of_advice(
    mirrord: Steps,
) -> None:
    run = mirrord.deploy(build_apps="shop", ready_timeout="1")
    assert run.code == 1
    cause = (
        f"deploy-intercept-mirrord: {LATE}: PR pod ready: -; "
        "proxy waiting: mirrord has not taken over the port yet"
    )
    said = run.stderr.splitlines()
    assert [line for line in said if line.startswith(("---", "deploy-"))] == [
        cause,
        f"--- pod {POD} in staging",
        "--- pod mirrord-proxy-shop in staging",
        "--- agents of this run in staging",
        f"{cause} {WHAT_TO_DO.format('mirrord')}",
    ]
    assert "No resources found" not in run.stderr


def test_whoever_waits_is_told_what_for_each_quarter_of_a_minute(mirrord: Steps) -> None:
    mirrord.shorten("ready", "SECONDS + 15", "SECONDS + 2")
    run = mirrord.deploy(build_apps="shop", ready_timeout="6")
    told = [line for line in run.stdout.splitlines() if line.startswith("waiting")]
    assert len(told) in {1, 2}
    for line in told:
        assert re.fullmatch(
            r"waiting for shop in staging, [2-6] of 6 s: PR pod ready: -; "
            r"proxy waiting: mirrord has not taken over the port yet",
            line,
        )


@pytest.mark.parametrize(
    ("not_ready", "log", "words"),
    [
        (
            ["app", CLIENT],
            "waiting for the app on port 8080\n",
            "; its client says: waiting for the app on port 8080",
        ),
        (
            [CLIENT],
            "intercept: error: filters overlap\nConnected to context\n \nconnections to the app:\n",
            "; its client says: intercept: error: filters overlap",
        ),
        ([CLIENT], f"error: {'x' * 400}\n", f"; its client says: error: {'x' * 293}"),
        ([CLIENT], None, ""),
        # A sidecar of the app is what is missing.
        (["app"], "an old error\n", ""),
    ],
)
def test_the_cause_ends_with_what_the_client_of_telepresence_says(
    tmp_path: Path, not_ready: list[str], log: str | None, words: str
) -> None:
    steps = Steps("deploy-stack-intercepts", tmp_path)
    steps.add_app("shop")
    template = {"spec": {"containers": [{"image": "tel2:2.31.2"}]}}
    manager: dict[str, Any] = {"spec": {"template": template}, "status": {"readyReplicas": 1}}
    steps.add("Deployment", "ambassador", "traffic-manager", **manager)
    assert steps.deploy("plan", "begin", "pr-pods", build_apps="shop", ready_timeout="1").code == 0
    steps.broken(*(["logs"] if log is None else []))
    (steps.cluster / f"said--staging--{POD}").write_text(log or "")
    pod = steps.pods()[POD]
    states = [
        {"name": name, "ready": name not in not_ready, "state": {"running": {}}}
        for name in ("app", CLIENT)
    ]
    path = steps.cluster / f"pod--staging--{POD}.json"
    path.write_text(json.dumps(pod | {"status": {"containerStatuses": states}}))

    refused = steps.refuse("ready", build_apps="shop")

    why = f"Pending, not ready: {', '.join(not_ready)}"
    assert refused == f"{LATE}: {why}{words} {WHAT_TO_DO.format('telepresence')}"
