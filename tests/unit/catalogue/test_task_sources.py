"""The sources of the Tasks: each file is what its name says, to the tools that know its kind."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
import yaml

from inject_intercepts import catalogue
from inject_intercepts.catalogue import programs

SOURCE = Path(__file__).parents[3] / "fn" / "inject_intercepts" / "catalogue" / "source"


def test_each_task_has_a_folder_and_one_is_shared() -> None:
    assert {path.name for path in SOURCE.iterdir()} == {*catalogue.NAMES, "shared"}


def test_every_source_is_a_script_a_program_or_yaml() -> None:
    assert {path.suffix for path in SOURCE.rglob("*") if path.is_file()} == {".sh", ".jq", ".yaml"}


@pytest.mark.needs("shellcheck", tier=2)
def test_every_script_passes_shellcheck_as_it_stands() -> None:
    done = subprocess.run(
        ["shellcheck", "--external-sources", "--source-path=SCRIPTDIR", *SOURCE.glob("*/*.sh")],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)


@pytest.mark.parametrize("path", sorted(SOURCE.glob("*/*.yaml")), ids=lambda path: path.name)
def test_every_yaml_file_is_yaml_as_it_stands(path: Path) -> None:
    assert yaml.safe_load(path.read_text())


@pytest.mark.parametrize("name", catalogue.NAMES)
def test_a_step_has_its_script_in_the_file_of_its_name(name: str) -> None:
    steps = yaml.safe_load((SOURCE / name / "task.yaml").read_text())["spec"]["steps"]

    scripts = {step["name"]: step["script"].replace("../shared/", "") for step in steps}
    assert scripts == {step: f"# include: {step}.sh\n" for step in scripts}


def test_a_program_of_several_lines_is_a_file() -> None:
    several = {
        f"{path.parent.name}/{path.name}: {program.text}"
        for path in SOURCE.glob("*/*.sh")
        for program in programs.found(path.read_text())
        if "\n" in program.text.strip() and "# include: " not in program.text
    }

    assert several == set()


@pytest.mark.parametrize("name", catalogue.NAMES)
def test_all_programs_in_quotes_are_found_for_jq_to_compile(name: str) -> None:
    for step in yaml.safe_load(catalogue.text(name))["spec"]["steps"]:
        script = step["script"]
        for program in programs.found(script):
            script = script.replace(f"'{program.text}'", "")

        # What is left is a path without quotes, or no call at all.
        assert re.findall(r"\bjq [^\n|;]*'", re.sub(r"(?m)^ *#.*", "", script)) == []
