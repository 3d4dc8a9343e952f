"""The words of a picture, before a format escapes them."""

from __future__ import annotations

from inject_intercepts.picture import guards

TYPE_CHECKING = False
if TYPE_CHECKING:
    from inject_intercepts.picture.drawing import Node


def lines(node: Node) -> list[str]:
    """Give what stands in a task's box."""
    return [guards.clipped(line(node.name)), *node.guards]


def line(content: str) -> str:
    """Give a text as one line: white space as blanks, `�` for what cannot be printed."""
    joined = " ".join(content.split())
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in joined)
