"""A change of a file as a unified diff: minimal, and with the names as git and GNU patch read them.

Where a change can stand at several places (a new item of a list, whose last line is that of its
neighbour too), it begins at its least indented line, as a person would have written it.
"""

from __future__ import annotations

import itertools
import math
import os
import re
from typing import TYPE_CHECKING, NamedTuple

from krm_fn.file_mode.common_lines import common

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_CONTEXT = 3
_ABOVE = os.path.join(os.pardir, "")
_NEEDS_QUOTES = re.compile(r'[\x00-\x1f\x7f"\\]')
_ESCAPES = {"\a": "a", "\b": "b", "\t": "t", "\n": "n", "\v": "v", "\f": "f", "\r": "r"}


class _Hunk(NamedTuple):
    """Lines `i1` to `i2` of the old file become lines `j1` to `j2` of the new one."""

    i1: int
    i2: int
    j1: int
    j2: int


def unified(path: str, before: bytes | None, after: bytes | None) -> bytes:
    """Give the diff that `patch -p1` and `git apply` take; empty where nothing changes.

    None is a file that is not there.
    """
    old, new = _lines(before), _lines(after)
    body = b"".join(_printed(hunks, old, new) for hunks in _together(_hunks(old, new)))
    if not body:
        return b""
    return b"--- %b\n+++ %b\n%b" % (
        _name("a", path if before is not None else None),
        _name("b", path if after is not None else None),
        body,
    )


def _name(side: str, path: str | None) -> bytes:
    """A file's name as git writes it with `core.quotePath` off.

    Behind a name with a blank stands a tab: patch would take what follows the blank for a date.
    Neither takes a name with `..` in it: what lies above is named from the folder that both are in.
    """
    if path is None:
        return b"/dev/null"
    inside = path if os.path.isabs(path) else os.path.relpath(path)
    while inside.startswith(_ABOVE):
        inside = inside.removeprefix(_ABOVE)
    name = f"{side}/{inside.lstrip('/')}"
    if _NEEDS_QUOTES.search(name):
        name = '"' + _NEEDS_QUOTES.sub(_escaped, name) + '"'
    return (name + ("\t" if " " in name else "")).encode("utf-8", "surrogateescape")


def _escaped(found: re.Match[str]) -> str:
    character = found.group()
    if character in '"\\':
        return f"\\{character}"
    return f"\\{_ESCAPES.get(character) or format(ord(character), '03o')}"


def _lines(source: bytes | None) -> list[bytes]:
    # By line feed alone: a diff's lines are the file's, whatever else is called a line break.
    return re.findall(rb"[^\n]*\n|[^\n]+\Z", source or b"")


def _hunks(old: Sequence[bytes], new: Sequence[bytes]) -> Iterator[_Hunk]:
    pairs = common(old, new)
    gone, made = [True] * len(old), [True] * len(new)
    for i, j in pairs:
        gone[i] = made[j] = False
    _Side(old, gone).slide(made)
    _Side(new, made).slide(gone)
    i = j = 0
    while i < len(old) or j < len(new):
        i1, j1 = i, j
        while i < len(old) and gone[i]:
            i += 1
        while j < len(new) and made[j]:
            j += 1
        if (i, j) != (i1, j1):
            yield _Hunk(i1, i, j1, j)
        else:
            i, j = i + 1, j + 1


