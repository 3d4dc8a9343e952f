"""What is to be spliced into a text, collected while looking at it and applied at once."""

from __future__ import annotations

from functools import cached_property

from krm_fn.frozen import Frozen
from krm_fn.yamledit import nodes, positions
from krm_fn.yamledit.errors import CannotRewrite

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from krm_fn.yamledit.nodes import Node, Written
    from krm_fn.yamledit.path import Path
    from krm_fn.yamledit.positions import Style
    from krm_fn.yamledit.source import Source

_GONE: Any = object()


class Slot(Frozen):
    """The place of a value: `head` is right behind the colon or dash that it stands after.

    `column` is that of the key or dash, -1 for the document's own value. `kind` is `mapping`,
    `sequence` or `document`.
    """

    kind: str
    head: int
    column: int
    path: Path


class Edits:
    """The splices of one rewrite, and what its parts must know of each other."""

    def __init__(self, source: Source, root: Node, *, json: bool, written: Written) -> None:
        self.source = source
        self._root = root
        self.json = json
        self._written = written
        self._splices: list[tuple[int, int, str]] = []
        self._now: dict[int, Any] = {}

    @cached_property
    def style(self) -> Style:
        """The document's own indentation, looked for once there is something to indent."""
        return positions.style(self._root, self.source)

    def as_written(self, path: Path, new: Any) -> str | None:
        """What is to stand behind the colon of a key whose value becomes the empty `new`."""
        return None if new or new.__class__ is bool else self._written.get(path)

    def put(self, start: int, end: int, text: str) -> None:
        """Replace what stands between the two positions of the old text."""
        self._splices.append((start, end, text))

    def put_lines(self, start: int, end: int, lines: list[str]) -> None:
        """As `put`, each line on one of its own behind the line that ends at `start`."""
        newline = self.source.newline
        self.put(start, end, "".join(newline + line for line in lines))

    def begin(self) -> list[tuple[int, int, str]]:
        """Collect the splices that follow apart, until `cut` is given what this returns."""
        outer, self._splices = self._splices, []
        return outer

    def cut(self, outer: list[tuple[int, int, str]], start: int, end: int) -> str:
        """The text between the positions with the splices since `begin`, which are done with."""
        text = self.apply(start, end)
        self._splices = outer
        return text

    def apply(self, start: int, end: int) -> str:
        """The text between the two positions with all splices; where two start alike, in order."""
        parts: list[str] = []
        at = start
        for left, right, text in sorted(self._splices, key=lambda splice: splice[:2]):
            if left < at or right > end:
                raise CannotRewrite((), "two changes meet in one place")
            parts += (self.source.text[at:left], text)
            at = right
        return "".join([*parts, self.source.text[at:end]])

    def keeps_anchor(self, node: Node, data: Any) -> None:
        """Note that what carries the anchor of `node` is `data` from here on."""
        self._now[id(node)] = data

    def drops(self, node: Node) -> None:
        """Note that `node` and all that it holds leave the text, anchors and all."""
        if node.kind != nodes.ALIAS:
            self._now[id(node)] = _GONE
            for item in node.items:
                self.drops(item)

    def alias_means(self, alias: Node) -> Any:
        """What an alias left in its place would stand for; something unlike all data if nothing."""
        return self._now.get(id(alias.target), alias.data)
