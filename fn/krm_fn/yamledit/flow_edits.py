"""Change collections in brackets and braces, JSON among them.

Such a collection is cut into its pieces: each entry, what leads to it and what trails it (its comma
and the comment in its line). Entries that stay keep their pieces; new ones are laid out as theirs.
"""

from __future__ import annotations

import re

from krm_fn.frozen import Frozen
from krm_fn.yamledit import (
    align,
    compare,
    emit,
    merging,
    nodes,
    replacing,
    scalar_edits,
    scalar_text,
)
from krm_fn.yamledit.edits import Edits, Slot
from krm_fn.yamledit.errors import CannotRewrite
from krm_fn.yamledit.source import BREAK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from krm_fn.yamledit.nodes import Node

_COMMA = re.compile(r"(?:[^#,]|#[^\r\n\x85\u2028\u2029]*)*?,")


class Piece(Frozen):
    """One entry: `lead`, `text`, and `trail`, which has the comma; new ones have no lead yet."""

    lead: str | None
    text: str
    trail: str


def change(edits: Edits, node: Node, new: Any, slot: Slot) -> None:
    """Make the flow collection say `new`, one of its own kind that is not empty."""
    text = edits.source.text
    if text[node.body] not in "{[":
        return replacing.replace(edits, node, new, slot)
    merge = merging.index(node)
    if merge is not None:
        # In brackets there is no room to say what holds besides it: all is written out.
        if not merging.says(edits, node, merge, new):
            _replace(edits, node, new, slot)
        return None
    if node.kind == nodes.MAPPING:
        order, texts = _mapping(edits, node, new, slot)
    else:
        order, texts = _sequence(edits, node, new, slot)
    shell, leads, trails = _pieces(edits, node)
    pieces = [
        Piece(None, changed, "") if index is None else Piece(leads[index], changed, trails[index])
        for index, changed in zip(order, texts, strict=True)
    ]
    comma_last = _COMMA.match(trails[-1]) is not None
    parts = [shell[0]]
    for at, piece in enumerate(pieces):
        lead = piece.lead
        if lead is None or ((order[at] == 0) != (at == 0) and "#" not in lead):
            lead = (
                _without_comment(edits, node, leads[0])
                if at == 0
                else _separator(edits, node, leads)
            )
        if "#" in parts[-1] and not BREAK.match(lead):
            lead = edits.source.newline + edits.source.margin(node.items[0].start)
        last = at + 1 == len(pieces)
        parts += [lead, piece.text, _with_comma(piece.trail, wanted=not last or comma_last)]
    if "#" in parts[-1] and not BREAK.match(shell[1]):
        parts.append(edits.source.newline + edits.source.margin(node.body))
    edits.put(node.body, node.end, "".join([*parts, shell[1]]))
    return None


def _pieces(edits: Edits, node: Node) -> tuple[tuple[str, str], list[str], list[str]]:
    """What opens and closes the collection, and the leads and trails of its entries."""
    text = edits.source.text
    spans = _spans(node, edits)
    opening = _line_rest(edits, node.body + 1, spans[0][0])
    leads = [text[opening : spans[0][0]]]
    trails: list[str] = []
    for (_, end), (start, _) in zip(spans, [*spans[1:], (node.end - 1, 0)], strict=True):
        comma = _COMMA.match(text[end:start])
        cut = _line_rest(edits, end + (comma.end() if comma else 0), start)
        trails.append(text[end:cut])
        leads.append(text[cut:start])
    return (text[node.body : opening], leads.pop() + text[node.end - 1]), leads, trails


def _line_rest(edits: Edits, at: int, limit: int) -> int:
    """The end of the line of `at` if only a comment or blanks follow in it, `at` otherwise."""
    _, alone = edits.source.rest(at)
    end = edits.source.line_end(at)
    return end if alone and end < limit else at


def _without_comment(edits: Edits, node: Node, lead: str) -> str:
    if "#" not in lead:
        return lead
    return edits.source.newline + edits.source.margin(node.items[0].start)


def _spans(node: Node, edits: Edits) -> list[tuple[int, int]]:
    """Start and end of each entry; of a mapping's, from key to value."""
    if node.kind == nodes.SEQUENCE:
        return [(item.start, item.end) for item in node.items]
    spans = []
    for key, value in zip(node.items[::2], node.items[1::2], strict=True):
        colon = edits.source.gap(key.end)
        bare = edits.source.text[colon] != ":"
        end = key.end if bare else max(value.end if value.end > value.start else 0, colon + 1)
        spans.append((key.start, end))
    return spans


def _separator(edits: Edits, node: Node, leads: list[str]) -> str:
    """What leads a further entry: a new line where the others have one, else a blank."""
    newline = edits.source.newline
    if BREAK.search(leads[0]) and (len(leads) == 1 or BREAK.search(leads[-1])):
        return newline + edits.source.margin(node.items[0].start)
    return "" if edits.json and "" in leads[1:] else " "


def _with_comma(trail: str, *, wanted: bool) -> str:
    found = _COMMA.match(trail)
    if wanted:
        return trail if found else "," + trail
    return trail[: found.end() - 1] + trail[found.end() :] if found else trail


