"""Links on the pages lead somewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import markdown_page as markdown

if TYPE_CHECKING:
    from pathlib import Path


def test_each_link_leads_to_a_file_or_a_heading(page: Path) -> None:
    lost = [
        link
        for link in markdown.links(page.read_text(encoding="utf-8"))
        if "://" not in link and not _leads_somewhere(page, link)
    ]

    assert lost == []


def _leads_somewhere(page: Path, link: str) -> bool:
    path, _, anchor = link.partition("#")
    target = page.parent / path if path else page
    if not anchor:
        return target.exists()
    return anchor in markdown.anchors(target.read_text(encoding="utf-8"))
