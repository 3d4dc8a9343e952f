"""The functions of examples/sdk-* beside the same in Go: what both make of one package.

The Go functions are ours, in tests/tools/functions, on kpt's Go SDK. `.expected/go` of an example
has the patches: `kpt.patch` is what kpt changes with the Go function in the place of ours;
`stdin-to-stdout.patch` is what that does to the ResourceList, and `ours.patch` what ours does.
"""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
import yaml

import commands
import workspace
from krm_fn import testing

if TYPE_CHECKING:
    from collections.abc import Mapping

EXAMPLES = Path(__file__).parents[2] / "examples"
FUNCTIONS = ("set-labels", "require-digests", "generate-config-map")


class Ran(NamedTuple):
    """What kpt did with a function: the patch, the results of the run, the exit code."""

    patch: str
    results: Any
    code: int


@pytest.fixture(params=FUNCTIONS)
def function(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def package(function: str, tmp_path: Path) -> bytes:
    """The package as a ResourceList, byte for byte as it is in its file, with the config."""
    example, case = EXAMPLES / f"sdk-{function}", tmp_path / "case"
    case.mkdir()
    (case / "shop.yaml").write_bytes((example / "shop.yaml").read_bytes())
    (case / "_fnconfig.yaml").write_bytes((example / f"{function}.yaml").read_bytes())
    return testing.input_of(str(case))


def _script(function: str) -> str:
    return f"{function.replace('-', '_')}.py"


def _by_kpt(
    function: str, program: str, repository: Path, scratch: Path, environment: Mapping[str, str]
) -> Ran:
    copy = workspace.copy(repository, scratch / "repository")
    folder, results = copy / "examples" / f"sdk-{function}", scratch / "results"
    kptfile = folder / "Kptfile"
    kptfile.write_text(kptfile.read_text().replace(f"./{_script(function)}", program))
    workspace.commit(copy, environment)
    done = commands.run(
        ["kpt", "fn", "render", "--allow-exec", "--results-dir", results],
        cwd=folder, environment=environment,
    )  # fmt: skip
    (run,) = workspace.read_yaml(results / "results.yaml")["items"]
    return Ran(workspace.changes(folder, environment), run.get("results"), done.code)


def _patch(before: bytes, after: str) -> str:
    lines = difflib.unified_diff(before.decode().splitlines(), after.splitlines(), lineterm="", n=1)
    return "".join(f"{line}\n" for line in [*lines][2:])


def _items(resource_list: str) -> list[Any]:
    return sorted(yaml.safe_load(resource_list)["items"], key=yaml.safe_dump)


def test_kpt_finds_the_same_whichever_of_the_two_it_runs(
    function: str,
    repository: Path,
    tmp_path: Path,
    environment: Mapping[str, str],
    go_functions: Path,
) -> None:
    ours = _by_kpt(function, f"./{_script(function)}", repository, tmp_path / "1", environment)
    program = str(go_functions / function)
    theirs = _by_kpt(function, program, repository, tmp_path / "2", environment)

    assert (ours.results, ours.code) == (theirs.results, theirs.code)
    workspace.expect(
        {EXAMPLES / f"sdk-{function}" / ".expected" / "go" / "kpt.patch": theirs.patch}
    )


def test_both_give_the_same_data_and_ours_keeps_the_bytes(
    function: str, package: bytes, environment: Mapping[str, str], go_functions: Path
) -> None:
    example = EXAMPLES / f"sdk-{function}"
    ours, theirs = (
        commands.run([program], cwd=example, environment=environment, stdin=package)
        for program in (example / _script(function), go_functions / function)
    )

    assert ours.code == theirs.code
    assert _items(ours.stdout) == _items(theirs.stdout)
    folder = example / ".expected" / "go"
    workspace.expect({
        folder / "ours.patch": _patch(package, ours.stdout),
        folder / "stdin-to-stdout.patch": _patch(package, theirs.stdout),
    })  # fmt: skip


@pytest.mark.parametrize("function", ["set-labels", "require-digests"])
def test_a_second_run_of_either_changes_nothing(
    function: str, package: bytes, environment: Mapping[str, str], go_functions: Path
) -> None:
    example = EXAMPLES / f"sdk-{function}"
    for program in (example / _script(function), go_functions / function):
        once = commands.run([program], cwd=example, environment=environment, stdin=package)
        passed_on = testing.without_results(once.stdout.encode())
        again = commands.run([program], cwd=example, environment=environment, stdin=passed_on)

        assert (again.stdout, again.code) == (once.stdout, once.code)
