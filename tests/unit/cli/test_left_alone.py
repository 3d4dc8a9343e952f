"""What `render` says of files that a folder does not stand for, and that they stay as they are."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest

import krm_fn as krm

if TYPE_CHECKING:
    from collections.abc import Callable

    Process = Callable[[Callable[[krm.ResourceList], None]], None]

PIPELINE = "apiVersion: tekton.dev/v1\nkind: Pipeline\nmetadata: {name: p}\n"
CHANGED = f"{PIPELINE}spec:\n  seen: true\n"
CONFIG = "apiVersion: tekton-intercepts.dev/v1alpha1\nkind: InjectIntercepts\n"
TASK = "apiVersion: tekton.dev/v1\nkind: Task\nmetadata:\n  name: made\n"
HIDDEN = "[warning] is hidden, and is left alone: name it on the command line if it is meant"
LINK = HIDDEN.replace("is hidden", "is a link out of the folder")


@pytest.fixture
def made(process: Process) -> None:
    def make(resources: krm.ResourceList) -> None:
        item = krm.KubeObject.new(TASK)
        item.place("p/intercept-tasks.yaml")
        resources.add(item)

    process(make)


def put(package: Any, **files: str) -> None:
    for path, text in files.items():
        (package.root / path).parent.mkdir(parents=True, exist_ok=True)
        (package.root / path).write_text(text)


@pytest.mark.parametrize("text", [PIPELINE, CONFIG])
def test_a_hidden_file_that_may_be_meant_is_said_to_be_left_alone(
    package: Any, seen: None, text: str
) -> None:
    put(package, **{"a.yaml": PIPELINE, "sub/.b.yaml": text, ".c.yaml": "a: 1\n"})

    assert package.run("render", "--in-place", ".") == (0, "", [f"{HIDDEN} (sub/.b.yaml)"])
    assert package.files() == {"a.yaml": CHANGED, "sub/.b.yaml": text, ".c.yaml": "a: 1\n"}


def test_a_folder_with_a_hidden_file_alone_is_not_passed_over(package: Any, seen: None) -> None:
    put(package, **{".p.yaml": PIPELINE})

    refusal = "[error] no Tekton object in ."
    assert package.run("render", ".") == (1, "", [f"{HIDDEN} (.p.yaml)", refusal])
    assert package.run("render", ".p.yaml") == (0, CHANGED, [])


def test_the_folder_of_pipelines_as_code_is_looked_into(package: Any, seen: None) -> None:
    put(package, **{".tekton/p.yaml": PIPELINE, ".github/workflows/w.yaml": PIPELINE})

    assert package.run("render", ".") == (0, CHANGED, [])


def test_a_link_out_of_the_folder_is_said_to_be_left_alone(package: Any, seen: None) -> None:
    put(package, **{"elsewhere/a.yaml": PIPELINE, "elsewhere/b.yaml": "a: 1\n"})
    put(package, **{"p/c.yaml": PIPELINE})
    for name in ("a.yaml", "b.yaml"):
        os.symlink(f"../elsewhere/{name}", package.root / "p" / name)

    assert package.run("render", "--in-place", "p") == (0, "", [f"{LINK} (p/a.yaml)"])
    assert package.files()["elsewhere/a.yaml"] == PIPELINE
    assert package.files()["p/c.yaml"] == CHANGED

    assert package.run("render", "--in-place", "p/a.yaml") == (0, "", [])
    assert package.files()["elsewhere/a.yaml"] == CHANGED


def test_a_link_to_a_folder_is_not_followed_and_said_if_it_leads_out(
    package: Any, seen: None
) -> None:
    put(package, **{"elsewhere/a.yaml": PIPELINE, "p/sub/c.yaml": PIPELINE})
    os.symlink("../elsewhere", package.root / "p" / "out")
    os.symlink("sub", package.root / "p" / "inside")

    assert package.run("render", "--in-place", "p") == (0, "", [f"{LINK} (p/out)"])
    assert package.files()["elsewhere/a.yaml"] == PIPELINE
    assert package.files()["p/sub/c.yaml"] == CHANGED


@pytest.mark.parametrize("there", [TASK, None])
@pytest.mark.parametrize("output", ["--in-place", "--diff"])
def test_the_tasks_are_not_written_through_a_link_that_leads_out(
    package: Any, made: None, there: str | None, output: str
) -> None:
    put(package, **{"p/a.yaml": PIPELINE, "elsewhere/b.txt": "a: 1\n"})
    if there is not None:
        put(package, **{"elsewhere/tasks.yaml": there})
    os.symlink("../elsewhere/tasks.yaml", package.root / "p" / "intercept-tasks.yaml")
    before = package.files()

    line = "cannot be made: there is a link out of the folder; take that away"
    for path in ("p", "p/a.yaml"):
        ran = package.run("render", output, path)
        assert (ran.code, ran.stdout) == (1, "")
        assert ran.stderr[-1] == f"[error] p/intercept-tasks.yaml: {line}"
        assert package.files() == before


def test_they_are_written_through_one_that_stays_inside(package: Any, made: None) -> None:
    put(package, **{"p/a.yaml": PIPELINE, "p/tasks.txt": ""})
    os.symlink("tasks.txt", package.root / "p" / "intercept-tasks.yaml")

    assert package.run("render", "--in-place", "p") == (0, "", [])
    assert package.files()["p/tasks.txt"] == TASK
    assert (package.root / "p" / "intercept-tasks.yaml").is_symlink()
