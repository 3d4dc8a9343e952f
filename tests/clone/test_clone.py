"""The commands of README and CONTRIBUTING, run as written in a fresh clone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import fresh_clone
import pytest
import yaml
from fresh_clone import Clone

if TYPE_CHECKING:
    from pathlib import Path

# Each is run by the test below that has it in its text.
RUN_HERE = {
    "make setup",
    "make run",
    "make test",
    "make lint",
    "make tasks",
    "make reference",
    "make bench",
    "make golden",
    "make lock",
    "make image",
    "make sdk",
    "make standalone",
    "make help",
    "make setup && .venv/bin/pytest tests/unit -k words",
    "pip install .",
}
# These need what a clone of this suite has not: CI runs them, by `.ci/run` in its fresh clone.
RUN_BY_CI = {
    ".ci/run",
    "make test-all",
    "make test-orchestrators",
    "make test-tekton",
    "make test-argocd",
    "make test-cluster",
    "make test-node",
    "make test-clone",
    "make tools",
}
# An hour of compiling, and a machine that stays: only that it can be planned is seen here.
PLANNED = {"make record", "make node", "make node-down"}


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    return Clone(tmp_path)


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> Clone:
    """A clone for commands of somebody who has worked in it before."""
    return Clone(tmp_path_factory.mktemp("used"))


def test_every_command_is_run_here_or_by_ci() -> None:
    named = fresh_clone.documented() | {"make help"}

    assert named == RUN_HERE | RUN_BY_CI | PLANNED


def test_ci_runs_both_tiers_and_all_parts(used: Clone) -> None:
    script = (used.folder / ".ci" / "run").read_text(encoding="utf-8")
    planned = used.run("make --dry-run test-all")
    parts = {name.removeprefix("make ") for name in RUN_BY_CI if name.startswith("make test-")}

    assert "\nmake test test-all\n" in script
    assert planned.code == 0, planned.stderr
    begins = "tests/tools/side-by-side "
    (line,) = (line for line in planned.stdout.splitlines() if line.startswith(begins))
    assert {*line.removeprefix(begins).split()} - {"--"} == parts - {"test-all"}


@pytest.mark.parametrize("command", sorted(PLANNED))
def test_what_is_too_dear_can_be_planned(used: Clone, command: str) -> None:
    assert used.run(f"{command} --dry-run").code == 0


def test_the_first_command_gives_the_program_and_pytest(clone: Clone) -> None:
    done = clone.run("make setup && .venv/bin/pytest tests/unit -k words")

    assert done.code == 0, done.stdout + done.stderr
    assert re.search(r" [1-9]\d* passed, \d+ deselected", done.stdout)
    assert clone.run("make setup").code == 0
    assert clone.changed() == []


def test_make_run_gives_the_result_alone_on_stdout(used: Clone) -> None:
    done = used.run("make run")

    assert done.code == 0, done.stderr
    kinds = [one["kind"] for one in yaml.safe_load_all(done.stdout)]
    assert (kinds.count("Pipeline"), kinds.count("Task")) == (2, 4)
    assert "[info] tekton.dev/v1/Pipeline/stack-pr-test" in done.stderr


def test_make_test_passes_and_says_what_more_there_is(clone: Clone) -> None:
    # What it draws is CI's business, in its own fresh clone: here everything has to run once.
    done = clone.run("make test", PROPERTY_EXAMPLES="1")

    assert done.code == 0, done.stdout + done.stderr
    assert "missing: jq" not in done.stdout
    *_, last = re.split(r"^=+ .* passed.*$", done.stdout, flags=re.MULTILINE)
    assert "`make test-all` adds" in last
    for part in ("orchestrators", "tekton", "argocd", "cluster", "clone"):
        assert f"make test-{part} " in last
    assert clone.changed() == []


@pytest.mark.parametrize(("ci", "code"), [("true", 2), ("", 0)])
def test_without_jq_it_says_so_before_all_else(used: Clone, ci: str, code: int) -> None:
    done = used.run("make .venv/.stamps/jq", without="jq", CI=ci)

    assert done.code == code
    assert done.stderr.startswith("NOT CHECKED: jq is missing; ")
    assert "tests/tools/missing jq" in used.run("make --dry-run test").stdout.splitlines()[0]


def test_make_lint_says_what_it_could_not_check(used: Clone) -> None:
    done = used.run("make lint")

    assert done.code == 0, done.stdout + done.stderr
    assert "NOT CHECKED: gofmt is missing" in done.stderr
    assert "NOT CHECKED: shellcheck is missing" in done.stderr


@pytest.mark.parametrize("command", ["make tasks", "make reference"])
def test_what_is_made_from_sources_is_made_of_these(used: Clone, command: str) -> None:
    assert used.run(command).code == 0
    assert used.changed() == []


def test_make_golden_fails_so_that_it_is_not_left_on_and_writes_what_is_there(used: Clone) -> None:
    done = used.run("make golden")

    assert "golden files were written; look at them" in done.stdout
    assert used.changed() == []


def test_make_bench_measures_each_ratio(used: Clone) -> None:
    done = used.run("make bench")

    # On a busy machine a ratio may be over its limit: which is said, and is another matter.
    assert done.code == 0 or "over its limit: " in done.stdout + done.stderr
    assert len(re.findall(r"\d+\.\d+ +\d+\.\d+$", done.stdout, re.MULTILINE)) >= 5


def test_make_help_lists_every_command(used: Clone) -> None:
    listed = set(re.findall(r"^  (make [a-z-]+) ", used.run("make help").stdout, re.MULTILINE))
    known = RUN_HERE | RUN_BY_CI | PLANNED

    assert {name for name in known if re.fullmatch("make [a-z-]+", name)} <= listed


def test_make_image_builds_by_the_engine_that_is_there(used: Clone) -> None:
    refused = used.run("make image")
    assert (refused.code, refused.stderr.splitlines()[0]) == (2, "make: docker or podman is needed")

    engine = used.programs / "podman"
    engine.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n', encoding="utf-8")
    engine.chmod(0o755)
    done = used.run("make image")

    assert done.code == 0, done.stderr
    commit = used.run("git rev-parse HEAD").stdout.strip()
    *_, tag, _, version, _, revision, folder = done.stdout.splitlines()
    assert (tag, revision, folder) == ("inject-intercepts:dev", f"REVISION={commit}", ".")
    assert re.fullmatch(r"VERSION=\d+\.\d+\.\d+", version)


def test_make_standalone_gives_the_program_without_a_python(used: Clone) -> None:
    done = used.run("make standalone && env -i dist/standalone/inject-intercepts render base")

    assert done.code == 0, done.stderr
    assert "kind: Pipeline\n" in done.stdout


def test_make_sdk_gives_a_wheel_that_a_function_needs_alone(used: Clone) -> None:
    assert used.run("make sdk && python3 -m venv ../alone").code == 0
    done = used.run(
        "../alone/bin/pip install dist/sdk/*.whl && "
        "../alone/bin/python tests/docs/testdata/sdk-readme/set_label.py --help"
    )

    assert done.code == 0, done.stderr
    assert "Set a label on every object." in done.stdout


def test_pip_installs_the_program(used: Clone) -> None:
    assert used.run("python3 -m venv ../own").code == 0
    done = used.run("PATH=../own/bin:$PATH; pip install . && inject-intercepts render base")

    assert done.code == 0, done.stderr
    assert "kind: Pipeline\n" in done.stdout


def test_make_lock_changes_pins_alone(clone: Clone) -> None:
    done = clone.run("make lock")

    assert done.code == 0, done.stderr
    sections = ("", "-build", "-dev", "-standalone")
    assert set(clone.changed()) <= {f"requirements{section}.txt" for section in sections}
