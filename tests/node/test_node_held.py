"""Whether an intercept was there until the end, as cleanup says it of Telepresence itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from runs import Run
from stage import BASELINE

if TYPE_CHECKING:
    from apps import App
    from plane import Cluster

pytestmark = pytest.mark.usefixtures("others")


def test_an_intercept_that_was_lost_and_taken_again_during_the_tests_is_a_warning(
    cluster: Cluster, app: App
) -> None:
    run = Run.start(cluster, app, tests="waits")
    run.wait_for_tests()
    app.wait_until_answered("new-42")
    pod, where = run.pod(), f"--namespace={BASELINE}"
    run.kill_daemon()
    cluster.wait(f"pod/{pod}", "condition=Ready=false", where, seconds=60)
    cluster.wait(f"pod/{pod}", "condition=Ready", where)
    app.wait_until_answered("new-42")

    run.end_tests()

    assert run.wait().tasks()["cleanup"] == "Succeeded", run.story()
    (line,) = run.said("since the deploy")
    lost = f"warning: the intercept of {app.name} in {BASELINE} was lost and taken again "
    assert line.startswith(f"{lost}since the deploy ({pod}: not ready until ")
