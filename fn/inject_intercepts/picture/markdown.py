"""Pictures as a Markdown page: GitHub and GitLab show the blocks of Mermaid in it."""

from __future__ import annotations

from inject_intercepts.picture import mermaid, text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from inject_intercepts.picture.drawing import Picture


def write(pictures: Iterable[Picture]) -> str:
    """Give a section for each picture: its title as a heading, and a block."""
    return "\n".join(
        f"## {heading(picture.title)}\n\n```mermaid\n{mermaid.write(picture)}```\n"
        for picture in pictures
    )


def heading(content: str) -> str:
    r"""Give a line of text so that Markdown shows it as it is: `a_b` -> `a\_b`."""
    return "".join(
        char if char.isalnum() or char in " -.,:" or not char.isascii() else f"\\{char}"
        for char in text.line(content)
    )
