"""The function image, as the orchestrators run it and as a careful cluster does."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

import commands
import workspace

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from engine import Engine

ORCHESTRATORS = ["--network=none", "--user=nobody", "--security-opt=no-new-privileges"]
STRICT = ["--network=none", "--security-opt=no-new-privileges", "--read-only", "--cap-drop=all"]
NO_TMP = ["--read-only-tmpfs=false"]


@pytest.fixture(scope="session")
def package(repository: Path) -> bytes:
    """A ResourceList with the base Pipelines."""
    return workspace.resource_list((repository / "base").glob("stack-*.yaml"))


@pytest.mark.parametrize(
    "how",
    [
        ORCHESTRATORS,
        [*STRICT, *NO_TMP, "--user=nobody"],
        [*STRICT, *NO_TMP, "--user=999:999"],
        [*STRICT, *NO_TMP, "--user=1234567:1234567"],
        [*STRICT, *NO_TMP, "--unsetenv=HOME", "--unsetenv=PATH"],
        [*STRICT, *NO_TMP, "--env=PYTHONPATH=/nowhere", "--env=PYTHONHOME=/nowhere"],
    ],
    ids=["orchestrators", "read-only", "uid 999", "a uid of its own", "no HOME", "odd environment"],
)
def test_the_image_says_what_the_program_says(
    how: list[str],
    package: bytes,
    engine: Engine,
    image: str,
    program: Path,
    environment: Mapping[str, str],
    tmp_path: Path,
) -> None:
    expected = commands.run([program], cwd=tmp_path, environment=environment, stdin=package)

    done = engine.podman("run", "--rm", "--interactive", *how, image, stdin=package)

    assert done == expected
    assert done.code == 0
    assert done.stdout != package.decode()


def test_a_broken_input_is_refused_the_same_way(engine: Engine, image: str) -> None:
    done = engine.podman("run", "--rm", "-i", *STRICT, image, stdin=b"kind: [")

    assert (done.stdout, done.code) == ("", 1)
    assert done.stderr.startswith("[error] ")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("flag", ["--help", "--doc"])
def test_the_image_explains_itself_without_a_stdin(flag: str, engine: Engine, image: str) -> None:
    done = engine.podman("run", "--rm", *STRICT, image, flag)

    assert (done.stderr, done.code) == ("", 0)
    assert done.stdout


def test_the_image_says_what_it_is_and_runs_as_nobody(engine: Engine, image: str) -> None:
    (facts,) = json.loads(engine.podman("image", "inspect", image).stdout)

    assert facts["Config"]["User"] == "65534:65534"
    assert facts["Config"]["Entrypoint"] == ["/venv/bin/python", "-I", "-m", "inject_intercepts"]
    assert facts["Config"].get("Cmd") is None
    assert {
        key.removeprefix("org.opencontainers.image."): value
        for key, value in facts["Labels"].items()
        if key.startswith("org.opencontainers.image.")
    } == {
        "title": "inject-intercepts",
        "description": "KRM function: Tekton Pipelines that can run either intercept backend",
        "licenses": "Apache-2.0",
        "version": "0.0.0-test",
        "revision": "tested",
    }


def test_nothing_in_the_image_is_left_to_compile_or_can_install(engine: Engine, image: str) -> None:
    look = """
import importlib.util, os, sys
OURS = "inject_intercepts", "krm_fn", "yaml"
for folder in sys.path:
    for root, _, files in os.walk(folder):
        if "/test" in root or not any(ours in root for ours in OURS):
            continue
        for name in files:
            path = os.path.join(root, name)
            if name.endswith(".py") and not os.path.exists(importlib.util.cache_from_source(path)):
                print("not compiled:", path)
for module in "pip", "ensurepip", "hatchling":
    if importlib.util.find_spec(module):
        print("installed:", module)
for module in sys.modules.values():
    path = getattr(module, "__file__", None) or ""
    if path.endswith(".py") and not os.path.exists(importlib.util.cache_from_source(path)):
        print("not compiled:", path)
"""

    done = engine.podman(
        "run", "--rm", *STRICT, "--entrypoint=/venv/bin/python", image, "-I", "-c", look
    )

    assert done == commands.Done("", "", 0)
