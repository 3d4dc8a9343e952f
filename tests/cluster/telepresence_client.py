"""The Telepresence client of a PR pod: its script, run here in BusyBox as in the client's image.

What its command lines would do is played, since there is no manager here and no agent. Whether the
client takes them, the client itself says: `tests/node/test_node_client.py`.
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

# `status` as 2.31.2 prints it, by pkg/client/cli/cmd/status.go. A daemon is there from `connect`
# until the test removes the file.
PLAYER = """#!/tools/sh
case $1 in
connect) touch /record/daemon ;;
status)
    if [ -f /record/daemon ]; then
        printf '%s\\n' 'OSS User Daemon: Running' '  Version           : v2.31.2' \
            '  Status            : Connected' '  Intercepts        : 1 total' \
            "    $INTERCEPT_NAME: root@$INTERCEPT_NAME"
    else
        echo 'OSS User Daemon: Not running'
    fi
    ;;
esac
/usr/bin/jq -nc '$ARGS.positional' --args -- "$@" >> /record/calls
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
        self._daemon = folder / "record" / "daemon"
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

    def wait_for(self, command: str, times: int = 1) -> None:
        """Waits until `telepresence` was called with that command so often."""
        wait_for(command, lambda: [call[0] for call in self.calls()].count(command) >= times)

    def lose_daemon(self) -> None:
        """The daemon of Telepresence dies."""
        self._daemon.unlink()

    def terminate(self) -> int:
        """Ends it as the kubelet does: SIGTERM to its first process; gives the exit code."""
        first = _first_child(_first_child(self._process.pid))
        os.kill(first, signal.SIGTERM)
        return self._process.wait(30)


def _first_child(process: int) -> int:
    """Later ones are orphans: BusyBox's `timeout` leaves who watches over it."""
    return int(Path(f"/proc/{process}/task/{process}/children").read_text().split()[0])
