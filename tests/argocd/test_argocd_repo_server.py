"""A repo-server with its Redis: from a git repository to what is applied."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from contextlib import closing
from typing import TYPE_CHECKING

import argo
import pytest

import commands
import workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

PIPELINE = argo.REPOSITORY / "examples" / "files" / "pipeline.yaml"


def free_port() -> int:
    with closing(socket.socket()) as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.05)
        else:
            return


@pytest.fixture
def repo_server(
    plugin: argo.ArgoCD, tmp_path: Path, absent: Callable[[str, str], None]
) -> Iterator[str]:
    """Its address."""
    if shutil.which("redis-server") is None:
        absent("redis-server", "apt-get install redis-server")
    redis_port, port, metrics = free_port(), free_port(), free_port()
    home = tmp_path / "home"
    home.mkdir()
    environment = {
        **plugin.environment, "HOME": str(home), "TMPDIR": str(home),
        "ARGOCD_GPG_ENABLED": "false", "GIT_CONFIG_GLOBAL": os.devnull,
    }  # fmt: skip
    started: list[subprocess.Popen[bytes]] = []

    def start(name: str, command: list[str], port: int) -> None:
        log = tmp_path / f"{name}.log"
        with log.open("wb") as file:
            one = subprocess.Popen(command, env=environment, stdout=file, stderr=file, cwd=home)
        started.append(one)
        wait_for(port, one, log)

    try:
        start("redis", ["redis-server", "--port", str(redis_port), "--save", ""], redis_port)
        start(
            "repo-server",
            [
                str(plugin.program), "repo-server", "--redis", f"127.0.0.1:{redis_port}",
                "--disable-tls", "--address", "127.0.0.1", "--port", str(port),
                "--metrics-address", "127.0.0.1", "--metrics-port", str(metrics),
            ],
            port,
        )  # fmt: skip
        yield f"127.0.0.1:{port}"
    finally:
        for one in started:
            one.kill()
            one.wait()


@pytest.fixture
def git_repository(tmp_path: Path) -> Path:
    root = tmp_path / "shop"
    (root / "ci").mkdir(parents=True)
    shutil.copy(PIPELINE, root / "ci")
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    commands.succeed(
        [*workspace.GIT, "init", "--quiet", "--initial-branch=main"],
        cwd=root, environment=environment,
    )  # fmt: skip
    workspace.commit(root, environment)
    return root


def test_from_a_git_repository_to_what_is_applied(
    repo_server: str, plugin: argo.ArgoCD, git_repository: Path
) -> None:
    (application,) = plugin.applications(
        (argo.SIDECAR / "application.yaml").read_text(encoding="utf-8")
    )
    source = {**application["spec"]["source"], "repoURL": f"file://{git_repository}"}

    answer = plugin.ask(repo_server, source)

    assert answer.error == ""
    assert answer.objects == plugin.generate(git_repository, source).objects
    assert [one["kind"] for one in answer.objects] == ["Pipeline", *["Task"] * 4]


def test_an_answer_stays_until_a_hard_refresh(
    repo_server: str, plugin: argo.ArgoCD, sidecar: argo.Sidecar, git_repository: Path
) -> None:
    wrong = {"name": "tasks", "string": "keep"}
    source = {
        "repoURL": f"file://{git_repository}", "path": "ci", "targetRevision": "main",
        "plugin": {**argo.PLUGIN, "parameters": [wrong]},
    }  # fmt: skip

    def ask(**more: bool) -> tuple[str, int]:
        """What is shown, and how often the program ran for it."""
        before = len(sidecar.runs())
        return plugin.ask(repo_server, source, **more).error, len(sidecar.runs()) - before

    error, runs = ask()
    assert "[error] parameters.tasks: must be one of `emit`, `reference`" in error
    assert runs == 1
    good = source | {"plugin": argo.PLUGIN}
    assert plugin.ask(repo_server, good) == plugin.ask(repo_server, good)
    before = len(sidecar.runs())
    assert plugin.ask(repo_server, good).error == ""
    assert len(sidecar.runs()) == before
    assert plugin.ask(repo_server, good, NoCache=True).error == ""
    assert len(sidecar.runs()) == before + 1
