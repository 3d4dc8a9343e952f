"""Rendered files with Flux: what its own library makes of the folder."""

from __future__ import annotations

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

KUSTOMIZATION = (
    Path(__file__).parents[1] / "docs" / "argocd" / "flux-with-variables.yaml"
).read_text(encoding="utf-8")
BUILD = argo.REPOSITORY / "tests" / "tools" / "flux" / "build"


@pytest.fixture(scope="module")
def flux(cache: Path, absent: Callable[[str, str], None]) -> Path:
    """The program with Flux's code, built into the cache unless it is there."""
    if shutil.which("go") is None:
        absent("go", "install it")
    done = subprocess.run([BUILD, cache / "flux"], text=True, stdout=subprocess.PIPE, check=True)
    return Path(done.stdout.strip())


@pytest.fixture
def folder(program: Path, tmp_path: Path) -> Path:
    """The package of argocd/rendered, rendered."""
    target = tmp_path / "ci"
    shutil.copytree(argo.ARGOCD / "rendered" / "ci", target)
    commands.succeed([program, "render", "--in-place", target], cwd=tmp_path, environment={})
    return target


def build(flux: Path, folder: Path, *variables: str) -> commands.Done:
    return commands.run([flux, folder.parent, folder, *variables], cwd=folder, environment={})


def kinds(done: commands.Done) -> list[str]:
    assert done.code == 0, done.stderr
    return sorted(one["kind"] for one in yaml.safe_load_all(done.stdout))


def test_flux_applies_all_of_it_but_the_config(flux: Path, folder: Path) -> None:
    assert kinds(build(flux, folder)) == ["Pipeline", *["Task"] * 4]


def test_a_package_that_needs_the_plugin_fails(flux: Path, tmp_path: Path) -> None:
    shutil.copytree(argo.ARGOCD / "native" / "ci", tmp_path / "ci")

    done = build(flux, tmp_path / "ci")

    assert (done.code, done.stdout) == (1, "")
    assert "external plugins disabled; unable to load external plugin" in done.stderr


def test_variables_are_not_for_the_scripts_of_the_tasks(flux: Path, folder: Path) -> None:
    plain = build(flux, folder).stdout
    (folder / "kustomization.yaml").unlink()  # it is made anew by each build

    done = build(flux, folder, "CLUSTER=one")

    assert done.code == 1
    assert done.stderr == "envsubst error: variable substitution failed: missing closing brace\n"
    (folder / "kustomization.yaml").write_text(KUSTOMIZATION, encoding="utf-8")
    found = [
        {**one, "metadata": {**one["metadata"], "annotations": notes}}
        for one in yaml.safe_load_all(build(flux, folder, "CLUSTER=one").stdout)
        for notes in [dict(one["metadata"]["annotations"])]
        if notes.pop("kustomize.toolkit.fluxcd.io/substitute") == "disabled"
    ]
    by_name = {one["metadata"]["name"]: one for one in found}
    assert by_name == {one["metadata"]["name"]: one for one in yaml.safe_load_all(plain)}
