"""scripts/publish-build-images.sh, with a container engine that only notes what it is asked."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SCRIPT = ROOT / "scripts" / "publish-build-images.sh"
FILES = ROOT / "build-images"


def publish(
    folder: Path, *words: str, engine: str = "podman", fails: str = "none", **env: str
) -> subprocess.CompletedProcess[str]:
    """Runs the script where `engine` is the only one, and fails at the word `fails`."""
    path = folder / engine
    path.write_text(f'#!/bin/sh\necho "$*" >>"{folder}/calls"\n[ "$1" != {fails} ]\n')
    path.chmod(0o755)
    return subprocess.run(
        [SCRIPT, *words],
        env={"PATH": f"{folder}:{os.environ['PATH']}", "ENGINE": engine, **env},
        capture_output=True,
        text=True,
        check=False,
    )


def test_without_words_it_goes_to_the_registry_of_a_kind_cluster(tmp_path: Path) -> None:
    done = publish(tmp_path, engine="docker")
    image = "localhost:5001/tekton-dag-build-mirrord:latest"
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "calls").read_text().splitlines() == [
        f"build --tag {image} --file {FILES}/Dockerfile.mirrord {FILES}",
        f"push {image}",
    ]
    assert done.stdout == (
        f"building {image} from build-images/Dockerfile.mirrord\n"
        f"pushing {image}\n"
        f"\nbuilt and pushed with docker:\n  {image}\n"
        "The Pipelines take it as the param mirrord-image of the deploy task.\n"
    )


def test_registry_tag_and_versions_can_be_given(tmp_path: Path) -> None:
    done = publish(
        tmp_path,
        "registry.example.com/team",
        "v1",
        MIRRORD_VERSION="3.251.0",
        MIRRORD_ZIP_SHA256_AMD64="0a",
    )
    assert done.returncode == 0
    image = "registry.example.com/team/tekton-dag-build-mirrord:v1"
    build, push = (tmp_path / "calls").read_text().splitlines()
    # The file's own checksum is that of another version.
    versions = (
        "MIRRORD_VERSION=3.251.0",
        "MIRRORD_ZIP_SHA256_AMD64=0a",
        "MIRRORD_ZIP_SHA256_ARM64=",
    )
    given = " ".join(f"--build-arg {version}" for version in versions)
    assert build.startswith(f"build {given} --tag {image} ")
    assert push == f"push {image}"


def test_podman_is_told_that_a_registry_on_this_machine_has_no_certificate(tmp_path: Path) -> None:
    assert publish(tmp_path).returncode == 0
    push = (tmp_path / "calls").read_text().splitlines()[1]
    assert push == "push --tls-verify=false localhost:5001/tekton-dag-build-mirrord:latest"


@pytest.mark.parametrize(
    ("engine", "calls"),
    [
        (
            "podman",
            [
                "build --platform {platforms} --manifest {image} --file {file} {files}",
                "manifest push --all --tls-verify=false {image}",
            ],
        ),
        (
            "docker",
            ["buildx build --platform {platforms} --tag {image} --file {file} --push {files}"],
        ),
    ],
)
def test_one_image_can_have_several_architectures(
    tmp_path: Path, engine: str, calls: list[str]
) -> None:
    platforms = "linux/amd64,linux/arm64"
    assert publish(tmp_path, engine=engine, PLATFORMS=platforms).returncode == 0
    places = {
        "image": "localhost:5001/tekton-dag-build-mirrord:latest",
        "file": f"{FILES}/Dockerfile.mirrord",
        "files": str(FILES),
        "platforms": platforms,
    }
    assert (tmp_path / "calls").read_text().splitlines() == [c.format(**places) for c in calls]


def test_each_architecture_has_a_checksum_of_its_own(tmp_path: Path) -> None:
    assert publish(tmp_path, MIRRORD_ZIP_SHA256_ARM64="0a").returncode == 0
    build, _ = (tmp_path / "calls").read_text().splitlines()
    assert build.startswith("build --build-arg MIRRORD_ZIP_SHA256_ARM64=0a --tag ")
    text = (FILES / "Dockerfile.mirrord").read_text()
    found = re.findall(r"(amd64|arm64)\) name=(\w+) checksum=\"\$(\w+)\"", text)
    assert found == [
        ("amd64", "mirrord_linux_x86_64", "MIRRORD_ZIP_SHA256_AMD64"),
        ("arm64", "mirrord_linux_aarch64", "MIRRORD_ZIP_SHA256_ARM64"),
    ]


@pytest.mark.parametrize(
    ("fails", "said"),
    [
        ("build", "building localhost:5001/tekton-dag-build-mirrord:latest did not work"),
        (
            "push",
            "localhost:5001/tekton-dag-build-mirrord:latest was built, and pushing it did not work",
        ),
    ],
)
def test_a_failure_of_the_engine_is_said(tmp_path: Path, fails: str, said: str) -> None:
    done = publish(tmp_path, fails=fails)
    assert (done.returncode, done.stderr) == (1, f"publish-build-images: {said}\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--push",), "not a registry: --push"),
        (("r", "a b"), "not a tag: a b"),
        (("r", "t", "x"), "takes a registry and a tag; got 3 words. See --help"),
    ],
)
def test_wrong_words_are_named(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    done = publish(tmp_path, *words)
    assert (done.returncode, done.stderr) == (1, f"publish-build-images: {said}\n")
    assert not (tmp_path / "calls").exists()


def test_the_image_is_pinned_verified_and_runs_as_nobody_special() -> None:
    text = (FILES / "Dockerfile.mirrord").read_text()
    assert re.search(r"^ARG BASE=docker.io/bitnami/kubectl:latest$", text, re.MULTILINE)
    assert re.search(r"^ARG MIRRORD_VERSION=3\.\d+\.\d+$", text, re.MULTILINE)
    pins = re.findall(r"^ARG MIRRORD_ZIP_SHA256_\w+=[0-9a-f]{64}$", text, re.MULTILINE)
    assert len(set(pins)) == 2
    assert "sha256sum --check --strict" in text
    assert text.rindex("\nUSER ") == text.index("\nUSER 1001\n")
