"""Which lines of a block collection are which entry's.

An entry's are: its own; behind them comments that are indented deeper than it; before them the
comment lines directly above, with no blank line between. Above the first key of a document stands
the file's own comment, which is not the key's.

Behind a list, comments in the column of its dashes are nobody's by indentation:

    tasks:
    - name: build
    # - name: lint                 an item that is commented out stays with its list,
    #   taskRef: {name: lint}
    # Cleans up.                   and what stands above a key with that key
    finally:
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from inject_intercepts.frozen import Frozen
from inject_intercepts.yamledit import nodes, positions, replacing

if TYPE_CHECKING:
    from inject_intercepts.yamledit.edits import Edits, Slot
    from inject_intercepts.yamledit.nodes import Node
    from inject_intercepts.yamledit.source import Source

_ITEM = re.compile(r"#([ \t]*)-(?:[ \t]|$)")
# In a list of maps, `# - words` are prose; the map may begin below its dash.
_MAPPING = re.compile(r"#([ \t]*)-(?:[ \t]+[\w.\"'-]+:(?:[ \t]|$)|[ \t]*$)")


class Entry(Frozen):
    """One key or item: from `lead` (its comments) over `at` (key or dash) and `head` to `stop`.

    `rest` is behind the comments that are its list's by what they say; a new entry goes there.
    `loose` tells that only this entry's being the last one says so of the last of them. `keeps`
    tells that it ends in a block scalar with `+`, to which blank lines behind it belong.
    """

    lead: int
    at: int
    head: int
    stop: int
    rest: int
    loose: bool
    keeps: bool


def of_mapping(edits: Edits, node: Node, slot: Slot, column: int) -> list[Entry]:
    """The entries of a block mapping whose keys stand in `column`."""
    source = edits.source
    entries: list[Entry] = []
    starts = [positions.key_start(key, source) for key in node.items[::2]]
    for index, at in enumerate(starts):
        key, value = node.items[2 * index : 2 * index + 2]
        colon = source.gap(key.end)
        head = colon + 1 if source.text[colon : colon + 1] == ":" else key.end
        last = index + 1 == len(starts)
        limit = len(source.text) if last else source.line_start(starts[index + 1])
        stop = replacing.tail(edits, max(value.end, key.end), column, limit)
        rest, loose = stop, False
        if value.kind == nodes.SEQUENCE and not value.flow:
            rest, loose = _behind_list(source, value, stop, column, None if last else limit)
        first = slot.kind == "document" and not entries
        lead = source.line_start(at) if first else _lead(source, at, entries, slot, column)
        lead = lead if source.opens_line(at) else at
        entries.append(Entry(lead, at, head, stop, rest, loose, _keeps(value, source)))
    return entries


def of_sequence(edits: Edits, node: Node, slot: Slot, column: int) -> list[Entry]:
    """The entries of a block sequence whose dashes stand in `column`."""
    source = edits.source
    entries: list[Entry] = []
    dash = node.body
    for index, item in enumerate(node.items):
        following = source.gap(item.end) if index + 1 < len(node.items) else len(source.text)
        limit = source.line_start(following) if index + 1 < len(node.items) else following
        stop = replacing.tail(edits, item.end, column, limit)
        lead = _lead(source, dash, entries, slot, column)
        lead = lead if source.opens_line(dash) else dash
        loose = False
        entries.append(Entry(lead, dash, dash + 1, stop, stop, loose, _keeps(item, source)))
        dash = following
    return entries


def _keeps(node: Node, source: Source) -> bool:
    while node.items and not node.flow:
        node = node.items[-1]
    return positions.is_block_scalar(node) and positions.header(source.text, node).chomping == "+"


def _lead(source: Source, at: int, entries: list[Entry], slot: Slot, column: int) -> int:
    """Where the comment lines directly above start; the line of `at` itself where are none.

    A comment that is deeper than the first entry is not its own: it would be that of whatever came
    before it.
    """
    lead = source.line_start(at)
    limit = entries[-1].rest if entries else source.next_line(slot.head)
    if slot.kind == "document" and not entries:
        return lead
    while (above := source.previous_line(lead)) >= limit and (
        0 <= source.comment_column(above) <= column
    ):
        lead = above
    return lead


def _behind_list(
    source: Source, node: Node, stop: int, column: int, limit: int | None
) -> tuple[int, bool]:
    """`Entry.rest` and `Entry.loose` of a key in `column` whose value is the block sequence.

    `limit` is the line of the next key; None where there is none, and so no other owner of
    comments in the column of the dashes.
    """
    dashes = positions.column(node, source)
    pattern = _MAPPING if node.items[0].kind == nodes.MAPPING else _ITEM
    own = rest = at = stop
    item = (-1, -1)
    while at < (len(source.text) if limit is None else limit):
        comment = source.comment_column(at)
        following = source.next_line(at)
        if comment >= 0:
            text = source.text[at + comment : source.line_end(at)]
            found = pattern.match(text)
            dash = comment + 1 + len(found[1]) if found else -1
            if found and (comment == dashes or comment < dashes <= dash <= dashes + 2):
                item = (comment, dash)
                own = following
            elif comment > column or (comment == item[0] and _is_deeper(text, item)):
                own = following
            elif not comment >= dashes == column:
                break
            rest = following
        elif not source.is_blank(at):
            break
        at = following
    return (rest, rest != own) if limit is None else (own, False)


def _is_deeper(comment: str, item: tuple[int, int]) -> bool:
    """Whether a comment goes on with the commented-out item whose `#` and dash stand there."""
    words = comment[1:].lstrip(" \t")
    return not words or item[0] + len(comment) - len(words) > item[1]
