"""`python -m inject_intercepts.catalogue`: for people who change a Task."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from inject_intercepts import catalogue, contract
from inject_intercepts.catalogue import __main__ as command

REPOSITORY = Path(__file__).parents[3]
TREE = REPOSITORY / "fn" / "inject_intercepts" / "catalogue"
CLEANUP = "cleanup-stack-pods"
DEPLOYS = [f"{name}.yaml" for name in contract.DEPLOY_TASKS.values()]
SHIPPED = [*(f"{name}.yaml" for name in catalogue.NAMES), "interfaces.json"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the catalogue: its sources, and the Tasks that ship."""
    shutil.copytree(TREE / "source", tmp_path / "source")
    for name in SHIPPED:
        shutil.copy(TREE / name, tmp_path)
    return tmp_path


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert text.count(old) == 1
    path.write_text(text.replace(old, new))


def shipped(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir() if path.is_file()}


def test_what_ships_is_what_its_sources_compose(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in SHIPPED:
        (folder / name).unlink()

    assert command.main([], str(folder)) == 0

    assert shipped(folder) == {name: (TREE / name).read_text() for name in SHIPPED}
    written = [f"composed {folder / name}\n" for name in SHIPPED]
    assert capsys.readouterr() == ("".join(written), "")


def test_in_a_clone_it_finds_all_in_order() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "inject_intercepts.catalogue", "--check"],
        cwd=REPOSITORY,
        env=os.environ | {"PYTHONPATH": "fn"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)


def test_the_wheel_says_that_it_has_no_sources() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "inject_intercepts.catalogue"],
        capture_output=True,
        text=True,
        check=False,
    )

    installed = Path(catalogue.__file__).parent
    said = f"{installed} has no sources: in a clone, run it with PYTHONPATH=fn\n"
    assert (done.stdout, done.stderr, done.returncode) == ("", said, 1)


def test_an_edited_source_makes_the_tasks_stale_that_it_is_in_until_they_are_composed(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = shipped(folder)
    edit(folder / "source" / "shared" / "make-pr-pods.sh", "rm -f", "rm -rf")

    assert command.main(["--check"], str(folder)) == 1
    stale = [folder / name for name in DEPLOYS]
    said = "".join(f"{path} is stale: make tasks\n" for path in stale)
    assert capsys.readouterr() == ("", said)
    assert shipped(folder) == before

    assert command.main([], str(folder)) == 0
    assert capsys.readouterr() == ("".join(f"composed {path}\n" for path in stale), "")
    assert command.main(["--check"], str(folder)) == 0
    after = shipped(folder)
    assert {name for name in after if after[name] != before[name]} == {*DEPLOYS}


def test_an_edited_task_is_stale_even_if_its_hash_is_right(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder / f"{CLEANUP}.yaml"
    edit(path, "# Removes what a run's", "# Takes away what a run's")

    assert command.main(["--check"], str(folder)) == 1
    assert capsys.readouterr().err == f"{path} is stale: make tasks\n"


def test_what_a_task_declares_is_stale_until_it_is_composed(folder: Path) -> None:
    edit(folder / "source" / CLEANUP / "task.yaml", "name: sweep\n", "name: sweeps\n")
    stale = shipped(folder)["interfaces.json"]

    assert command.main(["--check"], str(folder)) == 1
    assert command.main([], str(folder)) == 0

    assert shipped(folder)["interfaces.json"] == stale.replace('"sweep"', '"sweeps"')


def test_a_source_that_is_in_no_task_is_named(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "source" / "shared" / "left-over.sh").write_text("exit 1\n")
    (folder / "source" / "shared" / ".left-over.sh.swp").write_text("of an editor")

    for arguments in ([], ["--check"]):
        assert command.main(arguments, str(folder)) == 1
        assert capsys.readouterr() == ("", "source/shared/left-over.sh is in no Task\n")


def test_sources_that_cannot_be_composed_change_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = shipped(folder)
    edit(folder / "source" / "shared" / "make-pr-pods.sh", "rm -f", "rm -rf")
    edit(folder / "source" / CLEANUP / "find.sh", "source ../shared/fail.sh", "source fail.sh")

    assert command.main([], str(folder)) == 1

    said = f"source/{CLEANUP}/find.sh:5: there is no {CLEANUP}/fail.sh to include\n"
    assert capsys.readouterr() == ("", said)
    assert shipped(folder) == before


@pytest.mark.needs("jq")
def test_a_program_that_jq_does_not_compile_is_named(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(folder / "source" / CLEANUP / "values.jq", "def dns_label:", "def dns_lebal:")
    assert command.main([], str(folder)) == 0
    capsys.readouterr()

    assert command.main(["--check"], str(folder)) == 1

    first, *_ = capsys.readouterr().err.splitlines()
    assert first.startswith(f"{CLEANUP}, step find: jq: error: dns_label/0 is not defined")


@pytest.mark.parametrize("arguments", [["--write"], ["--check", "--check"], ["x"]])
def test_an_unknown_argument_is_refused(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert command.main(arguments, str(folder)) == 2
    usage = "usage: python -m inject_intercepts.catalogue [--check]\n"
    assert capsys.readouterr() == ("", usage)
