"""Merge keys: read through, and written out only where what they say is no longer so."""

from __future__ import annotations

from typing import Any

import pytest

from krm_fn import yamledit

TEXT = "base: &b  # of all\n  image: x\n  cpu: 1\nstep:\n  <<: *b  # as above\n  name: one\nz: 0\n"


def load(text: str) -> Any:
    return yamledit.load(text)


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("a: &a {b: 1, c: 2}\nd: {<<: *a, c: 3}\n", {"b": 1, "c": 3}),
        ("a: &a {b: 1}\nd:\n  <<: [*a, {b: 2, c: 2}]\n  e: 1\n", {"b": 1, "c": 2, "e": 1}),
        ("a: &a {b: 1}\nd:\n  e: 1\n  <<: *a\n", {"b": 1, "e": 1}),
        ("a: &a {b: {c: 1}}\nx: &x {<<: *a}\nd: {<<: *x}\n", {"b": {"c": 1}}),
        ("d: {<<: {b: 1}}\n", {"b": 1}),
        ("d: {'<<': 1}\n", {"<<": 1}),
    ],
)
def test_merged_keys_are_where_a_map_has_not_its_own(text: str, data: Any) -> None:
    assert load(text)["d"] == data
    assert yamledit.rewrite(text, load(text)) is text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: &a {b: 1}\nd: {b: 2, <<: *a}\n",
         "the key `b` stands before `<<`, which has it too: put `<<` first"),
        ("a: &a [1]\nd: {<<: *a}\n", "the merge key `<<` takes a map, or a list of maps"),
        ("d: {<<: 1}\n", "the merge key `<<` takes a map, or a list of maps"),
        ("a: &a {b: 1}\nd:\n  <<: *a\n  <<: *a\n", "the key `<<` occurs twice, first in line 3"),
    ],
)  # fmt: skip
def test_what_readers_would_merge_in_different_ways_is_refused(text: str, message: str) -> None:
    with pytest.raises(yamledit.YAMLError) as caught:
        yamledit.load(text)
    assert caught.value.message == message


def changed(step: dict[str, Any], **base: Any) -> str:
    data = load(TEXT)
    data["base"] |= base
    data["step"] = step
    result = yamledit.rewrite(TEXT, data)
    assert load(result) == data
    return result


def test_a_change_beside_what_is_merged_leaves_the_merge_key() -> None:
    made = changed({"image": "x", "cpu": 1, "name": "two", "more": [1]})
    assert made == TEXT.replace("name: one\n", "name: two\n  more:\n  - 1\n")


def test_a_merged_key_of_another_value_is_written_behind_the_merge_key() -> None:
    made = changed({"image": "y", "cpu": 1, "name": "one"})
    assert made == TEXT.replace("  name: one", '  image: "y"\n  name: one')


def test_where_a_merged_key_is_gone_the_others_are_written_out() -> None:
    made = changed({"cpu": 1, "name": "one"})
    assert made == TEXT.replace("  <<: *b  # as above\n", "  cpu: 1\n")


def test_what_is_merged_changes_with_its_anchor_or_is_written_out() -> None:
    made = changed({"image": "n", "cpu": 1, "name": "one"}, image="n")
    assert made == TEXT.replace("image: x", 'image: "n"')
    made = changed({"image": "x", "cpu": 1, "name": "one"}, image="n")
    assert made == TEXT.replace("image: x", 'image: "n"').replace(
        "  name: one", "  image: x\n  name: one"
    )


def test_in_braces_what_must_change_is_written_out() -> None:
    text = "a: &a {b: 1}\nd: {<<: *a, c: 2}\ne: {<<: *a}\n"
    new = {"a": {"b": 1}, "d": {"b": 1, "c": 3}, "e": {"b": 1}}
    assert yamledit.rewrite(text, new) == text.replace("{<<: *a, c: 2}", "{b: 1, c: 3}")
    new = {"a": {"b": 5}, "d": {"b": 5, "c": 2}, "e": {"b": 1}}
    assert yamledit.rewrite(text, new) == text.replace("b: 1", "b: 5").replace("{<<: *a}", "{b: 1}")


@pytest.mark.parametrize("base", [["x"], 1, None])
def test_where_the_anchor_is_no_map_any_more_all_is_written_out(base: Any) -> None:
    new = {"base": base, "step": {"image": "x", "cpu": 1, "name": "one"}, "z": 0}
    assert load(yamledit.rewrite(TEXT, new)) == new
    del new["base"]
    assert load(yamledit.rewrite(TEXT, new)) == new


def test_an_ambiguous_scalar_is_named_where_it_is_merged_to() -> None:
    text = "a: &a {b: y}\nd: {<<: *a}\ne:\n  <<: [*a]\n"
    assert yamledit.ambiguous(text) == {("a", "b"): "y", ("d", "b"): "y", ("e", "b"): "y"}
