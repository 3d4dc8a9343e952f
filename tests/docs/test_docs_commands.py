"""The README's commands do what it says of them."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import markdown_page as markdown
import pytest
import yaml

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Shell

DOCS = Path(__file__).parent
REWRITE = bool(os.environ.get("WRITE_GOLDEN_OUTPUT"))


def documents(text: str) -> list[Any]:
    return list(yaml.safe_load_all(text))


def test_the_diff_of_the_try_is_what_the_program_prints(shell: Shell, folder: Path) -> None:
    pipeline = folder / "my-pipeline.yaml"
    before = pipeline.read_bytes()

    done = shell("try.sh", folder)

    assert done.code == 0, done.stderr
    assert pipeline.read_bytes() == before
    assert done.stderr.endswith("\n[info] 1 Pipeline changed, 4 Tasks added\n")
    shown, _, tasks = done.stdout.partition("--- /dev/null\n")
    expected = DOCS / "try" / "my-pipeline.diff"
    if REWRITE and (not expected.exists() or expected.read_text(encoding="utf-8") != shown):
        expected.write_text(shown, encoding="utf-8")
        pytest.fail(f"rewritten: {expected}", pytrace=False)
    assert shown == expected.read_text(encoding="utf-8")
    # What the README says comes after that: one new file, with the Tasks.
    head, _, added = tasks.partition("\n@@")
    assert head == "+++ b/intercept-tasks.yaml"
    lines = added.splitlines()[1:]
    assert all(line.startswith("+") for line in lines)
    kinds = {one["kind"] for one in documents("\n".join(line[1:] for line in lines))}
    assert kinds == {"Task"}


# Stands in for the container engine: what is in the image is the program, and e2e runs the image.
DOCKER = """\
test "$1 $2 $3 $4 $5" = "run --rm --volume $PWD:/work:ro --workdir"
test "$6 $7" = "/work IMAGE"
shift 7
exec inject-intercepts "$@"
"""


def test_the_container_prints_the_same(shell: Shell, folder: Path, repository: Path) -> None:
    component = repository / "component" / "function" / "inject-intercepts.yaml"
    (config,) = documents(component.read_text(encoding="utf-8"))
    function = config["metadata"]["annotations"]["config.kubernetes.io/function"]
    image = yaml.safe_load(function)["container"]["image"]
    docker = folder.parent / "bin" / "docker"
    docker.parent.mkdir()
    docker.write_text(f"#!/bin/sh -eu\n{DOCKER.replace('IMAGE', image)}", encoding="utf-8")
    docker.chmod(0o755)

    done = shell("container.sh", folder, more_programs=docker.parent)

    assert done == shell("try.sh", folder)
    assert done.code == 0


def test_render_in_place_writes_what_the_diff_said_and_a_second_time_nothing(
    shell: Shell, folder: Path
) -> None:
    said = shell("try.sh", folder).stdout
    original = folder.with_name("original")
    shutil.copytree(folder, original)

    first = shell("change.sh", folder)

    assert first.code == 0, first.stderr
    assert files_of(patched(original, said)) == files_of(folder)
    assert shell("try.sh", folder).stdout == ""


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def patched(folder: Path, patch: str) -> Path:
    """The folder, after git applied the patch to it."""
    done = subprocess.run(
        ["git", "apply", "-"], cwd=folder, input=patch, text=True, capture_output=True,
        env={"PATH": os.environ["PATH"], "GIT_CEILING_DIRECTORIES": str(folder.parent)},
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return folder


def test_the_check_fails_before_and_passes_after(shell: Shell, folder: Path) -> None:
    before = shell("check.sh", folder)
    shell("change.sh", folder)
    after = shell("check.sh", folder)

    assert (before.code, before.stdout) == (1, "")
    lines = before.stderr.splitlines()
    assert lines
    assert all(line.startswith("[error] ") for line in lines)
    assert after == ("", "", 0)


def test_what_was_injected_is_taken_back_from_all_and_from_one(
    shell: Shell, program: Path, folder: Path
) -> None:
    (folder / "my-pipeline.diff").unlink()
    other = folder / "nightly.yaml"
    text = (folder / "my-pipeline.yaml").read_text(encoding="utf-8")
    other.write_text(text.replace("shop-pr-test", "shop-nightly"), encoding="utf-8")
    before = files_of(folder)

    def inject(*more: str) -> dict[str, bytes]:
        command = [str(program), "render", "--in-place", *more, "."]
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
        return files_of(folder)

    injected = inject()
    copy = folder.with_name("copy")
    shutil.copytree(folder, copy)
    done = shell(str(DOCS / "take-back" / "take-back.sh"), folder)
    assert done.code == 0, done.stderr
    assert "\n[info] 2 Pipelines changed, 3 Tasks removed\n" in done.stderr
    assert files_of(patched(copy, done.stdout)) == files_of(folder)
    after = files_of(folder)
    assert {name: after[name] for name in before} == before
    # The Pipelines run this one by themselves, and the cluster may have it from here by now.
    assert [*krm_names(after["intercept-tasks.yaml"])] == ["deploy-stack-intercepts"]

    assert inject() == injected
    config = (DOCS / "take-back" / "config.yaml").read_text(encoding="utf-8")
    one = folder.parent / "one.yaml"
    one.write_text(f"{config}  pipelines: [shop-nightly]\n", encoding="utf-8")
    assert inject("--config", str(one)) == injected | {other.name: before[other.name]}


def krm_names(stream: bytes) -> list[str]:
    return [one["metadata"]["name"] for one in documents(stream.decode())]


def test_a_folder_does_as_well_as_a_file(program: Path, folder: Path) -> None:
    def diff(path: str) -> str:
        return subprocess.run(
            [program, "render", "--diff", path], cwd=folder, capture_output=True, text=True,
            check=True,
        ).stdout  # fmt: skip

    assert diff(".") == diff("my-pipeline.yaml")


def test_make_run_runs_the_program_on_the_base(repository: Path, readme: str) -> None:
    (block,) = (block for block in markdown.blocks(readme) if block.file == "Makefile")
    commands = [shlex.split(line) for line in block.text.splitlines()]

    assert commands == [["make", "run"], ["make", "test"]]
    outside = {key: value for key, value in os.environ.items() if not key.startswith("MAKE")}
    for command, last in zip(commands, ("inject-intercepts render", "pytest"), strict=True):
        planned = subprocess.run(
            [*command, "--dry-run"], cwd=repository, env=outside, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        assert planned.returncode == 0, planned.stderr
        assert last in planned.stdout


def test_make_runs_result_is_on_stdout_and_its_account_on_stderr(
    program: Path, repository: Path
) -> None:
    done = subprocess.run(
        [program, "render", "--config", "base/config/inject-intercepts.yaml", "base"],
        cwd=repository,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    kinds = [one["kind"] for one in documents(done.stdout)]
    assert (kinds.count("Pipeline"), kinds.count("Task")) == (2, 4)
    said = "[info] tekton.dev/v1/Pipeline/stack-pr-test"
    assert f"{said} spec: added tasks" in done.stderr
    assert f"{said}: `stack-pr-continue` continues it" in done.stderr


def test_the_plugin_home_gets_the_program_where_kustomize_looks_for_it(
    shell: Shell, program: Path, folder: Path
) -> None:
    home = folder.parent / "config"

    done = shell(str(DOCS / "plugin-home" / "install.sh"), folder, XDG_CONFIG_HOME=str(home))

    assert done.code == 0, done.stderr
    place = "kustomize/plugin/tekton-intercepts.dev/v1alpha1/injectintercepts/InjectIntercepts"
    assert (home / place).resolve() == program.resolve()


def test_each_exit_code_is_what_is_said_of_it(
    program: Path, reference: Callable[[str], str], folder: Path
) -> None:
    wrong = folder / "wrong.yaml"
    wrong.write_text(
        "{apiVersion: tekton-intercepts.dev/v1alpha1, kind: InjectIntercepts, spec: {x: 1}}\n",
        encoding="utf-8",
    )
    pipeline = "my-pipeline.yaml"
    calls = {
        ("render", "--diff", pipeline): "0",
        ("render", "--check", pipeline): "1",
        ("render", "nowhere"): "1",
        ("render", "--config", "wrong.yaml", pipeline): "2",
        ("rendr",): "2",
    }

    codes = {
        call: str(
            subprocess.run(
                [program, *call], cwd=folder, capture_output=True, check=False
            ).returncode
        )
        for call in calls
    }

    assert codes == calls
    said = (
        reference("command-line.md")
        .split("| exit code | meaning |", 1)[1]
        .split("\n\n", 1)[0]
        .splitlines()[2:]
    )
    assert [line.strip("| ").split(" ")[0] for line in said] == ["0", "1", "2", "3"]
