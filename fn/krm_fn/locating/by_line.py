r"""Finding a ResourceList's items by line, in C, where that is proven right.

In a block sequence an element begins at a line with the sequence's dash in the sequence's
column, and nothing else can stand there: block scalars and plain scalars of an element are
indented deeper. Three things can hide a false dash: a quoted scalar over several lines, a flow
collection over several lines (there `[a,\n- b]` holds the text "- b"), and line breaks other
than LF and CRLF. So every boundary is checked: could a quote still be open there, or (only where
the element does not begin with a plain key) a bracket? If the cheap check cannot deny it, that
one element is scanned. What is not proven in the end takes the full scan.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from krm_fn.errors import NotAResourceList
from krm_fn.locating import block_lines, by_events
from krm_fn.locating.spans import Field, Items, ListSpans

# Compiled where the line is not as nearly everybody writes it: patterns take longer than a look.
_ITEMS_LINE = (
    rb"""(?x) (?:\A|(?<=\n))(?:items|"items"|'items')[ \t]*:[ \t]*(?:\#[^\n]*)?(?=\r?\n)"""
)
_PLAIN_ITEMS_LINE = b"\nitems:\n"
_FIRST_DASH = re.compile(rb"\r?(?:\n[ ]*+(?:#[^\n]*+|\r)?)*?\n([ ]*)-(?=[ \t\r\n]|\Z)")
_SOON_PARSED = 20_000  # bytes: what the parser does in two milliseconds
_ODD_BREAKS = (b"\xc2\x85", b"\xe2\x80\xa8", b"\xe2\x80\xa9")


def spans(source: bytes) -> ListSpans:
    """Where everything stands in the text of a ResourceList.

    `source` is UTF-8 without a byte order mark. Raises NotAResourceList where it is not one
    YAML or JSON mapping; whether it is a ResourceList is for the caller to see.
    """
    if source[:64].lstrip().startswith(b"{"):
        from krm_fn.locating import by_json

        found = by_json.spans(source)
        return found if found is not None else by_events.spans(source)
    found = _by_line(source)
    return found if found is not None else by_events.spans(source)


def _by_line(source: bytes) -> ListSpans | None:
    behind = _behind_items_line(source)
    if behind < 0 or _has_odd_breaks(source):
        return None
    first = _FIRST_DASH.match(source, behind)
    if first is None:
        return None
    before = _part(source[:behind])
    if before is None or before.fields[-1].key != "items" or not before.fields[-1].null:
        return None
    column = len(first[1])
    found = _elements(source, behind, column)
    if found is None:
        return None
    items, stop = found
    after = ListSpans((), None, 0, stop)
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
    return ListSpans(fields, items, 0, after.end)


def _behind_items_line(source: bytes) -> int:
    """Where the line ends that has `items:` and nothing more; -1 where none has.

    A second such line is a second key, which is told where all keys are together.
    """
    plain = source.find(_PLAIN_ITEMS_LINE)
    if plain >= 0:
        return plain + len(_PLAIN_ITEMS_LINE) - 1
    found = re.search(_ITEMS_LINE, source)
    return found.end() if found else -1


def _part(source: bytes) -> ListSpans | None:
    """The fields of a block mapping that begins, or ends, in column 0 with this text."""
    try:
        found = by_events.spans(source)
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
    # One byte is found ten times as fast as three, and most text does not even have that.
    return any(mark[:1] in source and mark in source for mark in _ODD_BREAKS)


def _elements(source: bytes, start: int, column: int) -> tuple[Items, int] | None:
    """The elements of the sequence below the line that ends at `start`, and where it ends."""
    # Deeper than the dash, behind comments, or it would be the dash's sibling.
    key = rb"(-) +(?:#[^\n]*+\n {%d,}+)*+[A-Za-z]+:(?=[ \r\n])" % (column + 1)
    lines_there = re.compile(
        rb"\n {%d}%b|\n {0,%d}+[^ #\r\n]" % (column, key, column)
        if column
        else rb"\n%b|\n[^ #\r\n]" % key
    )
    starts: list[int] = []
    unclear: list[int] = []  # elements that do not begin with a plain key
    stop = len(source)
    for line in lines_there.finditer(source, start):
        if line.lastindex:
            starts.append(line.start(1))
            continue
        place = line.end() - 1
        if source[place] == 0x2D and place - line.start() == column + 1:
            if source[place + 1 : place + 2] in _BLANKS:
                unclear.append(len(starts))
                starts.append(place)
                continue
        elif source[place] == 0x09:
            return None
        stop = line.start() + 1
        break
    # An element ends where the next one's line begins: before the spaces ahead of its dash.
    stops = [start - column for start in starts[1:]]
    stops.append(stop)
    items = Items(starts, stops, column, {})
    if not _all_closed(source, items, _where_brackets_matter(source, items, unclear)):
        return None
    for index in unclear:
        shape = by_events.shape_of(source[starts[index] : stops[index]], 1)
        if shape not in ("mapping", None):
            items.odd[index] = shape
    return items, stop


_BLANKS = frozenset((b" ", b"\t", b"\n", b"\r", b""))


def _where_brackets_matter(source: bytes, items: Items, unclear: list[int]) -> range:
    """Behind which elements a bracket may be open.

    `- key:` at the start of a line is no YAML between brackets: there `- ` cannot begin anything,
    and the key of text that began on an earlier line would be a key over two lines. With comments
    ahead of the key, they end that text, and no comma follows it. So only elements that begin
    otherwise, and what follows the sequence, can be in brackets.
    """
    count = len(items.starts)
    if unclear:
        return range(count)
    return range(count - 1, count) if items.stops[-1] < len(source) else range(0)


def _all_closed(source: bytes, items: Items, bracketed: range) -> bool:
    """Whether no quote, and no bracket where they matter, is open at the end of any element."""
    starts, stops, _, _ = items
    rfind, risky = source.rfind, block_lines.MAY_OPEN_BEHIND
    suspected = block_lines.may_end_in_quotes
    suspects = {
        index
        for index, (start, stop) in enumerate(zip(starts, stops, strict=True))
        if source[rfind(b'"', start, stop) - 1] in risky
        or source[rfind(b"'", start, stop) - 1] in risky
        if suspected(source, start, stop)
    }
    if bracketed and not _is_last_complete(source, items, bracketed):
        places = block_lines.open_brackets(source, starts[bracketed[0]])
        suspects.update(bisect_right(starts, place) - 1 for place in places)
    for index in suspects:
        chunk = _element(source, items, index)
        # The patterns for brackets take longer to compile than most lists to be searched.
        are_closed = block_lines.are_closed if index in bracketed else block_lines.are_quotes_closed
        if not are_closed(chunk) and not by_events.is_complete(chunk):
            return False
    return True


def _is_last_complete(source: bytes, items: Items, bracketed: range) -> bool:
    """Whether only the last element is in question, and the parser finds it complete.

    So it is with most lists, as `functionConfig` follows; the patterns for brackets take longer to
    compile than one object to parse, or what is left of it without its scripts.
    """
    if len(bracketed) > 1:
        return False
    last = _element(source, items, bracketed[0])
    if len(last) > _SOON_PARSED:
        last = block_lines.without_scalars(last)
        if len(last) > _SOON_PARSED or not block_lines.are_quotes_closed(last):
            return False
    return by_events.is_complete(last)


def _element(source: bytes, items: Items, index: int) -> bytes:
    """With its own spaces ahead, or the columns of its lines would not fit each other."""
    return b" " * (items.dash or 0) + source[items.starts[index] : items.stops[index]]
