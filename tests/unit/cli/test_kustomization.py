"""What `render` says about a kustomization beside the file with the Tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from inject_intercepts.cli import kustomization
from krm_fn.file_mode import Change

if TYPE_CHECKING:
    from pathlib import Path

ADD = "[warning] the file is not listed: add `- tasks.yaml` to `resources` ({0})"
TAKE_OUT = "[warning] the file is gone: take `- tasks.yaml` out of `resources` ({0})"


def said(change: Change) -> list[str]:
    return [str(result) for result in kustomization.advice(change, (), ())]


@pytest.mark.parametrize("name", ["kustomization.yaml", "kustomization.yml", "Kustomization"])
@pytest.mark.parametrize(
    "text", ["resources: [a.yaml]\n", "resources:\n", "kind: Kustomization\n", "", "resources: x\n"]
)
def test_a_file_that_is_not_listed_is_to_be_added(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)

    assert said(Change(f"{tmp_path}/tasks.yaml", None, b"x")) == [ADD.format(tmp_path / name)]


@pytest.mark.parametrize("entry", ["tasks.yaml", "./tasks.yaml"])
def test_a_file_that_is_listed_needs_no_word(tmp_path: Path, entry: str) -> None:
    (tmp_path / "kustomization.yaml").write_text(f"resources: [a.yaml, {entry}]\n")

    assert said(Change(f"{tmp_path}/tasks.yaml", None, b"x")) == []


def test_a_file_that_is_gone_is_to_be_taken_out(tmp_path: Path) -> None:
    path = tmp_path / "kustomization.yaml"
    path.write_text("resources: [a.yaml, tasks.yaml]\n")

    assert said(Change(f"{tmp_path}/tasks.yaml", b"x", None)) == [TAKE_OUT.format(path)]


def test_without_a_kustomization_that_can_be_read_there_is_nothing_to_say(tmp_path: Path) -> None:
    change = Change(f"{tmp_path}/tasks.yaml", None, b"x")

    assert said(change) == []

    (tmp_path / "kustomization.yaml").write_text("resources: [\n")
    assert said(change) == []


PIPELINE = """\
apiVersion: tekton.dev/v1
kind: Pipeline
metadata: {name: p}
spec:
  workspaces: [{name: shared-workspace}]
  tasks:
  - name: deploy-intercepts
    taskRef: {name: deploy-stack-intercepts}
    params:
    - {name: build-apps, value: a}
    - {name: built-images, value: b}
    - {name: intercept-header-value, value: c}
    workspaces: [{name: shared-workspace}]
"""
PATCH = """\
apiVersion: tekton.dev/v1
kind: Pipeline
metadata: {name: p}
spec:
  tasks:
  - {name: deploy-intercepts, timeout: 5m}
