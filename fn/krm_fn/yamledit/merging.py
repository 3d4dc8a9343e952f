"""Merge keys: `<<: *base` puts the keys of other maps into a map, where it has not its own.

YAML 1.1's (yaml.org/type/merge.html), and not in 1.2; Go's readers know it, and so Kubernetes does.
"""

from __future__ import annotations

from krm_fn.yamledit import compare, nodes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from krm_fn.yamledit.edits import Edits
    from krm_fn.yamledit.nodes import Node


def index(node: Node) -> int | None:
    """Which of the keys of a mapping is `<<`; None where none is."""
    # What is read line by line has none.
    if node.kind != nodes.MAPPING or node.layout.lines is not None:
        return None
    keys = node.items[::2]
    return next((at for at, key in enumerate(keys) if nodes.is_merge(key)), None)


def means(edits: Edits, node: Node, at: int) -> dict[str, Any] | None:
    """What the merge key of that index stands for, with the changes so far.

    None where it stands for nothing any more: an anchor is gone, or is no longer that of a map.
    """
    value = node.items[2 * at + 1]
    found: dict[str, Any] = {}
    for source in value.items if value.kind == nodes.SEQUENCE else [value]:
        said = edits.alias_means(source) if source.kind == nodes.ALIAS else source.data
        if not isinstance(said, dict):
            return None
        # What comes first holds.
        found = {**said, **found}
    return found


def says(edits: Edits, node: Node, at: int, new: Any) -> bool:
    """Whether a mapping with a merge key, left as it is, says `new` with the changes so far."""
    own = {key.data for key in node.items[::2] if not nodes.is_merge(key)}
    held = {name: value for name, value in node.data.items() if name in own}
    merged = means(edits, node, at)
    return merged is not None and compare.same(merged | held, new)
