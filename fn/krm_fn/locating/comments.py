"""Whose the comments are that stand between the elements of a list."""

from __future__ import annotations


def trailing(source: bytes, start: int, stop: int, column: int) -> int:
    """Where the comments begin that end `source[start:stop]` and stand in that column or before.

    They are the next element's, or nobody's. Blank lines ahead of them stay: they may be text.
    """
    end = stop
    while end > start:
        line = source.rfind(b"\n", start, end - 1) + 1
        if line <= start:
            break
        body = source[line:end]
        word = body.lstrip(b" ")
        if word[:1] == b"#" and len(body) - len(word) <= column:
            stop = line
        elif word.strip():
            break
        end = line
    return stop
