"""What the README of the SDK shows is a function with its test, and each call does what it says."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import markdown_page as markdown
import pytest

if TYPE_CHECKING:
    from pathlib import Path

LABELLED = "  name: web  # it serves\n  labels:\n    app: web\n"


@pytest.fixture
def function(repository: Path, tmp_path: Path) -> Path:
    """A folder with the function, its test, and its golden case."""
    folder = tmp_path / "function"
    shutil.copytree(repository / "tests" / "docs" / "testdata" / "sdk-readme", folder)
    return folder


def _run(folder: Path, *arguments: str, stdin: str = "", **more: str) -> str:
    """What the function prints; it must succeed."""
    done = subprocess.run(
        [sys.executable, "set_label.py", *arguments], cwd=folder, input=stdin, text=True,
        capture_output=True, check=False, env={**os.environ, **more},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_its_test_is_the_line_that_is_shown(function: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"],
        cwd=function, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stdout
    assert "1 passed" in done.stdout


def test_each_call_of_the_table_does_what_it_says(function: Path, repository: Path) -> None:
    page = (repository / "sdk" / "README.md").read_text(encoding="utf-8")
    calls = [call for call, _ in markdown.table(page, "calls")]
    case = function / "golden" / "a-label-comes"
    package, config = case / "web.yaml", case / "_fnconfig.yaml"
    arguments = ["render", "--config", str(config), str(package)]
    stdin = (case / "_expected.yaml").read_text(encoding="utf-8").replace("value: web", "value: x")

    assert len(calls) == 5
    assert "      app: x\n" in _run(function, stdin=stdin)
    plugin = {"KUSTOMIZE_PLUGIN_CONFIG_ROOT": str(function)}
    assert LABELLED in _run(function, str(config), stdin=package.read_text(), **plugin)
    assert LABELLED in _run(function, *arguments)
    assert "+    app: web\n" in _run(function, "render", "--diff", *arguments[1:])
    assert "title: SetLabel\n" in _run(function, "schema")
    assert "Set a label on every object." in _run(function, "--help")
    assert json.loads(_run(function, "--doc"))["short"] == "Set a label on every object."
