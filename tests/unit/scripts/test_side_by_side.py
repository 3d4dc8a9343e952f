"""How the parts of the second tier run beside each other, by a Makefile of a few lines."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

MAKEFILE = """\
well:
\t@echo "== 2 passed in 0.01s =="
also-well:
\t@echo "== 3 passed in 0.01s =="
slow also-slow:
\t@sleep 1; echo "== 4 passed in 1.00s =="
twice:
\t@echo "== 1 failed in 0.01s =="; echo "tried once more: what failed"
\t@echo "== 1 passed in 0.01s =="
ill:
\t@echo "FAILED tests/a.py::test_b - assert 1 == 2"; echo "== 1 failed in 0.01s =="; false
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "Makefile").write_text(MAKEFILE)
    (tmp_path / "logs").mkdir()
    return tmp_path


def side_by_side(repository: Path, folder: Path, *targets: str) -> subprocess.CompletedProcess[str]:
    # A make inside of a make says which folder it enters.
    outside_of_make = {name: it for name, it in os.environ.items() if not name.startswith("MAKE")}
    return subprocess.run(
        [repository / "tests" / "tools" / "side-by-side", *targets],
        cwd=folder,
        env=outside_of_make | {"TMPDIR": str(folder / "logs")},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def summary(done: subprocess.CompletedProcess[str]) -> list[list[str]]:
    """The lines behind the title of the last part, as words without the seconds."""
    _, last = done.stdout.split("======== all together\n")
    return [[word for word in line.split() if not word.isdigit()] for line in last.splitlines()]


def test_when_all_parts_pass_the_whole_has_passed(repository: Path, folder: Path) -> None:
    done = side_by_side(repository, folder, "well", "also-well")

    assert done.returncode == 0
    assert summary(done) == [
        ["make", "well", "passed", "s", "passed", "in", "0.01s"],
        ["make", "also-well", "passed", "s", "passed", "in", "0.01s"],
    ]
    assert list((folder / "logs").iterdir()) == []


def test_one_part_that_fails_fails_the_whole_and_is_named_at_the_end(
    repository: Path, folder: Path
) -> None:
    done = side_by_side(repository, folder, "well", "ill", "also-well")

    assert done.returncode == 1
    _, failed, why, *_, also_well = summary(done)
    assert failed == ["make", "ill", "FAILED", "s", "failed", "in", "0.01s"]
    assert why == ["FAILED", "tests/a.py::test_b", "-", "assert", "=="]
    assert also_well == ["make", "also-well", "passed", "s", "passed", "in", "0.01s"]


def test_a_part_that_passed_only_when_tried_once_more_says_so_at_the_end(
    repository: Path, folder: Path
) -> None:
    done = side_by_side(repository, folder, "twice")

    assert done.returncode == 0
    assert summary(done) == [
        ["make", "twice", "passed", "s", "passed", "in", "0.01s"],
        ["tried", "once", "more:", "what", "failed"],
    ]


def test_what_stands_behind_two_dashes_begins_when_all_before_it_have_ended(
    repository: Path, folder: Path
) -> None:
    done = side_by_side(repository, folder, "slow", "--", "also-slow", "well", "--", "ill")

    lines = done.stdout.splitlines()
    shown = [line for line in lines if line.startswith(("... make", "======== make"))]
    assert shown == [
        *("... make slow begins", "======== make slow"),
        *("... make also-slow begins", "... make well begins"),
        *("======== make well", "======== make also-slow"),
        *("... make ill begins", "======== make ill"),
    ]
    assert [line[1] for line in summary(done) if line[0] == "make"] == [
        *("slow", "also-slow", "well", "ill")
    ]


def test_the_output_of_a_part_is_written_whole(repository: Path, folder: Path) -> None:
    done = side_by_side(repository, folder, "well", "also-well")

    assert "\n======== make well\n== 2 passed in 0.01s ==\n" in done.stdout
    assert "\n======== make also-well\n== 3 passed in 0.01s ==\n" in done.stdout
