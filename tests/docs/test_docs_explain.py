"""The table of the runs in the README is what the program prints."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Shell

EXPLAIN = Path(__file__).parent / "explain"
REWRITE = bool(os.environ.get("WRITE_GOLDEN_OUTPUT"))


def test_the_runs_are_those_that_the_program_tells_of(shell: Shell, folder: Path) -> None:
    expected = EXPLAIN / "runs.txt"
    shutil.copy(EXPLAIN / "explain.sh", folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}

    done = shell("explain.sh", folder)

    assert done.code == 0, done.stderr
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    if REWRITE and (not expected.exists() or expected.read_text(encoding="utf-8") != done.stdout):
        expected.write_text(done.stdout, encoding="utf-8")
        pytest.fail(f"rewritten: {expected}", pytrace=False)
    assert done.stdout == expected.read_text(encoding="utf-8")
