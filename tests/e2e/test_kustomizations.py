"""The repository's own kustomizations, built twice by kustomize and once by kubectl."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import commands
import shipped_tasks
import workspace

if TYPE_CHECKING:
    from collections.abc import Mapping

EXPECTED = Path(__file__).parent / "expected" / "telepresence.yaml"
BUILD = ["kustomize", "build", "--enable-alpha-plugins", "."]
KUBECTL = ["kubectl", "kustomize", "--enable-alpha-plugins", "."]
AGAIN = """\
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
  - built.yaml
components:
  - ../../component
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
    defaults = re.findall(r"(?m)^  - default: (mirrord|telepresence)$", built[0])
    assert defaults == ["mirrord" if folder.endswith("mirrord") else "telepresence"] * 2
    workspace.expect({EXPECTED: shipped_tasks.fold_printed(text)})


@pytest.mark.parametrize("folder", [".", "examples/kustomize-component"])
def test_the_component_over_its_own_output_changes_nothing(
    folder: str, copy: Path, engine_environment: Mapping[str, str]
) -> None:
    first = commands.succeed(BUILD, cwd=copy / folder, environment=engine_environment)
    again = copy / "examples" / "again"
    again.mkdir()
    (again / "built.yaml").write_text(first)
    (again / "kustomization.yaml").write_text(AGAIN)

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
