"""The data of plain manifests, read line by line: four times as fast as by the parser's events.

A line holds what `kubectl`, kpt and people write most: a key, a key and a scalar, or either behind
one dash; scalars stand on one line, plain, in single quotes, or in double ones without escapes.
Whatever else a text has, it is left to the parser. What was read here and is then changed, the
writer proves by the parser: text that says something else is refused, never handed out.
"""

from __future__ import annotations

import functools
import re

from krm_fn.yamledit import schema

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

MAX_DEPTH = 100

_LINE = re.compile(
    r"( *)(?:#.*|(- +)?(?:([A-Za-z_$][\w$./-]{0,200}):(?: +(.*))?|(.+))?)$", re.MULTILINE | re.ASCII
)
_SINGLE = re.compile(r"'((?:[^']|'')*)'(?: +#.*| *)")
_DOUBLE = re.compile(r'"([^"\\]*)"(?: +#.*| *)')
_INDICATORS = frozenset("-?:,[]{}#&*!|>'\"%@`")


class NotPlainError(ValueError):
    """The text has something that is left to the parser."""


class Lines:
    """A text, its data, and where its lines with content are.

    Of each such line `starts` has the place of its first sign that is no blank, `columns` the
    column of that, `dashes` how long a dash and the blanks behind it are, 0 without one.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.data: dict[str, Any] = {}
        self.starts: list[int] = []
        self.columns: list[int] = []
        self.dashes: list[int] = []
        self.opened: list[tuple[int, bool, int]] = []
        """Each collection that is the value of a key, in the order of the text: the number of the
        mapping, whether it is a sequence, and by how much it is indented more than the key."""


def read(text: str) -> Lines | None:
    """Read a text that is one mapping; None where it takes more than this knows, or is wrong."""
    if not text.replace("\n", "").isprintable():
        return None
    lines = Lines(text)
    try:
        _Reader(lines).read()
    except (NotPlainError, ValueError):
        return None
    return lines


class _Reader:
    """The collections that are open, from the outermost on: each with its column and number."""

    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        self.held: list[Any] = []
        self.columns: list[int] = []
        self.numbers: list[int] = []
        self.count = 0
        self.pending: str | None = None
        """The key of the last line, if its value does not stand there."""

    def read(self) -> None:
        lines = self.lines
        start_of, column_of = lines.starts.append, lines.columns.append
        dash_of = lines.dashes.append
        for found in _LINE.finditer(lines.text):
            blanks, dash, key, value, other = found.groups()
            if key is None and (other is None or dash is None):
                if dash is None and other is None:
                    continue
                raise NotPlainError
            column, size = len(blanks), len(dash or "")
            start_of(found.start() + column)
            column_of(column)
            dash_of(size)
            holder = self.holder(column, sequence=dash is not None)
            if key is None:
                holder.append(_scalar(other))
                continue
            if dash is not None:
                item: dict[str, Any] = {}
                holder.append(item)
                self.open(item, column + size)
                holder = item
            if key in holder or key in schema.WORDS:
                raise NotPlainError
            if not value or value[0] == "#":
                # Here already: the key keeps its place.
                holder[key] = None
                self.pending = key
            else:
                holder[key] = _scalar(value)
        if not self.held:
            raise NotPlainError

    def holder(self, column: int, *, sequence: bool) -> Any:
        """The collection that an entry in that column is one of; what is deeper ends."""
        held, columns = self.held, self.columns
        if self.pending is None and held and columns[-1] == column and not sequence:
            # Most lines go on with the map of the last one.
            if held[-1].__class__ is dict:
                return held[-1]
        elif self.pending is not None:
            key, self.pending = self.pending, None
            by = column - columns[-1]
            if by > 0 or (by == 0 and sequence):
                made: Any = [] if sequence else {}
                held[-1][key] = made
                self.lines.opened.append((self.numbers[-1], sequence, by))
                self.open(made, column)
                return made
        if not held:
            if sequence:
                raise NotPlainError
            self.open(self.lines.data, column)
            return self.lines.data
        while columns and columns[-1] > column:
            self.close()
        if columns and columns[-1] == column and not sequence and held[-1].__class__ is list:
            self.close()
        if not columns or columns[-1] != column or (held[-1].__class__ is list) is not sequence:
            raise NotPlainError
        return held[-1]

    def open(self, made: Any, column: int) -> None:
        if len(self.held) >= MAX_DEPTH:
            raise NotPlainError
        self.held.append(made)
        self.columns.append(column)
        self.numbers.append(self.count)
        self.count += 1

    def close(self) -> None:
        self.held.pop()
        self.columns.pop()
        self.numbers.pop()


def _scalar(text: str) -> Any:
    """The value of a scalar that ends with its line. Raises NotPlainError."""
    if text == "[]":
        return []
    return {} if text == "{}" else _value(text)


# The same few stand in all tasks of a Pipeline, and in all Pipelines of a package.
@functools.lru_cache(maxsize=4096)
def _value(text: str) -> schema.Scalar:
    first = text[0]
    if first in _INDICATORS:
        if first == "'":
            return _quoted(_SINGLE, text).replace("''", "'")
        if first == '"':
            return _quoted(_DOUBLE, text)
        if first != "-" or text[1:2] in ("", " "):
            raise NotPlainError
    text = text[: plain_size(text)]
    if ": " in text or text[-1] == ":":
        raise NotPlainError
    return schema.resolve(text) if first in schema.MAY_BE_OTHER else text


def plain_size(text: str) -> int:
    """How long the plain scalar is that a text begins with, which ends with its line."""
    comment = text.find(" #")
    return len((text if comment < 0 else text[:comment]).rstrip(" "))


def quoted_size(text: str) -> int:
    """How long the scalar in quotes is that a text begins with, which ends with its line."""
    found = (_SINGLE if text[0] == "'" else _DOUBLE).fullmatch(text)
    return found.end(1) + 1 if found else 0


def _quoted(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.fullmatch(text)
    if found is None:
        raise NotPlainError
    return found[1]
