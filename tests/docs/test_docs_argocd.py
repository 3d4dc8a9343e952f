"""The commands of the page on Argo CD, in the folders that it speaks of."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

if TYPE_CHECKING:
    from conftest import Shell

DOCS = Path(__file__).parent / "argocd"


@pytest.fixture
def clone(repository: Path, tmp_path: Path) -> Path:
    """A team's repository."""
    target = tmp_path / "repository"
    shutil.copytree(repository / "argocd" / "rendered", target)
    return target


def test_generate_prints_what_will_be_applied(shell: Shell, clone: Path) -> None:
    done = shell(str(DOCS / "try.sh"), clone)

    assert done.code == 0
    kinds = [one["kind"] for one in yaml.safe_load_all(done.stdout)]
    assert kinds == ["Pipeline", *["Task"] * 4]


def test_a_parameter_lies_over_the_config(shell: Shell, clone: Path) -> None:
    config = clone / "ci" / "inject-intercepts.yaml"
    with_it = shell(str(DOCS / "try.sh"), clone).stdout
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("  default: mirrord\n", "  default: telepresence\n"))

    assert shell(str(DOCS / "try.sh"), clone).stdout != with_it
    assert shell(str(DOCS / "parameters.sh"), clone).stdout == with_it


def test_what_is_injected_into_can_be_counted(shell: Shell, clone: Path) -> None:
    assert shell(str(DOCS / "injected.sh"), clone).stdout == "1\n"
    pipeline = clone / "ci" / "pipeline.yaml"
    renamed = pipeline.read_text(encoding="utf-8").replace("deploy-intercepts", "deploy-other")
    pipeline.write_text(renamed, encoding="utf-8")

    assert shell(str(DOCS / "injected.sh"), clone)[::2] == ("0\n", 1)


def test_what_kustomize_builds_is_handed_on(shell: Shell, clone: Path) -> None:
    # Stands in for kustomize, with which tests/argocd does the same.
    programs = clone.parent / "programs"
    programs.mkdir()
    kustomize = programs / "kustomize"
    kustomize.write_text('#!/bin/sh -eu\ntest "$1" = build\ncat "$2/pipeline.yaml"\n')
    kustomize.chmod(0o755)

    done = shell(str(DOCS / "pipe.sh"), clone, more_programs=programs)

    assert done.code == 0, done.stderr
    assert len(list(yaml.safe_load_all(done.stdout))) == 5
