"""Edit a text so that it says new data, and touch nothing else.

The old data is in the text; where it differs from the new, and only there, text is spliced. The
result is read again and compared: what cannot be done faithfully is refused, never handed out.
"""

from __future__ import annotations

from krm_fn.yamledit import (
    block_edits,
    compare,
    emit,
    flow_edits,
    line_nodes,
    line_reading,
    merging,
    nodes,
    positions,
    proof,
    reading,
    replacing,
    scalar_edits,
)
from krm_fn.yamledit.edits import Edits, Slot
from krm_fn.yamledit.errors import CannotRewrite, YAMLError
from krm_fn.yamledit.source import BREAK, Source, newline

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from krm_fn.yamledit import Reading
    from krm_fn.yamledit.nodes import Data, Node, Written

_BOM = "\ufeff"


def rewrite(text: str, data: Data, written: Written, old: Reading | None = None) -> str:
    """`text`, edited where it must be so that `load` of it gives `data`.

    `old` is what `read` gave for the text, if that is at hand: where `data` has the very objects of
    its data, nothing is compared.

    Where a key's value becomes empty, `written` may have what is to stand behind its colon.

    Where nothing differs, `text` itself is returned. Every node that did not change keeps its
    bytes, and so do comments, except those inside of what is removed, directly above it, or behind
    it in its line. New keys go after the key that precedes them in `data`; a changed order of keys
    alone is no change. Items of lists are matched as `align.match` says.

    Raises YAMLError where `text` cannot be read, CannotRewrite where `data` is not the data of any
    YAML document, or the text cannot be edited without harm.
    """
    try:
        if old is not None and compare.same(old.data, data):
            return text
        root = _root(text, old)
        if old is not None:
            root.data = old.data
        elif compare.same(root.data, data):
            return text
        emit.check(data, None if old is None else old.data)
        return _edited(text, root, data, written)
    except RecursionError:
        raise CannotRewrite((), "the data is nested too deep") from None


def _root(text: str, old: Reading | None) -> Node:
    lines = line_reading.read(text) if old is None else old.lines
    # What ends without a break is read again with one.
    if not text.endswith("\n"):
        lines = None
    return reading.compose(text) if lines is None else line_nodes.root(lines)


def _edited(text: str, root: Node, data: Data, written: Written) -> str:
    bom = _BOM if text.startswith(_BOM) else ""
    text = text.removeprefix(_BOM)
    opened = closed = ""
    if text and not BREAK.match(text[-1]):
        text, root, opened, closed = _closed(text, root)
    source = Source(text)
    positions.measure(root, source)
    edits = Edits(source, root, json=_is_json(root, text), written=written)
    edit(edits, root, data, Slot("document", 0, -1, ()))
    result = bom + edits.apply(0, len(text))
    ends = [(closed, opened), (source.newline, "")] if closed else [("", opened)]
    for end, instead in ends if opened or closed else ():
        shorter = result.removesuffix(end) + instead
        if result.endswith(end) and _says(shorter, data):
            return shorter
    if not _says(result, data):
        path = compare.difference(_reread(result), data) or ()
        raise CannotRewrite(path, "the edited text would not say what it should")
    return result


def _says(text: str, data: Data) -> bool:
    return proof.surely_says(text, data) or compare.same(_reread(text), data)


def _reread(text: str) -> Data:
    """The last word: nothing is handed out that has not been read again."""
    try:
        return reading.load(text)
    except YAMLError as error:
        raise CannotRewrite((), f"the edited text would not be YAML: {error}") from None


def _closed(text: str, root: Node) -> tuple[str, Node, str, str]:
    """Text without a break at its end, with one; and what stood at its end, and does now.

    A block scalar that ends there without a break in its value gets `-`, so that the break does
    not become its own.
    """
    bare = text.rstrip(" ")
    longer = bare if BREAK.match(bare[-1:]) else text + newline(text)
    again = reading.compose(longer)
    if compare.same(again.data, root.data):
        return longer, again, text[len(longer) :], longer[len(text) :]
    positions.measure(again, Source(longer))
    last = again
    while last.items:
        last = last.items[-1]
    if positions.is_block_scalar(last):
        head = positions.header(longer, last)
        tail = f"{head.indicator}{head.digit}-{longer[head.end :]}"
        stripped = longer[: last.body] + tail
        again = reading.compose(stripped)
        if compare.same(again.data, root.data):
            return stripped, again, text[last.body :], tail
    raise CannotRewrite((), "the text ends inside of a block scalar: end its last line")


def _is_json(root: Node, text: str) -> bool:
    if root.kind not in (nodes.MAPPING, nodes.SEQUENCE) or not root.flow:
        return False
    import json

    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def edit(edits: Edits, node: Node, new: Any, slot: Slot) -> None:
    """Collect what makes `node`, which stands in `slot`, say `new`."""
    if node.kind == nodes.ALIAS:
        if not compare.same(edits.alias_means(node), new):
            replacing.replace(edits, node, new, slot)
        return
    if not node.aliases and compare.same(node.data, new):
        return
    if node.event.anchor is not None:
        edits.keeps_anchor(node, new)
    collection = node.kind in (nodes.MAPPING, nodes.SEQUENCE)
    if collection:
        _share(node)
    if collection and new and new.__class__ is node.data.__class__ and node.items:
        if node.flow:
            flow_edits.change(edits, node, new, slot)
        elif node.kind == nodes.MAPPING:
            block_edits.change_mapping(edits, node, new, slot, edit)
        else:
            block_edits.change_sequence(edits, node, new, slot, edit)
    elif not collection and scalar_edits.change(edits, node, new):
        return
    else:
        replacing.replace(edits, node, new, slot)


def _share(node: Node) -> None:
    """Let what a collection holds have the very objects of its data."""
    # Where the data came from `rewrite`'s `old`, new data shares with it what did not change.
    items = node.items
    if node.kind == nodes.SEQUENCE:
        for item, data in zip(items, node.data, strict=True):
            item.data = data
    elif merging.index(node) is None:
        for value, data in zip(items[1::2], node.data.values(), strict=True):
            value.data = data
    else:
        for key, value in zip(items[::2], items[1::2], strict=True):
            # What a merge key stands for is in the data, and the key itself is not.
            value.data = (
                node.data.get(key.data, value.data) if not nodes.is_merge(key) else value.data
            )
