"""Rendered files: what CI commits, what tells that it is stale, and what Argo CD applies of it."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING, Any

import argo
import pytest
import yaml

import commands
import workspace

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

RENDERED = argo.ARGOCD / "rendered"
# What is in the image is the program; tests/e2e runs the image itself.
DOCKER = """\
#!/bin/sh -eu
while [ "$1" != "$IMAGE" ]; do shift; done
shift
exec inject-intercepts "$@"
"""


@pytest.fixture
def environment(program: Path, tmp_path: Path) -> dict[str, str]:
    """That of a job in CI: the program, a `docker` that runs it, and git without settings."""
    programs = tmp_path / "programs"
    programs.mkdir()
    docker = programs / "docker"
    docker.write_text(DOCKER, encoding="utf-8")
    docker.chmod(0o755)
    return {
        "PATH": f"{programs}:{program.parent}:{os.environ['PATH']}", "HOME": str(tmp_path),
        "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull,
    }  # fmt: skip


@pytest.fixture
def origin(environment: dict[str, str], tmp_path: Path) -> Path:
    """The team's repository, to which CI pushes."""
    first = tmp_path / "first"
    shutil.copytree(RENDERED / "ci", first / "ci")
    commands.succeed(
        [*workspace.GIT, "init", "--quiet", "--initial-branch=main"],
        cwd=first, environment=environment,
    )  # fmt: skip
    workspace.commit(first, environment)
    bare = tmp_path / "origin.git"
    commands.succeed(
        ["git", "clone", "--quiet", "--bare", first, bare], cwd=first, environment=environment
    )
    return bare


def clone(origin: Path, target: Path, environment: Mapping[str, str]) -> Path:
    commands.succeed(
        ["git", "clone", "--quiet", origin, target], cwd=origin, environment=environment
    )
    return target


def sh(script: str, cwd: Path, environment: Mapping[str, str], **more: str) -> commands.Done:
    return commands.run(["sh", "-euc", script], cwd=cwd, environment={**environment, **more})


def script(name: str) -> str:
    return (RENDERED / name).read_text(encoding="utf-8")


def steps_of_github(job: str) -> dict[str, str]:
    """The scripts of a job, by their names."""
    steps = yaml.safe_load(script("github-actions.yaml"))["jobs"][job]["steps"]
    return {step["name"]: step["run"] for step in steps if "run" in step}


def run_task(name: str, environment: Mapping[str, str], folder: Path, params: Any) -> list[int]:
    """Run the steps of a Task of tekton.yaml, each with its own image's program; their codes."""
    folder.mkdir()
    (task,) = (
        one for one in yaml.safe_load_all(script("tekton.yaml")) if one["metadata"]["name"] == name
    )
    codes = []
    for step in task["spec"]["steps"]:
        inside = folder / step.get("workingDir", "/source").removeprefix("/source").lstrip("/")
        variables = {
            one["name"]: params[one["value"].removeprefix("$(params.").removesuffix(")")]
            for one in step.get("env", [])
            if one["name"] != "HOME"
        }
        text = step.get("script") or " ".join(["inject-intercepts", *step["args"]])
        codes.append(sh(text, inside, environment, **variables).code)
    return codes


def test_what_is_stale_is_told_and_what_is_rendered_is_not(
    origin: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    work = clone(origin, tmp_path / "work", environment)

    before = sh(script("check.sh"), work, environment)
    rendered = sh(script("render.sh"), work, environment)
    after = sh(script("check.sh"), work, environment)

    assert (before.code, before.stdout) == (1, "")
    assert all(line.startswith("[error] ") for line in before.stderr.splitlines())
    assert rendered.code == 0
    assert after == ("", after.stderr, 0)
    assert "[error]" not in after.stderr


def test_a_config_that_was_changed_alone_is_told_too(
    origin: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    work = clone(origin, tmp_path / "work", environment)
    assert sh(script("render.sh"), work, environment).code == 0
    config = work / "ci" / "inject-intercepts.yaml"
    config.write_text(config.read_text().replace("default: mirrord", "default: telepresence"))

    done = sh(script("check.sh"), work, environment)

    assert (done.code, done.stdout) == (1, "")
    assert ".default: is not what `inject` would make it (ci/pipeline.yaml)" in done.stderr


def test_argo_cd_applies_all_of_it_but_the_config(
    argocd: argo.ArgoCD, origin: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    work = clone(origin, tmp_path / "work", environment)
    assert sh(script("render.sh"), work, environment).code == 0
    (application,) = argocd.applications(script("application.yaml"))

    answer = argocd.generate(work, application["spec"]["source"])

    assert answer.error == ""
    assert sorted(one["kind"] for one in answer.objects) == ["Pipeline", *["Task"] * 4]
    assert "skip-file-rendering" in (work / "ci" / "inject-intercepts.yaml").read_text()
    unmarked = work / "ci" / "inject-intercepts.yaml"
    unmarked.write_text(unmarked.read_text().replace("+argocd:", ""))
    kinds = [one["kind"] for one in argocd.generate(work, application["spec"]["source"]).objects]
    assert "InjectIntercepts" in kinds


@pytest.mark.parametrize("how", ["github", "tekton"])
def test_ci_pushes_what_it_renders_once(
    origin: Path, environment: dict[str, str], tmp_path: Path, how: str
) -> None:
    def run(number: int) -> None:
        if how == "tekton":
            params = {"repository": str(origin), "branch": "main"}
            folder = tmp_path / f"task-{number}"
            assert run_task("render-intercepts", environment, folder, params) == [0, 0, 0]
            return
        work = clone(origin, tmp_path / f"job-{number}", environment)
        image = yaml.safe_load(script("github-actions.yaml"))["env"]["IMAGE"]
        steps = steps_of_github("render")
        assert [*steps] == ["render", "commit"]
        for text in steps.values():
            done = sh(text, work, environment, IMAGE=image)
            assert done.code == 0, done.stderr

    def commits() -> int:
        log = commands.succeed(
            ["git", "log", "--oneline", "main"], cwd=origin, environment=environment
        )
        return len(log.splitlines())

    assert commits() == 1
    run(1)
    assert commits() == 2
    run(2)
    assert commits() == 2
    assert (
        sh(script("check.sh"), clone(origin, tmp_path / "end", environment), environment).code == 0
    )


def test_ci_fails_a_change_that_is_not_rendered(
    origin: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    work = clone(origin, tmp_path / "work", environment)
    image = yaml.safe_load(script("github-actions.yaml"))["env"]["IMAGE"]

    (text,) = steps_of_github("check").values()
    assert sh(text, work, environment, IMAGE=image).code == 1
    params = {"repository": str(origin), "revision": "main"}
    found = run_task("check-rendered-intercepts", environment, tmp_path / "task", params)
    assert found == [0, 1]
