"""Where the nodes of a document stand in its text, and the habits of whoever wrote it."""

from __future__ import annotations

import re

from krm_fn.frozen import Frozen
from krm_fn.yamledit import nodes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from krm_fn.yamledit.nodes import Node
    from krm_fn.yamledit.source import Source

_PROPERTY = re.compile(r"(?:&[^\s,\[\]{}]+|!<[^>\s]*>|![^\s,\[\]{}]*)")


class Style(Frozen):
    """How new text is indented: `step` of mappings, `offset` of a list's dashes in a mapping."""

    step: int
    offset: int


class Header(Frozen):
    """The first line of a block scalar: `|`, `>-`, `|2+` …; `end` is where it stops."""

    indicator: str
    digit: str
    chomping: str
    end: int


def header(text: str, node: Node) -> Header:
    """The header of the block scalar `node`."""
    end = node.body + 1
    while text[end : end + 1] and text[end] in "+-123456789":
        end += 1
    marks = text[node.body + 1 : end]
    return Header(text[node.body], marks.strip("+-"), marks.strip("123456789"), end)


def is_block_scalar(node: Node) -> bool:
    """Whether `node` is a scalar behind `|` or `>`."""
    return node.kind == nodes.SCALAR and node.event.style in ("|", ">")


def measure(root: Node, source: Source) -> None:
    """Let `start`, `body` and `end` of the tree's nodes be those in `source`."""
    root.layout.measure = _Measure(source)


class _Measure:
    """Where nodes are, worked out when it is asked for, and kept where that takes long."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.ends: dict[int, int] = {}

    def body(self, node: Node) -> int:
        """Where the node is behind its anchor and tag."""
        return _behind_properties(node, self.source)

    def end(self, node: Node) -> int:
        """Where the node ends.

        The end of a block collection is that of its last value, so comments behind it are not
        counted.
        """
        event, items = node.event, node.items
        if node.kind in (nodes.MAPPING, nodes.SEQUENCE):
            if node.flow or not items:
                return int(node.last.end_mark.index)
            end: int = items[-1].end
            return max(end, items[-2].end) if node.kind == nodes.MAPPING else end
        if not is_block_scalar(node):
            return int(event.end_mark.index)
        if id(node) not in self.ends:
            self.ends[id(node)] = _block_scalar_end(node, self.source)
        return self.ends[id(node)]


def _behind_properties(node: Node, source: Source) -> int:
    at = node.start
    while found := _PROPERTY.match(source.text, at):
        at = found.end()
        following = source.gap(at)
        if following >= node.event.end_mark.index and node.kind == nodes.SCALAR:
            return at
        at = following
    return at


def _block_scalar_end(node: Node, source: Source) -> int:
    r"""Where the lines of a block scalar end, its last line's break not included.

    Without `+`, blank lines behind the content are not part of it: of `a: |\n  x\n\nb: 1` it is
    the end of `  x`, though the parser's mark stands at `b`. A line of blanks that is longer than
    the content is indented is content.
    """
    text, end = source.text, int(node.event.end_mark.index)
    head = header(text, node)
    first = source.next_line(head.end)
    if head.chomping != "+":
        indent = 0 if head.digit else _content_indent(source, first, end)
        while end > first:
            at_start = source.column(end) == 0
            start = source.previous_line(end) if at_start else source.line_start(end)
            if start < first or text[start:end].strip(" \r\n") or len(
                text[start:end].rstrip("\r\n")) > indent:  # fmt: skip
                break
            end = start
    if end <= first:
        return source.line_end(head.end)
    start = source.previous_line(end) if source.column(end) == 0 else source.line_start(end)
    return source.line_end(start)


def _content_indent(source: Source, start: int, end: int) -> int:
    while start < end:
        line = source.text[start : source.line_end(start)]
        if line.strip(" "):
            return len(line) - len(line.lstrip(" "))
        start = source.next_line(start)
    return 0


def column(node: Node, source: Source) -> int:
    """The column of a block collection: that of its first key, `?` or dash."""
    if node.layout.lines is not None:  # no `?`, and what it begins with stands in its place
        return int(node.event.start_mark.column)
    if node.kind == nodes.SEQUENCE:
        return source.column(node.body)
    return source.column(key_start(node.items[0], source))


def key_start(key: Node, source: Source) -> int:
    """Where the entry of a block mapping's `key` starts, which is before its `?` if it has one."""
    before = source.text[source.line_start(key.start) : key.start].rstrip(" \t")
    if before.endswith("?"):
        return source.line_start(key.start) + len(before) - 1
    return key.start


def style(root: Node, source: Source) -> Style:
    """What most of the document does; two columns and lists as `kubectl` writes them otherwise."""
    steps: dict[int, int] = {}
    offsets: dict[int, int] = {}
    for _, is_sequence, by in _indented(root, source):
        counts = offsets if is_sequence else steps
        counts[by] = counts.get(by, 0) + 1
    step = max(steps, key=lambda by: steps[by], default=2)
    return Style(max(step, 1), max(max(offsets, key=lambda by: offsets[by], default=0), 0))


def _indented(root: Node, source: Source) -> list[tuple[int, bool, int]]:
    """As `line_reading.Lines.opened`, one mapping after the other."""
    if root.layout.lines is not None:
        return sorted(root.layout.lines.opened, key=lambda opened: opened[0])
    # The parser's marks know the columns, but for keys behind a `?`, which hardly anybody writes.
    marked = re.search(r"\?[ \t\r\n]", source.text) is None
    found: list[tuple[int, bool, int]] = []
    stack = [root]
    while stack:
        node = stack.pop()
        items = node.items
        if node.kind == nodes.MAPPING and not node.event.flow_style:
            own = _marked_column(node) if marked else column(node, source)
            for value in items[1::2]:
                if value.items and not value.event.flow_style:
                    by = (_marked_column(value) if marked else column(value, source)) - own
                    found.append((0, value.kind == nodes.SEQUENCE, by))
        stack.extend(item for item in reversed(items) if item.items)
    return found


def _marked_column(node: Node) -> int:
    """As `column`, of a collection without `?`."""
    event = node.event
    if node.kind == nodes.MAPPING or (event.anchor is None and event.tag is None):
        first = node.items[0].event if node.kind == nodes.MAPPING else event
        return int(first.start_mark.column)
    return column(node, node.layout.measure.source)
