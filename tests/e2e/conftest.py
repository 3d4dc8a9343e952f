"""The real orchestrators, the real image, and a copy of the repository to run them in."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NoReturn

import pytest

import commands
import engine as container_engine
import workspace
from engine import Engine

Absent = Callable[[str, str], NoReturn]


@pytest.fixture(scope="session")
def tools(cache: Path, absent: Absent) -> Path:
    """The folder with kustomize, kubectl and kpt."""
    folder = cache / "tools"
    if not (folder / ".built").exists():
        absent("kustomize, kubectl and kpt", "`make tools-orchestrators` builds them with Go")
    return folder.resolve()


@pytest.fixture(scope="session")
def go_functions(cache: Path, absent: Absent) -> Path:
    """The folder with the functions of examples/sdk-*, written with kpt's Go SDK."""
    folder = cache / "functions"
    if not (folder / ".built").exists():
        absent("the functions in Go", "`make tools-orchestrators` builds them")
    return folder.resolve()


@pytest.fixture(scope="session")
def engine(
    cache: Path, absent: Absent, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    """A container engine with images of its own."""
    if shutil.which("podman") is None or shutil.which("runc") is None:
        absent("a container engine", "install podman and runc")
    scratch = tmp_path_factory.mktemp("engine")
    # Kept from run to run to save time; in CI nothing old may make or break a run.
    kept = os.environ.get("CI") != "true"
    images = cache / "containers" if kept else scratch / "images"
    with container_engine.started(images, scratch) as one:
        yield one
    if not kept:
        shutil.rmtree(images)


@pytest.fixture(scope="session")
def image(engine: Engine, cache: Path, repository: Path, absent: Absent) -> str:
    """The function image, built now, under the name that component/ uses: nothing is pulled."""
    materials = cache / "image"
    if not [*materials.glob(container_engine.BASE)]:
        absent("the base of the function image", "run `make tools` as root, with debootstrap")
    name = workspace.image_name(repository)
    engine.build(repository, name, materials)
    return name


@pytest.fixture(scope="session")
def image_of(
    engine: Engine,
    cache: Path,
    repository: Path,
    absent: Absent,
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[[Path], str]:
    """Build the image of a function on the SDK, by the Dockerfile of docs/sdk.md; its name."""
    materials = cache / "image"
    if not [*materials.glob(container_engine.BASE)]:
        absent("the base of the function image", "run `make tools` as root, with debootstrap")
    python = engine.python(materials)
    (wheels,) = materials.glob("wheels-*")
    sdk = tmp_path_factory.mktemp("sdk")
    build = [
        repository / "scripts" / "build-sdk.sh",
        sdk,
        Path(sys.executable).parent / "hatchling",
    ]
    commands.succeed(build, cwd=repository, environment=os.environ)
    dockerfile = repository / "tests" / "docs" / "testdata" / "sdk" / "Dockerfile"

    def image(script: Path) -> str:
        context = shutil.copytree(sdk, tmp_path_factory.mktemp("image") / "context")
        shutil.copy(script, context)
        text = dockerfile.read_text().replace("pull_policy.py", script.name)
        (context / "Dockerfile").write_text(text)
        name = f"localhost/{script.stem.replace('_', '-')}:dev"
        done = engine.podman(
            "build", "--quiet", "--network=none", f"--build-arg=PYTHON_IMAGE={python}",
            f"--volume={wheels.resolve()}:/given:ro", "--env=PIP_NO_INDEX=1",
            "--env=PIP_FIND_LINKS=/given", f"--tag={name}", context,
        )  # fmt: skip
        assert done.code == 0, done.stderr
        return name

    return image


@pytest.fixture(scope="session")
def plugin_home(program: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A $KUSTOMIZE_PLUGIN_HOME with the program at its place."""
    home = tmp_path_factory.mktemp("plugins")
    folder = home / "tekton-intercepts.dev" / "v1alpha1" / "injectintercepts"
    folder.mkdir(parents=True)
    (folder / "InjectIntercepts").symlink_to(program)
    return home


@pytest.fixture(scope="session")
def environment(
    tools: Path, program: Path, tmp_path_factory: pytest.TempPathFactory
) -> Mapping[str, str]:
    """The environment of somebody who has the tools and the program on the PATH, and no more."""
    return {
        "PATH": f"{tools}:{program.parent}:{os.environ['PATH']}",
        "HOME": str(tmp_path_factory.mktemp("home")),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
    }


@pytest.fixture(scope="session")
def engine_environment(
    environment: Mapping[str, str], engine: Engine, image: str
) -> Mapping[str, str]:
    """The same, with a container engine that has the function image."""
    return {**engine.environment, **environment, "PATH": f"{engine.programs}:{environment['PATH']}"}


@pytest.fixture
def copy(repository: Path, tmp_path: Path) -> Path:
    """A copy of the repository's packages: base, component, overlays, examples."""
    return workspace.copy(repository, tmp_path / "repository")
