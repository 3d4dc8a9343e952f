"""The repo-server's own kustomize with the plugin, in a root that has no Python."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import argo
import bare_root
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

NATIVE = argo.ARGOCD / "native"
CONFIG = "apiVersion: tekton-intercepts.dev/v1alpha1\nkind: InjectIntercepts\nmetadata: {name: c}\n"
PLUGINS = "--enable-alpha-plugins"
TASKS = [
    "cleanup-stack-pods", "deploy-intercept-mirrord", "deploy-intercepts-result",
    "deploy-stack-intercepts",
]  # fmt: skip


@pytest.fixture(scope="module")
def root(
    built: Path, cache: Path, plugin_home: Path, absent: Callable[[str, str], None],
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:  # fmt: skip
    """The root. Its folders are for everybody, as user 999 goes through them."""
    kustomize = cache / "tools" / "kustomize"
    if not kustomize.exists():
        absent("kustomize", "`make tools-orchestrators` builds it with Go")
    if os.geteuid() != 0:
        absent("a root of its own", "run as root")
    made = bare_root.make(tmp_path_factory.mktemp("bare") / "root", built, kustomize, plugin_home)
    for folder in (made, *made.parents[:3]):
        folder.chmod(folder.stat().st_mode | 0o055)
    return made


@pytest.fixture
def native(root: Path) -> argo.ArgoCD:
    return bare_root.argocd(root)


@pytest.fixture
def package(root: Path) -> Path:
    """The repository in that root, by its path there: argocd/native with its ci/."""
    target = root / "repository"
    shutil.rmtree(target)
    shutil.copytree(NATIVE, target)
    # A checkout is the repo-server's own: kustomize writes an Application's settings into it.
    for path in (target, *target.rglob("*")):
        os.chown(path, 999, 999)
    return target


def build(
    native: argo.ArgoCD, path: str = "ci", options: str = PLUGINS, **kustomize: str
) -> argo.Answer:
    source = {"path": path, "kustomize": kustomize}
    return native.generate(Path("/repository"), source, KustomizeOptions=options)


def names(answer: argo.Answer, kind: str) -> list[str]:
    assert answer.error == ""
    return sorted(one["metadata"]["name"] for one in answer.objects if one["kind"] == kind)


def test_there_is_no_python(root: Path) -> None:
    found = [path.name for path in root.rglob("*") if path.name.startswith("python3")]

    assert set(found) <= {"python3.11", "python3.12", "python3.13"}
    assert all(path.is_dir() for path in root.rglob("python3.*"))


def test_the_package_is_built_with_the_plugin(native: argo.ArgoCD, package: Path) -> None:
    answer = build(native)

    assert names(answer, "Pipeline") == ["shop-pr-test"]
    assert names(answer, "Task") == TASKS
    assert len(answer.objects) == 5


def test_a_name_prefix_and_a_namespace_of_the_application_reach_the_tasks(
    native: argo.ArgoCD, package: Path
) -> None:
    (application,) = native.applications((NATIVE / "application.yaml").read_text(encoding="utf-8"))
    kustomize = application["spec"]["source"]["kustomize"]

    answer = build(native, namespace="team", **kustomize)

    assert kustomize == {"namePrefix": "shop-"}
    assert names(answer, "Task") == [f"shop-{name}" for name in TASKS]
    assert {one["metadata"]["namespace"] for one in answer.objects} == {"team"}
    (pipeline,) = (one for one in answer.objects if one["kind"] == "Pipeline")
    tasks = [*pipeline["spec"]["tasks"], *pipeline["spec"]["finally"]]
    referred = {task["taskRef"]["name"] for task in tasks} - {"run-stack-tests"}
    assert referred == {f"shop-{name}" for name in TASKS}


def test_as_a_transformer_the_tasks_stay_without_the_prefix(
    native: argo.ArgoCD, package: Path
) -> None:
    kustomization = package / "ci" / "kustomization.yaml"
    text = "resources: [pipeline.yaml]\ntransformers: [component/inject-intercepts.yaml]\n"
    kustomization.write_text(text, encoding="utf-8")

    answer = build(native, namePrefix="shop-")

    assert names(answer, "Task") == TASKS
    assert names(answer, "Pipeline") == ["shop-shop-pr-test"]


def test_without_the_option_it_fails(native: argo.ArgoCD, package: Path) -> None:
    answer = build(native, options="")

    assert "external plugins disabled; unable to load external plugin 'InjectIntercepts'" in (
        answer.error
    )


def test_without_the_program_it_fails(native: argo.ArgoCD, package: Path, root: Path) -> None:
    (home,) = (root / "kustomize-plugins" / "tekton-intercepts.dev").iterdir()
    home.rename(root / "elsewhere")
    try:
        answer = build(native)
    finally:
        (root / "elsewhere").rename(home)

    assert answer.objects == []
    assert "expected file with Go object code at: /kustomize-plugins/" in answer.error


def test_a_refusal_is_shown(native: argo.ArgoCD, package: Path) -> None:
    config = package / "ci" / "component" / "inject-intercepts.yaml"
    config.write_text(f"{CONFIG}spec: {{default: other}}\n", encoding="utf-8")

    answer = build(native)

    assert "spec.default: must be one of `telepresence`, `mirrord`, got `other`" in answer.error


@pytest.mark.parametrize("how", ["exec: {path: inject-intercepts}", "container: {image: x}"])
def test_with_the_annotation_of_a_function_the_plugin_does_not_run(
    native: argo.ArgoCD, package: Path, how: str
) -> None:
    config = package / "ci" / "component" / "inject-intercepts.yaml"
    note = f"metadata:\n  name: c\n  annotations:\n    config.kubernetes.io/function: '{how}'\n"
    config.write_text(CONFIG.replace("metadata: {name: c}\n", note), encoding="utf-8")

    answer = build(native)

    if how.startswith("exec"):
        # The one that nobody notices: built, and nothing is injected.
        assert (names(answer, "Pipeline"), names(answer, "Task")) == (["shop-pr-test"], [])
    else:
        assert answer.objects == []
        assert "docker" in answer.error