"""
TO_ADD = "[warning] the file is not listed: add `- {0}` to `resources` ({1})"
ELSEWHERE = (
    "[warning] its Pipelines use the Tasks of `../a/intercept-tasks.yaml`, which it does not list: "
    "apply that file as well, or build both kustomizations by one (b/kustomization.yaml)"
)


def advised(package: Any) -> list[str]:
    ran = package.run("render", "--in-place", ".")
    assert ran.code == 0, ran
    return [line for line in ran.stderr if "kustomization.yaml)" in line]


def put(package: Any, **files: str) -> None:
    for name, text in files.items():
        path = package.root / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def test_each_kustomization_that_lacks_the_tasks_is_named(package: Any) -> None:
    put(package, a__p_yaml=PIPELINE, a__kustomization_yaml="resources: [p.yaml]\n")
    put(package, b__q_yaml=PIPELINE.replace("name: p}", "name: q}"))
    put(package, b__kustomization_yaml="resources: [q.yaml]\n")

    first = TO_ADD.format("intercept-tasks.yaml", "a/kustomization.yaml")
    assert advised(package) == [first, ELSEWHERE]

    put(package, a__kustomization_yaml="resources: [p.yaml, intercept-tasks.yaml]\n")
    assert advised(package) == [ELSEWHERE]

    put(package, kustomization_yaml="resources: [a, b]\n")
    assert advised(package) == []


def test_one_above_that_lists_the_pipeline_lists_the_tasks_too(package: Any) -> None:
    put(package, base__p_yaml=PIPELINE, kustomization_yaml="resources: [base/p.yaml]\n")

    assert advised(package) == [TO_ADD.format("base/intercept-tasks.yaml", "kustomization.yaml")]

    put(package, kustomization_yaml="resources: [base/p.yaml, base/intercept-tasks.yaml]\n")
    assert advised(package) == []


def test_one_that_builds_from_the_other_has_the_tasks_by_it(package: Any) -> None:
    put(package, a__p_yaml=PIPELINE, a__kustomization_yaml="resources: [p.yaml]\n")
    put(package, b__q_yaml=PIPELINE.replace("name: p}", "name: q}"))
    put(package, b__kustomization_yaml="resources: [q.yaml]\nbases: [../a]\n")

    assert advised(package) == [TO_ADD.format("intercept-tasks.yaml", "a/kustomization.yaml")]


def test_one_of_another_namespace_has_tasks_of_its_own(package: Any) -> None:
    for folder, namespace in (("a", "one"), ("b", "two")):
        text = PIPELINE.replace("name: p}", f"name: p, namespace: {namespace}}}")
        put(package, **{f"{folder}__p_yaml": text})
        put(package, **{f"{folder}__kustomization_yaml": "resources: [p.yaml]\n"})

    assert advised(package) == [
        TO_ADD.format("intercept-tasks.yaml", f"{folder}/kustomization.yaml") for folder in "ab"
    ]


@pytest.mark.parametrize("name", ["kustomization.yaml", "kustomization.yml", "Kustomization"])
@pytest.mark.parametrize(
    "listed",
    [
        "patches: [{path: sub/patch.yaml}]",
        "patchesStrategicMerge: [./sub/patch.yaml]",
        "patchesJson6902: [{path: sub/patch.yaml, target: {kind: Pipeline}}]",
        "kind: Component\npatches:\n- path: sub/../sub/patch.yaml\n  target: {kind: Pipeline}",
    ],
)
def test_a_patch_is_left_alone_and_said_where_the_config_means_it(
    package: Any, name: str, listed: str
) -> None:
    put(package, base__p_yaml=PIPELINE, prod__sub__patch_yaml=PATCH, other__patch_yaml="a: b\n")
    (package.root / "prod" / name).write_text(f"{listed}\n")
    message = f"is a patch of prod/{name}, and is left alone (prod/sub/patch.yaml)"

    ran = package.run("render", "--in-place", ".")

    assert ran.code == 0
    assert [line for line in ran.stderr if "patch" in line] == [
        f"[warning] tekton.dev/v1/Pipeline/p: {message}"
    ]
    assert package.files()["prod/sub/patch.yaml"] == PATCH
    assert "deploy-intercepts-mirrord" in package.files()["base/p.yaml"]


def test_what_one_builds_from_is_a_base_whoever_patches_with_it(package: Any) -> None:
    put(package, p_yaml=PIPELINE, kustomization_yaml="resources: [p.yaml]\n")
    put(package, o__kustomization_yaml="resources: [..]\npatches: [{path: ../p.yaml}]\n")

    ran = package.run("render", "--in-place", ".")

    assert (ran.code, [line for line in ran.stderr if "patch" in line]) == (0, [])
    assert "deploy-intercepts-mirrord" in package.files()["p.yaml"]


def test_a_patch_that_the_config_does_not_mean_is_not_spoken_of(package: Any) -> None:
    patch = PATCH.replace("deploy-intercepts", "test")
    put(package, p_yaml=PIPELINE, patch_yaml=patch)
    put(package, kustomization_yaml="patches: [{path: patch.yaml}]\n")

    ran = package.run("render", "--in-place", ".")

    assert (ran.code, [line for line in ran.stderr if "patch" in line]) == (0, [])
    assert package.files()["patch.yaml"] == patch


def test_a_patch_that_is_named_gets_an_answer(package: Any) -> None:
    put(package, patch_yaml=PATCH.replace("deploy-intercepts", "test"))
    put(package, kustomization_yaml="patches: [{path: patch.yaml}]\n")

    assert package.run("render", "patch.yaml") == (
        1,
        "",
        [
            "[warning] no object runs a pipeline task `deploy-intercepts`: nothing to inject into",
            "[warning] is a patch of kustomization.yaml, and is left alone (patch.yaml)",
            "[error] no Tekton object in patch.yaml",
        ],
    )
