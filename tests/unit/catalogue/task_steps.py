"""Runs the steps of a Task as Tekton would: their own scripts, with real bash and jq."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from typing import TYPE_CHECKING, Any, NamedTuple

import fake_kubectl
import yaml

from inject_intercepts import catalogue

if TYPE_CHECKING:
    from pathlib import Path

RUN_ID = "3f1c2b1e-7d0a-4a57-9c52-1f0d8a3c9b11"
STACK: dict[str, Any] = {
    "defaults": {"container-port": 8080, "service-port": 80},
    "apps": [{"name": "shop"}, {"name": "cart", "namespace": "team-a", "container-port": 9090}],
}
HEADER = "x-dev-session:pr-42"
CONTAINER = {"name": "main", "image": "shop:1", "ports": [{"containerPort": 8080}]}


class Run(NamedTuple):
    """What steps did: exit code of the last, and all that they wrote."""

    code: int
    stdout: str
    stderr: str


class Steps:
    """The steps of one Task, over a workspace and a played cluster of their own."""

    def __init__(self, name: str, folder: Path) -> None:
        """Takes an empty folder."""
        spec = yaml.safe_load(catalogue.text(name))["spec"]
        self.name = name
        self._shared_env = spec["stepTemplate"]["env"] if "stepTemplate" in spec else []
        self._steps = spec["steps"]
        self._defaults = {
            param["name"]: param["default"] for param in spec["params"] if "default" in param
        }
        self.work = folder / "work"
        self.workspace = folder / "workspace"
        self.cluster = folder / "cluster"
        self.result = folder / "result"
        self._bin = folder / "bin"
        for made in (self.work, self.workspace, self.cluster, self._bin):
            made.mkdir()
        self.broken()
        fake_kubectl.install(self._bin / "kubectl", self.cluster)
        self._script = folder / "script"

    @property
    def count(self) -> int:
        """How many steps the Task has."""
        return len(self._steps)

    def default(self, param: str) -> str:
        """The default of a param."""
        return str(self._defaults[param])

    def path_without(self, missing: str, folder: Path) -> str:
        """Makes `folder` a PATH where all that the steps need is, but for one program."""
        folder.mkdir()
        for program in {"bash", "env", "jq", "sha256sum", "mkdir", "mv", "rm", "sleep"} - {missing}:
            found = shutil.which(program)
            assert found is not None, f"{program} is needed for this test"
            (folder / program).symlink_to(found)
        if missing != "kubectl":
            (folder / "kubectl").symlink_to(self._bin / "kubectl")
        return str(folder)

    def broken(self, *verbs: str) -> None:
        """Lets the played kubectl fail at these verbs, and at no others."""
        (self.cluster / "broken").write_text(" ".join(verbs))

    def shorten(self, name: str, time: str, shorter: str) -> None:
        """Lets a test wait less than people do: replaces a time in the script of a step."""
        (step,) = (step for step in self._steps if step["name"] == name)
        assert time in step["script"]
        step["script"] = step["script"].replace(time, shorter)

    def add(self, kind: str, namespace: str, name: str, **fields: Any) -> None:
        """Puts an object into the played cluster."""
        thing = {"kind": kind, "metadata": {"name": name, "namespace": namespace}} | fields
        thing["metadata"] = {"name": name, "namespace": namespace} | fields.get("metadata", {})
        path = self.cluster / f"{kind.lower()}--{namespace}--{name}.json"
        path.write_text(json.dumps(thing))

    def add_app(self, name: str, namespace: str = "staging", *, ready: int = 1) -> None:
        """Puts the Deployment of an app into the played cluster."""
        template = {"metadata": {"labels": {"app": name}}, "spec": {"containers": [CONTAINER]}}
        self.add(
            "Deployment",
            namespace,
            name,
            spec={"template": template},
            status={"readyReplicas": ready},
        )

    def objects(self) -> dict[str, Any]:
        """What there is in the played cluster, by kind--namespace--name."""
        return {
            path.stem: json.loads(path.read_text()) for path in sorted(self.cluster.glob("*.json"))
        }

    def pods(self) -> dict[str, Any]:
        """The pods that there are, by name."""
        things = self.objects().values()
        return {thing["metadata"]["name"]: thing for thing in things if thing["kind"] == "Pod"}

    def plan(self) -> Any:
        """What the step `plan` wrote."""
        return json.loads((self.work / "plan.json").read_text())

    def record(self) -> Any:
        """The record of the run in the workspace."""
        path = self.workspace / ".intercepts" / RUN_ID / "deployed-pods.json"
        return json.loads(path.read_text())

    def run(self, *names: str, path: str | None = None, **params: str) -> Run:
        """Runs the steps called `names` (none: all) until one fails.

        A param is given with _ for its dashes.
        """
        given = {name.replace("_", "-"): value for name, value in params.items()}
        values = {f"params.{name}": value for name, value in (self._defaults | given).items()}
        values |= {
            "workspaces.shared-workspace.path": str(self.workspace),
            "results.deployed-pods.path": str(self.result),
            "context.taskRun.uid": "0d1d0c6a-0000-4000-8000-000000000001",
            "context.taskRun.name": "deploy-1",
            "context.taskRun.namespace": "ci",
        }
        stdout = stderr = ""
        code = 0
        for step in self._steps:
            if names and step["name"] not in names:
                continue
            env = {
                item["name"]: _substitute(item["value"], values)
                for item in [*self._shared_env, *step.get("env", [])]
            }
            self._script.write_text(step["script"])
            self._script.chmod(0o755)
            done = subprocess.run(
                [self._script],
                env=env
                | {
                    "WORK_DIR": str(self.work),
                    "PATH": path or f"{self._bin}:{os.environ['PATH']}",
                },
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=60,
                check=False,
            )
            code = done.returncode
            stdout += done.stdout.decode(errors="backslashreplace")
            stderr += done.stderr.decode(errors="backslashreplace")
            if code:
                break
        return Run(code, stdout, stderr)

    def deploy(self, *names: str, path: str | None = None, **params: str) -> Run:
        """Runs steps of a deploy Task with the usual params but for those in `params`."""
        images = {app["name"]: f"registry.example.com/{app['name']}:pr-42" for app in STACK["apps"]}
        usual = {
            "stack_json": json.dumps(STACK),
            "build_apps": "shop cart",
            "built_images": json.dumps(images),
            "intercept_header_value": HEADER,
            "run_id": RUN_ID,
        }
        return self.run(*names, path=path, **(usual | params))

    def refuse(self, *names: str, path: str | None = None, **params: str) -> str:
        """Runs steps of a deploy Task, which must fail; gives the last line of what they say."""
        run = self.deploy(*names, path=path, **params)
        assert run.code == 1, run
        last = run.stderr.splitlines()[-1]
        assert last.startswith(f"{self.name}: ")
        return last.removeprefix(f"{self.name}: ")


def _substitute(value: str, values: dict[str, str]) -> str:
    # Once, and not again in what was put in.
    return re.sub(r"\$\(([^)]+)\)", lambda match: values[match[1]], value)
