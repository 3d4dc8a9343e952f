"""`python -m inject_intercepts.catalogue`: for people who edit a Task."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
import yaml

from inject_intercepts import catalogue
from inject_intercepts.catalogue import __main__ as hashes

if TYPE_CHECKING:
    from pathlib import Path

NAME = "cleanup-stack-pods"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The files of the catalogue, with one that somebody edited."""
    for name in catalogue.NAMES:
        text = catalogue.text(name)
        if name == NAME:
            text = text.replace("exit 1", "exit 2")
        (tmp_path / f"{name}.yaml").write_text(text)
    return tmp_path


def test_the_shipped_files_are_in_order_and_each_hash_is_printed() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "inject_intercepts.catalogue"],
        capture_output=True,
        text=True,
        check=False,
    )
    specs = {name: yaml.safe_load(catalogue.text(name))["spec"] for name in catalogue.NAMES}
    printed = [f"{catalogue.content_hash(spec)}  {name}\n" for name, spec in specs.items()]
    assert (done.stdout, done.stderr, done.returncode) == ("".join(printed), "", 0)


def test_an_edited_task_with_its_old_hash_is_named(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert hashes.main([], str(folder)) == 1
    path = folder / f"{NAME}.yaml"
    assert capsys.readouterr().err == f"{path} has another hash: run this with --write\n"


def test_write_changes_the_hash_of_the_edited_task_and_nothing_else(folder: Path) -> None:
    before = {path: path.read_text() for path in folder.iterdir()}
    assert hashes.main(["--write"], str(folder)) == 0
    path = folder / f"{NAME}.yaml"
    old = yaml.safe_load(before[path])
    new_hash = catalogue.content_hash(old["spec"])
    old_hash = old["metadata"]["annotations"][catalogue.HASH_ANNOTATION]
    before[path] = before[path].replace(old_hash, new_hash)
    assert {path: path.read_text() for path in folder.iterdir()} == before
    assert hashes.main([], str(folder)) == 0
