"""A picture as a Mermaid flowchart (https://mermaid.js.org/syntax/flowchart.html)."""

from __future__ import annotations

import json

from inject_intercepts.picture import drawing, marks, text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from inject_intercepts.picture.drawing import Picture

# Wide enough for the lines as they are: Mermaid's own width breaks many a name in two.
_CONFIG = ("config:", "  flowchart:", "    wrappingWidth: 400")
_ARROWS = {"": "-->", marks.READS: "-.->", drawing.HIDDEN: "~~~"}
# What a label may have as it is; all else has a meaning somewhere in Mermaid, in Markdown, which
# labels are read as, or in HTML, which they become.
_HARMLESS = frozenset(" -.,=+/()'…≠")
# A title is cleaned as HTML and then shown as text: these three have no form that stays as it is.
_LOOKALIKES = str.maketrans("<>&", "＜＞＆")  # noqa: RUF001  # that is what they are for
# The page shows behind the groups, be it dark or light.
_GROUPS = {"part": "fill:none,stroke:#8c959f", "final": "fill:#8c959f26,stroke:#8c959f"}


def write(picture: Picture) -> str:
    """Give the text of one flowchart; the legend stands in its title, behind the name."""
    name = text.line(picture.title).translate(_LOOKALIKES)
    title = " · ".join(part for part in (name, picture.legend) if part)
    lines = ["---", f"title: {json.dumps(title, ensure_ascii=False)}", *_CONFIG, "---"]
    along, across = ("TB", "LR") if picture.is_upright else ("LR", "TB")
    two = len(picture.parts) > 1
    lines.append(f"flowchart {across if two else along}")
    for part in picture.parts:
        lines += _part(part, along)
    if two:
        # By themselves they would stand in any order.
        lines.append(f"  {' ~~~ '.join(part.title for part in picture.parts)}")
    return "\n".join([*lines, *_groups(picture), *_looks(picture)]) + "\n"


def label(content: str) -> str:
    """Give a line of text so that it is shown as it is, inside the quotes of a label.

    say "end"  ->  say #34;end#34;
    """
    # Two dollars begin a formula, also when they are escaped: what is between them is not seen.
    shown = text.line(content).replace("$$", "$\u200b$").replace("$$", "$\u200b$")
    return "".join(
        char
        if (char.isalnum() or char in _HARMLESS) and (i or char.isalpha())
        else f"#{ord(char)};"
        for i, char in enumerate(shown)
    )


def _part(part: drawing.Part, direction: str) -> Iterator[str]:
    margin = "  "
    if part.title:
        yield f"  subgraph {part.title}"
        yield f"    direction {direction}"
        margin = "    "
    nodes = [_node(node, part) for node in (*part.tasks, *part.final)]
    yield from (f"{margin}{node}" for node in nodes[: len(part.tasks)])
    if part.final:
        yield f'{margin}subgraph {part.prefix}_finally["finally"]'
        yield from (f"{margin}  {node}" for node in nodes[len(part.tasks) :])
        yield f"{margin}end"
    for edge in part.edges:
        yield f"{margin}{part.ids[edge.start]} {_ARROWS[edge.kind]} {part.ids[edge.end]}"
    if part.title:
        yield "  end"


def _node(node: drawing.Node, part: drawing.Part) -> str:
    shown = "<br>".join(label(line) for line in text.lines(node))
    return f'{part.ids[node.name]}["{shown}"]'


def _groups(picture: Picture) -> Iterator[str]:
    members = {
        "part": [part.title for part in picture.parts if part.title],
        "final": [f"{part.prefix}_finally" for part in picture.parts if part.final],
    }
    for name, look in _GROUPS.items():
        if members[name]:
            yield f"  classDef {name} {look}"
            yield f"  class {','.join(members[name])} {name}"


def _looks(picture: Picture) -> Iterator[str]:
    by_mark: dict[str, list[str]] = {}
    for part in picture.parts:
        for node in (*part.tasks, *part.final):
            by_mark.setdefault(node.mark, []).append(part.ids[node.name])
    for mark, look in marks.TASKS.items():
        if mark in by_mark:
            name = mark or "task"
            dashes = marks.DASHES[look.line] and f",stroke-dasharray:{marks.DASHES[look.line]}"
            yield (
                f"  classDef {name} fill:{look.fill},stroke:{look.stroke},color:{marks.INK},"
                f"stroke-width:{look.width}px{dashes}"
            )
            yield f"  class {','.join(by_mark[mark])} {name}"
    edges = [edge for part in picture.parts for edge in part.edges]
    rewired = [str(i) for i, edge in enumerate(edges) if edge.is_rewired]
    if rewired:
        style = f"stroke:{marks.REWIRED_STROKE},stroke-width:{marks.REWIRED_WIDTH}px"
        yield f"  linkStyle {','.join(rewired)} {style}"
