"""What the pages say of continuing a run is what happens."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

if TYPE_CHECKING:
    from conftest import Done, Shell

HERE = Path(__file__).parent / "continuation"
REWRITE = bool(os.environ.get("WRITE_GOLDEN_OUTPUT"))
RUN = "shop-pr-x7k2p"
# It answers for a cluster that has what `derive.sh` made, and one run, whose tests failed.
KUBECTL = """#!/bin/sh -eu
test "$1" != -n || shift 2
cat "$CLUSTER/$2.json"
"""
CLAIM = {"claimName": "pvc-0a1b2c"}


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A folder with the Pipeline and the config of the page."""
    (tmp_path / "my").mkdir()
    for name in ("shop-pr.yaml", "config.yaml"):
        shutil.copy(HERE / name, tmp_path / "my" / name)
    return tmp_path / "my"


def expect(text: str, name: str) -> None:
    """Compares with the file beside the commands, which the pages show."""
    path = HERE / name
    if REWRITE and (not path.exists() or path.read_text(encoding="utf-8") != text):
        path.write_text(text, encoding="utf-8")
        pytest.fail(f"rewritten: {path}", pytrace=False)
    assert path.read_text(encoding="utf-8") == text


def derived(shell: Shell, package: Path) -> list[dict[str, Any]]:
    """The Pipelines that are there after the page's first command."""
    done = shell(str(HERE / "derive.sh"), package)
    assert done.code == 0, done.stderr
    files = ("shop-pr.yaml", "intercept-continuations.yaml")
    return [yaml.safe_load((package / name).read_text(encoding="utf-8")) for name in files]


def test_the_derived_pipeline_is_the_one_that_is_shown(shell: Shell, package: Path) -> None:
    derived(shell, package)

    made = package / "intercept-continuations.yaml"
    expect(made.read_text(encoding="utf-8"), made.name)


def test_a_second_time_nothing_is_changed(shell: Shell, package: Path) -> None:
    derived(shell, package)
    first = {path.name: path.read_bytes() for path in package.iterdir()}

    done = shell(str(HERE / "derive.sh"), package)

    assert done == ("", "", 0)
    assert {path.name: path.read_bytes() for path in package.iterdir()} == first


def test_without_the_entry_it_goes(shell: Shell, package: Path) -> None:
    derived(shell, package)
    config = package / "config.yaml"
    config.write_text(config.read_text(encoding="utf-8").partition("spec:")[0], encoding="utf-8")

    done = shell(str(HERE / "derive.sh"), package)

    assert done.code == 0, done.stderr
    assert not (package / "intercept-continuations.yaml").exists()


def rerun(script: str, shell: Shell, package: Path, *, failed: str) -> Done:
    """Runs a command of the page where the run failed in that task."""
    main, continuation = derived(shell, package)
    cluster = package.parent / "cluster"
    cluster.mkdir()
    names = ["build", "deploy-intercepts-mirrord", "deploy-intercepts-result", "run-tests"]
    ran = names[: names.index(failed) + 1]
    run = {
        "metadata": {"name": RUN, "namespace": "ci", "labels": {"tekton.dev/pipeline": "shop-pr"}},
        "spec": {
            "pipelineRef": {"name": "shop-pr"},
            "params": [
                {"name": "url", "value": "https://git.example.com/shop.git"},
                {"name": "intercept-backend", "value": "mirrord"},
            ],
            "workspaces": [{"name": "shared-workspace", "volumeClaimTemplate": {"spec": {}}}],
        },
        "status": {
            "conditions": [{"type": "Succeeded", "status": "False"}],
            "pipelineSpec": main["spec"],
        },
    }
    tasks = [task_run(name, "False" if name == failed else "True") for name in ran]
    for kind, content in {
        "pipelinerun.tekton.dev": run,
        "taskrun.tekton.dev": {"items": tasks},
        "pipeline.tekton.dev": {"items": [continuation]},
    }.items():
        named = kind == "pipeline.tekton.dev" and "--pipeline" in Path(script).read_text()
        found = continuation if named else content
        (cluster / f"{kind}.json").write_text(json.dumps(found), encoding="utf-8")
    programs = package.parent / "bin"
    programs.mkdir()
    (programs / "kubectl").write_text(KUBECTL, encoding="utf-8")
    (programs / "kubectl").chmod(0o755)
    (programs / "rerun-pr-from.sh").symlink_to(HERE.parents[2] / "scripts" / "rerun-pr-from.sh")
    return shell(script, package, more_programs=programs, CLUSTER=str(cluster))


def task_run(task: str, status: str) -> dict[str, Any]:
    results = [{"name": "images", "value": '{"cart":"cart:1"}'}] if task == "build" else []
    return {
        "metadata": {"name": f"{RUN}-{task}", "labels": {"tekton.dev/pipelineTask": task}},
        "spec": {"workspaces": [{"name": "shared-workspace", "persistentVolumeClaim": CLAIM}]},
        "status": {
            "conditions": [{"type": "Succeeded", "status": status}],
            "results": results if status == "True" else [],
        },
    }


@pytest.mark.needs("jq")
def test_the_run_that_continues_is_the_one_that_is_shown(shell: Shell, package: Path) -> None:
    done = rerun(str(HERE / "rerun.sh"), shell, package, failed="run-tests")

    assert (done.code, done.stderr) == (0, "")
    expect(done.stdout, "continued.json")


@pytest.mark.needs("jq")
def test_the_options_name_the_pipeline_and_another_backend(shell: Shell, package: Path) -> None:
    done = rerun(str(HERE / "options.sh"), shell, package, failed="run-tests")

    params = json.loads(done.stdout)["spec"]["params"]
    assert params[-1] == {"name": "intercept-backend", "value": "telepresence"}


@pytest.mark.needs("jq")
def test_a_run_that_failed_before_is_told_in_the_words_of_the_page(
    shell: Shell, package: Path
) -> None:
    done = rerun(str(HERE / "rerun.sh"), shell, package, failed="build")

    assert (done.code, done.stdout) == (1, "")
    expect(done.stderr, "too-early.txt")