def _mapping(
    edits: Edits, node: Node, new: dict[str, Any], slot: Slot
) -> tuple[list[int | None], list[str]]:
    keys, values = node.items[::2], node.items[1::2]
    names = [str(key.data) for key in keys]
    spans = _spans(node, edits)
    texts: dict[str, str] = {}
    for key, old, span in zip(keys, values, spans, strict=True):
        name = str(key.data)
        if name not in new:
            edits.drops(old)
            continue
        inner = Slot("flow", old.start, -1, (*slot.path, name))
        texts[name] = _pair(edits, (key, old), span, new[name], inner)
    order = [name for name in names if name in new]
    after = 0
    for name, value in new.items():
        if name in texts:
            after = order.index(name) + 1
        else:
            order.insert(after, name)
            after += 1
            texts[name] = _new_pair(edits, node, name, value, slot)
    places = {name: index for index, name in enumerate(names)}
    return [places.get(name) for name in order], [texts[name] for name in order]


def _pair(
    edits: Edits, pair: tuple[Node, Node], span: tuple[int, int], new: Any, slot: Slot
) -> str:
    (key, value), (start, end) = pair, span
    text = edits.source.text
    if value.start < value.end:
        outer = edits.begin()
        edit_in_flow(edits, value, new, slot)
        return edits.cut(outer, start, end)
    if new is None:
        return text[start:end]
    colon = "" if text[end - 1] == ":" and end > key.end else ":"
    return f"{text[start:end]}{colon} {_fresh(edits, new, slot, None)}"


def _new_pair(edits: Edits, node: Node, name: str, value: Any, slot: Slot) -> str:
    inner = Slot("flow", node.start, -1, (*slot.path, name))
    if edits.json:
        key = replacing.json_lines(edits, name, inner, None)[0]
        separator = ": " if '": ' in edits.source.text else ":"
        return key + separator + _fresh(edits, value, inner, node)
    return f"{scalar_text.text_of(name, flow=True)}: {_fresh(edits, value, inner, node)}"


def _sequence(
    edits: Edits, node: Node, new: list[Any], slot: Slot
) -> tuple[list[int | None], list[str]]:
    matched = align.match(node.data, new)
    for index in set(range(len(node.items))) - {index for index in matched if index is not None}:
        edits.drops(node.items[index])
    texts: list[str] = []
    for at, (origin, item) in enumerate(zip(matched, new, strict=True)):
        inner = Slot("flow", node.start, -1, (*slot.path, at))
        if origin is None:
            quote = "" if edits.json else _common_quote(node)
            alike = quote and item.__class__ is str
            fresh = scalar_text.text_of(item, quote=quote, flow=True) if alike else ""
            texts.append(fresh or _fresh(edits, item, inner, node))
            continue
        old = node.items[origin]
        outer = edits.begin()
        edit_in_flow(edits, old, item, inner)
        texts.append(edits.cut(outer, old.start, old.end))
    return matched, texts


def _common_quote(node: Node) -> str:
    """The quotes in which all items of a list stand; empty where they do not."""
    styles = {item.event.style if item.kind == nodes.SCALAR else None for item in node.items}
    (style,) = styles if len(styles) == 1 else (None,)
    return style if style in ("'", '"') else ""


def _fresh(edits: Edits, new: Any, slot: Slot, beside: Node | None) -> str:
    """A new value; in JSON of several lines laid out as the collection `beside`, or by lines."""
    if not edits.json:
        return emit.inline(new, flow=True)
    source = edits.source
    start, end = (beside.start, beside.end) if beside else (0, len(source.text.rstrip()))
    if not BREAK.search(source.text, start, end):
        return replacing.json_lines(edits, new, slot, None)[0]
    line = source.text[source.line_start(slot.head) :]
    outer = line[: len(line) - len(line.lstrip(" \t"))]
    margin = source.margin(beside.items[0].start) if beside else outer
    step = margin.removeprefix(outer) if margin.startswith(outer) else ""
    first, *rest = replacing.json_lines(edits, new, slot, step or ("\t" if "\t" in outer else 2))
    return source.newline.join([first, *(margin + line for line in rest)])


def edit_in_flow(edits: Edits, node: Node, new: Any, slot: Slot) -> None:
    """Collect what makes `node`, which stands between brackets or braces, say `new`."""
    if node.kind == nodes.ALIAS:
        if compare.same(edits.alias_means(node), new):
            return None
    elif not node.aliases and compare.same(node.data, new):
        return None
    elif node.items and new and new.__class__ is node.data.__class__:
        if node.event.anchor is not None:
            edits.keeps_anchor(node, new)
        if edits.source.text[node.body] in "{[":
            return change(edits, node, new, slot)
    _replace(edits, node, new, slot)
    return None


def _replace(edits: Edits, node: Node, new: Any, slot: Slot) -> None:
    edits.drops(node)
    anchor = ""
    written = edits.as_written(slot.path, new)
    if node.kind != nodes.ALIAS and node.event.anchor is not None:
        edits.keeps_anchor(node, new)
        anchor = f"&{node.event.anchor} "
    if written is not None:
        text = written.strip()
    elif new.__class__ in (dict, list):
        text = _fresh(edits, new, slot, None)
    else:
        text = scalar_edits.text_in_flow(edits, node, new, slot)
    if node.start == node.end:
        raise CannotRewrite(slot.path, "there is no value here to replace")
    # Where nothing stood, the blank behind the colon came with the value.
    blank = written == "" and not anchor and edits.source.text[node.start - 1] == " "
    edits.put(node.start - blank, node.end, anchor + text)
