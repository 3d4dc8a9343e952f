"""The whole Pipeline with mirrord, by Tekton itself; mirrord is played, and steals nothing.

So all but the traffic is seen: the proxy and the PR pod, what the Tasks say, what remains. It makes
no agent, so "there all the time" is said of the pods alone. What the real program does with
requests is in docs/seen-working.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from runs import NO_PROOF, PROOF, Run
from stage import PRIVILEGED
from test_node_telepresence import DONE, FALSE, SUMMARY

if TYPE_CHECKING:
    from collections.abc import Callable

    from apps import App
    from plane import Cluster

pytestmark = pytest.mark.usefixtures("others")


def test_a_run_with_mirrord_says_that_nothing_proves_its_intercept_and_leaves_nothing(
    cluster: Cluster, new_app: Callable[..., App]
) -> None:
    app = new_app(PRIVILEGED)
    before = app.objects()

    run = Run.start(cluster, app, whole=True, backend="mirrord").wait()

    others = {"deploy-intercepts-mirrord": "Succeeded", "deploy-intercepts-telepresence": FALSE}
    assert run.tasks() == DONE | others | {"comment-failure": FALSE}, run.story()
    assert run.results()["test-summary"] == SUMMARY.format("old")
    seen = PROOF.format(app, "200 OK, and nothing came to the PR pod", "200 OK, not by the PR pod")
    missing = "the request with the header did not reach the PR pod"
    assert run.said("proof") == [NO_PROOF.format(app, missing, seen)]
    where = f"the intercept of {app.name} in {app.namespace}"
    assert run.said("since the deploy") == [f"{where} was there all the time since the deploy"]
    app.wait_until_answered()
    assert run.remains() == []
    assert app.objects() == before
