"""The tutorial of the SDK (docs/sdk.md): kpt runs the function of it, twice."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

import commands
import workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from engine import Engine


@pytest.mark.parametrize("script", ["kpt.sh", "eval.sh"])
def test_kpt_changes_what_the_tutorial_says_and_a_second_time_nothing(
    script: str, repository: Path, tmp_path: Path, environment: Mapping[str, str]
) -> None:
    tutorial = repository / "tests" / "docs" / "testdata" / "sdk"
    mine = shutil.copytree(tutorial, tmp_path / "mine")
    workspace.commit(mine, environment)

    for _ in range(2):
        done = commands.run(["sh", "-eu", script], cwd=mine, environment=environment)

        assert done.code == 0, done.stderr
        workspace.expect({tutorial / "kpt.patch": workspace.changes(mine / "shop", environment)})


def test_kpt_changes_the_same_by_the_image_of_the_tutorial(
    repository: Path,
    tmp_path: Path,
    engine: Engine,
    environment: Mapping[str, str],
    image_of: Callable[[Path], str],
) -> None:
    tutorial = repository / "tests" / "docs" / "testdata" / "sdk"
    mine = shutil.copytree(tutorial, tmp_path / "mine")
    workspace.commit(mine, environment)
    image = image_of(mine / "pull_policy.py")

    _, evaluated = (mine / "image.sh").read_text().replace("pull-policy:dev", image).splitlines()
    both = {**engine.environment, **environment}
    both["PATH"] = f"{engine.programs}:{environment['PATH']}"
    done = commands.run(evaluated.split(), cwd=mine, environment=both)

    assert done.code == 0, done.stderr
    workspace.expect({tutorial / "kpt.patch": workspace.changes(mine / "shop", environment)})