class _Side:
    """The lines of one side, and which of them change.

    A run of changed lines may move by one where the line that it leaves behind equals the one that
    it takes in: what stays is the same text as before, so nothing becomes longer by it. Runs that
    meet become one.
    """

    def __init__(self, lines: Sequence[bytes], changed: list[bool]) -> None:
        self.lines = lines
        self.changed = changed
        self.sizes: list[int] = []  # of the runs above the current one
        self.above = 0  # their sum
        self.top = self.bottom = 0

    def slide(self, other: Sequence[bool]) -> None:
        """Move each run to where it reads best: where the other side changes too, if it can."""
        both = _places_of_changes(other)
        while (start := self._next()) is not None:
            self.top, self.bottom = start, start + 1
            self._grow()
            self._raise()
            highest = self.top
            while self._lower():
                highest = self.top
            stay = highest - self.above
            size = self.bottom - self.top
            best = min(
                range(highest, self.top + 1),
                key=lambda at: (stay + at - highest not in both, self._depth(at), -at),
            )
            for at in range(highest, self.bottom):
                self.changed[at] = best <= at < best + size
            self.sizes.append(size)
            self.above += size

    def _next(self) -> int | None:
        try:
            return self.changed.index(True, self.bottom)
        except ValueError:
            return None

    def _grow(self) -> bool:
        """Take in the changed lines below; whether there are any."""
        bottom = self.bottom
        while self.bottom < len(self.lines) and self.changed[self.bottom]:
            self.bottom += 1
        return self.bottom > bottom

    def _raise(self) -> None:
        """Move the run up as far as it goes."""
        while self.top and self.lines[self.top - 1] == self.lines[self.bottom - 1]:
            self._move(-1)
            if self.top and self.changed[self.top - 1]:
                self.above -= self.sizes[-1]
                self.top -= self.sizes.pop()

    def _lower(self) -> bool:
        """Move the run down as far as it goes; whether it met another, and went up with that."""
        while self.bottom < len(self.lines) and self.lines[self.top] == self.lines[self.bottom]:
            self._move(1)
            if self._grow():
                self._raise()
                return True
        return False

    def _move(self, by: int) -> None:
        left, taken = (self.top, self.bottom) if by > 0 else (self.bottom - 1, self.top - 1)
        self.changed[left], self.changed[taken] = False, True
        self.top += by
        self.bottom += by

    def _depth(self, at: int) -> float:
        """How far the line is indented; a blank one begins nothing."""
        text = self.lines[at].strip()
        return len(self.lines[at]) - len(self.lines[at].lstrip()) if text else math.inf


def _places_of_changes(changed: Sequence[bool]) -> set[int]:
    """Behind how many lines that stay something changes."""
    staying = itertools.accumulate((not change for change in changed), initial=0)
    return {count for count, change in zip(staying, changed, strict=False) if change}


def _together(hunks: Iterator[_Hunk]) -> Iterator[list[_Hunk]]:
    """Hunks whose context would touch or overlap are shown as one."""
    group: list[_Hunk] = []
    for hunk in hunks:
        if group and hunk.i1 - group[-1].i2 > 2 * _CONTEXT:
            yield group
            group = []
        group.append(hunk)
    if group:
        yield group


def _printed(hunks: Sequence[_Hunk], old: Sequence[bytes], new: Sequence[bytes]) -> bytes:
    above = min(_CONTEXT, hunks[0].i1)
    below = min(_CONTEXT, len(old) - hunks[-1].i2)
    i, j = hunks[0].i1 - above, hunks[0].j1 - above
    stop, end = hunks[-1].i2 + below, hunks[-1].j2 + below
    printed = [b"@@ -%b +%b @@\n" % (_range(i, stop), _range(j, end))]
    for hunk in hunks:
        printed += [_line(b" ", line) for line in old[i : hunk.i1]]
        printed += [_line(b"-", line) for line in old[hunk.i1 : hunk.i2]]
        printed += [_line(b"+", line) for line in new[hunk.j1 : hunk.j2]]
        i = hunk.i2
    printed += [_line(b" ", line) for line in old[i:stop]]
    return b"".join(printed)


def _range(start: int, stop: int) -> bytes:
    """Lines from 1; of none, the line behind which they are missing; one alone has no count."""
    count = stop - start
    first = start + 1 if count else start
    return b"%d" % first if count == 1 else b"%d,%d" % (first, count)


def _line(sign: bytes, line: bytes) -> bytes:
    end = b"" if line.endswith(b"\n") else b"\n\\ No newline at end of file\n"
    return sign + line + end
