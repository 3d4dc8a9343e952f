"""What a document is made of: its data, and the nodes that know where in the text it stands."""

from __future__ import annotations

from collections.abc import Mapping

from krm_fn.yamledit.path import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

Data = dict[str, "Any"] | list["Any"] | str | int | float | bool | None
"""What a document says: plain Python values, a tree in which nothing is shared."""

Written = Mapping[Path, str]
"""What stands behind the colon of keys whose values are empty, by the path of the value."""

SCALAR, MAPPING, SEQUENCE, ALIAS = "scalar", "mapping", "sequence", "alias"


class Layout:
    """What all nodes of one tree share.

    That is whether aliases are among them, who measures them, and for a text that was read line by
    line what `line_reading` found.
    """

    __slots__ = ("has_aliases", "lines", "measure")

    def __init__(self) -> None:
        self.has_aliases = False
        self.measure: Any = None
        self.lines: Any = None


class Node:
    """One value, or one key, of a document.

    `items` are the nodes of a sequence, or key, value, key, value … of a mapping. `target` is what
    an alias stands for, `last` the event that ends a collection. `start`, `body` (behind anchor
    and tag) and `end` can be asked for behind `positions.measure`.
    """

    __slots__ = ("data", "event", "items", "kind", "last", "layout", "target")

    last: Any
    target: Node

    def __init__(self, kind: str, event: Any, data: Any, items: list[Node], layout: Layout) -> None:
        self.kind = kind
        self.event = event
        self.data = data
        self.items = items
        self.layout = layout

    # Worked out when they are asked for: most of a text is not edited.

    @property
    def start(self) -> int:
        """Where it starts, its anchor and tag included."""
        index: int = self.event.start_mark.index
        return index

    @property
    def body(self) -> int:
        """Where what stands behind its anchor and tag starts."""
        if self.kind == ALIAS or (self.event.anchor is None and self.event.tag is None):
            return self.start
        body: int = self.layout.measure.body(self)
        return body

    @property
    def end(self) -> int:
        """Where its last value ends; that of a block scalar before its last line break."""
        end: int = self.layout.measure.end(self)
        return end

    @property
    def aliases(self) -> bool:
        """Whether it is an alias, or holds one."""
        if not self.layout.has_aliases:
            return False
        return self.kind == ALIAS or any(item.aliases for item in self.items)

    @property
    def flow(self) -> bool:
        """Whether this is a collection in brackets or braces."""
        return bool(self.event.flow_style)


def is_merge(key: Node) -> bool:
    """Whether a key is `<<`, and not a text that says so."""
    return key.kind == SCALAR and key.data == "<<" and bool(key.event.implicit[0])
