"""What is proven to say certain data says it, and most of what is written is proven at once."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
import yaml_documents
from hypothesis import given
from hypothesis import strategies as st

from draws import examples
from krm_fn import yamledit
from krm_fn.yamledit import compare, emit, proof, reading

MANIFESTS = sorted((Path(__file__).parents[1] / "manifests").glob("*.yaml"))
numbers = st.integers(0, 2**32)


def drawn(number: int) -> str:
    return yaml_documents.text(random.Random(number))  # noqa: S311  # a drawn text is no secret


def loaded(text: str) -> Any:
    """What the text says; the error where it says nothing."""
    try:
        return reading.load(text)
    except yamledit.YAMLError as error:
        return error


@examples(1000)
@given(numbers, st.integers(0, 10**6), st.sampled_from(["", *"\n\t :-#'\"[{]},&*!|>%@1~"]))
def test_a_text_that_was_changed_anywhere_is_proven_only_where_it_says_the_same(
    number: int, place: int, sign: str
) -> None:
    text = drawn(number)
    data = loaded(text)
    place %= len(text) + 1
    changed = text[:place] + sign + text[place:]

    if proof.surely_says(changed, data):
        assert compare.same(loaded(changed), data)


@examples(1000)
@given(numbers, numbers)
def test_a_text_is_proven_to_say_what_another_says_only_if_it_does(one: int, other: int) -> None:
    # Small texts, of which many say the same.
    text = drawn(one)[:6]
    data = loaded(drawn(other)[:6])

    if proof.surely_says(text, data):
        assert compare.same(loaded(text), data)


@examples(300)
@given(yaml_documents.values())
def test_what_was_rendered_is_proven(value: Any) -> None:
    data = {"a": value}
    text = "".join(f"{line}\n" for line in emit.block(data, step=2, offset=0))

    assert proof.surely_says(text, data)


@pytest.mark.parametrize("path", MANIFESTS, ids=lambda path: path.name)
def test_a_manifest_is_proven(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert proof.surely_says(text, reading.load(text))


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("a: 1\n", {"a": "1"}),
        ("a: '1'\n", {"a": 1}),
        ("a: 1\n", {"a": True}),
        ("a: yes\n", {"a": True}),
        ("a:\n", {"a": ""}),
        ("a: ''\n", {"a": None}),
        ("a: 1\nb: 2\n", {"a": 1}),
        ("a: 1\n", {"a": 1, "b": 2}),
        ("a: 1\na: 1\n", {"a": 1, "b": 1}),
        ("a: [1]\n", {"a": [1, 2]}),
        ("a: [1, 2]\n", {"a": [1]}),
        ("a: {}\n", {"a": []}),
        ("<<: {a: 1}\n", {"<<": {"a": 1}}),
        ("1: a\n", {"1": "a"}),
        ("true: a\n", {"true": "a"}),
        ("a: &b 1\n", {"a": 1}),
        ("a: !!str x\n", {"a": "x"}),
        ("a: *b\n", {"a": 1}),
        ("a: 1\n--- {}\n", {"a": 1}),
        ("b: 2\na: 1\n", {"a": 1, "b": 2}),
        ("a: [\n", {"a": []}),
        ("", {}),
        ("# c\n", None),
        (r'{"a": "\ud83d\ude00"}', {"a": "\U0001f600"}),
        ("[" * 201 + "]" * 201, None),
    ],
)
def test_of_what_is_different_odd_or_wrong_nothing_is_said(text: str, data: Any) -> None:
    assert not proof.surely_says(text, data)
