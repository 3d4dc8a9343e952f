"""What the tests need to know of a Markdown page: its blocks of code, its tables, its links."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_FENCED = re.compile(
    r"(?:^<!-- (?P<file>\S+) -->\n)?^```(?P<language>\w*)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
_CODE = re.compile(r"(`+)(.+?)\1")
_LINK = re.compile(r"\[[^\]]+\]\(([^)\s]+)\)")
_CUT = re.compile(r"^ *…\n", re.MULTILINE)
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


class Block(NamedTuple):
    """A fenced block, and the file that a comment above it names; None without one."""

    line: int
    file: str | None
    language: str
    text: str


def blocks(page: str) -> list[Block]:
    """Every fenced block, in order."""
    return [
        Block(
            page.count("\n", 0, found.start()) + 1,
            found["file"],
            found["language"],
            found["text"],
        )
        for found in _FENCED.finditer(page)
    ]


def shows(block: str, whole: str) -> bool:
    """Whether a block is a text, or whole lines of it in order, with a line `…` where it is cut."""
    pieces = (re.escape(piece) for piece in _CUT.split(block))
    return re.fullmatch(r"(?:.*\n)*?".join(pieces), whole) is not None


def with_files(page: str, repository: Path, whole: re.Pattern[str]) -> str:
    """The page with each block as its file is now: those that are not cut, of files of `whole`."""

    def renewed(found: re.Match[str]) -> str:
        if found["file"] is None or not whole.search(found["file"]) or _CUT.search(found["text"]):
            return found[0]
        head = found[0][: found.start("text") - found.start()]
        return f"{head}{(repository / found['file']).read_text(encoding='utf-8')}```"

    return _FENCED.sub(renewed, page)


def table(page: str, comment: str) -> list[list[str]]:
    """The cells of the table below an HTML comment, without its heading."""
    after = page.split(f"<!-- {comment} -->\n", 1)[1]
    lines = after.split("\n\n", 1)[0].splitlines()
    assert all(line.startswith("|") for line in lines), lines
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def with_rows(page: str, comment: str, rows: list[str]) -> str:
    """The page with these rows in the table below an HTML comment, under its heading."""
    before, after = page.split(f"<!-- {comment} -->\n", 1)
    old, rest = after.split("\n\n", 1)
    new = "\n".join([*old.splitlines()[:2], *rows])
    return f"{before}<!-- {comment} -->\n{new}\n\n{rest}"


def code(text: str) -> list[str]:
    """What stands in backticks, single or double."""
    return [found[2].strip() for found in _CODE.finditer(text)]


def links(page: str) -> list[str]:
    """The targets of all links."""
    return _LINK.findall(_FENCED.sub("", page))


def anchors(page: str) -> Iterator[str]:
    """What a link to a heading of the page is called, as GitHub does."""
    for heading in _HEADING.findall(_FENCED.sub("", page)):
        yield re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
