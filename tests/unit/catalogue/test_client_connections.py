"""What the client of Telepresence says of connections to the app: they are real ones here."""

from __future__ import annotations

import shutil
import socket
import subprocess
import textwrap
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from inject_intercepts import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator

# Bash, too, as the file is one of a Task.
SHELLS = [[path] for name in ("dash", "bash") if (path := shutil.which(name)) is not None] + (
    [[path, "sh"]] if (path := shutil.which("busybox")) else []
)


@contextmanager
def listening(family: socket.AddressFamily) -> Iterator[socket.socket]:
    """An app that listens on all addresses."""
    dual = family == socket.AF_INET6
    with socket.create_server(("", 0), family=family, dualstack_ipv6=dual) as server:
        yield server


def told(shell: list[str], port: int, *times: str) -> list[str]:
    """What the function of the client's script says, called so often."""
    script = catalogue.text("deploy-stack-intercepts")
    _, begins, rest = script.partition("        told=unknown\n")
    function = textwrap.dedent(begins + rest.partition("        lost=\n")[0])
    calls = "\n".join(["tell_connections", *times])
    done = subprocess.run(
        [*shell, "-c", f"APP_PORT={port}\n{function}\n{calls}"],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()


@pytest.mark.parametrize("shell", SHELLS, ids=lambda shell: shell[-1].rpartition("/")[2])
@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_INET6])
@pytest.mark.parametrize("ends", ["nobody", "client", "app"])
def test_a_request_from_within_the_pod_is_told_by_whoever_it_is_ended(
    shell: list[str], family: socket.AddressFamily, ends: str
) -> None:
    with listening(family) as server:
        port = server.getsockname()[1]
        assert told(shell, port) == ["connections to the app:"]
        client = socket.create_connection(("127.0.0.1", port))
        number = client.getsockname()[1]
        accepted, _ = server.accept()
        first, second = {
            "nobody": (None, None),
            "client": (client, accepted),
            "app": (accepted, client),
        }[ends]
        for side in (first, second):
            if side is not None:
                side.close()

        said = told(shell, port, "tell_connections")

        assert said == [f"connections to the app: {number:04X}"]
        for side in (client, accepted):
            side.close()


@pytest.mark.parametrize("shell", SHELLS, ids=lambda shell: shell[-1].rpartition("/")[2])
def test_of_more_than_twenty_it_says_once_that_they_are_many(shell: list[str]) -> None:
    with listening(socket.AF_INET) as server:
        port = server.getsockname()[1]
        sides = [socket.create_connection(("127.0.0.1", port)) for _ in range(21)]
        sides += [server.accept()[0] for _ in sides]

        said = told(shell, port, "tell_connections", "told=few", "tell_connections")

        assert said == ["connections to the app: many"] * 2
        for side in sides:
            side.close()
