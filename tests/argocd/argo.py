"""Argo CD's own programs: a plugin's server in the function image, and who asks it."""

from __future__ import annotations

import json
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine import Engine

REPOSITORY = Path(__file__).parents[2]
ARGOCD = REPOSITORY / "argocd"
SIDECAR = ARGOCD / "sidecar"
SOCKETS = "/home/argocd/cmp-server/plugins"
PLUGIN = {"name": "inject-intercepts"}
_SERVER = "/var/run/argocd"


class Answer(NamedTuple):
    """The objects that Argo CD would apply, or the text that its page shows instead."""

    objects: list[dict[str, Any]]
    error: str


class ArgoCD(NamedTuple):
    """The program with Argo CD's code, and the environment that the repo-server has."""

    program: Path
    environment: Mapping[str, str]

    def generate(self, root: Path, source: Mapping[str, Any], **more: Any) -> Answer:
        """What an Application with this source comes to, whose repository is in `root`."""
        path = root / source.get("path", ".")
        return self._ask("generate", {"Root": str(root), "Path": str(path), **more}, source)

    def ask(self, address: str, source: Mapping[str, Any], **more: Any) -> Answer:
        """The same from a repo-server that runs."""
        return self._ask("ask", {"Address": address, **more}, source)

    def _ask(self, how: str, question: Mapping[str, Any], source: Mapping[str, Any]) -> Answer:
        whole = {
            "Name": "shop", "Namespace": "ci",
            "Source": {"repoURL": "https://git.example.com/shop.git", **source},
            **question,
        }  # fmt: skip
        done = self.run(how, stdin=json.dumps(whole))
        if done.returncode != 0:
            # What it logs comes before; the error is what is last.
            lines = done.stderr.splitlines(keepends=True)
            said = [line for line in lines if not line.startswith(("time=", "{"))]
            return Answer([], "".join(said).rstrip("\n"))
        return Answer([json.loads(text) for text in json.loads(done.stdout)], "")

    def applications(self, text: str) -> list[dict[str, Any]]:
        """The Applications in a stream, and those that its ApplicationSets make."""
        done = self.run("applications", stdin=text)
        assert done.returncode == 0, done.stderr
        found: list[dict[str, Any]] = json.loads(done.stdout)
        return found

    def run(self, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """Run it, whatever it exits with."""
        return subprocess.run(
            [str(self.program), *arguments], input=stdin, text=True, capture_output=True,
            env=dict(self.environment), check=False, timeout=300,
        )  # fmt: skip


class Sidecar(NamedTuple):
    """The function image with Argo CD's server of plugins in it, as repo-server.yaml has it."""

    engine: Engine
    name: str

    def log(self) -> list[dict[str, Any]]:
        """What it has logged."""
        done = self.engine.podman("logs", self.name)
        lines = (done.stdout + done.stderr).splitlines()
        return [json.loads(line) for line in lines if line.startswith("{")]

    def runs(self) -> list[str]:
        """The commands that it has run, each by the id that it gives it."""
        started = [line for line in self.log() if "dir" in line and "execID" in line]
        return [str(line["execID"]) for line in started]

    def stop(self) -> None:
        """End it: on SIGTERM it would go on."""
        self.engine.podman("rm", "--force", "--time=0", self.name)


def container() -> dict[str, Any]:
    """The container of repo-server.yaml."""
    deployment = yaml.safe_load((SIDECAR / "repo-server.yaml").read_text(encoding="utf-8"))
    (found,) = deployment["spec"]["template"]["spec"]["containers"]
    assert isinstance(found, dict)
    return found


def init_container() -> dict[str, Any]:
    """The init container of the native way."""
    path = ARGOCD / "native" / "repo-server.yaml"
    deployment = yaml.safe_load(path.read_text(encoding="utf-8"))
    (found,) = deployment["spec"]["template"]["spec"]["initContainers"]
    assert isinstance(found, dict)
    return found


def restrictions(container: Mapping[str, Any]) -> list[str]:
    """The options for podman that its `securityContext` stands for, and its program."""
    context = container["securityContext"]
    assert context["readOnlyRootFilesystem"]
    assert context["capabilities"]["drop"] == ["ALL"]
    assert not context["allowPrivilegeEscalation"]
    return [
        "--network=none", "--read-only", "--read-only-tmpfs=false", "--cap-drop=all",
        "--unsetenv=HOME", "--security-opt=no-new-privileges", f"--user={context['runAsUser']}",
        f"--entrypoint={json.dumps(container['command'][:1])}",
    ]  # fmt: skip


def start(
    engine: Engine, server: Path, sockets: Path, plugin: Path, more: Sequence[str] = ()
) -> Sidecar:
    """Start the container of repo-server.yaml, and wait for the plugin's socket.

    `server` is the folder with argocd-cmp-server.
    """
    described = container()
    volumes = {
        "/home/argocd/cmp-server/config/plugin.yaml": f"{plugin}:{{}}:ro",
        SOCKETS: f"{sockets}:{{}}",
        _SERVER: f"{server}:{{}}:ro",
    }
    options = [
        f"--volume={volumes[mount['mountPath']].format(mount['mountPath'])}"
        for mount in described["volumeMounts"]
        if mount["mountPath"] != "/tmp"  # noqa: S108  # it is the container's
    ]
    name = f"inject-intercepts-{sockets.name}"
    done = engine.podman(
        "run", "--detach", f"--name={name}", *options, *more, "--tmpfs=/tmp:mode=1777",
        *restrictions(described), described["image"],
    )  # fmt: skip
    assert done.code == 0, done.stderr
    sidecar = Sidecar(engine, name)
    deadline = time.monotonic() + 60
    while not [*sockets.glob("*.sock")]:
        assert time.monotonic() < deadline, engine.podman("logs", name)
        time.sleep(0.05)
    return sidecar
