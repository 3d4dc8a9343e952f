"""What the colours and lines of a picture mean: the one table, for all formats.

Each mark has a line of its own besides its colour, for those who do not see the one or print it.
"""

from __future__ import annotations

from krm_fn.frozen import Frozen

PLAIN = ""
NEW = "new"
CHANGED = "changed"
REPLACED = "replaced"
MISSING = "missing"
REWIRED = "rewired"
READS = "reads"

INK = "#1f2328"
"""Of all text: the fills are light, also where a page is dark."""


class Look(Frozen):
    """How a task with a mark is drawn."""

    fill: str
    stroke: str
    width: int
    line: str = "solid"
    """One of `DASHES`."""


DASHES = {"solid": "", "dashed": "6 3", "dotted": "2 3"}
"""Lengths of a dash and of the gap behind it, in pixels, where a format has no word for it."""

TASKS = {
    PLAIN: Look("#f6f8fa", "#59636e", 1),
    NEW: Look("#dafbe1", "#1a7f37", 3),
    CHANGED: Look("#fff8c5", "#9a6700", 2, "dashed"),
    REPLACED: Look("#f6f8fa", "#59636e", 2, "dotted"),
    MISSING: Look("#ffebe9", "#cf222e", 3, "dotted"),
}
"""The tasks of a picture, by their mark."""

REWIRED_STROKE = TASKS[CHANGED].stroke
REWIRED_WIDTH = 3

MEANINGS = {
    NEW: "green, bold: new",
    CHANGED: "yellow, dashed: changed",
    REWIRED: "brown arrow: rewired",
    REPLACED: "dotted box: replaced",
    MISSING: "red: not there",
    READS: "dotted arrow: only reads",
}
"""What the legend says, in its order; it says it of what occurs."""
