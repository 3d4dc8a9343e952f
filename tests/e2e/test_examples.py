"""The examples are tests: each is run as its README says, by the real programs, twice.

A folder in examples/ is a case. Where its commands give different things it is several, one for
each folder in its `.expected`. The `config.yaml` there has

- `commands`: each is run in a fresh copy, and all of them must give the same;
- `needs`: `image`, `plugin-home`, or nothing;
- `exitCode`: 0 if absent.

Beside it lies what is expected, as whole files, absent for what is empty: `output.yaml` (stdout),
`diff.patch` (what changed on disk), `results.yaml` (kpt's), `stderr`. Our Tasks are one line each
there, as tests/shipped_tasks.py says.
"""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

import commands
import shipped_tasks
import workspace

if TYPE_CHECKING:
    from collections.abc import Mapping

EXAMPLES = Path(__file__).parents[2] / "examples"
CASES = sorted(
    str(path.parent.relative_to(EXAMPLES))
    for pattern in ("*/.expected/config.yaml", "*/.expected/*/config.yaml")
    for path in EXAMPLES.glob(pattern)
)


class Outcome(NamedTuple):
    """All that a run of an example is compared by."""

    output: str
    diff: str
    results: str
    stderr: str
    code: int


@pytest.fixture(params=CASES, ids=lambda case: case.replace("/.expected", ""))
def expected(request: pytest.FixtureRequest) -> Path:
    """The folder of what is expected."""
    return EXAMPLES / str(request.param)


@pytest.fixture
def case(expected: Path) -> str:
    """The name of the example."""
    return expected.relative_to(EXAMPLES).parts[0]


@pytest.fixture
def surroundings(expected: Path, request: pytest.FixtureRequest) -> Mapping[str, str]:
    """The environment with what the example needs."""
    needs = workspace.read_yaml(expected / "config.yaml").get("needs", [])
    asked = "engine_environment" if "image" in needs else "environment"
    found: dict[str, str] = dict(request.getfixturevalue(asked))
    if "plugin-home" in needs:
        found["KUSTOMIZE_PLUGIN_HOME"] = str(request.getfixturevalue("plugin_home"))
    return found


def test_there_are_examples_and_each_says_what_it_expects() -> None:
    assert CASES
    named = {Path(case).parts[0] for case in CASES}
    assert {path.name for path in EXAMPLES.iterdir() if path.is_dir()} == named


def test_the_readme_shows_the_commands_that_are_tested(case: str, expected: Path) -> None:
    config = workspace.read_yaml(expected / "config.yaml")
    readme = (EXAMPLES / case / "README.md").read_text()

    assert [command for command in config["commands"] if f"\n{command}\n" not in readme] == []


def test_an_example_does_what_it_says_and_a_second_run_adds_nothing(
    case: str, expected: Path, surroundings: Mapping[str, str], repository: Path, tmp_path: Path
) -> None:
    config = workspace.read_yaml(expected / "config.yaml")

    for number, command in enumerate(config["commands"]):
        copy = workspace.copy(repository, tmp_path / str(number))
        workspace.commit(copy, surroundings)
        first = _run(command, copy, case, surroundings)
        second = _run(command, copy, case, surroundings)

        assert first.code == config.get("exitCode", 0), first.stderr
        assert (second.output, second.diff, second.code) == (first.output, first.diff, first.code)
        outcome = {
            expected / "output.yaml": shipped_tasks.fold_printed(first.output),
            expected / "diff.patch": shipped_tasks.fold_patch(first.diff),
            expected / "results.yaml": first.results,
        }
        workspace.expect(outcome | ({expected / "stderr": first.stderr} if number == 0 else {}))


def _run(command: str, copy: Path, case: str, environment: Mapping[str, str]) -> Outcome:
    folder = copy / "examples" / case
    results = copy.parent / f"{copy.name}-results"
    arguments = [part.replace("RESULTS", str(results)) for part in shlex.split(command)]
    done = commands.run(arguments, cwd=folder, environment=environment)
    found = results / "results.yaml"
    return Outcome(
        output=done.stdout,
        diff=workspace.changes(folder, environment),
        results=workspace.steady(found.read_text(), copy) if found.exists() else "",
        stderr=workspace.steady(done.stderr, copy),
        code=done.code,
    )
