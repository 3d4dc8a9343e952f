"""How people write values without content: `~`, `[ ]`, or nothing at all."""

from __future__ import annotations

from krm_fn.yamledit import nodes, positions, reading
from krm_fn.yamledit.source import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from krm_fn.yamledit.nodes import Node
    from krm_fn.yamledit.path import Path


def written(text: str, fields: Iterable[Path]) -> dict[Path, str]:
    """What stands between the colon and the end of each of the values that is empty.

    Raises YAMLError as `load` does.
    """
    root = reading.compose(text)
    source = Source(text.removeprefix("\ufeff"))
    positions.measure(root, source)
    found = {}
    for path in fields:
        pair = _pair(root, path)
        if pair is None or pair[1].data or pair[1].event.anchor is not None:
            continue
        key, value = pair
        head = source.gap(key.end) + 1
        found[path] = source.text[head : value.end] if value.end > value.start else ""
    return found


def _pair(node: Node, path: Path) -> tuple[Node, Node] | None:
    """The key and the value at the path; None where there is no such key, or it has an alias."""
    found = None
    for step in path:
        found = None
        if node.kind == nodes.MAPPING:
            pairs = zip(node.items[::2], node.items[1::2], strict=True)
            found = next((pair for pair in pairs if pair[0].data == step), None)
            node = found[1] if found else node
        elif node.kind == nodes.SEQUENCE and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
        else:
            return None
        if node.kind == nodes.ALIAS:
            return None
    return found
