"""Put a new value where another one stands, or none."""

from __future__ import annotations

from krm_fn.yamledit import emit, nodes, positions, scalar_text
from krm_fn.yamledit.errors import CannotRewrite

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from krm_fn.yamledit.edits import Edits, Slot
    from krm_fn.yamledit.nodes import Node


def replace(edits: Edits, node: Node, new: Any, slot: Slot) -> None:
    """Write `new` in block style for the node of a block collection, or for the document.

    A comment behind the value stays in its line, an anchor stays before the value; comments inside
    of the old value go with it.
    """
    source = edits.source
    anchor = _anchor(edits, node, new)
    written = edits.as_written(slot.path, new)
    below = node.start > source.line_end(slot.head)
    if written is not None and slot.kind == "mapping" and below and not anchor:
        # What was empty before had no comments of its own: those behind the value stood there.
        edits.put(slot.head, slot.head, written)
        edits.put_lines(source.line_end(slot.head), source.line_end(node.end), [])
        return
    first, lines = _text(edits, new, slot, node)
    if slot.kind == "document" and node.start == node.end:
        _into_empty_document(edits, node, [*([first] if first else []), *lines])
        return
    if below and slot.kind != "document":
        end = _end_of_lines(edits, node, slot)
        if anchor or first:
            edits.put(slot.head, slot.head, _joined("", anchor, first))
        edits.put_lines(source.line_end(slot.head), end, lines)
        return
    comment = _header_comment(edits, node)
    rest, _ = source.rest(node.end)
    if not first and lines and not (anchor or comment or rest) and slot.kind != "mapping":
        first, lines = lines[0].lstrip(" "), lines[1:]
    at, end = node.start, node.end
    if node.kind in (nodes.MAPPING, nodes.SEQUENCE) and not node.flow:
        end = _end_of_lines(edits, node, slot)
    if not (anchor or first or comment):
        at = min(at, slot.head) if slot.kind != "document" else at
    before = source.text[at - 1 : at] if slot.kind != "document" else " "
    edits.put(at, end, _joined(before, anchor, first, comment))
    if lines:
        edits.put_lines(source.line_end(end), source.line_end(end), lines)


def _joined(before: str, *words: str) -> str:
    """Words behind a key or dash: `&a`, none, `[x]` behind `:` are ` &a [x]`.

    `before` is the sign that they follow; behind a blank they need none of their own.
    """
    text = " ".join(word for word in words if word)
    return " " + text if text and before not in (" ", "\t") else text


def _anchor(edits: Edits, node: Node, new: Any) -> str:
    """The anchor to keep, if the node has one; what else it holds is gone."""
    edits.drops(node)
    if node.kind == nodes.ALIAS or node.event.anchor is None:
        return ""
    edits.keeps_anchor(node, new)
    return f"&{node.event.anchor}"


def _text(edits: Edits, new: Any, slot: Slot, node: Node) -> tuple[str, list[str]]:
    """What stands in the line of the key or dash, and the lines below it."""
    style = edits.style
    if edits.json:
        indent = style.step if "\n" in edits.source.text.rstrip() else None
        first, *below = json_lines(edits, new, slot, indent)
        return first, below
    literals = not _comments_follow(edits, node, slot)
    if literals and new.__class__ is str and scalar_text.is_literal(new):
        column = max(slot.column, 0) + style.step
        first, *below = emit.literal(new, column)
        return first, below
    if new.__class__ not in (dict, list) or not new:
        return emit.inline(new), []
    if slot.kind == "mapping":
        column = slot.column + (style.step if new.__class__ is dict else style.offset)
    elif slot.kind == "sequence":
        same_line = slot.head <= node.start <= edits.source.line_end(slot.head)
        column = edits.source.column(node.start) if same_line else 0
        column = column if column > slot.column + 1 else slot.column + 2
    else:
        column = edits.source.column(node.start) if edits.source.opens_line(node.start) else 0
    lines = emit.block(new, step=style.step, offset=style.offset, literals=literals)
    return "", indented(lines, column)


def _comments_follow(edits: Edits, node: Node, slot: Slot) -> bool:
    """Whether comments below the value would be swallowed by a literal block in its place."""
    block = node.kind in (nodes.MAPPING, nodes.SEQUENCE) and not node.flow
    if block and slot.kind != "document":
        return False
    source = edits.source
    return tail(edits, node.end, slot.column, len(source.text)) > source.next_line(node.end)


def json_lines(edits: Edits, new: Any, slot: Slot, indent: int | str | None) -> list[str]:
    """`new` as JSON; CannotRewrite for a number that JSON cannot write."""
    try:
        dense = '": ' not in edits.source.text
        return emit.json_text(new, indent, dense=dense).split("\n")
    except ValueError:
        raise CannotRewrite(slot.path, "JSON has no such number") from None


def indented(lines: list[str], column: int) -> list[str]:
    """The lines from `column` on; empty ones stay empty."""
    return [" " * column + line if line else "" for line in lines]


def _end_of_lines(edits: Edits, node: Node, slot: Slot) -> int:
    """The end of the last line of the value, comments that are indented as its own included."""
    source = edits.source
    end = source.line_end(node.end)
    if node.kind not in (nodes.MAPPING, nodes.SEQUENCE) or node.flow or slot.kind == "document":
        return end
    stop = tail(edits, node.end, slot.column, len(source.text))
    return source.line_end(source.previous_line(stop)) if stop > end else end


def tail(edits: Edits, end: int, column: int, limit: int) -> int:
    """Where the lines end that belong to a value that ends at `end`.

    These are, behind its own, comments that are indented deeper than `column`, that of the key or
    dash, and blank lines between them.
    """
    source = edits.source
    stop = at = source.next_line(end)
    while at < limit:
        if source.comment_column(at) > column:
            stop = source.next_line(at)
        elif not source.is_blank(at):
            break
        at = source.next_line(at)
    return stop


def _header_comment(edits: Edits, node: Node) -> str:
    if not positions.is_block_scalar(node):
        return ""
    return edits.source.rest(positions.header(edits.source.text, node).end)[0]


def _into_empty_document(edits: Edits, node: Node, lines: list[str]) -> None:
    source, at = edits.source, node.start
    newline = source.newline
    if source.text and not source.opens_line(at):
        edits.put_lines(source.line_end(at), source.line_end(at), lines)
    else:
        at = source.line_start(at)
        edits.put(at, at, "".join(line + newline for line in lines))
