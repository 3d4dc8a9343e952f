"""Runs a Task's steps as Tekton would, each in something that a step takes for its container.

Real: the script, bash, kubectl, jq, the account's token, Tekton's folders and variables.
Played: the image. Its tools are BusyBox's beside those, as in the default `kubectl-image`.
"""

from __future__ import annotations

import subprocess
import uuid
from typing import TYPE_CHECKING, Any, NamedTuple

import programs
import tekton_values

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from controlplane import ControlPlane

ACCOUNT_FOLDER = "/var/run/secrets/kubernetes.io/serviceaccount"
LIMIT = 240


class Outcome(NamedTuple):
    """How a TaskRun ended: code of the last step that ran, all output, and the results."""

    code: int
    output: str
    results: dict[str, str]


class Faults(NamedTuple):
    """What goes wrong with kubectl: at its `call`-th call in the Task, counted from 1.

    `refuse`: the call fails without having done anything. `die-before`, `die-after`: the step's
    processes are killed, as when its node or its pod is lost, before it is done or when it is.
    For these two only calls that ask for a change are counted: whatever a step does by itself
    from one of them to the next is done at the one moment and not at the other.
    """

    call: int
    how: str


class TaskRun:
    """One run of a Task: made, and then run once."""

    def __init__(
        self,
        plane: ControlPlane,
        folder: Path,
        task: dict[str, Any],
        params: Mapping[str, tekton_values.Value],
        *,
        namespace: str,
        account: str,
        workspaces: Mapping[str, Path],
        faults: Faults | None = None,
        without: str = "",
    ) -> None:
        """Takes an empty folder for its files.

        Args:
            plane: the cluster.
            folder: an empty folder, its own.
            task: the Task, parsed.
            params: values of params; the Task's defaults stand for the rest.
            namespace: where the TaskRun is.
            account: the service account, in that namespace.
            workspaces: a folder for each of the Task's workspaces.
            faults: what goes wrong with kubectl.
            without: a tool that the step's image does not have.
        """
        self._plane, self._folder, self._task = plane, folder, task
        self._workspaces, self._namespace = dict(workspaces), namespace
        self._variables = self._values(tekton_values.defaults(task, params))
        self._results = folder / "results"
        self._tools = folder / "tools"
        self.volumes = folder / "volumes"
        for name in ("results", "tools", "home", "scripts", "account", "root"):
            (folder / name).mkdir()
        self._lay_out_tools(faults, without)
        self._account(account)
        self._process: subprocess.Popen[str] | None = None

    def _values(self, params: Mapping[str, tekton_values.Value]) -> dict[str, tekton_values.Value]:
        name = f"run-{uuid.uuid4().hex[:8]}"
        values: dict[str, tekton_values.Value] = {
            "context.taskRun.name": name,
            "context.taskRun.namespace": self._namespace,
            "context.taskRun.uid": str(uuid.uuid4()),
            "context.task.name": self._task["metadata"]["name"],
            "context.task.retry-count": "0",
        }
        for param, value in params.items():
            values[f"params.{param}"] = value
        for workspace in self._task["spec"].get("workspaces", []):
            target = workspace.get("mountPath", f"/workspace/{workspace['name']}")
            values[f"workspaces.{workspace['name']}.path"] = target
            values[f"workspaces.{workspace['name']}.bound"] = "true"
        for result in self._task["spec"].get("results", []):
            values[f"results.{result['name']}.path"] = f"/tekton/results/{result['name']}"
        return values

    def _lay_out_tools(self, faults: Faults | None, without: str) -> None:
        busybox = programs.installed("busybox", "busybox")
        subprocess.run([busybox, "--install", "-s", self._tools], check=True)
        real = {
            "bash": programs.installed("bash", "bash"),
            "jq": programs.installed("jq", "jq"),
            "kubectl": self._plane.kubectl,
        }
        for name, path in real.items():
            (self._tools / name).unlink(missing_ok=True)
            (self._tools / name).symlink_to("/cluster/kubectl" if name == "kubectl" else path)
        if faults:
            (self._tools / "kubectl").unlink()
            fault = (programs.HERE / "failing-kubectl").read_text()
            (self._tools / "kubectl").write_text(fault)
            (self._tools / "kubectl").chmod(0o755)
            (self._tools / ".fault").write_text(f"{faults.call} {faults.how}")
        if without:
            (self._tools / without).unlink()

    def _account(self, account: str) -> None:
        folder = self._folder / "account"
        (folder / "token").write_text(self._plane.token(self._namespace, account))
        (folder / "namespace").write_text(self._namespace)
        (folder / "ca.crt").write_bytes(self._plane.authority.read_bytes())

    def _mounts(self, step: Mapping[str, Any]) -> Iterator[str]:
        yield f"{self._folder / 'results'}:/tekton/results"
        yield f"{self._folder / 'scripts'}:/tekton/scripts"
        yield f"{self._folder / 'home'}:/tekton/home"
        yield f"{self._folder / 'account'}:/run/{ACCOUNT_FOLDER.removeprefix('/var/run/')}"
        yield f"{self._tools}:/tools"
        yield f"{self._plane.kubectl.parent}:/cluster"
        for name, source in self._workspaces.items():
            yield f"{source}:{self._variables[f'workspaces.{name}.path']}"
        for mount in step.get("volumeMounts", []):
            source = self.volumes / mount["name"]
            source.mkdir(parents=True, exist_ok=True)
            yield f"{source}:{mount['mountPath']}"

    def _command(self, number: int, step: Mapping[str, Any]) -> list[str]:
        if "script" not in step:
            return [*step.get("command", []), *step.get("args", [])]
        script = self._folder / "scripts" / f"script-{number}"
        text = str(step["script"])
        script.write_text(text if text.startswith("#!") else f"#!/bin/sh\nset -e\n{text}")
        script.chmod(0o755)
        return [f"/tekton/scripts/{script.name}", *step.get("args", [])]

    def _start(self, number: int, step: Mapping[str, Any]) -> subprocess.Popen[str]:
        env = {
            "PATH": "/tools",
            "HOME": "/tekton/home",
            # kubectl is gone before its collector would matter, which is a quarter of its cost.
            "GOGC": "off",
            "KUBERNETES_SERVICE_HOST": "127.0.0.1",
            "KUBERNETES_SERVICE_PORT": str(self._plane.port),
            **tekton_values.environment(step.get("env", [])),
        }
        return subprocess.Popen(
            [
                *("unshare", "--map-root-user", "--mount", "--pid", "--fork", "--kill-child"),
                programs.installed("bash", "bash"),
                *(programs.HERE / "container", self._folder / "root"),
                *(step.get("workingDir", "/"), *self._mounts(step), "--"),
                *("/usr/bin/env", "--ignore-environment", *(f"{k}={v}" for k, v in env.items())),
                *self._command(number, step),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )

    def run(self) -> Outcome:
        """Runs the steps one after the other, until one fails.

        Raises:
            subprocess.TimeoutExpired: a step took over four minutes; it was killed.
        """
        code, output = 0, ""
        steps = tekton_values.steps(self._task["spec"])
        for number, step in enumerate(tekton_values.replaced(steps, self._variables)):
            self._process = self._start(number, step)
            try:
                text, _ = self._process.communicate(timeout=LIMIT)
            finally:
                self._process.kill()
            output += text
            code = self._process.returncode
            if code and step.get("onError") != "continue":
                break
        return Outcome(code, output, self._read_results())

    def count(self, how: str) -> int:
        """At how many calls of kubectl this could have gone wrong, in a run with `faults`."""
        counted = ".calls" if how == "refuse" else ".changes"
        return int((self._tools / counted).read_text())

    def kill(self) -> None:
        """Kills the step that runs, and with it all of its processes: a lost node."""
        if self._process:
            self._process.kill()

    def _read_results(self) -> dict[str, str]:
        return {path.name: path.read_text() for path in sorted(self._results.iterdir())}
