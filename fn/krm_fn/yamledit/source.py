"""The text of a document as lines: where they start and end, what is blank and what is comment."""

from __future__ import annotations

import re
from bisect import bisect_right

BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
"""What libyaml, and so Go's decoders, take for the end of a line."""

_NEWLINE = re.compile("\r\n|\n|\r")
_GAP = re.compile("(?:[ \t\r\n\x85\u2028\u2029]+|#[^\r\n\x85\u2028\u2029]*)*")
_COMMENT = re.compile("[ \t]*(#[^\r\n\x85\u2028\u2029]*)?")

_BLANK_LINE = re.compile(rf"[ \t]*(?:{BREAK.pattern}|\Z)")
_COMMENT_LINE = re.compile("[ \t]*#")


def newline(text: str) -> str:
    """The break that ends lines in `text`: that of the first one; a line feed where is none."""
    found = _NEWLINE.search(text)
    return found.group() if found else "\n"


class Source:
    """Text with its line starts; positions are indexes into `text`, which ends with a break."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = [0, *(found.end() for found in BREAK.finditer(text))]
        self.newline = newline(text)

    def line_start(self, index: int) -> int:
        """Where the line of `index` starts."""
        return self.starts[bisect_right(self.starts, index) - 1]

    def column(self, index: int) -> int:
        """How many characters stand before `index` in its line."""
        return index - self.line_start(index)

    def margin(self, index: int) -> str:
        """The blanks that put a line's first word where `index` stands: its own, tabs if it has."""
        before = self.text[self.line_start(index) : index]
        return before if not before.strip(" \t") else " " * len(before)

    def next_line(self, index: int) -> int:
        """Where the line after that of `index` starts, or the end of the text."""
        at = bisect_right(self.starts, index)
        return self.starts[at] if at < len(self.starts) else len(self.text)

    def line_end(self, index: int) -> int:
        """Where the line of `index` ends, before its break."""
        found = BREAK.search(self.text, index)
        return found.start() if found else len(self.text)

    def previous_line(self, start: int) -> int:
        """Where the line before the one that starts at `start` starts; -1 before the first."""
        at = bisect_right(self.starts, start) - 2
        return self.starts[at] if at >= 0 else -1

    def gap(self, index: int) -> int:
        """The end of the blanks, breaks and comments that start at `index`."""
        found = _GAP.match(self.text, index)
        return found.end() if found else index

    def opens_line(self, index: int) -> bool:
        """Whether only blanks stand before `index` in its line."""
        return not self.text[self.line_start(index) : index].strip(" ")

    def rest(self, index: int) -> tuple[str, bool]:
        """The comment, if any, behind `index`; and whether nothing else follows in the line."""
        found = _COMMENT.match(self.text, index)
        end = found.end() if found else index
        alone = end >= len(self.text) or BREAK.match(self.text, end) is not None
        return (found.group(1) if found else None) or "", alone

    def is_blank(self, start: int) -> bool:
        """Whether the line that starts at `start` has nothing in it."""
        return start < len(self.text) and _BLANK_LINE.match(self.text, start) is not None

    def comment_column(self, start: int) -> int:
        """The column of the comment that is all of the line at `start`; -1 where it is not so."""
        found = _COMMENT_LINE.match(self.text, start)
        return found.end() - 1 - start if found else -1
