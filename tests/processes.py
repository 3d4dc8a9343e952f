"""Long-running programs that end with the tests, however the tests end."""

from __future__ import annotations

import subprocess
import time
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path
    from types import TracebackType


class Processes:
    """Programs started one after the other, and ended in the opposite order."""

    def __init__(self, logs: Path) -> None:
        """Takes the folder for what they print, one file each."""
        self._logs = logs
        self._running: list[subprocess.Popen[bytes]] = []

    def start(
        self, *command: str | Path, ready: Callable[[], object], name: str = ""
    ) -> subprocess.Popen[bytes]:
        """Starts a program, and waits until `ready` gives something true; gives the process.

        Args:
            command: the program and its arguments.
            ready: whether it can be used.
            name: that of its log; the program's own, if empty.

        Raises:
            RuntimeError: it ended; with the end of its log.
            TimeoutError: it was not ready within a minute.
        """
        name = name or str(command[0]).rpartition("/")[2]
        log = self._logs / f"{name}.log"
        with log.open("wb") as output:
            # The kernel ends it also where the tests are killed and clean up nothing.
            process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "KILL", "--", *map(str, command)],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )
        self._running.append(process)
        try:
            wait_for(name, lambda: process.poll() is not None or ready())
        finally:
            if process.poll() is not None:
                message = f"{name} ended:\n{log.read_text(errors='replace')[-4000:]}"
                raise RuntimeError(message)
        return process

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for process in reversed(self._running):
            process.kill()  # nothing of theirs is kept
            process.wait()


def wait_for(
    what: str, holds: Callable[[], object], seconds: float = 60, pause: float = 0.05
) -> None:
    """Waits until `holds` gives something true, with a pause between two looks.

    Raises:
        TimeoutError: it did not; names `what` was waited for.
    """
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            message = f"waited {seconds:.0f} s for {what}"
            raise TimeoutError(message)
        time.sleep(pause)


def run(command: Sequence[str | Path], *, data: str | None = None) -> str:
    """Runs a program to its end, and gives its stdout.

    Raises:
        RuntimeError: it failed; with what it printed on stderr.
    """
    done = subprocess.run(
        list(map(str, command)), input=data, capture_output=True, text=True, check=False
    )
    if done.returncode:
        message = f"{command[0]} ended with {done.returncode}:\n{done.stderr}"
        raise RuntimeError(message)
    return done.stdout
