"""Change a scalar into another one in its own style."""

from __future__ import annotations

import re

from krm_fn.yamledit import nodes, positions, replacing, scalar_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from krm_fn.yamledit.edits import Edits, Slot
    from krm_fn.yamledit.nodes import Node
    from krm_fn.yamledit.positions import Header

_WORDS = re.compile(r"(\s+)")


def change(edits: Edits, node: Node, new: Any) -> bool:
    """Make the scalar `node` say the scalar `new`; False where it must be replaced instead.

    Quotes stay quotes and block scalars stay block scalars, where that is faithful. In text of
    several lines only the lines, or words, that differ are touched.
    """
    if new.__class__ in (dict, list) or node.event.tag is not None or node.start == node.end:
        return False
    if positions.is_block_scalar(node):
        return new.__class__ is str and _block(edits, node, new)
    if new.__class__ is str and _several_lines(edits, node):
        text = _words(edits.source.text[node.body : node.end], node.event.value, new)
        if text is not None:
            edits.put(node.body, node.end, text)
            return True
    quote = node.event.style if node.event.style in ("'", '"') and new.__class__ is str else ""
    if not quote and new.__class__ is str and scalar_text.is_literal(new):
        return False
    edits.put(node.body, node.end, scalar_text.text_of(new, quote=quote))
    return True


def text_in_flow(edits: Edits, node: Node, new: Any, slot: Slot) -> str:
    """The scalar `new` for the place of `node` between brackets or braces."""
    if edits.json:
        return replacing.json_lines(edits, new, slot, None)[0]
    style = node.event.style if node.kind == nodes.SCALAR else None
    quote = style if style in ("'", '"') and new.__class__ is str else ""
    return scalar_text.text_of(new, quote=quote, flow=True)


def _several_lines(edits: Edits, node: Node) -> bool:
    return edits.source.line_end(node.body) < node.end


def _words(raw: str, old: str, new: str) -> str | None:
    """`raw` with the words exchanged that differ; None where blanks or quotes are in question."""
    quote = raw[0] if raw[0] in "'\"" else ""
    raw_parts = _WORDS.split(raw[len(quote) : len(raw) - len(quote)])
    old_parts, new_parts = _WORDS.split(old), _WORDS.split(new)
    if not quote and not scalar_text.is_plain(new, flow=True):
        return None
    if raw_parts[::2] != old_parts[::2] or old_parts[1::2] != new_parts[1::2]:
        return None
    for at, (was, now) in enumerate(zip(old_parts[::2], new_parts[::2], strict=True)):
        if was == now:
            continue
        if not now or now[0] == "#" or not scalar_text.is_plain("x" + now, flow=True):
            return None
        if quote and ("'" in now or '"' in now or "\\" in now):
            return None
        raw_parts[2 * at] = now
    return quote + "".join(raw_parts) + quote


def _block(edits: Edits, node: Node, new: str) -> bool:
    source = edits.source
    head = positions.header(source.text, node)
    first = source.next_line(head.end)
    if head.indicator == ">":
        old_lines = source.text[first : node.end] if first < node.end else ""
        indent = old_lines[: len(old_lines) - len(old_lines.lstrip(" "))]
        text = _folded(old_lines, node.event.value, new) if old_lines else None
        if text is not None and indent:
            edits.put(first, node.end, text)
            return True
        return False
    return _literal(edits, node, new, head, first)


def _folded(raw: str, old: str, new: str) -> str | None:
    """Words exchanged in a folded block; they may hold any sign but must not be none."""
    raw_parts = _WORDS.split(raw)
    old_parts, new_parts = _WORDS.split(old), _WORDS.split(new)
    raw_words = [word for word in raw_parts[::2] if word]
    old_words = [word for word in old_parts[::2] if word]
    new_words = [word for word in new_parts[::2] if word]
    if raw_words != old_words or len(new_words) != len(old_words):
        return None
    if old_parts[1::2] != new_parts[1::2]:
        return None
    words = iter(new_words)
    return "".join(next(words) if at % 2 == 0 and part else part
                   for at, part in enumerate(raw_parts))  # fmt: skip


def _literal(edits: Edits, node: Node, new: str, head: Header, first: int) -> bool:
    """The lines of a literal block, those that stay as they are; its header too if it can."""
    source = edits.source
    chomping = "" if new.endswith("\n") else "-"
    many = new.endswith("\n\n") or not new.strip("\n")
    if many or first > node.end or not _fits(new, digit=bool(head.digit)):
        return False
    if head.chomping == "+" and chomping == "":
        if node.event.value.endswith("\n\n"):
            return False
        chomping = "+"
    raw = source.text[first : node.end].split(source.newline)
    old_lines = node.event.value.rstrip("\n").split("\n")
    indent = _indent(raw, old_lines)
    if indent is None or len(raw) < len(old_lines):
        return False
    if chomping != head.chomping:
        parts = head.indicator + head.digit + chomping
        edits.put(node.body, head.end, parts)
    lines = _merged(raw, old_lines, new.removesuffix("\n").split("\n"), indent)
    edits.put(first, node.end, source.newline.join(lines))
    return True


def _fits(text: str, *, digit: bool) -> bool:
    lines = text.split("\n")
    start = next((line for line in lines if line), "")
    if not digit and (start[:1] in (" ", "\t") or not lines[0]):
        return False
    return scalar_text.is_literal("x\n" + re.sub(r"[ \t]+(?=\n|$)", "", text.rstrip("\n")))


def _indent(raw: list[str], lines: list[str]) -> str | None:
    for written, line in zip(raw, lines, strict=False):
        if line.strip(" "):
            return written[: len(written) - len(line)] if written.endswith(line) else None
    return None


def _merged(raw: list[str], old: list[str], new: list[str], indent: str) -> list[str]:
    """Raw lines where old and new agree at start and end, fresh ones between."""
    top = 0
    while top < min(len(old), len(new)) and old[top] == new[top]:
        top += 1
    bottom = 0
    while bottom < min(len(old), len(new)) - top and old[-1 - bottom] == new[-1 - bottom]:
        bottom += 1
    middle = [indent + line if line else "" for line in new[top : len(new) - bottom]]
    kept = raw[len(old) - bottom : len(old)]
    return [*raw[:top], *middle, *kept]
