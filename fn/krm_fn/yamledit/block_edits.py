"""Change block mappings and block sequences, entry by entry."""

from __future__ import annotations

from krm_fn.yamledit import (
    align,
    compare,
    emit,
    entries,
    merging,
    nodes,
    positions,
    replacing,
    scalar_text,
    splicing,
)
from krm_fn.yamledit.edits import Edits, Slot
from krm_fn.yamledit.errors import CannotRewrite

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from krm_fn.yamledit.nodes import Node

    # `rewriting.edit`, which calls this module and is called by it.
    EditNode = Callable[[Edits, Node, Any, Slot], None]


def change_mapping(edits: Edits, node: Node, new: Any, slot: Slot, edit: EditNode) -> None:
    """Make the block mapping say `new`, a mapping that is not empty."""
    names = [str(key.data) for key in node.items[::2]]
    if names != [*new] or merging.index(node) is not None:
        _change_keys(edits, node, new, slot, edit)
        return
    found = entries.OfMapping(edits, node, slot, positions.column(node, edits.source))
    for index, (name, value) in enumerate(new.items()):
        held = node.items[2 * index + 1]
        if _may_differ(held, value):
            edit(edits, held, value, _slot(found, index, name))


def _change_keys(edits: Edits, node: Node, new: Any, slot: Slot, edit: EditNode) -> None:
    keys, values = node.items[::2], node.items[1::2]
    names = [str(key.data) for key in keys]
    merge = merging.index(node)
    if merge is not None:
        new = _besides_merged(edits, node, merge, new)
    column = positions.column(node, edits.source)
    found = entries.OfMapping(edits, node, slot, column)
    renamed = _renamed(names, values, new) if merge is None else {}
    now = [renamed.get(index, name) for index, name in enumerate(names)]
    removed = [index for index, name in enumerate(now) if name not in new]
    if len(removed) == len(names):
        replacing.replace(edits, node, new, slot)
        return
    for index, name in enumerate(now):
        if name in new:
            if index == merge:
                continue
            if index in renamed:
                _rename(edits, keys[index], name)
            if _may_differ(values[index], new[name]):
                edit(edits, values[index], new[name], _slot(found, index, name))
        else:
            edits.drops(keys[index])
            edits.drops(values[index])
    # Before `<<`, readers would not agree on which of the two holds.
    runs = _new_keys(edits, now, new, column, merge if merge is not None and "<<" in new else -1)
    if removed or runs:
        splicing.splice(edits, found, column, set(removed), runs)


def _new_keys(
    edits: Edits, now: list[str], new: dict[str, Any], column: int, least: int
) -> dict[int, list[splicing.Lines]]:
    """The lines of the new keys by the entry behind which they go, which is `least` or later."""
    runs: dict[int, list[splicing.Lines]] = {}
    after = -1
    places = {name: index for index, name in enumerate(now)}
    for name, value in new.items():
        if name in places:
            after = places[name]
        else:
            lines = emit.block({name: value}, step=edits.style.step, offset=edits.style.offset)
            run = runs.setdefault(max(after, least), [])
            run.append(replacing.indented(lines, column))
    return runs


def _slot(found: entries.OfMapping, index: int, name: str) -> Slot:
    """Where the value of the entry of that index stands, which has this name now."""
    return Slot("mapping", found.head(index), found.column, (*found.slot.path, name))


def _may_differ(node: Node, new: Any) -> bool:
    """Whether a look inside is needed: what did not change is most often the same object."""
    return node.data is not new or node.aliases


def _besides_merged(edits: Edits, node: Node, merge: int, new: dict[str, Any]) -> dict[str, Any]:
    """What is to be written of `new` besides the merge key; with `<<` in it if that stays.

    It stays as long as all that it says is there, or has another value: then that is written too.
    """
    own = {str(key.data) for key in node.items[::2] if not nodes.is_merge(key)}
    merged = merging.means(edits, node, merge)
    if merged is None or any(name not in new for name in merged):
        return new
    rest = {
        name: value
        for name, value in new.items()
        if name in own or name not in merged or not compare.same(merged[name], value)
    }
    return {"<<": None, **rest}


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
    found = entries.OfSequence(edits, node, slot, column)
    removed = {*range(len(found))} - {index for index in matched if index is not None}
    for index in removed:
        edits.drops(node.items[index])
    runs: dict[int, list[splicing.Lines]] = {}
    after = -1
    stay: set[int] = set()
    for at, item in enumerate(new):
        index = matched[at]
        if index is None:
            runs.setdefault(after, []).append(_new_item(edits, item, column))
            continue
        if at in kept:
            after = index
            stay.add(index)
            if _may_differ(node.items[index], item):
                inner = Slot("sequence", found.head(index), column, (*slot.path, at))
                edit(edits, node.items[index], item, inner)
        else:
            inner = Slot("sequence", found.head(index), column, (*slot.path, at))
            entry = found[index]
            outer = edits.begin()
            edit(edits, node.items[index], item, inner)
            start = edits.source.line_start(entry.lead)
            text = edits.cut(outer, start if splicing.opens(edits, entry) else entry.at, entry.stop)
            if not splicing.opens(edits, entry):
                text = " " * column + text
            runs.setdefault(after, []).append(text)
    if runs or len(stay) < len(found):
        splicing.splice(edits, found, column, {*range(len(found))} - stay, runs)


def _new_item(edits: Edits, item: Any, column: int) -> list[str]:
    lines = emit.block(item, step=edits.style.step, offset=edits.style.offset)
    indent = 0 if lines[0].startswith(("|", ">")) else 2
    first, *rest = lines
    return replacing.indented(["- " + first, *replacing.indented(rest, indent)], column)
