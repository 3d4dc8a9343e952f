"""What a document is made of: its data, and the nodes that know where in the text it stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from inject_intercepts.yamledit.path import Path

Data = dict[str, Any] | list[Any] | str | int | float | bool | None
"""What a document says: plain Python values, a tree in which nothing is shared."""

Written = Mapping[Path, str]
"""What stands behind the colon of keys whose values are empty, by the path of the value."""

SCALAR, MAPPING, SEQUENCE, ALIAS = "scalar", "mapping", "sequence", "alias"


class Node:
    """One value, or one key, of a document.

    `items` are the nodes of a sequence, or key, value, key, value … of a mapping. `target` is what
    an alias stands for. `start`, `body` (behind anchor and tag) and `end` are set by
    `layout.measure`, only for text that is to be edited.
    """

    __slots__ = ("aliases", "body", "data", "end", "event", "items", "kind", "last", "start",
                 "target")  # fmt: skip

    def __init__(self, kind: str, event: Any, data: Any, items: list[Node]) -> None:
        self.kind = kind
        self.event = event
        self.data = data
        self.items = items
        self.last: Any = None
        self.target: Node | None = None
        self.aliases = False
        self.start = self.body = self.end = -1

    @property
    def flow(self) -> bool:
        """Whether this is a collection in brackets or braces."""
        return bool(self.event.flow_style)


def is_merge(key: Node) -> bool:
    """Whether a key is `<<`, and not a text that says so."""
    return key.kind == SCALAR and key.data == "<<" and bool(key.event.implicit[0])
