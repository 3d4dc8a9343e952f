"""Keys of block mappings: the whole text before and after."""

from __future__ import annotations

from typing import Any

import pytest

from krm_fn import yamledit


def check(before: str, data: Any, after: str) -> None:
    assert yamledit.rewrite(before, data) == after
    assert yamledit.load(after) == data


def test_a_new_key_goes_after_the_one_that_precedes_it() -> None:
    check(
        "a: 1  # one\n# about c\nc: 3\n",
        {"a": 1, "b": 2, "c": 3},
        "a: 1  # one\nb: 2\n# about c\nc: 3\n",
    )


def test_a_new_first_key_goes_behind_the_comment_of_the_file() -> None:
    check("# license\n\n# file\nb: 2\n", {"a": 1, "b": 2}, "# license\n\n# file\na: 1\nb: 2\n")


def test_new_keys_keep_their_order() -> None:
    check("a: 1\nd: 4\n", {"a": 1, "b": 2, "c": 3, "d": 4}, "a: 1\nb: 2\nc: 3\nd: 4\n")


def test_a_new_key_goes_behind_the_comments_inside_of_its_neighbour() -> None:
    check(
        "tasks:\n  - a\n  # - b\n# last\nfinally: []\n",
        {"tasks": ["a"], "params": 1, "finally": []},
        "tasks:\n  - a\n  # - b\nparams: 1\n# last\nfinally: []\n",
    )


def test_where_blank_lines_part_all_keys_a_new_one_gets_its_own() -> None:
    check("a: 1\n\nb: 2\n", {"a": 1, "b": 2, "c": 3}, "a: 1\n\nb: 2\n\nc: 3\n")


def test_a_removed_key_takes_the_comment_above_and_behind_it() -> None:
    check(
        "a: 1\n# about b\nb: 2  # two\n# about c\nc: 3\n",
        {"a": 1, "c": 3},
        "a: 1\n# about c\nc: 3\n",
    )


def test_a_comment_set_off_by_a_blank_line_stays() -> None:
    check("a: 1\n# section\n\nb: 2\nc: 3\n", {"a": 1, "c": 3}, "a: 1\n# section\n\nc: 3\n")


def test_a_removed_key_leaves_one_blank_line_not_two() -> None:
    check("a: 1\n\nb: 2\n\nc: 3\n", {"a": 1, "c": 3}, "a: 1\n\nc: 3\n")


def test_a_removed_value_takes_its_lines_and_inner_comments() -> None:
    check(
        "a:\n  # inner\n  x: 1\n  # end of a\nb: 2\n",
        {"b": 2},
        "b: 2\n",
    )


def test_the_first_key_behind_a_dash_is_removed() -> None:
    check("- name: a\n  # v\n  v: 1\n- b\n", [{"v": 1}, "b"], "- # v\n  v: 1\n- b\n")


def test_a_new_first_key_goes_behind_the_dash() -> None:
    check("- b: 2  # two\n", [{"a": {"x": 1}, "b": 2}], "- a:\n    x: 1\n  b: 2  # two\n")


def test_a_key_is_renamed_where_it_stands() -> None:
    check(
        "# of a\n'a':  # x\n  - 1\nb: 2\n", {"z": [1], "b": 2}, "# of a\n'z':  # x\n  - 1\nb: 2\n"
    )


def test_the_order_of_keys_alone_is_no_change() -> None:
    text = "a: 1\nb: 2\n"
    assert yamledit.rewrite(text, {"b": 2, "a": 1}) is text


def test_the_last_key_of_a_mapping_leaves_braces() -> None:
    check("a:  # x\n  b: 1\nc: 2\n", {"a": {}, "c": 2}, "a: {}  # x\nc: 2\n")


@pytest.mark.parametrize("empty", ["{} ", "null ", "~ ", "", "[] ", "text ", "{ } "])
def test_what_was_empty_or_a_scalar_becomes_a_block(empty: str) -> None:
    before = f"a: {empty}# x\nc: 2\n"
    check(before, {"a": {"b": [1]}, "c": 2}, "a: # x\n  b:\n  - 1\nc: 2\n")


def test_a_new_key_is_indented_as_the_rest_of_the_document() -> None:
    check(
        "a:\n    b:\n      - 1\n",
        {"a": {"b": [1], "c": {"d": [{"e": 1, "f": [2]}]}}},
        "a:\n    b:\n      - 1\n    c:\n        d:\n          - e: 1\n            f:\n"
        "              - 2\n",
    )


def test_a_document_whose_lines_are_all_indented_stays_so() -> None:
    check(
        "  a: 1\n  b:\n  - x\n",
        {"a": 1, "b": ["x"], "c": {"d": 1}},
        "  a: 1\n  b:\n  - x\n  c:\n    d: 1\n",
    )


def test_a_key_with_a_question_mark_gets_a_new_value() -> None:
    check("? a\n: 1\n? b\n: 2\n", {"a": 3, "c": 1, "b": 2}, "? a\n: 3\nc: 1\n? b\n: 2\n")


def test_keys_are_quoted_where_a_reader_would_misread_them() -> None:
    check("a: 1\n", {"a": 1, "on": 1, "a.b/c": 2, "1": 3}, 'a: 1\n"on": 1\na.b/c: 2\n"1": 3\n')


def test_a_comment_between_key_and_value_stays_when_the_value_changes() -> None:
    check("a:\n  # why\n  - 1\n", {"a": [1, 2]}, "a:\n  # why\n  - 1\n  - 2\n")
