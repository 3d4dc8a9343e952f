"""The pages that people read, and a shell that has the program."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import pytest

if TYPE_CHECKING:
    from pathlib import Path

PAGES = (
    "README.md", "docs/limits.md", "docs/refusals.md", "docs/config.md", "docs/command-line.md",
    "docs/kustomize-and-kpt.md", "docs/starting-runs.md", "docs/continuing-a-run.md",
    "docs/argocd.md", "docs/sdk.md", "sdk/README.md",
)  # fmt: skip


class Done(NamedTuple):
    """What a script did: its stdout, its stderr, its exit code."""

    stdout: str
    stderr: str
    code: int


Shell = Callable[..., Done]


@pytest.fixture(params=PAGES)
def page(request: pytest.FixtureRequest, repository: Path) -> Path:
    """Each page in turn."""
    return repository / str(request.param)


@pytest.fixture(scope="session")
def readme(repository: Path) -> str:
    """The text of the README."""
    return (repository / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def reference(repository: Path) -> Callable[[str], str]:
    """The text of a page in docs/."""
    return lambda name: (repository / "docs" / name).read_text(encoding="utf-8")


@pytest.fixture
def folder(repository: Path, tmp_path: Path) -> Path:
    """A folder with all the files of the README's try, and with those of its check."""
    for name in ("try", "check"):
        shutil.copytree(repository / "tests" / "docs" / name, tmp_path / "my", dirs_exist_ok=True)
    return tmp_path / "my"


@pytest.fixture
def shell(program: Path, tmp_path: Path) -> Shell:
    """Run a script as its reader would: with the program on the PATH, and a home of its own."""
    path = f"{program.parent}:{os.environ['PATH']}"

    def run(script: str, cwd: Path, *, more_programs: Path | None = None, **more: str) -> Done:
        programs = path if more_programs is None else f"{more_programs}:{path}"
        done = subprocess.run(
            ["sh", "-eu", script], cwd=cwd, text=True, capture_output=True, check=False,
            env={"PATH": programs, "HOME": str(tmp_path), **more}, timeout=120,
        )  # fmt: skip
        return Done(done.stdout, done.stderr, done.returncode)

    return run
