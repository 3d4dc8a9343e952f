"""The tutorial of the SDK, done as it says; and what its page says of the SDK."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import markdown_page as markdown
import pytest
import yaml

import krm_fn
import krm_fn.testing

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Done, Shell

TUTORIAL = Path(__file__).parent / "testdata" / "sdk"
REWRITE = bool(os.environ.get("WRITE_GOLDEN_OUTPUT"))


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """The folder of somebody who did what the tutorial says, up to its scripts."""
    return Path(shutil.copytree(TUTORIAL, tmp_path / "mine"))


@pytest.fixture(scope="session")
def page_of_the_sdk(reference: Callable[[str], str]) -> str:
    return reference("sdk.md")


def _is_as_shown(name: str, text: str) -> None:
    path = TUTORIAL / name
    if REWRITE and (not path.exists() or path.read_text(encoding="utf-8") != text):
        path.write_text(text, encoding="utf-8")
        pytest.fail(f"rewritten: {path}", pytrace=False)
    assert text == path.read_text(encoding="utf-8")


def test_the_diff_of_the_tutorial_is_what_the_function_prints(shell: Shell, mine: Path) -> None:
    done = shell("try.sh", mine)

    assert done.code == 0
    _is_as_shown("try.diff", done.stdout)
    _is_as_shown("try.txt", done.stderr)


def test_the_wrong_config_of_the_tutorial_is_refused_as_it_says(shell: Shell, mine: Path) -> None:
    done = shell("wrong.sh", mine)

    assert (done.stdout, done.code) == ("", 2)
    _is_as_shown("wrong.txt", done.stderr)


def test_the_help_of_the_tutorial_is_that_of_the_function(shell: Shell, mine: Path) -> None:
    done = shell("help.sh", mine, COLUMNS="80")

    assert (done.stderr, done.code) == ("", 0)
    _is_as_shown("help.txt", done.stdout)


def test_the_test_of_the_tutorial_is_written_and_then_passes(shell: Shell, mine: Path) -> None:
    def pytest_of_the_tutorial(script: str) -> Done:
        return shell(script, mine, PYTEST_ADDOPTS="-p no:cacheprovider -p no:xdist")

    written = pytest_of_the_tutorial("case.sh")
    assert (written.code, "golden files were written" in written.stdout) == (1, True)
    assert {path.name for path in (mine / "golden" / "always").iterdir()} == {
        "deployment.yaml", "_fnconfig.yaml", "_expected.yaml", "_stderr.txt", "_diff.patch",
    }  # fmt: skip

    passed = pytest_of_the_tutorial("test.sh")
    assert (passed.code, "1 passed" in passed.stdout) == (0, True)


def test_the_command_of_kustomize_is_one_that_the_test_of_the_example_runs(
    repository: Path,
) -> None:
    expected = repository / "examples" / "sdk-set-labels" / ".expected" / "kustomize"
    (command,) = yaml.safe_load((expected / "config.yaml").read_text(encoding="utf-8"))["commands"]

    assert (TUTORIAL / "kustomize.sh").read_text(encoding="utf-8") == f"{command}\n"


def test_each_word_of_python_in_the_table_is_one_of_the_sdk(page_of_the_sdk: str) -> None:
    rows = markdown.table(page_of_the_sdk, "Go, TypeScript, Python")
    words = [word for *_, python in rows for word in markdown.code(python) if "krm_fn" in word]

    assert len(words) > 20
    for word in words:
        found: Any = krm_fn
        for name in word.split(".")[1:]:
            # What a list holds, an instance has and the class has not.
            found = getattr(found() if found is krm_fn.ResourceList else found, name)


def test_the_exit_codes_on_the_page_are_those_of_the_help(page_of_the_sdk: str) -> None:
    codes = markdown.table(page_of_the_sdk, "exit codes")
    text = ", ".join(f"{code} {meaning}" for code, meaning in codes)
    said = (TUTORIAL / "help.txt").read_text(encoding="utf-8").split("exit codes:\n  ", 1)[1]

    assert text.replace("error, or", "error or") == said.rstrip("\n")


def _lines(patch: Path) -> str:
    """How many lines a patch takes out and puts in; nothing at all is a patch too."""
    text = patch.read_text(encoding="utf-8") if patch.exists() else ""
    marks = [line[:1] for line in text.splitlines()]
    return f"{marks.count('-')} out, {marks.count('+')} in"


def test_the_lines_that_change_are_those_of_the_patches(repository: Path) -> None:
    page = repository / "sdk" / "README.md"
    was = page.read_text(encoding="utf-8")
    rows = []
    for function in ("set-labels", "require-digests", "generate-config-map"):
        folder = repository / "examples" / f"sdk-{function}" / ".expected" / "go"
        ours, go = (_lines(folder / name) for name in ("ours.patch", "stdin-to-stdout.patch"))
        script = repository / "examples" / f"sdk-{function}" / f"{function.replace('-', '_')}.py"
        program = repository / "tests" / "tools" / "functions" / function / "main.go"
        python, in_go = (len(one.read_text().splitlines()) for one in (script, program))
        assert python < 30
        rows.append(f"| {function} | {python} | {in_go} | {ours} | {go} |")
    now = markdown.with_rows(was, "lines that change", rows)

    if REWRITE and now != was:
        page.write_text(now, encoding="utf-8")
        pytest.fail(f"rewritten: {page}", pytrace=False)
    assert was == now


def test_through_kpt_only_the_upsert_in_go_changes_other_lines(repository: Path) -> None:
    def is_the_same(function: str) -> bool:
        folder = repository / "examples" / f"sdk-{function}" / ".expected"
        ours, go = folder / "kpt" / "diff.patch", folder / "go" / "kpt.patch"
        ours_text, go_text = (one.read_text() if one.exists() else "" for one in (ours, go))
        return ours_text == go_text

    assert is_the_same("set-labels")
    assert is_the_same("require-digests")
    assert not is_the_same("generate-config-map")


SHARED = (
    "kind: ResourceList\napiVersion: config.kubernetes.io/v1\nitems:\n"
    "- {kind: A, metadata: {name: a}, spec: &x {k: 1}}\n"
    "- {kind: B, metadata: {name: b}, spec: *x}\n"
)


def _edited(text: str, change: Callable[[krm_fn.KubeObject], Any]) -> str:
    obj = krm_fn.KubeObject.new(text)
    change(obj)
    return obj.to_bytes().decode()


def _refusals() -> list[str]:
    """What is said where each of the table's things is tried, in its order."""

    def of_the_list(index: int) -> None:
        resources = krm_fn.ResourceList.parse(SHARED.encode())
        resources.items[index].set("spec.k", 2)
        resources.chunks()

    def of(text: str, value: Any = 2) -> None:
        _edited(text, lambda obj: obj.set("spec.k", value))

    tries: list[Callable[[], None]] = [
        lambda: of_the_list(0),
        lambda: of_the_list(1),
        lambda: of("kind: A\nspec: !foo {k: 1}\n"),
        lambda: of("kind: A\nspec: {1.5: 1}\n"),
        lambda: of("kind: A\nk: 1\nk: 2\n"),
        lambda: of("kind: A\nspec: {}\n", dt.date(2020, 1, 1)),
    ]
    said = []
    for one in tries:
        with pytest.raises(ValueError, match=r".") as caught:
            one()
        said.append(str(caught.value))
    return said


