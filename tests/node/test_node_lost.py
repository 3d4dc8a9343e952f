"""What comes back by itself when a part of Telepresence is lost, and what that takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from runs import Run
from stage import BASELINE

if TYPE_CHECKING:
    from apps import App
    from plane import Cluster

KILL_DAEMON = """
for process in /proc/[0-9]*; do
    case $(readlink "$process/exe") in
    */telepresence) kill -9 "${process#/proc/}" ;;
    esac
done
"""
WHERE = f"--namespace={BASELINE}"


@pytest.fixture
def before(app: App) -> list[str]:
    """What there was of the app before the run."""
    return app.objects()


@pytest.fixture
def run(cluster: Cluster, app: App, before: list[str]) -> Run:
    """A run whose intercept is active, and whose tests wait."""
    started = Run.start(cluster, app, tests="waits")
    started.wait_for_tests()
    app.wait_until_answered("new-42")
    return started


def end(run: Run, app: App, before: list[str]) -> None:
    """Ends a run's tests, and sees that it leaves nothing."""
    run.end_tests()
    assert run.wait().tasks()["cleanup"] == "Succeeded", run.story()
    app.wait_until_answered()
    assert (run.remains(), app.objects()) == ([], before)


@pytest.mark.usefixtures("others")
def test_a_daemon_that_dies_is_noticed_and_its_intercept_is_taken_again(
    cluster: Cluster, app: App, before: list[str], run: Run
) -> None:
    pod = run.pod()

    run.in_client("sh", "-c", KILL_DAEMON)

    cluster.wait(f"pod/{pod}", "condition=Ready=false", WHERE, seconds=60)
    cluster.wait(f"pod/{pod}", "condition=Ready", WHERE)
    app.wait_until_answered("new-42")
    end(run, app, before)


@pytest.mark.usefixtures("others")
def test_a_pr_pod_that_is_killed_leaves_a_session_that_the_manager_gives_up(
    cluster: Cluster, app: App, before: list[str], run: Run
) -> None:
    cluster.kubectl("delete", "pod", run.pod(), WHERE, "--force", "--grace-period=0")

    app.wait_until_answered()
    end(run, app, before)
