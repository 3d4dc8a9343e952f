"""Telepresence itself under our Tasks, by Tekton itself: who is answered by which build."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from world import Run

if TYPE_CHECKING:
    from plane import Cluster
    from world import App

pytestmark = pytest.mark.usefixtures("others")


def test_a_run_sends_the_requests_with_its_header_to_the_new_build_and_leaves_nothing(
    cluster: Cluster, app: App
) -> None:
    before = app.objects()

    run = Run(cluster, app).wait()

    assert run.tasks() == {}, run.story()
    assert run.results() == {}
    app.wait_until_answered(["old", "new-42", "old"], ["old"], ["old"])
    assert run.remains() == []
    assert app.objects() == before
