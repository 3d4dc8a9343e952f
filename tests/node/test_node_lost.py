"""What comes back by itself when a part of Telepresence is lost, and what that takes."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import install_telepresence
import pytest
from apps import LONG, PAUSE
from runs import Run
from stage import BASELINE

from processes import wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from apps import App
    from plane import Cluster

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

    run.kill_daemon()

    cluster.wait(f"pod/{pod}", "condition=Ready=false", WHERE, seconds=60)
    cluster.wait(f"pod/{pod}", "condition=Ready", WHERE)
    app.wait_until_answered("new-42")
    end(run, app, before)


@pytest.mark.long
@pytest.mark.usefixtures("others")
def test_a_client_that_is_lost_is_given_up_by_the_manager_and_a_pr_pod_that_is_killed_takes_leave(
    app: App, before: list[str], run: Run
) -> None:
    with run.client_frozen():
        app.wait_until_answered("hangs")
        # After grpc.connectionTTL.
        app.wait_until_answered("old")
    app.wait_until_answered("new-42")

    run.cluster.kubectl("delete", "pod", run.pod(), WHERE, "--force", "--grace-period=0")

    # The manager would wait longer: for its grpc.connectionTTL from the client's last word on.
    app.wait_until_answered(within=90)
    end(run, app, before)


@pytest.mark.usefixtures("others")
def test_a_client_that_is_killed_starts_again_and_takes_its_intercept_again(
    cluster: Cluster, app: App, before: list[str], run: Run
) -> None:
    run.kill_client()

    wait_for("the client's restart", lambda: run.restarts() == 1, LONG, PAUSE)
    cluster.wait(f"pod/{run.pod()}", "condition=Ready", WHERE)
    app.wait_until_answered("new-42")
    end(run, app, before)


@pytest.mark.usefixtures("others")
def test_an_app_that_is_scaled_and_rolled_out_is_intercepted_again_in_each_of_its_pods(
    cluster: Cluster, app: App, run: Run
) -> None:
    name = f"deployment/{app.name}"
    # As with any rollout, the old pod may be asked when it has ended.
    app.disturbed = True
    for change in (("scale", "--replicas=2"), ("rollout", "restart"), ("scale", "--replicas=1")):
        cluster.kubectl(*change, name, WHERE)
        cluster.kubectl("rollout", "status", name, WHERE, f"--timeout={LONG}s")
        # Each new pod has its agent at once, and the intercept a moment later.
        wait_for("all pods", lambda: app.ask("burst", "20") == ["20 new-42"], LONG / 10, PAUSE)
        app.wait_until_answered("new-42")

    run.end_tests()
    run.wait()
    app.wait_until_answered()
    assert run.remains() == []


@contextmanager
def kubelet_stopped(cluster: Cluster) -> Iterator[None]:
    """The node without its kubelet, until the cluster has given it up."""
    process = cluster.machine.run("pidof", "kubelet").strip()
    cluster.machine.run("kill", "-STOP", process)
    try:
        cluster.wait("node/node-1", "condition=Ready=Unknown")
        yield
    finally:
        cluster.machine.run("kill", "-CONT", process)
    cluster.wait("node/node-1", "condition=Ready")


@pytest.mark.usefixtures("alone")
def test_a_manager_that_starts_again_and_a_node_that_is_lost_for_a_minute_have_it_again(
    cluster: Cluster, app: App, before: list[str], run: Run
) -> None:
    pod, manager = run.pod(), "deployment/traffic-manager"
    where = f"--namespace={install_telepresence.NAMESPACE}"
    cluster.kubectl("rollout", "restart", manager, where)
    cluster.kubectl("rollout", "status", manager, where, f"--timeout={LONG}s")
    app.wait_until_answered("new-42")

    # Of a node that is lost, no Service has a pod, whoever asks.
    app.disturbed = True
    with kubelet_stopped(cluster):
        cluster.wait(f"pod/{pod}", "condition=Ready=false", WHERE)

    cluster.wait(f"pod/{pod}", "condition=Ready", WHERE)
    app.wait_until_answered("new-42")
    assert run.restarts() == 0
    end(run, app, before)
