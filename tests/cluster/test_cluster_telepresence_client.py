"""The Telepresence client beside the app: when its script gives it which commands, in BusyBox.

Its answers are played. Its command lines are asked of itself in `tests/node`, and so is what the
script does with a daemon and a manager.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import controlplane
import pytest
from telepresence_client import ClientContainer

if TYPE_CHECKING:
    from pathlib import Path

    from world import World


@pytest.fixture
def world(calm: World) -> World:
    calm.usual["manager-namespace"] = calm.traffic_manager()
    return calm


def container_of(world: World, run: str, app: str) -> dict[str, Any]:
    pod = world.get("pods", world.apps, world.record(run)[app])
    (found,) = (c for c in pod["spec"]["containers"] if c["name"] == "telepresence-client")
    return dict(found)


def test_after_three_looks_a_daemon_that_died_is_replaced_by_its_name(
    world: World, tmp_path: Path
) -> None:
    port = controlplane.free_port()
    world.app("web", port=port)
    run = world.new_run()
    assert world.deploy("telepresence", run, "web").code == 0
    description = container_of(world, run, "web")
    with (
        controlplane.listener(port),
        ClientContainer(description, tmp_path / "client") as container,
    ):
        container.wait_for("status", times=2)
        container.lose_daemon()
        container.wait_for("intercept", times=2)
        replaced = len(container.calls())
        container.wait_for("status", times=7)
        code = container.terminate()

    calls = container.calls()
    connects = [call for call in calls if call[0] == "connect"]
    assert connects == [connects[0]] * 2
    assert connects[0][:3] == ["connect", "--name", "daemon"]
    again = ["connect", "leave", "intercept"]
    assert [call[0] for call in calls[:replaced]] == [*again, *["status"] * 5, *again]
    assert {call[0] for call in calls[replaced:-2]} == {"status"}
    assert code == 0


def test_a_client_that_took_leave_before_it_is_ended_starts_no_daemon_for_it(
    world: World, tmp_path: Path
) -> None:
    port = controlplane.free_port()
    world.app("web", port=port)
    run = world.new_run()
    assert world.deploy("telepresence", run, "web").code == 0
    description = container_of(world, run, "web")
    with (
        controlplane.listener(port),
        ClientContainer(description, tmp_path / "client") as container,
    ):
        container.wait_for("status")
        # As preStop does.
        container.lose_daemon()
        code = container.terminate()

    assert [call[0] for call in container.calls()][-2:] == ["status", "quit"]
    assert code == 0
