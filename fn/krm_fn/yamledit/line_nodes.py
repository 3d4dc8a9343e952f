"""The nodes of a text that was read line by line, made when they are asked for.

An edit goes down to what changed; of all else in a text it needs to know that it is there.
"""

from __future__ import annotations

from krm_fn.yamledit import line_reading
from krm_fn.yamledit.nodes import MAPPING, SCALAR, SEQUENCE, Layout, Node

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from krm_fn.yamledit.line_reading import Lines


class Mark:
    """A place in the text, with what PyYAML's marks say of it."""

    __slots__ = ("column", "index")

    def __init__(self, index: int, column: int) -> None:
        self.index = index
        self.column = column


class Event:
    """What a node knows of the event that it began with, and no anchor and no tag."""

    __slots__ = ("end_mark", "flow_style", "implicit", "start_mark", "style", "value")

    anchor = tag = None

    def __init__(self, start: Mark, end: int, value: str = "", style: str = "") -> None:
        self.start_mark = start
        self.end_mark = Mark(end, -1)
        self.value = value
        self.style = style
        self.implicit = (not style, bool(style))
        self.flow_style = False


def root(lines: Lines) -> Node:
    """The node of the whole text."""
    start = Mark(lines.starts[0], lines.columns[0])
    layout = Layout()
    layout.lines = lines
    return _Block(start, (0, len(lines.starts)), lines.data, layout)


class _Block(Node):
    """A block collection: the lines from the first of `span` on, without the last."""

    __slots__ = ("_lines", "_read", "_span")

    def __init__(self, start: Mark, span: tuple[int, int], data: Any, layout: Layout) -> None:
        self._lines: Lines = layout.lines
        self._read = data  # `data` may become other objects, which are equal.
        self._span = span
        kind = MAPPING if data.__class__ is dict else SEQUENCE
        super().__init__(kind, Event(start, -1), data, [], layout)
        del self.items

    def __getattr__(self, name: str) -> Any:
        """Make the items when they are first asked for; from then on they are there."""
        if name != "items":
            raise AttributeError(name)
        self.items = self._mapping() if self.kind == MAPPING else self._sequence()
        return self.items

    @property
    def end(self) -> int:
        """Where its last line ends: seen without a look at what it holds, but for a comment."""
        lines = self._lines
        at = lines.starts[self._span[1] - 1]
        stop = lines.text.find("\n", at)
        line = lines.text[at : stop if stop >= 0 else len(lines.text)]
        return int(super().end) if " #" in line else at + len(line.rstrip(" "))

    def _entries(self, *, dashes: bool) -> list[tuple[int, int]]:
        """The lines of each entry: the first, and the one behind the last."""
        lines, (first, stop) = self._lines, self._span
        column, columns = self.event.start_mark.column, lines.columns
        begin = [
            at
            for at in range(first + 1, stop)
            if columns[at] == column and bool(lines.dashes[at]) is dashes
        ]
        return list(zip([first, *begin], [*begin, stop], strict=True))

    def _sequence(self) -> list[Node]:
        items: list[Node] = []
        for (at, stop), data in zip(self._entries(dashes=True), self._read, strict=True):
            lines, dash = self._lines, self._lines.dashes[at]
            start = Mark(lines.starts[at] + dash, lines.columns[at] + dash)
            if data.__class__ is dict and data:
                items.append(_Block(start, (at, stop), data, self.layout))
            else:
                items.append(self._scalar(start, data))
        return items

    def _mapping(self) -> list[Node]:
        lines, items = self._lines, []
        entries = zip(self._entries(dashes=False), self._read.items(), strict=True)
        index = self.event.start_mark.index
        for (at, stop), (key, data) in entries:
            # The first key of an item stands behind the dash.
            begin = index if at == self._span[0] else lines.starts[at]
            column, colon = self.event.start_mark.column, begin + len(key)
            items.append(Node(SCALAR, Event(Mark(begin, column), colon, key), key, [], self.layout))
            below = at + 1
            if data and data.__class__ in (dict, list):
                start = Mark(lines.starts[below], lines.columns[below])
                items.append(_Block(start, (below, stop), data, self.layout))
            else:
                items.append(self._scalar(self._behind(colon + 1), data))
        return items

    def _behind(self, index: int) -> Mark:
        """Where the value is that stands behind a colon; right there if none does."""
        text, at = self._lines.text, index
        while text[at : at + 1] == " ":
            at += 1
        return Mark(index if text[at : at + 1] in ("", "\n", "#") else at, -1)

    def _scalar(self, start: Mark, data: Any) -> Node:
        """A scalar, or an empty collection, that ends with its line."""
        text, at = self._lines.text, start.index
        first = text[at : at + 1]
        if data is None and first not in ("n", "N", "~"):
            return Node(SCALAR, Event(start, at), data, [], self.layout)
        end = text.find("\n", at)
        rest = text[at : end if end >= 0 else len(text)]
        if data.__class__ in (dict, list):
            node = Node(MAPPING if first == "{" else SEQUENCE, Event(start, at + 2), data, [],
                        self.layout)  # fmt: skip
            node.event.flow_style = True
            node.last = node.event
            return node
        if first in ("'", '"'):
            size = line_reading.quoted_size(rest)
            return Node(SCALAR, Event(start, at + size, data, first), data, [], self.layout)
        size = line_reading.plain_size(rest)
        return Node(SCALAR, Event(start, at + size, rest[:size]), data, [], self.layout)
