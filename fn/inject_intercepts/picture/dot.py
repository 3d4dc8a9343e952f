"""A picture as a graph for Graphviz (https://graphviz.org/doc/info/lang.html)."""

from __future__ import annotations

from inject_intercepts.picture import drawing, marks, text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from inject_intercepts.picture.drawing import Picture

_FONT = '"Helvetica,Arial,sans-serif"'
_LINE = "#d1d9e0"
_FINAL = "#eff2f5"
_HEAD = f"""\
  graph [fontname={_FONT}, fontcolor="{marks.INK}", labelloc=t, bgcolor=white, pad=0.3]
  graph [nodesep=0.25, ranksep=0.45]
  node [shape=box, fontname={_FONT}, fontsize=12, fontcolor="{marks.INK}", margin="0.2,0.1"]
  edge [color="{marks.TASKS[marks.PLAIN].stroke}", arrowsize=0.7]"""
# Who waits for whom is to be the straight line; the rest goes around it.
_EDGES = {
    "": ("weight=8",),
    marks.READS: ("style=dotted",),
    drawing.HIDDEN: ("style=invis",),
}


def write(picture: Picture) -> str:
    """Give the text of one graph."""
    lines = [f"digraph {quoted(picture.title)} {{", _HEAD]
    lines.append(f"  rankdir={'TB' if picture.is_upright else 'LR'}")
    lines.append(f"  label={quoted(*filter(None, (picture.title, picture.legend)))}")
    # From left to right, Graphviz puts what comes first at the bottom.
    for part in picture.parts if picture.is_upright else reversed(picture.parts):
        lines += _part(part, upright=picture.is_upright)
    return "\n".join([*lines, "}"]) + "\n"


def quoted(*lines: str) -> str:
    r"""Give lines of text as a string that is shown as it is.

    Graphviz takes `\n` and such as escapes, and `&amp;` and such as what they are in HTML.
    """
    escaped = (
        text.line(one).replace("&", "&amp;").replace("\\", "\\\\").replace('"', '\\"')
        for one in lines
    )
    return '"' + "\\n".join(escaped) + '"'


def _part(part: drawing.Part, *, upright: bool) -> Iterator[str]:
    margin = "  "
    if part.title:
        yield f"  subgraph cluster_{part.title} {{"
        yield f'    label="{part.title}"; style=filled; color="{_LINE}"; fillcolor=white'
        margin = "    "
    step = 1 if upright else -1
    yield from (f"{margin}{_node(node, part)}" for node in part.tasks[::step])
    if part.final:
        yield f"{margin}subgraph cluster_{part.prefix}_finally {{"
        yield f'{margin}  label="finally"; style=filled; color="{_LINE}"; fillcolor="{_FINAL}"'
        yield from (f"{margin}  {_node(node, part)}" for node in part.final[::step])
        yield f"{margin}}}"
    yield from (f"{margin}{_edge(edge, part)}" for edge in part.edges[::step])
    if part.title:
        yield "  }"


def _node(node: drawing.Node, part: drawing.Part) -> str:
    look = marks.TASKS[node.mark]
    style = "filled" if look.line == "solid" else f"filled,{look.line}"
    return (
        f'{part.ids[node.name]} [label={quoted(*text.lines(node))}, style="{style}", '
        f'fillcolor="{look.fill}", color="{look.stroke}", penwidth={look.width}]'
    )


def _edge(edge: drawing.Edge, part: drawing.Part) -> str:
    looks = [*_EDGES[edge.kind]]
    if edge.is_rewired:
        looks += [f'color="{marks.REWIRED_STROKE}"', f"penwidth={marks.REWIRED_WIDTH}"]
    arrow = f"{part.ids[edge.start]} -> {part.ids[edge.end]}"
    return f"{arrow} [{', '.join(looks)}]" if looks else arrow
