"""JSON's two escapes for one character, and what is none of it."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
import yaml_documents
from hypothesis import assume, given
from hypothesis import strategies as st

from krm_fn import yamledit

# What only looks like a pair, or is half of one, among what stands beside it in a file.
TEXTS = st.text(st.sampled_from('\\ud83e0A9\U0001f600\U0010ffff\ue000é "'), max_size=6)


@pytest.mark.parametrize(
    ("text", "data"),
    [
        (r'{"a": "\ud83d\ude00"}', {"a": "\U0001f600"}),
        (r'{"\uD83D\uDE00": ["x \ud83d\uDe00\n", 1]}', {"\U0001f600": ["x \U0001f600\n", 1]}),
        (r'"\\\ud83d\ude00"', "\\\U0001f600"),
        (r'["\\ud83d\\ude00", "\ud83d\ude00"]', [r"\ud83d\ude00", "\U0001f600"]),
        (r'["\ud83d\ude00", "😀 \u0020", "\ud7ff"]', ["\U0001f600", "😀  ", "\ud7ff"]),
        ("'\\ud83d'", r"\ud83d"),
        (r"a: \ud83d\ude00", {"a": r"\ud83d\ude00"}),
    ],
)
def test_a_pair_in_json_is_a_character(text: str, data: Any) -> None:
    assert yamledit.load(text) == data


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"a":\n "\\ud83d"}', r"`\ud83d` is half of a surrogate pair, which is no character"),
        ('{"a":\n "\\uDE00\\uD83D"}',
         r"`\uDE00` is half of a surrogate pair, which is no character"),
        ('["\\ud83d\\ude00",\n"\\ud83d\\u0020"]',
         r"`\ud83d` is half of a surrogate pair, which is no character"),
        ('a:\n  "\\ud83d"', r"`\ud83d` is half of a surrogate pair, which is no character"),
        ('a:\n  "\\ud83d\\ude00"', (r"`\ud83d\ude00` is a surrogate pair, which only JSON has: "
                                     "write the character itself")),
        ('a:\n  "\\U0000d83d"',
         "found invalid Unicode character escape code while parsing a quoted scalar"),
    ],
)  # fmt: skip
def test_half_of_a_pair_and_a_pair_in_yaml_are_refused(text: str, message: str) -> None:
    with pytest.raises(yamledit.YAMLError) as caught:
        yamledit.load(text)

    assert (caught.value.message, caught.value.line) == (message, 2)


def test_what_changes_beside_a_pair_leaves_it_as_it_is_written() -> None:
    text = '{\n  "a": "\\ud83d\\ude00", "b": {"c": "\\uD83D\\uDE00"},\n  "d": "e"\n}\n'
    face = "\U0001f600"

    assert yamledit.rewrite(text, {"a": face, "b": {"c": face}, "d": "\U0001f601"}) == (
        text.replace('"e"', '"\U0001f601"')
    )


def has_no_other(data: Any) -> bool:
    """Whether JSON has all of the numbers, and YAML all of the keys."""
    if isinstance(data, dict):
        return all(map(has_no_other, data.values())) and "<<" not in data
    if isinstance(data, list):
        return all(map(has_no_other, data))
    return not isinstance(data, float) or math.isfinite(data)


@given(yaml_documents.values() | st.recursive(TEXTS, lambda one: st.dictionaries(TEXTS, one)))
def test_whatever_json_escapes_is_read_as_json_reads_it(data: Any) -> None:
    assume(has_no_other(data))
    old, new = {"a": data}, {"a": data, "new": [data]}
    text = json.dumps(old)

    assert yamledit.load(text) == old
    assert yamledit.rewrite(text, old) == text
    assert json.loads(yamledit.rewrite(text, new)) == new
