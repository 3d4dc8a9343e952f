"""Numbers that are written in a way of their own, and keep it wherever they are copied to."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from krm_fn import yamledit
from krm_fn.yamledit import compare

WRITTEN = ["1.10", "1e3", "1E3", "1.", ".5", "+1", "-0", "0x1F", "0o17", "010", "+.5", "1e-07",
           "1234e567", "-1e400", "1e-400", ".Inf", "-.INF", ".NaN", "99999999999999999999.0",
           "1.0000000000000000000001"]  # fmt: skip
# In JSON a number may have these forms, and no other.
JSON = [text for text in WRITTEN if text[0] not in "+.0" and text[-1] != "." and text != "-.INF"]

plain = st.text("0123456789+-._eExobOXB:yYnNaft~", min_size=1, max_size=8)


def load(text: str) -> Any:
    return yamledit.load(text)


def value(text: str) -> Any:
    return load(f"- {text}\n")[0]


@pytest.mark.parametrize("text", WRITTEN)
def test_a_copied_number_is_written_as_it_was(text: str) -> None:
    before = f"a:\n- v: {text}\n"
    (item,) = load(before)["a"]
    copied = {"a": [item, copy.deepcopy(item)], "b": {"v": item["v"]}}

    after = yamledit.rewrite(before, copied)

    assert after == f"a:\n- v: {text}\n- v: {text}\nb:\n  v: {text}\n"
    assert yamledit.rewrite(f"a: [{text}]\n", {"a": [item["v"]] * 2}) == f"a: [{text}, {text}]\n"


@pytest.mark.parametrize("text", JSON)
def test_in_json_a_copied_number_is_written_as_it_was(text: str) -> None:
    before = f'{{"a": {text}}}'
    number = load(before)["a"]

    after = yamledit.rewrite(before, {"a": number, "b": [{"c": number}, {}, []]})

    assert after == f'{{"a": {text}, "b": [{{"c": {text}}}, {{}}, []]}}'
    assert json.loads(after)["b"][0]["c"] == json.loads(text)


@pytest.mark.parametrize(("text", "written"), [(".5", "0.5"), ("+1", "1"), ("0x1F", "31")])
def test_a_number_that_json_writes_otherwise_stays_the_same_number(text: str, written: str) -> None:
    assert yamledit.rewrite('{"a": 0}', {"a": value(text)}) == f'{{"a": {written}}}'


@pytest.mark.parametrize("text", [".inf", "-.Inf", ".NaN"])
def test_what_is_no_number_in_json_is_refused(text: str) -> None:
    with pytest.raises(yamledit.CannotRewrite, match=r"^a: JSON has no such number$"):
        yamledit.rewrite('{"a": 0}', {"a": value(text)})


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("1.10", 1.1, True),
        ("+1", 1, True),
        ("+1", 1.0, False),
        ("+1", True, False),
        ("1.10", value("1.100"), False),
        (".Inf", float("inf"), True),
        ("1e400", float("inf"), False),
        ("1e400", value("1e500"), False),
        ("1e400", value("1e400"), True),
        ("-0.00", 0.0, False),
    ],
)
def test_a_plain_number_differs_by_value_and_another_numeral_by_letter(
    old: str, new: Any, *, same: bool
) -> None:
    assert compare.same(value(old), new) is same
    assert compare.same(new, value(old)) is same


@given(plain)
@example("1234e567")
@example("1e400")
@example("1.10")
@example("yes")
def test_a_copy_is_read_by_everybody_as_what_it_is_a_copy_of(text: str) -> None:
    """Numbers by their text; text by its quotes, where one reader would see something else."""
    try:
        held = value(text)
    except yamledit.YAMLError:
        assume(False)
    assume(not isinstance(held, dict | list))
    before = f"a:\n- {text}\n"
    copied = yamledit.rewrite(before, {"a": [held], "b": held}).split("b: ")[1].strip()

    if isinstance(held, str):
        assert value(copied) == held
        assert yamledit.ambiguous(copied) == {}
    elif isinstance(held, int | float) and not isinstance(held, bool):
        assert copied == text
