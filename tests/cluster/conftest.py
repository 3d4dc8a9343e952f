"""A control plane for the session, and namespaces of its own for each test."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING, NoReturn

import controlplane
import players
import programs
import pytest
import yaml
from inventory import Inventory
from world import World

from processes import Processes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

NEEDED = {"go": "Go", "etcd": "etcd-server", "openssl": "openssl", "busybox": "busybox"}


@pytest.fixture(scope="session")
def plane(
    absent: Callable[[str, str], NoReturn], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[controlplane.ControlPlane]:
    """The control plane, with mirrord played."""
    for program, package in NEEDED.items():
        if shutil.which(program) is None:
            absent(program, f"install {package}")
    if os.geteuid() != 0:
        absent("root", "the steps are run in containers of the tests' own")
    folder = tmp_path_factory.mktemp("control-plane")
    with Processes(folder) as processes:
        started = controlplane.start(processes, folder)
        players.Mirrord(started, tmp_path_factory.mktemp("logs"))
        yield started


@pytest.fixture(scope="session")
def inventory(plane: controlplane.ControlPlane) -> Inventory:
    """Lists what there is."""
    return Inventory(plane.admin)


@pytest.fixture
def world(plane: controlplane.ControlPlane, inventory: Inventory, tmp_path: Path) -> World:
    """A run's namespace, and one of apps, with the accounts of `rbac/` in both."""
    return World(plane, inventory, tmp_path)


@pytest.fixture
def calm(plane: controlplane.ControlPlane, inventory: Inventory, tmp_path: Path) -> World:
    """The same, with apps where no pod may be privileged: for Telepresence."""
    return World(plane, inventory, tmp_path, "baseline")


@pytest.fixture(scope="session")
def tekton(plane: controlplane.ControlPlane) -> None:
    """Tekton's kinds. Its webhook does not run, so nothing is converted between versions."""
    for path in sorted((programs.built() / "tekton-kinds").iterdir()):
        for definition in yaml.safe_load_all(path.read_text()):
            definition["spec"]["conversion"] = {"strategy": "None"}
            plane.define(definition)
