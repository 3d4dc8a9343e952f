"""Change block mappings and block sequences: entries are whole lines, with comments of their own.

Which lines are an entry's: its own; behind them comments that are indented deeper than it; before
them the comment lines directly above, with no blank line between. Above the first key of a
document stands the file's own comment, which is not the key's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from inject_intercepts.frozen import Frozen
from inject_intercepts.yamledit import (
    align,
    compare,
    emit,
    nodes,
    positions,
    replacing,
    scalar_text,
)
from inject_intercepts.yamledit.edits import Edits, Slot
from inject_intercepts.yamledit.errors import CannotRewrite

if TYPE_CHECKING:
    from inject_intercepts.yamledit.nodes import Node
    from inject_intercepts.yamledit.source import Source


class EditNode(Protocol):
    """`rewriting.edit`, which calls this module and is called by it."""

    def __call__(self, edits: Edits, node: Node, new: Any, slot: Slot) -> None:
        """Collect what makes `node`, which stands in `slot`, say `new`."""


class Entry(Frozen):
    """One key or item: from `lead` (its comments) over `at` (key or dash) and `head` to `stop`.

    `keeps` tells that it ends in a block scalar with `+`, to which blank lines behind it belong.
    """

    lead: int
    at: int
    head: int
    stop: int
    keeps: bool


Lines = list[str] | str
"""Lines of a new entry, or the text of one that moves, which ends with a break."""


def change_mapping(edits: Edits, node: Node, new: Any, slot: Slot, edit: EditNode) -> None:
    """Make the block mapping say `new`, a mapping that is not empty."""
    keys, values = node.items[::2], node.items[1::2]
    names = [str(key.data) for key in keys]
    renamed = _renamed(names, values, new)
    now = [renamed.get(index, name) for index, name in enumerate(names)]
    removed = [index for index, name in enumerate(now) if name not in new]
    if len(removed) == len(names):
        replacing.replace(edits, node, new, slot)
        return
    column = positions.column(node, edits.source)
    entries = _mapping_entries(edits, node, slot, column)
    for index, name in enumerate(now):
        if name in new:
            inner = Slot("mapping", entries[index].head, column, (*slot.path, name))
            if index in renamed:
                _rename(edits, keys[index], name)
            edit(edits, values[index], new[name], inner)
        else:
            edits.drops(keys[index])
            edits.drops(values[index])
    runs: dict[int, list[Lines]] = {}
    after = -1
    places = {name: index for index, name in enumerate(now)}
    for name, value in new.items():
        if name in places:
            after = places[name]
        else:
            lines = emit.block({name: value}, step=edits.style.step, offset=edits.style.offset)
            runs.setdefault(after, []).append(replacing.indented(lines, column))
    _splice(edits, entries, column, set(removed), runs)


def _renamed(names: list[str], values: list[Node], new: dict[str, Any]) -> dict[int, str]:
    """Keys that got another name: behind the same neighbour, with the same value."""
    old = set(names)
    found: dict[int, str] = {}
    after = -1
    for name, value in new.items():
        if name in old:
            after = names.index(name)
            continue
        index = after + 1
        if (
            index < len(names)
            and names[index] not in new
            and compare.same(values[index].data, value)
        ):
            found[index] = name
            after = index
    return found


def _rename(edits: Edits, key: Node, name: str) -> None:
    if key.kind == nodes.ALIAS or key.event.tag is not None or key.event.anchor is not None:
        raise CannotRewrite((name,), "a key with an anchor, alias or tag cannot be renamed")
    quote = key.event.style if key.event.style in ("'", '"') else ""
    edits.put(key.start, key.end, scalar_text.text_of(name, quote=quote))


def change_sequence(edits: Edits, node: Node, new: Any, slot: Slot, edit: EditNode) -> None:
    """Make the block sequence say `new`, a list that is not empty."""
    matched = align.match(node.data, new)
    kept = align.in_place(matched)
    if not kept:
        replacing.replace(edits, node, new, slot)
        return
    column = positions.column(node, edits.source)
    entries = _sequence_entries(edits, node, slot, column)
    for index in {*range(len(entries))} - {index for index in matched if index is not None}:
        edits.drops(node.items[index])
    runs: dict[int, list[Lines]] = {}
    after = -1
    stay: set[int] = set()
    for at, item in enumerate(new):
        index = matched[at]
        if index is None:
            runs.setdefault(after, []).append(_new_item(edits, item, column))
            continue
        entry = entries[index]
        inner = Slot("sequence", entry.head, column, (*slot.path, at))
        if at in kept:
            after = index
            stay.add(index)
            edit(edits, node.items[index], item, inner)
        else:
            outer = edits.begin()
            edit(edits, node.items[index], item, inner)
            start = edits.source.line_start(entry.lead)
            text = edits.cut(outer, start if _opens(edits, entry) else entry.at, entry.stop)
            if not _opens(edits, entry):
                text = " " * column + text
            runs.setdefault(after, []).append(text)
    _splice(edits, entries, column, {*range(len(entries))} - stay, runs)


def _new_item(edits: Edits, item: Any, column: int) -> list[str]:
    lines = emit.block(item, step=edits.style.step, offset=edits.style.offset)
    indent = 0 if lines[0].startswith(("|", ">")) else 2
    first, *rest = lines
    return replacing.indented(["- " + first, *replacing.indented(rest, indent)], column)


def _opens(edits: Edits, entry: Entry) -> bool:
    return edits.source.opens_line(entry.at)


def _mapping_entries(edits: Edits, node: Node, slot: Slot, column: int) -> list[Entry]:
    source = edits.source
    entries: list[Entry] = []
    starts = [positions.key_start(key, source) for key in node.items[::2]]
    for index, at in enumerate(starts):
        key, value = node.items[2 * index : 2 * index + 2]
        colon = source.gap(key.end)
        head = colon + 1 if source.text[colon : colon + 1] == ":" else key.end
        limit = starts[index + 1] if index + 1 < len(starts) else len(source.text)
        stop = replacing.tail(edits, max(value.end, key.end), column, source.line_start(limit))
        first = slot.kind == "document" and not entries
        lead = source.line_start(at) if first else _lead(source, at, entries, slot)
        lead = lead if source.opens_line(at) else at
        entries.append(Entry(lead, at, head, stop, _keeps(value, source)))
    return entries


def _sequence_entries(edits: Edits, node: Node, slot: Slot, column: int) -> list[Entry]:
    source = edits.source
    entries: list[Entry] = []
    dash = node.body
    for index, item in enumerate(node.items):
        following = source.gap(item.end) if index + 1 < len(node.items) else len(source.text)
        limit = source.line_start(following) if index + 1 < len(node.items) else following
        stop = replacing.tail(edits, item.end, column, limit)
        lead = _lead(source, dash, entries, slot)
        lead = lead if source.opens_line(dash) else dash
        entries.append(Entry(lead, dash, dash + 1, stop, _keeps(item, source)))
        dash = following
    return entries


def _keeps(node: Node, source: Source) -> bool:
    while node.items and not node.flow:
        node = node.items[-1]
    return positions.is_block_scalar(node) and positions.header(source.text, node).chomping == "+"


def _lead(source: Source, at: int, entries: list[Entry], slot: Slot) -> int:
    """Where the comment lines directly above start; the line of `at` itself where are none."""
    lead = source.line_start(at)
    limit = entries[-1].stop if entries else source.next_line(slot.head)
    if slot.kind == "document" and not entries:
        return lead
    while (above := source.previous_line(lead)) >= limit and source.comment_column(above) >= 0:
        lead = above
    return lead


def _splice(
    edits: Edits,
    entries: list[Entry],
    column: int,
    removed: set[int],
    runs: dict[int, list[Lines]],
) -> None:
    """Take the removed entries out and put the runs in, each behind the entry of its number."""
    source = edits.source
    first_kept = min(set(range(len(entries))) - removed)
    inline = not source.opens_line(entries[0].at)
    between = source.newline if _are_apart(source, entries) else ""
    for index, run in runs.items():
        text = between.join(_joined(source, lines) for lines in run)
        if index >= 0:
            apart = "" if entries[index].keeps else between
            edits.put(entries[index].stop, entries[index].stop, apart + text)
        elif inline:
            rest = " " * column if first_kept == 0 else ""
            edits.put(entries[0].at, entries[0].at, text[column:] + between + rest)
        else:
            edits.put(entries[0].lead, entries[0].lead, text + between)
    if inline and first_kept > 0:
        end = entries[first_kept].lead
        if -1 not in runs:
            end += len(source.text[end:]) - len(source.text[end:].lstrip(" "))
        edits.put(entries[0].at, end, "")
        removed = {index for index in removed if index > first_kept}
    _remove(edits, entries, removed)


def _are_apart(source: Source, entries: list[Entry]) -> bool:
    """Whether a blank line stands between all entries, so that new ones get one too."""
    return len(entries) > 1 and all(source.is_blank(entry.stop) for entry in entries[:-1])


def _joined(source: Source, lines: Lines) -> str:
    r"""Lines as text with the document's breaks: `["a:", "b"]` may be `a:\r\nb\r\n`.

    Text is what stood in the document already, and has its breaks.
    """
    if isinstance(lines, str):
        return lines
    return "".join(line + source.newline for line in lines)


def _remove(edits: Edits, entries: list[Entry], removed: set[int]) -> None:
    """Cut entries out. Of blank lines on both sides, or before the last entry, one side goes."""
    source = edits.source
    done = 0
    keeps = False
    for index, entry in enumerate(entries):
        if index not in removed:
            keeps, done = entry.keeps, entry.stop
            continue
        start, stop = entry.lead, entry.stop
        last = index + 1 == len(entries)
        if last and not keeps:
            limit = done if index else start
            while start > limit and source.is_blank(above := source.previous_line(start)):
                start = max(above, limit)
        elif keeps or index == 0 or source.is_blank(source.previous_line(start)):
            end = len(source.text) if last else entries[index + 1].lead
            while stop < end and source.is_blank(stop):
                stop = source.next_line(stop)
        edits.put(start, stop, "")
        done = stop
