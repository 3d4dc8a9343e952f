"""One scalar as text: plain where nobody can misread it, quoted elsewhere."""

from __future__ import annotations

import functools
import re

from krm_fn import numerals
from krm_fn.yamledit import schema

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_PRINTABLE = "\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff"
_PLAIN = re.compile(r"(?:[^\s\-?:,\[\]{}#&*!|>'\"%@`=]|-(?!\s|--|$))(?:.*\S)?")
_NOT_IN_PLAIN = re.compile(r":(?:\s|$)|\s#")
_NOT_IN_FLOW = re.compile(r"[,\[\]{}:?]")
_ESCAPES = {
    "\0": "\\0", "\a": "\\a", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\v": "\\v", "\f": "\\f",
    "\r": "\\r", "\x1b": "\\e", '"': '\\"', "\\": "\\\\", "\x85": "\\N", "\u2028": "\\L",
    "\u2029": "\\P",
}  # fmt: skip


def text_of(value: Any, *, quote: str = "", flow: bool = False) -> str:
    """`value`, a scalar, on one line, such that every YAML reader takes it for what it is.

    A string is written plain where that is safe (in `flow`, inside of brackets, less is), else in
    double quotes. With `quote` it is quoted at any rate, by that sign where it can be.
    """
    if value is None:
        return "null"
    if value.__class__ is bool:
        return "true" if value else "false"
    if value.__class__ is int:
        return str(value)
    if value.__class__ is float:
        return numerals.text_of(value)
    if value.__class__ in numerals.KINDS:
        return numerals.written(value)
    if not quote and is_plain(value, flow=flow):
        return str(value)
    # JSON in a string is for reading, too.
    single = quote == "'" or (not quote and '"' in value and "'" not in value)
    if is_printable(value):
        if single:
            return "'" + str(value).replace("'", "''") + "'"
        return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'
    return '"' + _unprintable('["\\\\]|').sub(_escape, value) + '"'


def is_plain(text: str, *, flow: bool) -> bool:
    """Whether the string needs no quotes, for readers of YAML 1.1 and 1.2 alike."""
    if _PLAIN.fullmatch(text) is None or _NOT_IN_PLAIN.search(text) or not is_printable(text):
        return False
    if flow and _NOT_IN_FLOW.search(text):
        return False
    return not (text.startswith("...") or schema.misread(text))


def is_literal(text: str) -> bool:
    """Whether the string is best and faithfully written as lines behind `|` or `|-`.

    So it is with two lines or more that say what they say: no blanks at line ends, none before the
    first line (that takes an indentation digit, which editors get wrong), one line break at the
    end at most, and nothing unprintable.
    """
    if "\n" not in text.rstrip("\n") and not (text.endswith("\n") and len(text) > 1):
        return False
    if text.endswith("\n\n") or text[0] in " \t\n":
        return False
    return not re.search(r"[ \t](?:\n|$)", text) and is_printable(
        text.replace("\n", "").replace("\t", "")
    )


def is_printable(text: str) -> bool:
    """Whether YAML lets all signs of a line stand for themselves (YAML 1.2.2, section 5.1)."""
    if text.isascii():
        return text.isprintable()
    return _unprintable().search(text) is None


@functools.cache
def _unprintable(or_else: str = "") -> re.Pattern[str]:
    # Compiled when it is first needed: this one takes longer than a whole Pipeline.
    return re.compile(f"{or_else}[^{_PRINTABLE}]")


def escaped(json: str) -> str:
    """JSON text with those signs escaped that YAML does not allow, or takes for line breaks."""
    return _unprintable().sub(lambda found: _in_json(found.group()), json)


def _in_json(sign: str) -> str:
    r"""U+0085 as `\u0085`. Line feeds and tabs stay: in JSON they only stand between values."""
    return sign if sign in "\n\t" else f"\\u{ord(sign):04x}"


def _escape(found: re.Match[str]) -> str:
    sign = found.group()
    if sign in _ESCAPES:
        return _ESCAPES[sign]
    code = ord(sign)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
