"""Scalars: each style stays what it is, where that is faithful."""

from __future__ import annotations

from typing import Any

import pytest

from krm_fn import yamledit


@pytest.mark.parametrize(
    ("before", "value", "after"),
    [
        ("k: a  # c", "b", "k: b  # c"),
        ("k: 'a'  # c", "it's", "k: 'it''s'  # c"),
        ('k: "a"', 'b"\t\\', 'k: "b\\"\\t\\\\"'),
        ("k: 'a'", "b\tc", 'k: "b\\tc"'),
        ("k: a", "yes", 'k: "yes"'),
        ("k: a", "y", 'k: "y"'),
        ("k: a", "010", 'k: "010"'),
        ("k: a", "12:30", 'k: "12:30"'),
        ("k: a", "2026-01-01", 'k: "2026-01-01"'),
        ("k: a", "1_000", 'k: "1_000"'),
        ("k: a", "0x1F", 'k: "0x1F"'),
        ("k: a", "=", 'k: "="'),
        ("k: a", "<<", 'k: "<<"'),
        ("k: a", "", 'k: ""'),
        ("k: a", "b: c", 'k: "b: c"'),
        ("k: a", "b #c", 'k: "b #c"'),
        ("k: a", "@b", 'k: "@b"'),
        ("k: a", "$(params.b)", "k: $(params.b)"),
        ("k: a", "--flag=x", "k: --flag=x"),
        ("k: a", "é 😀", "k: é 😀"),
        ("k: a", "b\x85c", 'k: "b\\Nc"'),
        ("k: a", "1.2.3", "k: 1.2.3"),
        ("k: a", 1, "k: 1"),
        ("k: 'a'", True, "k: true"),
        ('k: "a"', None, "k: null"),
        ("k: 1", "1", 'k: "1"'),
        ("k: 1", 1.0, "k: 1.0"),
        ("k: 1", 1e-7, "k: 1.0e-07"),
        ("k: 1", float("inf"), "k: .inf"),
        ("k: true", "true", 'k: "true"'),
        ("k:", "a", "k: a"),
        ("k: # c", "a", "k: a # c"),
        ("k: &x a", "b", "k: &x b"),
        ("k: !!str 1", "2", 'k: "2"'),
        ("k:\n  a # c", "b", "k:\n  b # c"),
        ("k: a # c", "b\nc", "k: |- # c\n  b\n  c"),
        ("k: 'a' # c", "b\nc\n", 'k: "b\\nc\\n" # c'),
        ("k: a", "b \nc", 'k: "b \\nc"'),
        ("k: one\n  two\n  three", "one 2 three", "k: one\n  2\n  three"),
        ("k: 'one\n  two'", "one 2", "k: 'one\n  2'"),
        ("k: one\n  two", "four words on this", "k: four words on this"),
    ],
)
def test_a_scalar_is_replaced_in_its_style(before: str, value: Any, after: str) -> None:
    result = yamledit.rewrite(f"a: 0\n{before}\nz: 0\n", {"a": 0, "k": value, "z": 0})
    assert result == f"a: 0\n{after}\nz: 0\n"


@pytest.mark.parametrize(
    ("before", "value", "after"),
    [
        ("|\n  one\n\n  two\n", "one\n\n2\n", "|\n  one\n\n  2\n"),
        ("|  # c\n    one\n", "1\n", "|  # c\n    1\n"),
        ("|-\n  one\n  two\n", "one\nand\ntwo", "|-\n  one\n  and\n  two\n"),
        ("|\n  one\n", "one", "|-\n  one\n"),
        ("|-\n  one\n", "one\ntwo\n", "|\n  one\n  two\n"),
        ("|2\n   one\n", " 1\n  2\n", "|2\n   1\n    2\n"),
        ("|+\n  one\n", "1\n", "|+\n  1\n"),
        ("|\n  one\n  \n  two\n", "one\n\n2\n", "|\n  one\n  \n  2\n"),
        ("|\n  one\n", "one \n", "|\n  one \n"),
        ("|\n  one\n", "", '""\n'),
        ("|\n  one\n", "one\n\n", '"one\\n\\n"\n'),
        ("|\n  one\n", 1, "1\n"),
        (">-\n  one $(x)\n  two\n\n  three\n", "one y two\nthree",
         ">-\n  one y\n  two\n\n  three\n"),
        (">\n  one\n  two\n", "all new words\n", "|\n  all new words\n"),
        (">-  # c\n  one\n", "new words", "new words # c\n"),
    ],
)  # fmt: skip
def test_a_block_scalar_is_changed_in_its_style(before: str, value: Any, after: str) -> None:
    data = {"k": value, "z": 0}
    assert yamledit.rewrite(f"k: {before}z: 0\n", data) == f"k: {after}z: 0\n"


def test_only_the_changed_lines_of_a_script_are_touched() -> None:
    script = "#!/bin/sh\nset -e\necho $(tasks.deploy.results.pods)\n\n# done\nexit 0\n"
    text = "steps:\n  - script: |\n" + "".join(
        f"      {line}\n" if line else "   \n" for line in script.split("\n")[:-1]
    )
    new = script.replace("deploy", "deploy-result")
    result = yamledit.rewrite(text, {"steps": [{"script": new}]})
    assert result == text.replace("deploy", "deploy-result")
