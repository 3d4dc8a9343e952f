"""The ways to start a run that docs/ shows give the transformed Pipeline what it asks for."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
import yaml

if TYPE_CHECKING:
    from conftest import Shell

RUNS = Path(__file__).parent / "runs"


class Given(NamedTuple):
    """What a run gives its Pipeline, by name."""

    pipeline: str
    params: dict[str, str]
    workspaces: set[str]


@pytest.fixture(scope="module")
def pipeline(program: Path, repository: Path) -> Any:
    """The base Pipeline after the injection."""
    done = subprocess.run(
        [program, "render", "base", str(RUNS)], cwd=repository, capture_output=True, check=True
    )
    return next(
        one for one in yaml.safe_load_all(done.stdout) if one["metadata"]["name"] == "stack-pr-test"
    )


def fits(given: Given, pipeline: Any) -> None:
    params = {param["name"]: param for param in pipeline["spec"]["params"]}
    required = {name for name, param in params.items() if "default" not in param}
    assert given.pipeline == pipeline["metadata"]["name"]
    assert {"intercept-backend", *required} <= given.params.keys() <= params.keys()
    assert given.workspaces == {one["name"] for one in pipeline["spec"]["workspaces"]}


def of_run(run: Any) -> Given:
    return Given(
        run["spec"]["pipelineRef"]["name"],
        {param["name"]: param["value"] for param in run["spec"]["params"]},
        {one["name"] for one in run["spec"]["workspaces"]},
    )


def test_the_pipeline_run_fits_the_pipeline(pipeline: Any) -> None:
    given = of_run(yaml.safe_load((RUNS / "run.yaml").read_text(encoding="utf-8")))

    fits(given, pipeline)
    assert given.params["intercept-backend"] == "mirrord"


def test_tkn_gives_the_pipeline_what_the_pipeline_run_does(shell: Shell, tmp_path: Path) -> None:
    tkn = tmp_path / "bin" / "tkn"
    tkn.parent.mkdir()
    tkn.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n', encoding="utf-8")
    tkn.chmod(0o755)

    done = shell(str(RUNS / "start.sh"), tmp_path, more_programs=tkn.parent)

    assert done.code == 0, done.stderr
    command, flags = done.stdout.split()[:3], done.stdout.split()[3:]
    pairs = list(zip(flags[::2], flags[1::2], strict=True))
    params = [value.split("=", 1) for flag, value in pairs if flag == "--param"]
    bound = [value.split(",")[0] for flag, value in pairs if flag == "--workspace"]
    run = of_run(yaml.safe_load((RUNS / "run.yaml").read_text(encoding="utf-8")))
    assert command == ["pipeline", "start", run.pipeline]
    assert dict(params) == run.params
    assert {one.removeprefix("name=") for one in bound} == run.workspaces
    assert len(params) + len(bound) == len(pairs)


def test_the_trigger_fills_each_param_of_its_template_and_of_the_pipeline(pipeline: Any) -> None:
    texts = (RUNS / "trigger.yaml").read_text(encoding="utf-8")
    template, trigger = yaml.safe_load_all(texts)
    declared = {param["name"]: param for param in template["spec"]["params"]}
    (run,) = template["spec"]["resourcetemplates"]
    given = of_run(run)

    fits(given, pipeline)
    assert given.params == {name: f"$(tt.params.{name})" for name in declared}
    assert trigger["spec"]["template"]["ref"] == template["metadata"]["name"]
    assert {one["name"] for one in trigger["spec"]["bindings"]} == declared.keys()
    # Without an event that says anything, the template's default is the Pipeline's.
    param = next(p for p in pipeline["spec"]["params"] if p["name"] == "intercept-backend")
    assert declared["intercept-backend"]["default"] == param["default"]


def test_the_function_leaves_runs_and_triggers_alone_that_only_refer_to_the_pipeline(
    program: Path, repository: Path
) -> None:
    done = subprocess.run(
        [program, "render", "--diff", "base", str(RUNS)],
        cwd=repository, capture_output=True, text=True, check=True,
    )  # fmt: skip

    changed = [line for line in done.stdout.splitlines() if line.startswith("+++ ")]
    assert changed == [
        "+++ b/base/stack-pr-test.yaml",
        "+++ b/base/intercept-tasks.yaml",
    ]
