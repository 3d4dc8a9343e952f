"""Links on the pages lead somewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import markdown_page as markdown
import pytest

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def pages(repository: Path) -> list[Path]:
    """Every page for people, but the tests' own."""
    folders = ("docs", "rbac", "argocd")
    own = [page for folder in folders for page in sorted((repository / folder).rglob("*.md"))]
    return [repository / "README.md", repository / "CONTRIBUTING.md", *own]


def test_each_link_leads_to_a_file_or_a_heading(pages: list[Path]) -> None:
    lost = [
        f"{page.name}: {link}"
        for page in pages
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
