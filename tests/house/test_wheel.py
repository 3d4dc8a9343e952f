"""What is shipped: everything the program needs, as it is in the tree, and nothing else."""

from __future__ import annotations

import importlib.metadata
import zipfile
from pathlib import Path

import pytest
import sources

import inject_intercepts
import krm_fn


@pytest.fixture(scope="module")
def wheel() -> zipfile.ZipFile:
    """The wheel that is installed: `make setup` leaves it in dist/."""
    (path,) = (sources.REPOSITORY / "dist").glob("*.whl")
    return zipfile.ZipFile(path)


# What the Tasks that ship are composed from: no run reads it.
TASK_SOURCES = f"{sources.PACKAGE}/catalogue/source/"


def _files(package: Path) -> dict[str, bytes]:
    """Each file of a package, without what Python and the checkers cache there."""
    found = {path.relative_to(package): path for path in package.rglob("*") if path.is_file()}
    return {
        f"{package.name}/{name.as_posix()}": path.read_bytes()
        for name, path in found.items()
        if not any(part.startswith((".", "__pycache__")) for part in name.parts)
    }


def _shipping() -> dict[str, bytes]:
    """Each file of the packages in the tree that belongs into a wheel."""
    tree: dict[str, bytes] = {}
    for package in sources.PACKAGES:
        tree |= _files(sources.ROOT / package)
    kept = {name: content for name, content in tree.items() if not name.startswith(TASK_SOURCES)}
    assert len(tree) - len(kept) > 4, f"nothing is in {TASK_SOURCES} any more"
    return kept


def test_the_wheel_has_every_file_of_both_packages_and_no_other(wheel: zipfile.ZipFile) -> None:
    shipped = {name: wheel.read(name) for name in wheel.namelist() if ".dist-info/" not in name}

    assert shipped == _shipping()
    assert {"schema.yaml", "py.typed"} <= {Path(name).name for name in shipped}
    assert sum(name.startswith(f"{sources.PACKAGE}/catalogue/") for name in shipped) > 4


def test_the_wheel_has_the_licence(wheel: zipfile.ZipFile) -> None:
    (licence,) = (name for name in wheel.namelist() if name.endswith("/licenses/LICENSE"))

    assert wheel.read(licence) == (sources.REPOSITORY / "LICENSE").read_bytes()


def test_what_the_tests_run_is_the_installed_wheel_of_this_tree() -> None:
    installed = [Path(path) for path in (*inject_intercepts.__path__, *krm_fn.__path__)]
    found = {name: text for folder in installed for name, text in _files(folder).items()}

    assert all("site-packages" in folder.parts for folder in installed)
    assert found == _shipping(), "stale: run `make setup`"


def test_it_needs_two_packages() -> None:
    needs = importlib.metadata.requires("inject-intercepts")

    assert needs == ["pyyaml>=6.0.1", "ruamel-yaml>=0.18"]


def test_the_version_is_told_once() -> None:
    assert importlib.metadata.version("inject-intercepts") == inject_intercepts.__version__
