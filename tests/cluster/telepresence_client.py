"""The Telepresence client of a PR pod: its script, run here in BusyBox as in the client's image.

What its command lines would do is played.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import programs
from processes import wait_for

if TYPE_CHECKING:
    from types import TracebackType

PLAYER = """#!/tools/sh
/usr/bin/jq -nc '$ARGS.positional' --args -- "$@" >> /record/calls
case $1 in list) echo 'web: intercepted, State: ACTIVE' ;; esac
"""
# Alpine's BusyBox has `nc -z`, and Debian's has not.
NC = """#!/usr/bin/bash
[[ $1 == -z ]] && exec 3<> "/dev/tcp/$2/$3"
"""


class ClientContainer:
    """The container of the client, from a PR pod, with `telepresence` and `nc` played."""

    def __init__(self, container: dict[str, Any], folder: Path) -> None:
        """Takes the container as it stands in the pod, and an empty folder."""
        self._calls = folder / "record" / "calls"
        for name in ("root", "tools", "record"):
            (folder / name).mkdir(parents=True)
        busybox = programs.installed("busybox", "busybox")
        subprocess.run([busybox, "--install", "-s", folder / "tools"], check=True)
        for name, text in (("telepresence", PLAYER), ("nc", NC)):
            (folder / "tools" / name).unlink(missing_ok=True)
            (folder / "tools" / name).write_text(text)
            (folder / "tools" / name).chmod(0o755)
        env = {entry["name"]: entry["value"] for entry in container["env"]}
        env |= {"PATH": "/tools", "KUBERNETES_SERVICE_HOST": "127.0.0.1"}
        env |= {"KUBERNETES_SERVICE_PORT": "443"}
        _, *arguments = container["command"]
        self._process = subprocess.Popen([
            *("unshare", "--map-root-user", "--mount", "--pid", "--fork", "--kill-child"),
            *("bash", str(programs.HERE / "container"), str(folder / "root"), "/"),
            *(f"{folder / 'tools'}:/tools", f"{folder / 'record'}:/record", "--"),
            *("/usr/bin/env", "--ignore-environment", *(f"{k}={v}" for k, v in env.items())),
            *("/tools/sh", *arguments),
        ])  # fmt: skip

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.kill()
        self._process.wait()

    def calls(self) -> list[list[str]]:
        """The arguments of every call of `telepresence` so far."""
        if not self._calls.exists():
            return []
        return [json.loads(line) for line in self._calls.read_text().splitlines()]

    def wait_for(self, command: str) -> None:
        """Waits until `telepresence` was called with that command."""
        wait_for(command, lambda: command in [call[0] for call in self.calls()])

    def terminate(self) -> int:
        """Ends it as the kubelet does: SIGTERM to its first process; gives the exit code."""
        first = _only_child(_only_child(self._process.pid))
        os.kill(first, signal.SIGTERM)
        return self._process.wait(30)


def _only_child(process: int) -> int:
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    (child,) = children
    return int(child)
