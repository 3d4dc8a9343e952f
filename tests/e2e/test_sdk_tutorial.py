"""The tutorial of the SDK (docs/sdk.md): kpt runs the function of it, twice."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import commands
import workspace
from engine import BASE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from conftest import Absent
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
    environment: Mapping[str, str],
    engine: Engine,
    cache: Path,
    absent: Absent,
) -> None:
    materials = cache / "image"
    if not [*materials.glob(BASE)]:
        absent("the base of the function image", "run `make tools` as root, with debootstrap")
    tutorial = repository / "tests" / "docs" / "testdata" / "sdk"
    mine = shutil.copytree(tutorial, tmp_path / "mine")
    commands.succeed(
        ["scripts/build-sdk.sh", mine, Path(sys.executable).with_name("hatchling")],
        cwd=repository, environment=os.environ,
    )  # fmt: skip
    workspace.commit(mine, environment)
    image = "localhost/pull-policy:dev"
    (wheels,) = materials.glob("wheels-*")
    python = engine.python(materials)

    built = engine.podman(
        "build", "--quiet", "--network=none", f"--build-arg=PYTHON_IMAGE={python}",
        f"--volume={wheels.resolve()}:/given:ro", "--env=PIP_NO_INDEX=1",
        "--env=PIP_FIND_LINKS=/given", f"--tag={image}", mine,
    )  # fmt: skip
    assert built.code == 0, built.stderr
    _, evaluated = (mine / "image.sh").read_text().replace("pull-policy:dev", image).splitlines()
    both = {**engine.environment, **environment}
    both["PATH"] = f"{engine.programs}:{environment['PATH']}"
    done = commands.run(evaluated.split(), cwd=mine, environment=both)

    assert done.code == 0, done.stderr
    workspace.expect({tutorial / "kpt.patch": workspace.changes(mine / "shop", environment)})
