"""Commands of docs/argocd.md that need more than the program: kubectl, kustomize, Argo CD."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import argo
import pytest
import yaml

import commands

if TYPE_CHECKING:
    from collections.abc import Callable

PAGE = Path(__file__).parents[1] / "docs"
# What an API server has beside namespaces.
EVERYWHERE = {"ClusterRole", "ClusterRoleBinding", "CustomResourceDefinition"}
KUBECTL = """\
#!/bin/sh -eu
test "$*" = "apply --server-side --kustomize ."
exec {kubectl} kustomize .
"""


@pytest.fixture
def tools(cache: Path, absent: Callable[[str, str], None]) -> Path:
    """The folder with kustomize and kubectl."""
    if not (cache / "tools" / "kustomize").exists():
        absent("kustomize", "`make tools-orchestrators` builds it with Go")
    return cache / "tools"


def test_an_administrator_gets_argo_cd_with_the_plugin(
    built: Path, tools: Path, tmp_path: Path
) -> None:
    module = commands.succeed(
        ["go", "list", "-m", "-f", "{{.Dir}}", "github.com/argoproj/argo-cd/v3"],
        cwd=Path(__file__).parent, environment=os.environ,
    ).strip()  # fmt: skip
    folder = tmp_path / "installed"
    shutil.copytree(argo.SIDECAR, folder / "sidecar")
    shutil.copyfile(Path(module) / "manifests" / "install.yaml", folder / "install.yaml")
    shutil.copyfile(PAGE / "argocd" / "components.yaml", folder / "kustomization.yaml")
    kubectl = tmp_path / "kubectl"
    kubectl.write_text(KUBECTL.format(kubectl=tools / "kubectl"), encoding="utf-8")
    kubectl.chmod(0o755)

    done = subprocess.run(
        ["sh", "-eu", PAGE / "argocd" / "install.sh"], cwd=folder, text=True, check=True,
        capture_output=True, env={"PATH": f"{tmp_path}:{os.environ['PATH']}"},
    )  # fmt: skip

    objects = list(yaml.safe_load_all(done.stdout))
    placed = {one["metadata"].get("namespace") for one in objects if one["kind"] not in EVERYWHERE}
    assert placed == {"argocd"}
    (server,) = (one for one in objects if one["metadata"]["name"] == "argocd-repo-server"
                 if one["kind"] == "Deployment")  # fmt: skip
    containers = [one["name"] for one in server["spec"]["template"]["spec"]["containers"]]
    assert containers == ["inject-intercepts", "argocd-repo-server"]


def test_a_team_sees_what_the_repo_servers_kustomize_will_build(
    program: Path, tools: Path, tmp_path: Path
) -> None:
    shutil.copytree(argo.ARGOCD / "native" / "ci", tmp_path / "ci")
    path = f"{program.parent}:{tools}:{os.environ['PATH']}"
    environment = {"PATH": path, "HOME": str(tmp_path)}

    _, printed = (
        commands.succeed(["sh", "-eu", PAGE / script], cwd=tmp_path, environment=environment)
        for script in ("plugin-home/install.sh", "argocd/build.sh")
    )

    kinds = [one["kind"] for one in yaml.safe_load_all(printed)]
    assert kinds == ["Pipeline", *["Task"] * 4]
