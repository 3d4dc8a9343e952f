"""What surrounds the data: line ends, marks, the end of the file, anchors."""

from __future__ import annotations

from typing import Any

import pytest

from krm_fn import yamledit


@pytest.mark.parametrize(
    ("before", "data", "after"),
    [
        ("a: 1\r\nb:\r\n- x\r\n", {"a": 2, "b": ["x", "y\nz"], "c": {"d": 1}},
         'a: 2\r\nb:\r\n- x\r\n- |-\r\n  y\r\n  z\r\nc:\r\n  d: 1\r\n'),
        ("a: 1", {"a": 1, "b": 2}, "a: 1\nb: 2"),
        ("a: 1\nb: |+\n  x\n  ", {"a": 2, "b": "x\n"}, "a: 2\nb: |+\n  x\n  "),
        ("a: 1\nb: |+\n  x\n\n  y", {"a": 2, "b": "x\n\ny"}, "a: 2\nb: |+\n  x\n\n  y"),
        ("a: 1\nb: 2", {"a": 1}, "a: 1"),
        ("a: [1]", {"a": [1, 2]}, "a: [1, 2]"),
        ("\ufeffa: 1\n", {"a": 1, "b": 2}, "\ufeffa: 1\nb: 2\n"),
        ("\ufeff{\"a\": 1}", {"a": 2}, "\ufeff{\"a\": 2}"),
        ("%YAML 1.2\n---\na: 1\n...\n# end\n", {"a": 1, "b": 2},
         "%YAML 1.2\n---\na: 1\nb: 2\n...\n# end\n"),
        ("--- # here\na: 1\n", {"b": 2}, "--- # here\nb: 2\n"),
        ("a: |\n  x", {"a": "x", "b": 1}, "a: |-\n  x\nb: 1"),
        ("a: 1\nb: |\n  x", {"a": 2, "b": "x"}, "a: 2\nb: |\n  x"),
        ("a: 1", {"a": 1, "b": "x\ny\n"}, "a: 1\nb: |\n  x\n  y\n"),
        ("", {"a": 1}, "a: 1\n"),
        ("# only\n", {"a": [1]}, "# only\na:\n- 1\n"),
        ("---\n", {"a": 1}, "---\na: 1\n"),
        ("--- # here\n...\n", {"a": 1}, "--- # here\na: 1\n...\n"),
        ("a: 1\n", [1], "- 1\n"),
        ("# c\ntext # d\n", {"a": 1}, "# c\n # d\na: 1\n"),
        ("é: '😀 \u2028'\nb: 1\n", {"b": 1}, "b: 1\n"),
        ("a: 1\n  # in a\nb: 2\n", {"a": "x\ny", "b": 2}, 'a: "x\\ny"\n  # in a\nb: 2\n'),
        ("a: |+\n  x\n\nb: 1\n\nc: 2\n", {"a": "x\n\n", "c": 2}, "a: |+\n  x\n\nc: 2\n"),
        ("a: 1\n\nb: |+\n  x\n\n", {"a": 1, "b": "x\n\n", "c": 2},
         "a: 1\n\nb: |+\n  x\n\nc: 2\n"),
    ],
)  # fmt: skip
def test_the_surroundings_survive(before: str, data: Any, after: str) -> None:
    assert yamledit.rewrite(before, data) == after
    assert yamledit.load(after) == data


@pytest.mark.parametrize(
    ("before", "data", "after"),
    [
        ("a: &x {b: 1}\nc: *x\n", {"a": {"b": 2}, "c": {"b": 2}}, "a: &x {b: 2}\nc: *x\n"),
        ("a: &x {b: 1}\nc: *x\n", {"a": {"b": 2}, "c": {"b": 1}},
         "a: &x {b: 2}\nc:\n  b: 1\n"),
        ("a: &x {b: 1}\nc: *x # c\n", {"a": {"b": 1}, "c": {"b": 2}},
         "a: &x {b: 1}\nc: # c\n  b: 2\n"),
        ("a: &x 1\nc: [*x , *x ]\n", {"c": [1, 1]}, "c: [1 , 1 ]\n"),
        ("a: &x 1\nb: *x\nc: *x\n", {"a": "y", "b": 1, "c": "y"}, 'a: &x "y"\nb: 1\nc: *x\n'),
        ("a: &x\n  b: 1\nc: *x\n", {"a": [1], "c": [1]}, "a: &x\n- 1\nc: *x\n"),
        ("a: &x [1]\nc: *x\n", {"a": [1], "c": [1], "d": [1]}, "a: &x [1]\nc: *x\nd:\n- 1\n"),
    ],
)  # fmt: skip
def test_anchors_and_aliases_stay_where_they_still_say_so(
    before: str, data: Any, after: str
) -> None:
    assert yamledit.rewrite(before, data) == after
    assert yamledit.load(after) == data
