"""The Telepresence client beside the app: its command lines, and which requests they catch."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING, Any

import controlplane
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from telepresence_client import ClientContainer, CommandLines

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from world import World

HEADER_NAMES = st.text(string.ascii_letters + string.digits + "-_", min_size=1, max_size=20)
VISIBLE = [chr(code) for code in range(0x21, 0x7F) if chr(code) != "$"]
HEADER_VALUES = st.text(VISIBLE, min_size=1, max_size=20)


@pytest.fixture(scope="module")
def client() -> Iterator[CommandLines]:
    with CommandLines() as lines:
        yield lines


@pytest.fixture
def world(calm: World) -> World:
    calm.usual["manager-namespace"] = calm.traffic_manager()
    return calm


@pytest.fixture
def stack(calm: World) -> World:
    calm.app("web")
    return calm


def container_of(world: World, run: str, app: str) -> dict[str, Any]:
    pod = world.get("pods", world.apps, world.record(run)[app])
    (found,) = (c for c in pod["spec"]["containers"] if c["name"] == "telepresence-client")
    return dict(found)


def test_the_client_understands_every_command_line_of_the_script(
    world: World, client: CommandLines, tmp_path: Path
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
        container.wait_for("list")
        code = container.terminate()

    calls = container.calls()
    name = world.record(run)["web"]
    assert [call[0] for call in calls] == [
        *("connect", "leave", "intercept", "list", "leave", "quit")
    ]
    assert code == 0
    answers = {call[0]: client.read(*call) for call in calls}
    assert {command: answer["error"] for command, answer in answers.items()} == dict.fromkeys(
        ["connect", "leave", "intercept", "list", "quit"], ""
    )
    assert answers["intercept"] == {
        "error": "",
        "headers": {"x-dev-session": "pr-42"},
        "workload": "web",
        "port": "80",
        "target": f"127.0.0.1:{port}",
    }
    assert ["leave", name] in calls


@pytest.mark.parametrize(
    ("args", "error"),
    [
        (("intercept", "web", "--http-match", "a: b"), "unknown flag: --http-match"),
        (("intercept", "web", "--http-header", "none"), "invalid format"),
        (("connect", "--no-such-flag"), "unknown flag: --no-such-flag"),
        (("leave",), "accepts 1 arg(s)"),
        (("no-such-command",), "invalid subcommand"),
    ],
)
def test_a_command_line_that_the_client_does_not_understand_is_told(
    client: CommandLines, args: tuple[str, ...], error: str
) -> None:
    assert error in client.read(*args)["error"]


@given(name=HEADER_NAMES, value=HEADER_VALUES, other=HEADER_VALUES)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_the_filter_catches_this_header_and_no_other(
    client: CommandLines, stack: World, name: str, value: str, other: str
) -> None:
    plan = stack.plan_of(f"{name}:{value}")
    filters = client.read("intercept", "web", "--http-header", plan["filter"])

    assert filters["error"] == ""
    caught = filters["headers"]
    assert client.matches(caught, (name, value))
    assert client.matches(caught, (name.upper(), value))
    for text in (other, f"{value}1", f"1{value}", value.swapcase(), f"{value}\n", ""):
        assert client.matches(caught, (name, text)) == (text == value)
    assert not client.matches(caught, (f"{name}1", value))
