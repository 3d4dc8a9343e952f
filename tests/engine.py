"""A container engine for the tests: podman, with images of its own, under the name `docker` too.

kustomize runs a program called `docker` and knows no other. Where Docker's own client is installed
it talks to podman's service; elsewhere `docker` is a link to podman. Nothing here touches the
images that the developer has.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import commands

if TYPE_CHECKING:
    from collections.abc import Iterator

# runc and cgroupfs, and limits that may be lowered only: this also works in a sandbox.
CONTAINERS_CONF = """\
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=1000:1000"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
"""
STORAGE_CONF = """\
[storage]
driver = "overlay"
graphroot = "{folder}/images"
runroot = "{folder}/run"
"""
# The name of what tests/tools/image-base makes of Debian's packages: it has a hash of theirs.
BASE = "debian-python-*.tar"


class Engine(NamedTuple):
    """`programs` belongs on the PATH; `environment` makes podman and docker use this engine."""

    programs: Path
    environment: dict[str, str]

    def podman(self, *arguments: str | Path, stdin: bytes = b"") -> commands.Done:
        """Run podman."""
        return commands.run(
            ["podman", *arguments], cwd=self.programs, environment=self.environment, stdin=stdin
        )

    def build(
        self, repository: Path, image: str, materials: Path, target: str | None = None
    ) -> None:
        """Build the repository's Dockerfile on Debian's Python, without a network.

        `materials` is the folder that tests/tools/image-base made; `target` a stage, if not the
        last.
        """
        base = self.python(materials)
        wheels = [*materials.glob("wheels-*"), *materials.glob("standalone-*")]
        self._succeed(
            "build", "--quiet", "--network=none",
            *(f"--volume={path.resolve()}:/{path.name}:ro" for path in wheels),
            f"--build-arg=PYTHON_IMAGE={base}", f"--build-arg=STANDALONE_IMAGE={base}",
            "--build-arg=PIP_NO_INDEX=1",
            f"--build-arg=PIP_FIND_LINKS={' '.join(f'/{path.name}' for path in wheels)}",
            "--build-arg=VERSION=0.0.0-test", "--build-arg=REVISION=tested",
            *([f"--target={target}"] if target is not None else []), f"--tag={image}", repository,
        )  # fmt: skip

    def python(self, materials: Path) -> str:
        """The name of Debian's Python here, which `materials` has as an archive."""
        (tarball,) = materials.glob(BASE)
        base = f"localhost/{tarball.stem}:bookworm"
        if self.podman("image", "exists", base).code != 0:
            self._succeed("import", tarball, base)
        return base

    def _succeed(self, *arguments: str | Path) -> None:
        done = self.podman(*arguments)
        assert done.code == 0, f"podman {arguments[0]}: {done.stderr}\n{done.stdout}"


@contextmanager
def started(state: Path, scratch: Path) -> Iterator[Engine]:
    """An engine with its images in `state`, and what else it needs in `scratch`.

    Images stay from run to run: what did not change is not built again.
    """
    programs = scratch / "programs"
    programs.mkdir()
    state.mkdir(parents=True, exist_ok=True)
    (scratch / "containers.conf").write_text(CONTAINERS_CONF)
    (scratch / "storage.conf").write_text(STORAGE_CONF.format(folder=state.resolve()))
    podman = shutil.which("podman")
    assert podman is not None
    environment = {
        "PATH": f"{programs}:{os.environ['PATH']}",
        "HOME": str(scratch),
        "CONTAINERS_CONF": str(scratch / "containers.conf"),
        "CONTAINERS_STORAGE_CONF": str(scratch / "storage.conf"),
        "KRM_FN_RUNTIME": "podman",
    }
    engine = Engine(programs, environment)
    client = shutil.which("docker")
    if client is None or Path(client).resolve() == Path(podman).resolve():
        (programs / "docker").symlink_to(podman)
        yield engine
        return
    socket = scratch / "podman.sock"
    service = subprocess.Popen(
        [podman, "system", "service", "--time=0", f"unix://{socket}"], env=environment,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait_for(socket)
        environment["DOCKER_HOST"] = f"unix://{socket}"
        yield engine
    finally:
        service.terminate()
        service.wait()


def _wait_for(socket: Path) -> None:
    deadline = time.monotonic() + 60
    while not socket.exists():
        assert time.monotonic() < deadline, "podman's service does not come up"
        time.sleep(0.05)
