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

from krm_fn.frozen import Frozen
from krm_fn.yamledit import nodes, positions, replacing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from krm_fn.yamledit.edits import Edits, Slot
    from krm_fn.yamledit.nodes import Node
    from krm_fn.yamledit.source import Source

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


class Entries:
    """The entries of a block collection, in order; each is looked at when it is asked for."""

    def __init__(self, edits: Edits, node: Node, slot: Slot, column: int) -> None:
        self.edits = edits
        self.source = edits.source
        self.node = node
        self.slot = slot
        self.column = column
        self._known: dict[int, Entry] = {}
        self._known_ends: dict[int, tuple[int, int, bool]] = {}

    def __getitem__(self, index: int) -> Entry:
        """Give an entry; only of the first to the last."""
        found = self._known.get(index)
        if found is None:
            found = self._known[index] = self._entry(index)
        return found

    def __len__(self) -> int:
        """Give how many there are."""
        raise NotImplementedError

    def rest(self, index: int) -> int:
        """The same of an entry that is not needed otherwise."""
        return self._ends(index)[1]

    def head(self, index: int) -> int:
        """Where the line of an entry goes on behind its colon or dash."""
        raise NotImplementedError

    def _entry(self, index: int) -> Entry:
        raise NotImplementedError

    def _found_ends(self, index: int) -> tuple[int, int, bool]:
        """`stop`, `rest` and `loose` of an entry."""
        raise NotImplementedError

    def _ends(self, index: int) -> tuple[int, int, bool]:
        found = self._known_ends.get(index)
        if found is None:
            found = self._known_ends[index] = self._found_ends(index)
        return found

    def _lead(self, at: int, index: int) -> int:
        """Where the comment lines directly above start; the line of `at` itself where are none.

        A comment that is deeper than the first entry is not its own: it would be that of whatever
        came before it.
        """
        source, slot = self.source, self.slot
        if not source.opens_line(at):
            return at
        lead = source.line_start(at)
        if slot.kind == "document" and not index:
            return lead
        limit = self._ends(index - 1)[1] if index else source.next_line(slot.head)
        while (above := source.previous_line(lead)) >= limit and (
            0 <= source.comment_column(above) <= self.column
        ):
            lead = above
        return lead


class OfMapping(Entries):
    """The entries of a block mapping whose keys stand in `column`."""

    def __len__(self) -> int:
        """Give how many keys there are."""
        return len(self.node.items) // 2

    def head(self, index: int) -> int:
        """Where the line goes on behind the colon; behind the key where is none."""
        key = self.node.items[2 * index]
        colon = self.source.gap(key.end)
        return colon + 1 if self.source.text[colon : colon + 1] == ":" else key.end

    def _entry(self, index: int) -> Entry:
        key, value = self.node.items[2 * index : 2 * index + 2]
        at = positions.key_start(key, self.source)
        keeps = _keeps(value, self.source)
        return Entry(self._lead(at, index), at, self.head(index), *self._ends(index), keeps)

    def _found_ends(self, index: int) -> tuple[int, int, bool]:
        source, items = self.source, self.node.items
        key, value = items[2 * index : 2 * index + 2]
        last = 2 * index + 2 == len(items)
        limit = len(source.text)
        if not last:
            limit = source.line_start(positions.key_start(items[2 * index + 2], source))
        stop = replacing.tail(self.edits, max(value.end, key.end), self.column, limit)
        rest, loose = stop, False
        if value.kind == nodes.SEQUENCE and not value.flow:
            rest, loose = _behind_list(source, value, stop, self.column, None if last else limit)
        return stop, rest, loose


class OfSequence(Entries):
    """The entries of a block sequence whose dashes stand in `column`."""

    def __len__(self) -> int:
        """Give how many items there are."""
        return len(self.node.items)

    def head(self, index: int) -> int:
        """Where the line goes on behind the dash."""
        return self._dash(index) + 1

    def _dash(self, index: int) -> int:
        return self.source.gap(self.node.items[index - 1].end) if index else self.node.body

    def _entry(self, index: int) -> Entry:
        dash, keeps = self._dash(index), _keeps(self.node.items[index], self.source)
        return Entry(self._lead(dash, index), dash, dash + 1, *self._ends(index), keeps)

    def _found_ends(self, index: int) -> tuple[int, int, bool]:
        source, items = self.source, self.node.items
        limit = len(source.text)
        if index + 1 < len(items):
            limit = source.line_start(self._dash(index + 1))
        stop = replacing.tail(self.edits, items[index].end, self.column, limit)
        return stop, stop, False


def _keeps(node: Node, source: Source) -> bool:
    # What is read line by line has no block scalars.
    if node.layout.lines is not None:
        return False
    while node.items and not node.flow:
        node = node.items[-1]
    return positions.is_block_scalar(node) and positions.header(source.text, node).chomping == "+"


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
