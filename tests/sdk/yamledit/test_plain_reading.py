"""What is read for its data alone says what the whole reading says, and errors are left to that."""

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
from krm_fn.yamledit import compare, plain_reading, reading

MANIFESTS = sorted((Path(__file__).parents[1] / "manifests").glob("*.yaml"))


def composed(text: str) -> Any:
    """What the whole reading says; the error where it says that."""
    try:
        return reading.compose(text).data
    except yamledit.YAMLError as error:
        return error


@examples(1000)
@given(st.integers(0, 2**32))
def test_a_drawn_text_says_the_same_or_is_left_to_the_whole_reading(number: int) -> None:
    text = yaml_documents.text(random.Random(number))  # noqa: S311  # a drawn text is no secret
    data = plain_reading.load(text)
    assert data is None or compare.same(data, composed(text))


@examples(1000)
@given(
    st.integers(0, 2**32), st.integers(0, 10**6), st.sampled_from("\n\t :-#'\"[{]},&*!|>%@\ud800")
)
def test_so_does_a_text_with_a_sign_that_does_not_belong_there(
    number: int, place: int, sign: str
) -> None:
    text = yaml_documents.text(random.Random(number))  # noqa: S311  # a drawn text is no secret
    place %= len(text) + 1
    text = text[:place] + sign + text[place:]
    data = plain_reading.load(text)
    assert data is None or compare.same(data, composed(text))


@pytest.mark.parametrize(
    "text",
    ["", "# c\n", "a", "a: &n 1", "a: *n", "a: !!str 1", "<<: {a: 1}", "1: a", "null: a",
     "a: 1\na: 2",
     "? [a]\n: 1", "a: [", "a: 1\n---\nb: 1", "a: 1\n... x", r'{"a": "\ud83d\ude00"}', "a: \x00",
     "[" * 201 + "]" * 201, f"a: {'9' * 5000}"],
)  # fmt: skip
def test_what_is_odd_or_wrong_is_left_to_the_whole_reading(text: str) -> None:
    assert plain_reading.load(text) is None


@pytest.mark.parametrize("path", MANIFESTS, ids=lambda p: p.name)
def test_a_manifest_is_read_without_it(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert compare.same(plain_reading.load(text), composed(text))
