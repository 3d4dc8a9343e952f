"""Showing a change as a diff: as small as git's smallest, and taken by git and by GNU patch."""

from __future__ import annotations

import random
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from draws import examples
from krm_fn import file_mode
from krm_fn.file_mode import common_lines

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

GIT = shutil.which("git") or "git"
PATCH = shutil.which("patch") or "patch"
TASKS = "tasks:\n- name: a\n  taskRef:\n    name: t\n- name: c\n  taskRef:\n    name: t\n"


def call(folder: Path, *command: str, stdin: bytes = b"", code: int = 0) -> bytes:
    done = subprocess.run(
        command, cwd=folder, input=stdin, capture_output=True, check=False,
        env={"HOME": str(folder), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert done.returncode in (0, code), done.stderr.decode()
    return done.stdout


def by_git(folder: Path, before: bytes, after: bytes) -> bytes:
    """What git has it as, without its own first lines."""
    (folder / "old").write_bytes(before)
    (folder / "new").write_bytes(after)
    command = [GIT, "diff", "--no-index", "--minimal", "--no-color", "old", "new"]
    return call(folder, *command, code=1)


def size(shown: bytes) -> int:
    """How many lines a diff takes out and puts in."""
    lines = shown.split(b"\n@@ ", 1)[-1].split(b"\n")[1:]
    return sum(line.startswith((b"+", b"-")) for line in lines)


def applied(folder: Path, name: str, before: bytes, patch: bytes, *command: str) -> bytes:
    (folder / name).write_bytes(before)
    call(folder, *command, stdin=patch)
    return (folder / name).read_bytes()


def test_it_names_both_sides() -> None:
    assert file_mode.unified("/p/a.yaml", b"a\nb\nc\n", b"a\nB\nc\n") == (
        b"--- a/p/a.yaml\n+++ b/p/a.yaml\n@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n"
    )


def test_a_new_file_and_a_removed_one_name_no_file_on_the_other_side() -> None:
    new = file_mode.unified("a", None, b"x\n")
    removed = file_mode.unified("a", b"x\n", None)

    assert new == b"--- /dev/null\n+++ b/a\n@@ -0,0 +1 @@\n+x\n"
    assert removed == b"--- a/a\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n"


def test_a_new_item_of_a_list_is_shown_from_its_first_line_on() -> None:
    after = TASKS.replace("- name: c", "- name: b\n  taskRef:\n    name: t\n- name: c")

    assert file_mode.unified("a", TASKS.encode(), after.encode()) == (
        b"--- a/a\n+++ b/a\n@@ -2,6 +2,9 @@\n - name: a\n   taskRef:\n     name: t\n"
        b"+- name: b\n+  taskRef:\n+    name: t\n - name: c\n   taskRef:\n     name: t\n"
    )


def test_changes_that_share_their_context_are_one_hunk() -> None:
    before = b"".join(b"%d\n" % i for i in range(20))
    close = before.replace(b"3\n", b"x\n", 1).replace(b"10\n", b"y\n")
    far = before.replace(b"3\n", b"x\n", 1).replace(b"11\n", b"y\n")

    assert file_mode.unified("a", before, close).count(b"\n@@ ") == 1
    assert file_mode.unified("a", before, far).count(b"\n@@ ") == 2


LINES = st.lists(
    st.sampled_from(["a", "b", "c", "é\u2028", "\r", "\x0c", "", "x\r"]), max_size=9
).map("\n".join)


@examples(80)  # each example runs git twice and patch once
@given(LINES.filter(bool), LINES.filter(bool))
def test_it_is_as_small_as_git_s_and_makes_the_new_file(
    tmp_path_factory: pytest.TempPathFactory, before: str, after: str
) -> None:
    folder = tmp_path_factory.mktemp("patch")
    old, new = before.encode(), after.encode()
    shown = file_mode.unified("f", old, new)

    # Even with --minimal git gives up at times: `b a b b b b b b` for `a a a a a`.
    assert size(shown) <= size(by_git(folder, old, new))
    if shown:
        git = [GIT, "apply", "--unsafe-paths", "--whitespace=nowarn", "-p1"]
        assert applied(folder, "f", old, shown, *git) == new
        assert applied(folder, "f", old, shown, PATCH, "--binary", "-p1") == new


@pytest.mark.parametrize("kinds", [3, 40, 2000])
def test_nor_is_a_long_one_longer_than_git_s(tmp_path: Path, kinds: int) -> None:
    chance = random.Random(kinds)  # noqa: S311  # the same each time
    old = [b"%d\n" % chance.randrange(kinds) for _ in range(1500)]
    new = [line for line in old if chance.random() > 0.3]
    for _ in range(500):
        new.insert(chance.randrange(len(new)), b"%d\n" % chance.randrange(kinds))
    before, after = b"".join(old), b"".join(new)
    shown = file_mode.unified("f", before, after)

    assert size(shown) == size(by_git(tmp_path, before, after))
    assert applied(tmp_path, "f", before, shown, PATCH, "-p1") == after


@pytest.mark.parametrize("way", [common_lines.greedily, common_lines.by_bits])
@given(st.lists(st.sampled_from("abc"), max_size=12), st.lists(st.sampled_from("abc"), max_size=12))
def test_both_ways_find_a_longest_common_subsequence(
    way: Callable[[list[str], list[str]], list[tuple[int, int]]], a: list[str], b: list[str]
) -> None:
    both = [symbol for symbol in a if symbol in b], [symbol for symbol in b if symbol in a]
    lengths = {(-1, -1): 0}
    for i, x in enumerate(both[0]):
        for j, y in enumerate(both[1]):
            longest = max(lengths.get((i - 1, j), 0), lengths.get((i, j - 1), 0))
            lengths[i, j] = max(longest, (x == y) + lengths.get((i - 1, j - 1), 0))

    pairs = way(*both)

    assert len(pairs) == max(lengths.values())
    assert [both[0][i] for i, _ in pairs] == [both[1][j] for _, j in pairs]
    assert [sorted({place[side] for place in pairs}) for side in (0, 1)] == [
        [place[side] for place in pairs] for side in (0, 1)
    ]


@pytest.mark.parametrize(
    ("path", "label"),
    [
        ("my file.yaml", b"b/my file.yaml\t"),
        ("a\tb.yaml", b'"b/a\\tb.yaml"'),
        ('say "a b".yaml', b'"b/say \\"a b\\".yaml"\t'),
        ("back\\slash", b'"b/back\\\\slash"'),
        ("caf\udce9", b"b/caf\xe9"),
        ("bell\x01\n", b'"b/bell\\001\\n"'),
        ("café", "b/café".encode()),
    ],
)
def test_a_file_s_name_is_written_as_git_does_and_patch_finds_it(
    tmp_path: Path, path: str, label: bytes
) -> None:
    shown = file_mode.unified(path, b"a\n", b"b\n")
    call(tmp_path, GIT, "init", "-q")
    (tmp_path / path).write_bytes(b"a\n")
    call(tmp_path, GIT, "add", "-A")
    (tmp_path / path).write_bytes(b"b\n")
    theirs = call(tmp_path, GIT, "-c", "core.quotePath=off", "diff")

    assert shown.split(b"\n")[1] == b"+++ " + label
    assert shown.split(b"\n")[:2] == theirs.split(b"\n")[2:4]
    assert applied(tmp_path, path, b"a\n", shown, PATCH, "-p1") == b"b\n"
    assert applied(tmp_path, path, b"a\n", shown, GIT, "apply") == b"b\n"


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("../p/a.yaml", "p/a.yaml"),
        ("../../a.yaml", "a.yaml"),
        ("sub/../a.yaml", "a.yaml"),
        ("../{cwd}/a.yaml", "a.yaml"),
        ("./..a.yaml", "..a.yaml"),
        ("/p/a.yaml", "p/a.yaml"),
    ],
)
def test_a_file_above_is_named_without_the_way_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, name: str
) -> None:
    monkeypatch.chdir(tmp_path)

    shown = file_mode.unified(path.format(cwd=tmp_path.name), b"a\n", b"b\n").decode().splitlines()

    assert shown[:2] == [f"--- a/{name}", f"+++ b/{name}"]
