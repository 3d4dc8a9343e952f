"""A clone of this repository on a machine of its own: no root, no Go, no container engine."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

REPOSITORY = Path(__file__).parents[2]
GIT = ("git", "-c", "user.name=test", "-c", "user.email=test@localhost")
# The second tier's programs, and whatever else is beyond Python, bash, jq, git and a usual system.
HIDDEN = {
    *("go", "gofmt", "kubectl", "kustomize", "kpt", "docker", "podman", "runc", "debootstrap"),
    *(
        "etcd",
        "redis-server",
        "openssl",
        "busybox",
        "shellcheck",
        "dot",
        "unshare",
        "python",
        "python3",
    ),
}
COMMAND = re.compile(r"`((?:make |\.venv/bin/\S+ |\.ci/|pip )[^`\n]*)`")


class Done(NamedTuple):
    """What a command did: its stdout, its stderr, its exit code."""

    stdout: str
    stderr: str
    code: int


def documented() -> set[str]:
    """Every command of README and CONTRIBUTING that is about this repository."""
    readme, contributing = (
        (REPOSITORY / page).read_text(encoding="utf-8") for page in ("README.md", "CONTRIBUTING.md")
    )
    block = readme.split("<!-- Makefile -->\n```sh\n", 1)[1].split("```", 1)[0]
    return {*COMMAND.findall(readme), *COMMAND.findall(contributing), *block.splitlines()}


class Clone:
    """The clone, and a PATH without the programs that are hidden."""

    def __init__(self, folder: Path) -> None:
        """Takes an empty folder. What is not committed yet is part of the clone."""
        self.folder = folder / "clone"
        self.programs = folder / "programs"
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=REPOSITORY, capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
        for name in listed.rstrip("\0").split("\0"):
            source, target = REPOSITORY / name, self.folder / name
            if source.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(source, target, follow_symlinks=False)
        for arguments in (
            ["init", "--quiet"],
            ["add", "--all"],
            ["commit", "--quiet", "-m", "all"],
        ):
            subprocess.run([*GIT, *arguments], cwd=self.folder, check=True)
        self.programs.mkdir()
        self._link_programs()

    def _link_programs(self) -> None:
        for place in map(Path, os.environ["PATH"].split(os.pathsep)):
            for path in sorted(place.glob("*")):
                link = self.programs / path.name
                if path.name not in HIDDEN and not link.is_symlink():
                    link.symlink_to(path)
        (self.programs / "python3").symlink_to(Path(sys.executable).resolve())

    def run(self, command: str, *, without: str = "", **more: str) -> Done:
        """Runs a line of shell in the clone's root, as somebody who is not root, and not as CI."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("MAKE", "MFLAGS", "PYTEST", "INJECT_INTERCEPTS", "VIRTUAL_ENV"))
            and name != "CI"
        }
        with self._hidden(without):
            done = subprocess.run(
                [*_as_nobody(), str(self.programs / "bash"), "-c", command],
                cwd=self.folder, capture_output=True, text=True, check=False, timeout=1800,
                env=kept | {"PATH": str(self.programs)} | more,
            )  # fmt: skip
        return Done(done.stdout, done.stderr, done.returncode)

    @contextlib.contextmanager
    def _hidden(self, program: str) -> Iterator[None]:
        if not program:
            yield
            return
        link, aside = self.programs / program, self.folder.parent / program
        link.rename(aside)
        try:
            yield
        finally:
            aside.rename(link)

    def changed(self) -> list[str]:
        """The files that differ from what was cloned, and new ones that git does not ignore."""
        status = subprocess.run(
            ["git", "status", "--porcelain"],
            cwd=self.folder, capture_output=True, text=True, check=True,
        )  # fmt: skip
        return [line[3:] for line in status.stdout.splitlines()]


def _as_nobody() -> list[str]:
    """What root's rights are given up by; the files stay one's own."""
    if os.geteuid() != 0:
        return []
    unshare = shutil.which("unshare")
    assert unshare is not None, "unshare is needed: apt-get install util-linux"
    return [unshare, "--user", "--map-user=1000", "--map-group=1000"]
