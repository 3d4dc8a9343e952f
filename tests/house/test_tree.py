"""The repository speaks of itself, and says each thing in one place."""

from __future__ import annotations

import re
import subprocess

import pytest
import sources
import yaml

from inject_intercepts import contract

# A path of somebody's machine. `/tmp` is everybody's, and one is of Argo CD's image.
A_MACHINE = re.compile(r"(?<![\w.~-])/(?:root|work|Users|home/(?!argocd/)[a-z]+)/")
IMAGE = re.compile(r"[\w./-]+/inject-intercepts:v[\w.-]+")


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """Every file that git knows, but for the sums of Go's modules."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=sources.REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return {
        name: (sources.REPOSITORY / name).read_bytes().decode(errors="replace")
        for name in listed.rstrip("\0").split("\0")
        if not name.endswith("go.sum") and (sources.REPOSITORY / name).is_file()
    }


def test_no_file_names_a_path_of_one_machine(texts: dict[str, str]) -> None:
    found = {
        f"{name}: {path.group()}"
        for name, text in texts.items()
        for path in A_MACHINE.finditer(text)
    }

    assert found == set()


def test_every_label_and_annotation_of_ours_is_one_of_the_contract(texts: dict[str, str]) -> None:
    # An apiVersion, and the name of a Go module, look alike.
    others = {"v1", "v1alpha1", "tests"}
    mark = re.compile(rf"{re.escape(contract.GROUP)}/([\w-]+)")
    written = {found.group() for text in texts.values() for found in mark.finditer(text)}

    assert written - {f"{contract.GROUP}/{other}" for other in others} == contract.MARKS.keys()


def test_every_mention_of_the_image_is_the_one_of_the_component(texts: dict[str, str]) -> None:
    config = yaml.safe_load(texts["component/function/inject-intercepts.yaml"])
    function = yaml.safe_load(config["metadata"]["annotations"]["config.kubernetes.io/function"])
    mentioned = {image for text in texts.values() for image in IMAGE.findall(text)}

    assert mentioned == {function["container"]["image"]}


def test_the_image_has_the_version_of_the_program(texts: dict[str, str]) -> None:
    (version,) = re.findall(r'__version__ = "(.+)"', texts["fn/inject_intercepts/__init__.py"])

    assert f":v{version}\n" in texts["component/function/inject-intercepts.yaml"]


def test_every_command_of_the_makefile_is_explained(texts: dict[str, str]) -> None:
    makefile = texts["Makefile"]

    commands = set(re.findall(r"^\.PHONY: (\S+)$", makefile, flags=re.MULTILINE))
    explained = set(re.findall(r"^([a-z-]+):.*## ", makefile, flags=re.MULTILINE))
    assert commands == explained
    assert {"setup", "run", "test", "bench", "lint", "image", "golden", "tools"} <= commands
