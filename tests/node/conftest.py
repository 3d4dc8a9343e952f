"""One node for all the tests, whichever of pytest's processes runs them.

It is brought up by the process that starts the others, and they find it by its folder. Where the
environment names the folder of one that is up (`make node` does), that one is taken.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import programs
import pytest
from apps import App
from machine import Machine
from plane import Cluster
from stage import BASELINE

from processes import wait_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FOLDER = "INJECT_INTERCEPTS_NODE"
STARTED: list[subprocess.Popen[bytes]] = []


def pytest_sessionstart(session: pytest.Session) -> None:
    """Begins to bring the node up, in the first process; the tests wait for it."""
    is_worker = hasattr(session.config, "workerinput")
    if is_worker or session.config.option.collectonly or FOLDER in os.environ:
        return
    if os.geteuid() == 0 and not missing():
        folder = tempfile.mkdtemp(prefix="node-")
        os.environ[FOLDER] = folder
        environment = {**os.environ, "PYTHONPATH": str(programs.HERE.parent)}
        with (Path(folder) / "up.log").open("wb") as log:
            command = [sys.executable, str(programs.HERE / "up.py"), folder]
            STARTED.append(subprocess.Popen(command, stdout=log, stderr=log, env=environment))


def pytest_sessionfinish() -> None:
    """Ends the node, in the process that started it."""
    for process in STARTED:
        process.terminate()
        process.wait()
        shutil.rmtree(os.environ.pop(FOLDER))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Lets tests that want nobody beside them come last, and the longest first.

    Who waits for the others, or is waited for by them, keeps a process that could do more.
    """

    def place(item: pytest.Item) -> int:
        return ("alone" in getattr(item, "fixturenames", ())) - any(item.iter_markers("long"))

    items.sort(key=place)


def missing() -> list[str]:
    """The programs of Debian that are not here."""
    return [name for name in programs.NEEDED if shutil.which(name) is None]


@pytest.fixture(scope="session")
def cluster(absent: Callable[[str, str], NoReturn]) -> Cluster:
    """The node, brought up, with all that is on it."""
    for name in missing():
        absent(name, f"apt-get install {programs.NEEDED[name]}")
    if os.geteuid() != 0:
        absent("root", "the node is a machine of the tests' own")
    folder = Path(os.environ[FOLDER])
    log = folder / "up.log"
    wait_for("the node", lambda: (folder / "ready").exists() or "Error" in log.read_text(), 3600)
    assert (folder / "ready").exists(), log.read_text()
    return Cluster(Machine(folder), programs.control_plane() / "kubectl", folder / "kubeconfig")


@pytest.fixture
def others(cluster: Cluster) -> Iterator[None]:
    """This test bears others beside it."""
    with _locked(cluster, fcntl.LOCK_SH):
        yield


@pytest.fixture
def alone(cluster: Cluster) -> Iterator[None]:
    """This test hurts others beside it, and waits until there are none."""
    with _locked(cluster, fcntl.LOCK_EX):
        yield


@contextmanager
def _locked(cluster: Cluster, how: int) -> Iterator[None]:
    with (cluster.machine.folder / "lock").open("w") as lock:
        fcntl.flock(lock, how)
        yield


@pytest.fixture
def new_app(cluster: Cluster) -> Iterator[Callable[..., App]]:
    """Makes apps that the test has for itself, as `App` says."""
    apps: list[App] = []

    def make(namespace: str = BASELINE, protocol: str | None = None, **more: Any) -> App:
        apps.append(App(cluster, namespace, protocol, **more))
        return apps[-1]

    yield make
    for app in apps:
        app.remove()


@pytest.fixture
def app(new_app: Callable[..., App]) -> App:
    """An app that Telepresence can intercept, and that somebody asks all the time."""
    return new_app()


@pytest.fixture
def kubectl(cluster: Cluster, tmp_path: Path) -> Path:
    """A `kubectl` for scripts, which asks this cluster as its admin."""
    program = tmp_path / "bin" / "kubectl"
    program.parent.mkdir()
    command = cluster.machine.inside(cluster.kubectl_program, f"--kubeconfig={cluster.kubeconfig}")
    program.write_text(f'#!/bin/sh\nexec {" ".join(command)} "$@"\n')
    program.chmod(0o755)
    return program
