"""What the Telepresence client takes of us: asked of the program itself, without any cluster.

The other suites play it, and read what it takes in `tests/recorded`: here that is asked again.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import string
import subprocess
from typing import TYPE_CHECKING, Any, NoReturn

import programs
import pytest

import telepresence_record
from inject_intercepts import catalogue

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

# A context that leads nowhere: what is asked here is answered before anybody connects.
KUBECONFIG = {
    "apiVersion": "v1",
    "kind": "Config",
    "current-context": "cluster",
    "contexts": [{"name": "cluster", "context": {"cluster": "cluster", "user": "client"}}],
    "clusters": [{"name": "cluster", "cluster": {"server": "https://127.0.0.1:9"}}],
    "users": [{"name": "client", "user": {"token": "none"}}],
}
VALUES = {
    "APP": "web",
    "APP_NAMESPACE": "staging",
    "INTERCEPT_NAME": "web-pr-0a1b2c3d4e5f",
    "INTERCEPT_PORT": "8080:80",
    "INTERCEPT_FILTER": r"x-dev-session:^pr\x2E42$",
    "MANAGER_NAMESPACE": "ambassador",
}


class Client:
    """The client, with a home of its own."""

    def __init__(self, program: Path, home: Path) -> None:
        self._program, self.home = program, home
        (home / "kubeconfig").write_text(json.dumps(KUBECONFIG))

    def ask(self, *args: str) -> subprocess.CompletedProcess[str]:
        """Runs it with these arguments."""
        env = {"HOME": str(self.home), "PATH": os.environ["PATH"]}
        return subprocess.run(
            [self._program, *args],
            env=env | {"KUBECONFIG": str(self.home / "kubeconfig")},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )


@pytest.fixture
def client(tmp_path: Path, absent: Callable[[str, str], NoReturn]) -> Client:
    """The client that the node has in its image."""
    for name, package in programs.NEEDED.items():
        if shutil.which(name) is None:
            absent(name, f"apt-get install {package}")
    return Client(programs.built() / "telepresence", tmp_path)


def test_the_client_takes_every_command_line_of_the_task(client: Client) -> None:
    lines = [
        [string.Template(word).substitute(VALUES) for word in line]
        for line in telepresence_record.lines_of_the_task()
    ]

    # It reads its flags before it heeds this one, and then does nothing.
    asked = [client.ask(*line, "--help") for line in lines]

    assert [(one.returncode, one.args) for one in asked if one.returncode] == []
    assert {line[0] for line in lines} >= {"connect", "intercept", "leave", "status", "quit"}


@pytest.mark.parametrize(
    "wrong", telepresence_record.RECORD["wrong"], ids=lambda wrong: " ".join(wrong["args"])
)
def test_what_the_record_says_is_refused_the_client_refuses_in_these_words(
    client: Client, wrong: dict[str, Any]
) -> None:
    done = client.ask(*wrong["args"])

    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].endswith(f"error: {wrong['error']}")


def test_the_record_is_of_this_client(client: Client) -> None:
    first, *_ = client.ask("version").stdout.splitlines()

    assert re.fullmatch(rf"OSS Client *: {telepresence_record.RECORD['version']}", first)


def test_the_config_that_the_script_writes_switches_usage_reports_off(client: Client) -> None:
    (text,) = re.findall(
        r"echo '(.*)' >\"\$HOME/.config/telepresence/config.yml\"",
        catalogue.text("deploy-stack-intercepts"),
    )
    path = client.home / ".config" / "telepresence" / "config.yml"
    path.parent.mkdir(parents=True)
    path.write_text(f"{text}\n")

    view = json.loads(client.ask("config", "view", "--client-only", "--format", "json").stdout)

    assert view["clientConfig"] == {"usage": {"enabled": False}}
    assert view["clientFile"] == str(path)
