"""Argo CD's own programs, the function image beside them, and repositories to ask for."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import argo
import pytest

import engine as container_engine
import workspace

if TYPE_CHECKING:
    from engine import Engine

Absent = Callable[[str, str], NoReturn]
Repository = Callable[..., Path]


@pytest.fixture(scope="session")
def built(cache: Path, absent: Absent) -> Path:
    """The program with Argo CD's code, built into the cache unless it is there."""
    if shutil.which("go") is None:
        absent("go", "install it")
    script = Path(__file__).parent / "build"
    done = subprocess.run([script, cache / "argocd"], text=True, stdout=subprocess.PIPE, check=True)
    return Path(done.stdout.strip())


@pytest.fixture(scope="session")
def engine(
    cache: Path, absent: Absent, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    """A container engine with images of its own, the same as that of tests/e2e."""
    if shutil.which("podman") is None or shutil.which("runc") is None:
        absent("a container engine", "install podman and runc")
    scratch = tmp_path_factory.mktemp("engine")
    kept = os.environ.get("CI") != "true"
    images = cache / "containers" if kept else scratch / "images"
    with container_engine.started(images, scratch) as one:
        yield one
    if not kept:
        shutil.rmtree(images)


@pytest.fixture(scope="session")
def materials(cache: Path, absent: Absent) -> Path:
    """What images are built from."""
    folder = cache / "image"
    if not [*folder.glob(container_engine.BASE)]:
        absent("the base of the function image", "run `make tools` as root, with debootstrap")
    return folder


@pytest.fixture(scope="session")
def image(engine: Engine, materials: Path, repository: Path) -> str:
    """The function image, built now."""
    name = workspace.image_name(repository)
    engine.build(repository, name, materials)
    return name


@pytest.fixture(scope="session")
def plugin_home(
    engine: Engine, materials: Path, repository: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """What the init container of argocd/native copies out of the image without Python."""
    described = argo.init_container()
    engine.build(repository, described["image"], materials, target="standalone")
    home = tmp_path_factory.mktemp("kustomize-plugins")
    home.chmod(0o777)  # an emptyDir is everybody's
    done = engine.podman(
        "run", "--rm", f"--volume={home}:/kustomize-plugins", *argo.restrictions(described),
        described["image"], *described["command"][1:],
    )  # fmt: skip
    assert done == ("", "", 0)
    return home


@pytest.fixture(scope="session")
def server(built: Path) -> Iterator[Path]:
    """The folder that an init container of the repo-server fills."""
    with tempfile.TemporaryDirectory(prefix="var-files-") as folder:
        shutil.copy(built, Path(folder) / "argocd-cmp-server")
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture(scope="session")
def sockets() -> Iterator[Path]:
    """The folder where the plugins' sockets are: a short path, as a socket's has to be."""
    with tempfile.TemporaryDirectory(prefix="cmp-") as folder:
        Path(folder).chmod(0o777)  # an emptyDir is everybody's
        yield Path(folder)


@pytest.fixture(scope="session")
def sidecar(engine: Engine, image: str, server: Path, sockets: Path) -> Iterator[argo.Sidecar]:
    """The plugin of argocd/sidecar, in its container."""
    plugin = argo.SIDECAR / "plugin.yaml"
    one = argo.start(engine, server, sockets, plugin)
    yield one
    one.stop()


@pytest.fixture(scope="session")
def argocd(built: Path, sockets: Path) -> argo.ArgoCD:
    """Argo CD's code, which looks for plugins where the sidecar has its socket."""
    environment = {"PATH": os.environ["PATH"], "ARGOCD_PLUGINSOCKFILEPATH": str(sockets)}
    return argo.ArgoCD(built, environment)


@pytest.fixture
def plugin(argocd: argo.ArgoCD, sidecar: argo.Sidecar) -> argo.ArgoCD:
    """The same, and the plugin is there."""
    return argocd


@pytest.fixture
def repository_of(tmp_path: Path) -> Repository:
    """A repository with these files: `a_yaml` is `a.yaml`, `sub__a_yaml` is `sub/a.yaml`."""

    def made(**files: str) -> Path:
        root = tmp_path / "repository"
        for name, text in files.items():
            path = root / name.replace("__", "/").replace("_", ".")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            path.chmod(0o644)
        return root

    return made
