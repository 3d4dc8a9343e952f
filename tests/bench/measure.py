"""What a child process cost: CPU time, and the most memory that it had."""

from __future__ import annotations

import contextlib
import os
import subprocess
import tempfile
import threading
from typing import IO, TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class Cost(NamedTuple):
    """User and system CPU time, and the resident set's highest size in bytes."""

    seconds: float
    memory: float


def interleaved(runs: Sequence[tuple[list[str], Path | None]], rounds: int) -> list[Cost]:
    """The least time and memory of each command with its stdin, all of them run once a round.

    The least, for what else runs on a machine only ever adds to a time: the median of a process
    that copies ten megabytes went from 44 to 64 ms and back, its least time stood within 2. One
    round before the first warms what the system caches. Raises if a command fails.
    """
    costs: list[list[Cost]] = [[] for _ in runs]
    for number in range(rounds + 1):
        for found, (command, stdin) in zip(costs, runs, strict=True):
            cost = once(command, stdin)
            if number:
                found.append(cost)
    return [
        Cost(
            min(cost.seconds for cost in found),
            min(cost.memory for cost in found),
        )
        for found in costs
    ]


def answer(command: list[str], stdin: Path, path: Path) -> Path:
    """The file of that path, with what the command gives for its stdin. Raises if it fails."""
    with stdin.open("rb") as question, path.open("wb") as file:
        subprocess.run(command, stdin=question, stdout=file, stderr=subprocess.DEVNULL, check=True)
    return path


def once(command: list[str], stdin: Path | None) -> Cost:
    """The cost of one run, its stdin and stdout pipes, as an orchestrator's are."""
    with tempfile.TemporaryFile() as log:
        child = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, bufsize=0
        )
        assert child.stdin is not None
        assert child.stdout is not None
        text = stdin.read_bytes() if stdin else b""
        feeder = threading.Thread(target=_feed, args=(child.stdin, text))
        feeder.start()
        while child.stdout.read(1 << 20):
            pass
        feeder.join()
        child.stdout.close()
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode != 0:
            log.seek(0)
            failure = f"{command} exited with {child.returncode}: {log.read()!r}"
            raise RuntimeError(failure)
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)


def _feed(pipe: IO[bytes], text: bytes) -> None:
    with contextlib.suppress(BrokenPipeError), pipe:
        rest = memoryview(text)
        while rest:
            rest = rest[pipe.write(rest) :]
