"""What `render` says about a kustomization beside the file with the Tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from inject_intercepts.cli import kustomization
from inject_intercepts.cli.write import Change

if TYPE_CHECKING:
    from pathlib import Path

ADD = "[warning] the file is not listed: add `- tasks.yaml` to `resources` ({0})"
TAKE_OUT = "[warning] the file is gone: take `- tasks.yaml` out of `resources` ({0})"


def said(change: Change) -> list[str]:
    return [str(result) for result in kustomization.advice(change)]


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
