"""Programs that tests run as their users do: by name, with an environment of their own."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

MINUTES = 5


class Done(NamedTuple):
    """What a program did: its stdout, its stderr, its exit code."""

    stdout: str
    stderr: str
    code: int


def run(
    arguments: Sequence[str | Path],
    *,
    cwd: Path,
    environment: Mapping[str, str],
    stdin: bytes = b"",
) -> Done:
    """Run a program in `cwd` with nothing but `environment`, whatever it exits with."""
    done = subprocess.run(
        [str(argument) for argument in arguments],
        cwd=cwd,
        env=dict(environment),
        input=stdin,
        capture_output=True,
        check=False,
        timeout=MINUTES * 60,
    )
    return Done(done.stdout.decode(), done.stderr.decode(), done.returncode)


def succeed(
    arguments: Sequence[str | Path],
    *,
    cwd: Path,
    environment: Mapping[str, str],
    stdin: bytes = b"",
) -> str:
    """Run a program that must exit with 0; its stdout."""
    done = run(arguments, cwd=cwd, environment=environment, stdin=stdin)
    assert done.code == 0, f"{arguments}\n{done.stderr}\n{done.stdout}"
    return done.stdout