def test_what_the_writer_refuses_is_refused_in_these_words(page_of_the_sdk: str) -> None:
    rows = markdown.table(page_of_the_sdk, "what the writer refuses")
    shown = [says.strip("`").strip() for _, says in rows]

    for words, said in zip(shown, _refusals(), strict=True):
        assert words in said


def test_what_the_writer_does_is_what_the_table_says(page_of_the_sdk: str) -> None:
    two = "kind: A\nspec:\n  # why b\n  b: 1 # here\n  # why c\n  c: 2\n"
    plain = "spec:\n- a # one\n- b # two\n"
    named = "spec:\n- {name: a} # one\n- {name: b} # two\n"
    alias = "a: &x {k: 1} # one\nb: *x\n"

    def rename(obj: krm_fn.KubeObject) -> None:
        with obj.edit() as data:
            data["spec"]["x"] = data["spec"].pop("b")

    done = [
        _edited(two, lambda obj: obj.delete("spec.b")),
        _edited(two, rename),
        _edited(plain, lambda obj: obj.set("spec", ["b", "a"])),
        _edited(named, lambda obj: obj.set("spec", [{"name": "b"}, {"name": "a"}])),
        _edited(alias, lambda obj: obj.set("b.k", 2)),
        _edited("spec: {n: 0x10}\n", lambda obj: obj.set("spec.n", 17)),
    ]

    assert len(markdown.table(page_of_the_sdk, "what the writer does")) == len(done)
    assert done == [
        "kind: A\nspec:\n  # why c\n  c: 2\n",
        "kind: A\nspec:\n  # why c\n  c: 2\n  x: 1\n",
        "spec:\n- b\n- a # one\n",
        "spec:\n- {name: b} # two\n- {name: a} # one\n",
        "a: &x {k: 1} # one\nb:\n  k: 2\n",
        "spec: {n: 17}\n",
    ]
