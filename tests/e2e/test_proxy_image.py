"""The image of mirrord's proxy, built by its script: podman is itself, mirrord's release is played.

Nothing is downloaded: the base has Debian's packages already, and a `curl` of the test's own hands
out a zip of its own. What is seen is that the file builds on another base than the default.
"""

from __future__ import annotations

import hashlib
import platform
import shutil
import zipfile
from typing import TYPE_CHECKING

import pytest

import commands

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import NoReturn

    from engine import Engine

DEBIAN = "docker.io/library/debian:stable-slim"
BASE = "localhost/kubectl-base"
IMAGE = "localhost:5001/tekton-dag-build-mirrord:latest"
MIRRORD = "#!/bin/sh\necho mirrord 3.251.0\n"
# The last word is the URL, and what follows --output the file.
CURL = """\
#!/bin/sh
while [ $# -gt 1 ]; do
    [ "$1" != --output ] || file=$2
    shift
done
cp "/released/${1##*/}" "$file"
"""
# As podman, which asks no registry here.
PODMAN = """\
#!/bin/sh
verb=$1
shift
case $verb in
build) exec podman build --pull=never --network=none --volume={folder}/released:/released:ro \\
    --volume={folder}/curl:/usr/local/bin/curl:ro "$@" ;;
push) for image; do :; done; exec podman image exists "$image" ;;
esac
"""


@pytest.fixture(scope="module")
def base(
    engine: Engine,
    cache: Path,
    tools: Path,
    repository: Path,
    absent: Callable[[str, str], NoReturn],
    tmp_path_factory: pytest.TempPathFactory,
) -> str:
    """The base of build-images/base, on Debian's packages."""
    found = [*(cache / "image").glob("debian-proxy-*.tar")]
    if not found:
        absent("the base of the proxy's image", "run `make tools` as root, with debootstrap")
    folder = tmp_path_factory.mktemp("base")
    shutil.copy(repository / "build-images" / "base" / "Dockerfile", folder)
    shutil.copy(tools / "kubectl", folder)
    for command in (
        ("import", found[0], DEBIAN),
        ("build", "--pull=never", "--network=none", f"--tag={BASE}", folder),
    ):
        done = engine.podman(*command)
        assert done.code == 0, done.stderr
    return BASE


@pytest.fixture
def publish(engine: Engine, repository: Path, tmp_path: Path) -> Callable[..., commands.Done]:
    """Runs the script with these variables, where mirrord's release is a zip of the test's own."""
    machine = platform.machine()
    name = f"mirrord_linux_{machine}"
    released = tmp_path / "released"
    released.mkdir()
    with zipfile.ZipFile(released / f"{name}.zip", "w") as archive:
        archive.writestr(name, MIRRORD)
    checksum = hashlib.sha256((released / f"{name}.zip").read_bytes()).hexdigest()
    (released / f"{name}.shasum256").write_text(f"{checksum}  {name}.zip\n")
    for program, text in (("curl", CURL), ("podman-here", PODMAN.format(folder=tmp_path))):
        (tmp_path / program).write_text(text)
        (tmp_path / program).chmod(0o755)

    def run(**variables: str) -> commands.Done:
        script = repository / "scripts" / "publish-build-images.sh"
        environment = engine.environment | {"ENGINE": str(tmp_path / "podman-here")} | variables
        return commands.run([script], cwd=tmp_path, environment=environment)

    return run


def test_the_image_builds_on_debian_with_a_kubectl_and_has_all_that_the_tasks_run(
    engine: Engine, base: str, publish: Callable[..., commands.Done]
) -> None:
    # Without a checksum of this version, which the file does not know.
    done = publish(BASE=base, MIRRORD_VERSION="3.251.0")

    assert done.code == 0, done.stderr
    script = "id -u; pwd; mirrord --version; for p in bash jq kubectl socat; do command -v $p; done"
    ran = engine.podman("run", "--rm", "--network=none", "--read-only", IMAGE, "bash", "-c", script)
    assert (ran.stderr, ran.code) == ("", 0)
    assert ran.stdout.splitlines() == [
        "1001",
        "/tmp",  # noqa: S108  # where it begins, and where nothing is written
        "mirrord 3.251.0",
        *("/usr/bin/bash", "/usr/bin/jq", "/usr/local/bin/kubectl", "/usr/bin/socat"),
    ]


def test_a_download_with_another_checksum_than_the_pinned_one_is_not_built(
    base: str, publish: Callable[..., commands.Done]
) -> None:
    done = publish(BASE=base)

    assert done.code == 1
    assert "mirrord.zip: FAILED" in done.stdout
    assert done.stderr.splitlines()[-1] == (f"publish-build-images: building {IMAGE} did not work")


def test_a_base_without_kubectl_is_noticed_at_the_build(
    base: str, publish: Callable[..., commands.Done]
) -> None:
    assert base
    done = publish(BASE=DEBIAN, MIRRORD_VERSION="3.251.0")

    assert done.code == 1
    assert "/usr/bin/jq" in done.stdout
    assert "/usr/bin/socat" not in done.stdout.splitlines()
