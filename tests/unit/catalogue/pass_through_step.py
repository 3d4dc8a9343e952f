"""Runs the pass-through's step as Tekton would: its own script, with real bash and jq."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

from inject_intercepts import catalogue

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

RUN_ID = "3f1c2b1e-7d0a-4a57-9c52-1f0d8a3c9b11"


class Run(NamedTuple):
    """What one step did: exit code, what it wrote, and its result (None: none)."""

    code: int
    stdout: str
    stderr: str
    result: bytes | None


class Step:
    """The step of `deploy-intercepts-result`, over a workspace of its own."""

    def __init__(self, folder: Path) -> None:
        """Takes an empty folder."""
        task = yaml.safe_load(catalogue.text("deploy-intercepts-result"))
        (self._step,) = task["spec"]["steps"]
        self._result = folder / "results" / "deployed-pods"
        self.script = folder / "script"
        self.script.write_text(self._step["script"])
        self.script.chmod(0o755)
        self.workspace = folder / "workspace"
        self.file = self.workspace / ".intercepts" / RUN_ID / "deployed-pods.json"
        self.file.parent.mkdir(parents=True)
        self._result.parent.mkdir()
        self.root_file = self.workspace / "deployed-pods.json"

    def run(
        self,
        content: str | bytes | None = None,
        *,
        backend: str = "mirrord",
        backends: Sequence[str] = ("telepresence", "mirrord"),
        run_id: str = RUN_ID,
        path: str | None = None,
        root_file: str = "true",
    ) -> Run:
        """Runs the script with `content` in the file (None: as it is there)."""
        if content is not None:
            self.file.write_bytes(content.encode() if isinstance(content, str) else content)
        self._result.unlink(missing_ok=True)
        values = {
            "params.intercept-backend": backend,
            "params.run-id": run_id,
            "params.root-file": root_file,
            "params.kubectl-image": "example.com/tools:1",
            "workspaces.shared-workspace.path": str(self.workspace),
            "results.deployed-pods.path": str(self._result),
        }
        env = {item["name"]: _substitute(item["value"], values) for item in self._step["env"]}
        assert self._step["args"] == ["$(params.backends[*])"]
        done = subprocess.run(
            [self.script, *backends],
            env=env | {"PATH": path or os.environ["PATH"]},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=60,
            check=False,
        )
        return Run(
            done.returncode,
            done.stdout.decode(errors="backslashreplace"),
            done.stderr.decode(errors="backslashreplace"),
            self._result.read_bytes() if self._result.exists() else None,
        )

    def refuse(self, *args: Any, **options: Any) -> str:
        """Runs the script, which must fail without a result; gives what it says of itself."""
        run = self.run(*args, **options)
        assert (run.code, run.stdout, run.result) == (1, "", None), run
        prefix = "deploy-intercepts-result: "
        *_from_jq, said = run.stderr.splitlines()
        assert said.startswith(prefix)
        return said.removeprefix(prefix).replace(str(self.workspace), "WORKSPACE")


def _substitute(value: str, values: dict[str, str]) -> str:
    # Once, and not again in what was put in.
    return re.sub(r"\$\(([^)]+)\)", lambda match: values[match[1]], value)


def path_without(missing: str, folder: Path) -> str:
    """Makes `folder` a PATH where all that the step needs is, but for one program."""
    folder.mkdir()
    for program in {"bash", "env", "id", "jq", "rm"} - {missing}:
        found = shutil.which(program)
        assert found is not None, f"{program} is needed for this test"
        (folder / program).symlink_to(found)
    return str(folder)
