"""Telepresence itself under our Tasks, by Tekton itself: who is answered by which build."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from runs import Run

if TYPE_CHECKING:
    from apps import App
    from plane import Cluster

pytestmark = pytest.mark.usefixtures("others")

DONE = dict.fromkeys(
    (
        "fetch-source",
        "resolve-stack",
        "clone-app-repos",
        "build-apps",
        "deploy-intercepts-telepresence",
        "deploy-intercepts-result",
        "validate-propagation",
        "validate-original-traffic",
        "run-tests",
        "push-images",
        "cleanup",
        "cleanup-fallback",
        "comment-success",
    ),
    "Succeeded",
)
FALSE = "When Expressions evaluated to false"
SUMMARY = "with the header {}, with another old, with none old"


def test_a_run_sends_the_requests_with_its_header_to_the_new_build_and_leaves_nothing(
    cluster: Cluster, app: App
) -> None:
    before = app.objects()

    run = Run.start(cluster, app, whole=True).wait()

    assert run.tasks() == DONE | {"deploy-intercepts-mirrord": FALSE, "comment-failure": FALSE}, (
        run.story()
    )
    pod = run.results().pop("deployed-pods")
    assert run.results() == {"deployed-pods": pod, "test-summary": SUMMARY.format("new-42")}
    app.wait_until_answered()
    assert run.remains() == []
    assert app.objects() == before
