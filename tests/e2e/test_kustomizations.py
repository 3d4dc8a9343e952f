"""The repository's own kustomizations, built twice by kustomize and once by kubectl."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

import commands
import shipped_tasks
import workspace

if TYPE_CHECKING:
    from collections.abc import Mapping

EXPECTED = Path(__file__).parent / "expected" / "telepresence.yaml"
HASH = r"crc32-\w+"
BUILD = ["kustomize", "build", "--enable-alpha-plugins", "."]
KUBECTL = ["kubectl", "kustomize", "--enable-alpha-plugins", "."]
AGAIN = """\
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
  - built.yaml
components:
  - ../../component/name-references
transformers:
  - {config}
"""


PREFIXED = """\
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
namePrefix: team-a-
resources:
  - ../../base
components:
  - component
"""
COMPONENT = """\
apiVersion: kustomize.config.k8s.io/v1alpha1
kind: Component
components:
  - ../../../component/name-references
transformers:
  - ../../../base/config
"""


@pytest.mark.parametrize("folder", [".", "overlays/telepresence", "overlays/mirrord"])
def test_the_base_is_built_with_either_default(
    folder: str, copy: Path, engine_environment: Mapping[str, str]
) -> None:
    built = [
        commands.succeed(command, cwd=copy / folder, environment=engine_environment)
        for command in (BUILD, BUILD, KUBECTL)
    ]

    assert built[1:] == built[:1] * 2
    # The overlays differ in this alone, and only one of them stands there whole.
    text = re.sub(r"(?m)(?<=^  - default: )mirrord$", "telepresence", built[0])
    if text != built[0]:
        # With it goes the hash of the derived Pipeline, which comes first.
        of_telepresence = re.findall(HASH, EXPECTED.read_text())[0]
        assert re.findall(HASH, text)[0] != of_telepresence
        text = re.sub(HASH, of_telepresence, text, count=1)
    defaults = re.findall(r"(?m)^  - default: (mirrord|telepresence)$", built[0])
    assert defaults == ["mirrord" if folder.endswith("mirrord") else "telepresence"] * 2
    workspace.expect({EXPECTED: shipped_tasks.fold_printed(text)})


@pytest.mark.parametrize(
    ("folder", "config"),
    [(".", "base/config"), ("examples/kustomize-component", "component/function")],
)
def test_the_component_over_its_own_output_changes_nothing(
    folder: str, config: str, copy: Path, engine_environment: Mapping[str, str]
) -> None:
    first = commands.succeed(BUILD, cwd=copy / folder, environment=engine_environment)
    again = copy / "examples" / "again"
    again.mkdir()
    (again / "built.yaml").write_text(first)
    (again / "kustomization.yaml").write_text(AGAIN.format(config=f"../../{config}"))

    second = commands.succeed(BUILD, cwd=again, environment=engine_environment)

    assert second == first


def test_every_reference_to_a_task_of_ours_has_the_prefix_of_the_task(
    copy: Path, engine_environment: Mapping[str, str]
) -> None:
    built = commands.succeed(
        BUILD, cwd=copy / "examples" / "kustomize-component", environment=engine_environment
    )

    objects = workspace.documents(built)
    ours = {one["metadata"]["name"] for one in objects if one["kind"] == "Task"}
    (pipeline,) = (one for one in objects if one["kind"] == "Pipeline")
    tasks = [*pipeline["spec"]["tasks"], *pipeline["spec"]["finally"]]
    named = {task["taskRef"]["name"] for task in tasks}
    assert {one["metadata"]["namespace"] for one in objects} == {"team-a"}
    assert all(name.startswith("team-a-") for name in ours)
    assert named == {*ours, "run-stack-tests"}


def test_a_derived_pipeline_is_found_by_the_name_that_the_prefix_makes(
    copy: Path, engine_environment: Mapping[str, str]
) -> None:
    folder = copy / "examples" / "prefixed"
    (folder / "component").mkdir(parents=True)
    (folder / "kustomization.yaml").write_text(PREFIXED)
    (folder / "component" / "kustomization.yaml").write_text(COMPONENT)

    built = commands.succeed(BUILD, cwd=folder, environment=engine_environment)

    found = {
        one["metadata"]["name"]: one["metadata"]["labels"]
        for one in workspace.documents(built)
        if one["kind"] == "Pipeline"
    }
    assert found.keys() == {"team-a-stack-pr-test", "team-a-stack-pr-continue"}
    mark = "tekton-intercepts.dev/continuation-of"
    assert found["team-a-stack-pr-continue"][mark] == "team-a-stack-pr-test"


def test_the_accounts_of_other_namespaces_are_built_as_their_page_says(
    repository: Path, tmp_path: Path, environment: Mapping[str, str]
) -> None:
    page = (repository / "rbac" / "README.md").read_text(encoding="utf-8")
    shutil.copytree(repository / "rbac", tmp_path / "rbac")
    ours = tmp_path / "ours"
    ours.mkdir()
    subjects = []
    for block in re.findall(r"```yaml\n(.*?)```", page, re.DOTALL):
        (ours / "kustomization.yaml").write_text(block)
        built = commands.succeed(["kubectl", "kustomize", "."], cwd=ours, environment=environment)
        subjects += [
            (one["metadata"]["name"], one["metadata"]["namespace"], one["subjects"][0]["namespace"])
            for one in yaml.safe_load_all(built)
            if one["kind"] == "RoleBinding"
        ]

    assert subjects == [
        ("intercept-lock", "team-a", "our-pipelines"),
        ("intercept-mirrord", "team-a", "our-pipelines"),
        ("intercept-mirrord-proxy", "team-a", "team-a"),
        ("intercept-pods", "team-a", "our-pipelines"),
        ("intercept-lock", "agents", "ci"),
        ("intercept-mirrord", "agents", "ci"),
        ("intercept-mirrord-proxy", "agents", "staging"),
        ("intercept-pods", "agents", "ci"),
    ]
