"""What is refused: text that cannot be read, changes that cannot be made faithfully."""

from __future__ import annotations

import re
from typing import Any

import pytest

from krm_fn import yamledit

BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 10)
)


@pytest.mark.parametrize(
    ("text", "message", "line", "column"),
    [
        ("a: [1", "did not find expected ',' or ']' while parsing a flow sequence", 1, 6),
        ("a: 1\n b: 2\n", "mapping values are not allowed in this context", 2, 3),
        ("a:\n\tb: 1\n", "a tab cannot indent: use spaces", 2, 1),
        ("a: 'x\n", "found unexpected end of stream while scanning a quoted scalar", 2, 1),
        ("a: \x07", "control characters are not allowed", 1, 4),
        ("é: 1\n\nb: \x00", "control characters are not allowed", 3, 4),
        ("a: \ud800", "half of a surrogate pair", 1, 4),
        ("a: 1\nb: 2\na: 3\n", "the key `a` occurs twice, first in line 1", 3, 1),
        ("{a: {b: 1, b: 2}}", "the key `b` occurs twice, first in line 1", 1, 12),
        ("1: a\n'1': b\n", "the key `1` occurs twice, first in line 1", 2, 1),
        ("1.5: a\n", "the key `1.5` is not a string: quote it", 1, 1),
        ("0x10: a\n", "the key `0x10` is not a string: quote it", 1, 1),
        ("~: a\n", "the key `~` is not a string: quote it", 1, 1),
        ("? [a]\n: 1\n", "this key is not a string: quote it", 1, 3),
        ("a: *x\n", "the alias `*x` has no anchor before it", 1, 4),
        ("a: &x [*x]\n", "the alias `*x` stands inside of its own anchor", 1, 8),
        ("a: &x {b: 1}\nc:\n  b: 2\n  <<: *x\n",
         "the key `b` stands before `<<`, which has it too: put `<<` first", 4, 3),
        ("a: !foo 1\n", "the tag `!foo` is not known here", 1, 4),
        ("a: !!binary x\n", "the tag `!!binary` is not known here", 1, 4),
        ("a: !!set {x}\n", "the tag `!!set` is not known here", 1, 4),
        ("a: !!int x\n", "`x` cannot be read as int", 1, 4),
        ("a: " + "1" * 5000, f"`{'1' * 37}...` cannot be read as number", 1, 4),
        ("a: 1\n---\nb: 1\n", "one document is expected, here starts another", 2, 1),
        (BOMB, "the aliases stand for more than 100000 values", 5, 45),
        ("[" * 1000, "nested deeper than 200 levels", 1, 201),
        ("[" * 100_000, "nested deeper than 200 levels", 1, 201),
        ("{a: " * 100_000, "nested deeper than 200 levels", 1, 801),
        ("- " * 100_000 + "a", "nested deeper than 200 levels", 1, 401),
        ("".join(f"{' ' * i}a:\n" for i in range(1000)), "nested deeper than 200 levels", 201, 201),
    ],
)  # fmt: skip
def test_bad_text_is_refused_with_its_place(
    text: str, message: str, line: int, column: int
) -> None:
    with pytest.raises(yamledit.YAMLError) as caught:
        yamledit.load(text)
    error = caught.value
    assert (error.message, error.line, error.column) == (message, line, column)
    assert str(error) == f"line {line}, column {column}: {message}"


@pytest.mark.parametrize("depth", [100, 199])
def test_a_hundred_levels_are_read_and_edited(depth: int) -> None:
    flow = "[" * depth + "a" + "]" * depth
    block = "- " * depth + "a"
    nested: Any = "b"
    for _ in range(depth):
        nested = [nested]
    assert yamledit.rewrite(flow, nested) == flow.replace("a", "b")
    assert yamledit.rewrite(block, nested) == block.replace("a", "b")


def test_a_quoted_merge_key_is_a_key() -> None:
    assert yamledit.load("'<<': 1\na: <<\n") == {"<<": 1, "a": "<<"}


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"a": {"b": {1, 2}}}, "a.b: set is not a type of YAML"),
        ({"a": [b"x"]}, "a[0]: bytes is not a type of YAML"),
        ({"a": {1: 2}}, "a: the key 1 is not a string"),
        ({"a": "\ud800"}, "a: a string has half of a surrogate pair"),
        ({"a": {"k" * 2000: 1}}, "a: the key `kkkkkkkkkkkkkkkkkkkk…` is too long"),
    ],
)
def test_data_that_yaml_cannot_say_is_refused(data: Any, message: str) -> None:
    with pytest.raises(yamledit.CannotRewrite, match=f"^{re.escape(message)}$"):
        yamledit.rewrite("a: 1\n", data)


def test_data_that_holds_itself_is_refused() -> None:
    data: dict[str, Any] = {}
    data["a"] = data
    with pytest.raises(yamledit.CannotRewrite, match=r"^the data is nested too deep$"):
        yamledit.rewrite("a: 1\n", data)


@pytest.mark.parametrize(("old", "new"), [("1", True), ("true", 1), ("1", 1.0), ("0.0", -0.0)])
def test_types_and_signs_are_differences(old: str, new: Any) -> None:
    result = yamledit.load(yamledit.rewrite(f"a: {old}\n", {"a": new}))
    assert repr(result) == repr({"a": new})


def test_not_a_number_is_no_difference() -> None:
    text = "a: .nan\n"
    assert yamledit.rewrite(text, {"a": float("nan")}) is text
