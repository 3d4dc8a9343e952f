"""Numerals: numbers that remember how they are written, and the JSON that keeps it.

`1.10`, `+1` and `0x1F` are 1.1, 1 and 31; a copy of them is to say what they say, by letter. Of
`1234e567` no number can be had at all: Go's readers take it for text, Python makes it infinite. So
a number that this program would write in another way is a numeral: the number, with its text.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Self

__all__ = [
    "KINDS",
    "Integer",
    "Real",
    "from_json",
    "integer",
    "is_json",
    "lost_in_json",
    "real",
    "same",
    "text_of",
    "to_json",
    "written",
]

_JSON_NUMBER = r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?"


class Integer(int):
    """An int that is `written` in another way than Python writes it."""

    written: str

    def __new__(cls, value: int, written: str) -> Self:
        """Take the number, and the text that means it."""
        self = super().__new__(cls, value)
        self.written = written
        return self

    def __getnewargs__(self) -> tuple[int, str]:  # type: ignore[override]
        """Give what a copy is made of."""
        return int(self), self.written


class Real(float):
    """A float that is `written` in another way than `text_of` writes it."""

    written: str

    def __new__(cls, value: float, written: str) -> Self:
        """Take the number, and the text that means it."""
        self = super().__new__(cls, value)
        self.written = written
        return self

    @property
    def overflows(self) -> bool:
        """Whether this is finite as it is written, and too large for a float."""
        return abs(self) == float("inf") and self.written[-1] not in "fF"

    def __eq__(self, other: object) -> bool:
        """Compare numbers; of what overflows, the texts."""
        if self.overflows:
            return isinstance(other, Real) and other.written == self.written
        return super().__eq__(other)

    __hash__ = float.__hash__

    def __getnewargs__(self) -> tuple[float, str]:  # type: ignore[override]
        """Give what a copy is made of."""
        return float(self), self.written


KINDS = (Integer, Real)


def integer(value: int, written: str) -> int:
    """Give the int that is written so: a numeral unless Python writes it so too."""
    return value if str(value) == written else Integer(value, written)


def real(value: float, written: str) -> float:
    """Give the float that is written so: a numeral unless `text_of` writes it so too."""
    return value if text_of(value) == written else Real(value, written)


def text_of(value: float) -> str:
    """Give a float as YAML 1.1 and 1.2 read it: `1.0e-07` where Python says `1e-07`."""
    text = float.__repr__(value)
    if text in ("inf", "-inf", "nan"):
        return text.replace("inf", ".inf").replace("nan", ".nan")
    return text if "." in text else text.replace("e", ".0e")


def written(value: float) -> str:
    """Give the text of an int or a float: a numeral's own."""
    if isinstance(value, Integer | Real):
        return value.written
    return text_of(value) if value.__class__ is float else str(value)


def same(one: Any, other: Any) -> bool:
    """Whether two values of which one is a numeral at least are the same number.

    Two numerals are if they are written alike; a numeral and a plain number by their values.
    False where none is a numeral.
    """
    if one.__class__ in KINDS and other.__class__ in KINDS:
        return bool(one.written == other.written)
    if other.__class__ in KINDS:
        one, other = other, one
    if one.__class__ is Integer:
        return other.__class__ is int and one == other
    if one.__class__ is Real and other.__class__ is float:
        return not one.overflows and text_of(one) == text_of(other)
    return False


def to_json(data: Any, indent: int | str | None = None, *, dense: bool = False) -> str:
    """Give `data` as JSON in which numerals keep their text where that is JSON.

    On one line (`dense`: without blanks), or by `indent`: so many blanks, or that text. As
    `json.dumps` in all else. Raises ValueError for a number that JSON cannot write.
    """
    import json

    comma, colon = (",", ":") if dense and indent is None else (", ", ": ")
    if indent is None and not _has_numerals(data):
        marks = (comma, colon)
        return json.dumps(data, ensure_ascii=False, allow_nan=False, separators=marks)
    by = " " * indent if isinstance(indent, int) else indent

    def lines(opening: str, items: list[str], closing: str, break_: str) -> str:
        if by is None or not items:
            return opening + comma.join(items) + closing
        return f"{opening}{break_}{by}{f',{break_}{by}'.join(items)}{break_}{closing}"

    def text(value: Any, break_: str) -> str:
        deeper = break_ + (by or "")
        if isinstance(value, dict):
            pairs = [f"{text(key, '')}{colon}{text(held, deeper)}" for key, held in value.items()]
            return lines("{", pairs, "}", break_)
        if isinstance(value, list | tuple):
            return lines("[", [text(held, deeper) for held in value], "]", break_)
        if value.__class__ in KINDS and is_json(value.written):
            return str(value.written)
        return json.dumps(value, ensure_ascii=False, allow_nan=False)

    return text(data, "\n")


def _has_numerals(data: Any) -> bool:
    if isinstance(data, dict):
        return any(map(_has_numerals, data.values()))
    if isinstance(data, list | tuple):
        return any(map(_has_numerals, data))
    return data.__class__ in KINDS


def from_json(text: str) -> Any:
    """Give what JSON says, its numbers as numerals where they need it; ValueError as json does."""
    import json

    return json.loads(
        text,
        parse_int=lambda written: integer(int(written), written),
        parse_float=lambda written: real(float(written), written),
    )


def is_json(written: str) -> bool:
    """Whether JSON writes a number so."""
    return re.fullmatch(_JSON_NUMBER, written) is not None


def lost_in_json(data: Any, path: tuple[str | int, ...] = ()) -> tuple[str | int, ...] | None:
    """Give the path of the first number in `data` whose text JSON cannot keep; None without."""
    items: Any = ()
    if isinstance(data, dict):
        items = data.items()
    elif isinstance(data, list):
        items = enumerate(data)
    elif isinstance(data, float | Integer):
        return None if is_json(written(data)) else path
    found = (lost_in_json(held, (*path, key)) for key, held in items)
    return next((lost for lost in found if lost is not None), None)
