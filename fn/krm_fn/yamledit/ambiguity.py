"""Plain scalars that Kubernetes would read otherwise than YAML 1.2 says."""

from __future__ import annotations

import re

from krm_fn.yamledit import nodes, reading, schema

TYPE_CHECKING = False
if TYPE_CHECKING:
    from krm_fn.yamledit.nodes import Node
    from krm_fn.yamledit.path import Path

# Where a plain scalar may begin that is ambiguous: behind an indicator or at a line's start. Most
# documents have none, and are not read for it. A set of signs to begin with, and a look at the next
# one, is what `re` does four times as fast as a choice of two places.
_SUSPICIOUS = re.compile(
    r"[\n:?,\[{-][ \t]*(?=[&!+\-.0-9yYnNoO])(?:[&!][^ \n]*[ \t]+)*"
    r"(?:[+-]?(?:0[0-9bBoOxX_]|[0-9]{16}|[0-9]{4}-|\.?[0-9][0-9.eE+-]*_"
    r"|\.?[0-9][0-9.]*[eE]\+?[0-9]{3})"
    r"|(?:[yYnN]|yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF)[ \t]*(?:[\r\n,\]}:#]|\Z))"
)


def ambiguous(text: str) -> dict[Path, str]:
    """The plain scalars of the document that Kubernetes' decoders read otherwise than `load`.

    Gives the path of each and how it is written, in the order of the text: `{name: y}` gives
    `{("name",): "y"}`, since sigs.k8s.io/yaml reads a bool. A key that is so read is named by the
    path of its value. `schema` has the table of what is read how. Raises YAMLError as `load` does.
    """
    found: dict[Path, str] = {}
    if _SUSPICIOUS.search("\n" + text) is None:
        return found
    stack: list[tuple[Node, Path]] = [(reading.compose(text), ())]
    while stack:
        node, path = stack.pop()
        if node.kind == nodes.SCALAR:
            event = node.event
            if event.implicit[0] and schema.differs_in_go(event.value):
                found[path] = event.value
        elif node.kind == nodes.ALIAS and node.target is not None:
            stack.append((node.target, path))
        elif node.kind == nodes.SEQUENCE:
            inside = [(item, (*path, index)) for index, item in enumerate(node.items)]
            stack.extend(reversed(inside))
        else:
            for key, value in reversed(list(zip(node.items[::2], node.items[1::2], strict=True))):
                if nodes.is_merge(key):
                    # What it merges stands here; of a list, each item does.
                    merged = value.items if value.kind == nodes.SEQUENCE else [value]
                    stack.extend((item, path) for item in reversed(merged))
                    continue
                stack.append((value, (*path, key.data)))
                stack.append((key, (*path, key.data)))
    return found
