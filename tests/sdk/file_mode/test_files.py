"""Which files a path on the command line stands for."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from krm_fn import file_mode

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


@pytest.fixture(autouse=True)
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def put(*paths: str) -> None:
    for path in paths:
        os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(path)


def named(*paths: str, beside: Sequence[str] = ()) -> list[str]:
    return [file.path for file in file_mode.collect(paths, beside, [".tekton"]).files]


def left(*paths: str) -> list[tuple[str, str]]:
    return [(one.path, one.reason) for one in file_mode.collect(paths, (), [".tekton"]).left]


def test_a_folder_stands_for_its_yaml_and_json_files_sorted() -> None:
    put("p/b.yaml", "p/a.json", "p/c.yml", "p/sub/a.yaml", "p/README.md", "p/yaml")

    assert named("p") == ["p/a.json", "p/b.yaml", "p/c.yml", "p/sub/a.yaml"]


def test_the_current_folder_needs_no_name() -> None:
    put("a.yaml", "sub/b.yaml")

    assert named(".") == ["a.yaml", "sub/b.yaml"]


def test_what_is_hidden_is_left_out_and_a_file_is_noted() -> None:
    put("p/.git/a.yaml", "p/.github/workflows/b.yaml", "p/.hidden.yaml", "p/.hidden.txt")

    assert named("p") == []
    assert left("p") == [("p/.hidden.yaml", "is hidden")]


def test_the_folder_of_pipelines_as_code_is_not_hidden() -> None:
    put("p/.tekton/a.yaml", "p/.tekton/sub/b.yaml", "p/.tekton/.c.yaml", "p/.tekton.yaml")

    assert named("p") == ["p/.tekton/a.yaml", "p/.tekton/sub/b.yaml"]
    assert left("p") == [("p/.tekton/.c.yaml", "is hidden"), ("p/.tekton.yaml", "is hidden")]


def test_a_hidden_file_that_is_named_is_meant() -> None:
    put("p/.a.yaml")

    assert named("p", "p/.a.yaml") == ["p/.a.yaml"]
    assert left("p", "p/.a.yaml") == []


def test_a_hidden_folder_that_is_named_is_meant() -> None:
    put(".tekton/a.yaml")

    assert named(".tekton") == [".tekton/a.yaml"]


def test_a_file_that_is_named_is_taken_whatever_it_is_called() -> None:
    put("pipeline.txt")

    assert named("./pipeline.txt") == ["pipeline.txt"]


def test_a_file_that_is_reached_twice_is_read_once() -> None:
    put("p/a.yaml")
    os.symlink("a.yaml", "p/b.yaml")

    assert named("p/a.yaml", "p", "./p/") == ["p/a.yaml"]


def test_links_to_files_of_the_folder_are_followed_and_links_to_folders_are_not(
    package: Path,
) -> None:
    put("p/sub/a.txt", "p/b.yaml")
    os.symlink(package / "p" / "sub" / "a.txt", "p/a.yaml")
    os.symlink("..", "p/up")
    os.symlink("gone.yaml", "p/dangling.yaml")

    assert named("p") == ["p/a.yaml", "p/b.yaml"]
    assert left("p") == [("p/up", "is a link out of the folder")]


def test_a_link_that_leads_out_of_the_folder_is_left_out_unless_it_is_named() -> None:
    put("elsewhere/a.yaml", "p/sub/b.yaml", "p-too/c.yaml")
    os.symlink("../elsewhere/a.yaml", "p/a.yaml")
    os.symlink("../../p-too/c.yaml", "p/sub/c.yaml")
    os.symlink("p", "link")
    reason = "is a link out of the folder"

    assert named("p") == ["p/sub/b.yaml"]
    assert left("p") == [("p/a.yaml", reason), ("p/sub/c.yaml", reason)]
    assert named("link") == ["link/sub/b.yaml"]
    assert named("p/sub") == ["p/sub/b.yaml"]
    assert named("p", "p/a.yaml") == ["p/sub/b.yaml", "p/a.yaml"]
    # What else is named may be where it leads to.
    assert named("p", "elsewhere") == ["p/sub/b.yaml", "elsewhere/a.yaml"]
    assert left("p", "elsewhere") == [("p/sub/c.yaml", reason)]


def test_the_file_for_the_tasks_is_not_read_through_a_link_that_leads_out() -> None:
    put("elsewhere/tasks.yaml", "p/a.yaml", "q/a.yaml", "q/real.yaml")
    os.symlink("../elsewhere/tasks.yaml", "p/tasks.yaml")
    os.symlink("real.yaml", "q/tasks.yaml")

    assert named("p/a.yaml", beside=["tasks.yaml"]) == ["p/a.yaml"]
    assert named("q/a.yaml", beside=["tasks.yaml"]) == ["q/a.yaml", "q/tasks.yaml"]


def test_what_is_no_file_is_left_out() -> None:
    put("p/a.yaml")
    os.mkfifo("p/pipe.yaml")
    os.mkdir("p/folder.yaml")

    assert named("p") == ["p/a.yaml"]


def test_the_file_for_the_tasks_is_read_along_where_it_lies_there() -> None:
    put("p/a.yaml", "p/tasks.yaml", "q/b.yaml")

    assert named("p/a.yaml", "q/b.yaml", beside=["tasks.yaml"]) == [
        "p/a.yaml",
        "q/b.yaml",
        "p/tasks.yaml",
    ]


@pytest.mark.parametrize(
    ("path", "message"),
    [("gone", "gone: is not there"), ("pipe", "pipe: is not a file or folder")],
)
def test_a_path_that_cannot_be_used_is_named(path: str, message: str) -> None:
    os.mkfifo("pipe")

    with pytest.raises(file_mode.Unusable) as refusal:
        named(path)

    assert str(refusal.value) == message


@pytest.mark.parametrize(
    ("rules", "left"),
    [
        ("", ["a.yaml", "b.yaml", "sub/a.yaml", "sub/deep/c.yaml"]),
        ("# a comment\n\na.yaml\n", ["b.yaml", "sub/deep/c.yaml"]),
        ("/a.yaml\n", ["b.yaml", "sub/a.yaml", "sub/deep/c.yaml"]),
        ("sub/\n", ["a.yaml", "b.yaml"]),
        ("a.yaml/\n", ["a.yaml", "b.yaml", "sub/a.yaml", "sub/deep/c.yaml"]),
        ("sub/*.yaml\n", ["a.yaml", "b.yaml", "sub/deep/c.yaml"]),
        ("sub/**\n", ["a.yaml", "b.yaml"]),
        ("**/c.yaml\n", ["a.yaml", "b.yaml", "sub/a.yaml"]),
        ("*.yaml\n!b.yaml\n", ["b.yaml"]),
        ("[!b].yaml\n", ["b.yaml"]),
        ("?.yaml\n", []),
    ],
)
def test_what_a_krmignore_lists_is_left_out(rules: str, left: list[str]) -> None:
    put("p/a.yaml", "p/b.yaml", "p/sub/a.yaml", "p/sub/deep/c.yaml")
    with open("p/.krmignore", "w", encoding="utf-8") as file:
        file.write(rules)

    assert named("p") == [f"p/{name}" for name in left]


def test_a_krmignore_further_down_holds_there() -> None:
    put("p/a.yaml", "p/sub/a.yaml", "p/sub/b.yaml")
    with open("p/sub/.krmignore", "w", encoding="utf-8") as file:
        file.write("a.yaml\n")

    assert named("p") == ["p/a.yaml", "p/sub/b.yaml"]
