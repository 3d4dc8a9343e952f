"""The golden helper fails where a function, a file or a whole folder is not as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import krm_fn
from krm_fn import testing

if TYPE_CHECKING:
    from pathlib import Path

RESOURCES = "kind: A\ntext: old\n---\nkind: B\n"
SECOND = "kind: C\nlong:\n" + "".join(f"- {number}\n" for number in range(9))
CONFIG = "# mine\nkind: Config\nvalue: new\n"
BEFORE = """\
apiVersion: config.kubernetes.io/v1
kind: ResourceList
items:
- kind: A
  text: new
- kind: B
"""
LONG = "- kind: C\n  long:\n" + "".join(f"  - {number}\n" for number in range(9))
AFTER = """\
functionConfig:
  # mine
  kind: Config
  value: new
results:
- message: set
  severity: info
"""
EXPECTED = BEFORE + LONG + AFTER
DIFF = """\
@@
 kind: ResourceList
 items:
 - kind: A
-  text: old
+  text: new
 - kind: B
 - kind: C
   long:
@@
   # mine
   kind: Config
   value: new
+results:
+- message: set
+  severity: info
"""


def process(resources: krm_fn.ResourceList) -> None:
    """An idempotent function."""
    config = resources.function_config
    first = resources.items[0]
    if config is not None:
        first.replace({**first.data, "text": config.data["value"]})
        resources.results.append(krm_fn.Result.info("set"))


@pytest.fixture
def case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv(testing.WRITE_VARIABLE, raising=False)
    case = tmp_path / "case"
    case.mkdir()
    (case / "resources.yaml").write_text(RESOURCES)
    (case / "second.yaml").write_text(SECOND)
    (case / "_fnconfig.yaml").write_text(CONFIG)
    (case / "_expected.yaml").write_text(EXPECTED)
    (case / "_stderr.txt").write_text("[info] set\n")
    return case


def test_a_case_that_is_as_expected_passes(case: Path) -> None:
    assert testing.cases(str(case.parent)) == [str(case)]
    testing.check(str(case), process)


@pytest.mark.parametrize("name", ["_expected.yaml", "_stderr.txt", "_exit_code", "_diff.patch"])
def test_a_file_that_differs_fails(case: Path, name: str) -> None:
    (case / name).write_text("something else\n")

    with pytest.raises(AssertionError, match=f"{name} differs"):
        testing.check(str(case), process)


def test_a_function_that_is_not_idempotent_fails(case: Path) -> None:
    def grow(resources: krm_fn.ResourceList) -> None:
        process(resources)
        first = resources.items[0]
        first.replace({**first.data, "text": first.data["text"] + "new"})

    (case / "_expected.yaml").write_text(EXPECTED.replace("text: new", "text: newnew"))
    with pytest.raises(AssertionError, match="on what the first one wrote, differs"):
        testing.check(
            str(case),
            lambda resources: (
                grow(resources)
                if resources.items[0].data["text"] == "old"
                else resources.items[0].replace({"kind": "A", "text": "newnewnew"})
            ),
        )


def test_writing_the_files_fails_the_run_and_the_next_one_passes(
    case: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (case / "_exit_code").write_text("5\n")
    monkeypatch.setenv(testing.WRITE_VARIABLE, "1")
    with pytest.raises(AssertionError, match="golden files were written"):
        testing.check(str(case), process)

    monkeypatch.delenv(testing.WRITE_VARIABLE)
    testing.check(str(case), process)
    assert (case / "_diff.patch").read_text() == DIFF
    assert not (case / "_exit_code").exists()


def test_a_diff_that_says_the_output_again_is_left_out(
    case: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (case / "second.yaml").unlink()
    monkeypatch.setenv(testing.WRITE_VARIABLE, "1")
    with pytest.raises(AssertionError, match="golden files were written"):
        testing.check(str(case), process)

    assert not (case / "_diff.patch").exists()


FOLDED = BEFORE + "- kind: shorter\n" + AFTER
SHORTER = testing.Folding(
    lambda text: text.replace(LONG, "- kind: shorter\n"),
    lambda text: text.replace("- kind: shorter\n", LONG).replace("kind: short\n", SECOND),
)


def test_items_are_unfolded_and_the_output_is_folded(case: Path) -> None:
    (case / "second.yaml").write_text("kind: short\n")
    (case / "_expected.yaml").write_text(FOLDED)

    testing.check(str(case), process, SHORTER)


@pytest.mark.parametrize(("unfolded", "expected"), [(False, EXPECTED), (True, FOLDED)])
def test_a_case_is_folded_unless_it_says_that_it_is_not(
    case: Path, *, unfolded: bool, expected: str
) -> None:
    if unfolded:
        (case / "_unfolded").write_text("For once.\n")
    (case / "_expected.yaml").write_text(expected)

    with pytest.raises(AssertionError, match=r"_expected\.yaml differs"):
        testing.check(str(case), process, SHORTER)


def test_a_case_that_is_not_folded_stands_whole(case: Path) -> None:
    (case / "_unfolded").write_text("For once.\n")

    testing.check(str(case), process, SHORTER)


def test_what_folding_takes_for_the_same_must_be_the_same(case: Path) -> None:
    (case / "second.yaml").write_text(SECOND.replace("- 7", "- 77"))
    (case / "_expected.yaml").write_text(FOLDED)
    blind = SHORTER._replace(
        fold=lambda text: SHORTER.fold(text.replace("- 77", "- 7")),
    )

    with pytest.raises(AssertionError, match=r"_expected\.yaml, unfolded, differs"):
        testing.check(str(case), process, blind)


def test_a_case_may_be_the_bytes_of_stdin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(testing.WRITE_VARIABLE, raising=False)
    (tmp_path / "_input.yaml").write_text("nonsense")
    (tmp_path / "_exit_code").write_text("1\n")
    (tmp_path / "_stderr.txt").write_text("[error] stdin: a map was expected, got a scalar\n")

    testing.check(str(tmp_path), process)


def test_no_case_at_all_is_a_failure(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()

    with pytest.raises(AssertionError, match="no golden case"):
        testing.cases(str(tmp_path))


@pytest.mark.parametrize("write", ["", "1"])
def test_a_bug_is_no_expectation(case: Path, monkeypatch: pytest.MonkeyPatch, write: str) -> None:
    monkeypatch.setenv(testing.WRITE_VARIABLE, write)
    before = {path.name: path.read_bytes() for path in case.iterdir()}

    def buggy(resources: krm_fn.ResourceList) -> None:
        resources.items[9].delete("x")

    with pytest.raises(AssertionError, match="this is a bug in the function"):
        testing.check(str(case), buggy)
    assert {path.name: path.read_bytes() for path in case.iterdir()} == before
