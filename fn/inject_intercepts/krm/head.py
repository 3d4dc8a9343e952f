"""What an object is, read from its text alone where its lines prove that they can be trusted.

A manifest of ten thousand objects is mostly asked what it holds, and a full parse costs about
a hundred times as much. Trusted is block style with the fields on lines of their own; everything
else (flow style, tags, anchors, merge keys, a quote or bracket over several lines) is parsed.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from . import lines


class Head(NamedTuple):
    """The identity of an object; what is absent, or no string, is None."""

    api_version: str | None
    kind: str | None
    name: str | None
    namespace: str | None


_OWN_LINE = rb"""\n%b(?![ #\r\n])[^\n]*"""
_FIELD = re.compile(
    rb"""
    (?P<key>[A-Za-z][\w./-]*) [ ]* :
    (?:[ ]+ (?: (?P<plain>[A-Za-z0-9][\w./-]*)
              | "(?P<double>[\w./:@ -]*)"
              | '(?P<single>[\w./:@ -]*)' ) )?
    [ ]* (?:[ ]\#[^\n]*)? \r?\Z
    """,
    re.VERBOSE,
)
_NEXT_LINE = re.compile(rb"\r?\n(?:[ ]*(?:#[^\n]*)?\r?\n)*([ ]*)[^ \r\n]")
# Words and numbers that do not read as strings; a plain `1` or `null` is no name.
_NOT_TEXT = re.compile(rb"[-+.\d]|(?:null|true|false|y|yes|n|no|on|off)\Z", re.IGNORECASE)


def read(text: bytes) -> Head | None:
    """The head of one manifest, block style or not; None where only a parser can tell.

    `text` is as yamledit takes it: one document, perhaps with all its lines indented.
    """
    first = re.match(rb"(?:[ ]*(?:#[^\n]*)?\r?\n)*([ ]*)(?=[A-Za-z])", text)
    if first is None or not lines.are_closed(text) or b"\t" in text[: first.end()]:
        return None
    column = len(first[1])
    own = _fields(b"\n" + text[first.start(1) :], column)
    if own is None:
        return None
    found, places = own
    meta: dict[bytes, str | None] | None = {}
    if b"metadata" in places:
        meta = _metadata(text, first.start(1) - 1 + places[b"metadata"], column)
    if meta is None:
        return None
    return Head(
        found.get(b"apiVersion"), found.get(b"kind"), meta.get(b"name"), meta.get(b"namespace")
    )


_HEAD_KEYS = frozenset((b"apiVersion", b"kind", b"metadata", b"name", b"namespace"))


def _fields(text: bytes, column: int) -> tuple[dict[bytes, str | None], dict[bytes, int]] | None:
    """The fields on the lines in that column: their simple values, and where their lines end."""
    found: dict[bytes, str | None] = {}
    places: dict[bytes, int] = {}
    for line in re.finditer(_OWN_LINE % (b" " * column), text):
        body = line[0][column + 1 :]
        key = re.match(rb"[A-Za-z][\w./-]*(?=[ ]*:(?:[ \r]|\Z))", body)
        if key is None:
            if body.startswith(b"- "):
                continue  # an element of a sequence in its parent's column
            return None
        if key[0] not in _HEAD_KEYS:
            places[key[0]] = line.end()
            continue
        field = _FIELD.match(body)
        if field is None or key[0] in places:
            return None
        places[key[0]] = line.end()
        if key[0] != b"metadata" and _is_continued(text, line.end(), column):
            return None
        value = field["plain"] or field["double"] or field["single"]
        if field["plain"] and _NOT_TEXT.match(field["plain"]):
            return None
        found[key[0]] = None if value is None else value.decode()
    return found, places


def _is_continued(text: bytes, end: int, column: int) -> bool:
    """Whether the line that ends there goes on, deeper, on the next one."""
    following = _NEXT_LINE.match(text, end)
    return following is not None and len(following[1]) > column


def _metadata(text: bytes, start: int, column: int) -> dict[bytes, str | None] | None:
    """Name and namespace from the lines below `metadata:`, which ends at `start`."""
    stop = re.compile(rb"\n {0,%d}(?=[^ #\r\n])" % column).search(text, start)
    body = text[start : stop.start() if stop else len(text)]
    first = re.match(rb"(?:\r?\n[ ]*(?:#[^\n]*)?)*?\r?\n([ ]+)(?=[^ #\r\n])", body)
    if first is None:
        return None
    own = _fields(body, len(first[1]))
    return None if own is None else own[0]
