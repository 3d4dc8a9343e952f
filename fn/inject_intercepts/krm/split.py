"""Finding a ResourceList's items by line, in C, where that is proven right.

In a block sequence an element begins at a line with the sequence's dash in the sequence's
column, and nothing else can stand there: block scalars and plain scalars of an element are
indented deeper. Three things can hide a false dash: a quoted scalar over several lines, a flow
collection over several lines (there `[a,\\n- b]` holds the text "- b"), and line breaks other
than LF and CRLF. So every boundary is checked: could a quote or a bracket still be open there?
If the cheap check cannot deny it, that one element is scanned. What is not proven in the end
takes the full scan.
"""

from __future__ import annotations

import re

from . import jsonscan, scan
from .errors import NotAResourceList
from .layout import Field, Items, Layout

_ITEMS_LINE = re.compile(
    rb"""(?:\A|(?<=\n))(?:items|"items"|'items')[ \t]*:[ \t]*(?:\#[^\n]*)?(?=\r?\n)""", re.VERBOSE
)
_FIRST_DASH = re.compile(rb"\r?(?:\n[ ]*+(?:#[^\n]*+|\r)?)*?\n([ ]*)-(?=[ \t\r\n]|\Z)")
_ODD_BREAKS = (b"\xc2\x85", b"\xe2\x80\xa8", b"\xe2\x80\xa9")

# A quote or a bracket opens something only where a token may start: behind these bytes (0xBF ends
# a byte order mark). Behind any other it is text, or closes, or is no YAML at all.
_TOKEN_MAY_START_BEHIND = frozenset(b" \t\r\n[{,:?\xbf")
# A bracket that may open, unless the same line closes it and holds no other.
_BRACKET = re.compile(
    rb"""
    [\[{] (?<= [\s\[{,:?\xbf] [\[{])
    (?! (?<=\[) (?: [^\[\]{}"'\#\n] | (?<=[\s,:\[]) (?: "(?:[^"\\\n]|\\.)*+" | '[^'\n]*+' ) )*+ \]
      | (?<=\{) (?: [^\[\]{}"'\#\n] | (?<=[\s,:\{]) (?: "(?:[^"\\\n]|\\.)*+" | '[^'\n]*+' ) )*+ \} )
    """,
    re.VERBOSE,
)


def layout(source: bytes) -> Layout:
    """Where everything stands in the text of a ResourceList.

    `source` is UTF-8 without a byte order mark. Raises NotAResourceList where it is not one
    YAML or JSON mapping; whether it is a ResourceList is for the caller to see.
    """
    if source[:64].lstrip().startswith(b"{"):
        found = jsonscan.layout(source)
        return found if found is not None else scan.layout(source)
    found = _by_line(source)
    return found if found is not None else scan.layout(source)


def _by_line(source: bytes) -> Layout | None:
    items_line = _ITEMS_LINE.search(source)
    if items_line is None or _has_odd_breaks(source):
        return None
    first = _FIRST_DASH.match(source, items_line.end())
    if first is None:
        return None
    before = _part(source[: items_line.end()])
    if before is None or before.fields[-1].key != "items" or not before.fields[-1].null:
        return None
    column = len(first[1])
    found = _elements(source, items_line.end(), column)
    if found is None:
        return None
    items, stop = found
    after = Layout((), None, 0, stop)
    if stop < len(source):
        tail = None if source.startswith((b"---", b"..."), stop) else _part(source[stop:])
        if tail is None:
            return None
        after = tail._replace(
            fields=tuple(_moved(field, stop) for field in tail.fields), end=tail.end + stop
        )
    own = before.fields[-1]._replace(
        node_start=items.starts[0], node_stop=stop, stop=stop, shape="sequence", flow=False,
        text=None, null=False,
    )  # fmt: skip
    fields = (*before.fields[:-1], own, *after.fields)
    if len({field.key for field in fields}) != len(fields):
        return None  # the full scan says which one, and where
    return Layout(fields, items, 0, after.end)


def _part(source: bytes) -> Layout | None:
    """The fields of a block mapping that begins, or ends, in column 0 with this text."""
    try:
        found = scan.layout(source)
    except NotAResourceList:
        return None
    return found if found.column == 0 and found.fields else None


def _moved(field: Field, by: int) -> Field:
    return field._replace(
        start=field.start + by,
        value=field.value + by,
        node_start=field.node_start + by,
        node_stop=field.node_stop + by,
        stop=field.stop + by,
    )


def _has_odd_breaks(source: bytes) -> bool:
    """Whether there are line breaks that a parser sees and a search for LF does not."""
    if b"\r" in source and re.search(rb"\r(?!\n)", source):
        return True
    return not source.isascii() and any(mark in source for mark in _ODD_BREAKS)


def _elements(source: bytes, start: int, column: int) -> tuple[Items, int] | None:
    """The elements of the sequence below the line that ends at `start`, and where it ends."""
    lines = re.compile(
        rb"\n(?: {%d}(-)(?:( +[A-Za-z]+:[ \r\n])|(?=[ \t\r\n]|\Z))| {0,%d}+([^ #\r\n]))"
        % (column, column)
    )
    starts: list[int] = []
    unclear: list[int] = []
    stop = len(source)
    for line in lines.finditer(source, start):
        kind = line.lastindex
        if kind == 3:
            if line[3] == b"\t":
                return None
            stop = line.start() + 1
            break
        if kind == 1:
            unclear.append(len(starts))
        starts.append(line.start(1))
    # An element ends where the next one's line begins: before the spaces ahead of its dash.
    stops = [start - column for start in starts[1:]] if column else starts[1:]
    stops.append(stop)
    if not _all_closed(source, starts, stops):
        return None
    odd = {}
    for index in unclear:
        shape = scan.shape_of(source[starts[index] : stops[index]])
        if shape not in ("mapping", None):
            odd[index] = shape
    return Items(starts, stops, column, odd), stop


def _all_closed(source: bytes, starts: list[int], stops: list[int]) -> bool:
    """Whether no quote and no bracket is open at the end of any element."""
    rfind, find, bracket = source.rfind, source.find, _BRACKET.search
    risky = _TOKEN_MAY_START_BEHIND
    for start, stop in zip(starts, stops, strict=True):
        double, single = rfind(b'"', start, stop), rfind(b"'", start, stop)
        if (
            (double < 0 or (source[double - 1] not in risky and source[double - 1] != 0x5C))
            and (single < 0 or not _may_open(source, start, single))
            and (
                (find(b"[", start, stop) < 0 and find(b"{", start, stop) < 0)
                or not bracket(source, start, stop)
            )
        ):
            continue
        if not scan.is_complete(source[start:stop]):
            return False
    return True


def _may_open(source: bytes, start: int, quote: int) -> bool:
    """Whether a single-quoted scalar may be open behind `quote`, the last `'` of an element.

    In an open one all further quotes come in pairs, so the opening one is the first of an odd
    run, and every run behind it is even.
    """
    while quote >= 0:
        first = quote
        while source[first - 1] == 0x27:
            first -= 1
        if (quote - first) % 2 == 0:
            return source[first - 1] in _TOKEN_MAY_START_BEHIND
        quote = source.rfind(b"'", start, first)
    return False
