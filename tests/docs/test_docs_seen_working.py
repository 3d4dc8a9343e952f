"""docs/seen-working.md has each scenario that a test shows, and no other."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import markdown_page as markdown
import pytest
import seen_working

if TYPE_CHECKING:
    from pathlib import Path

REWRITE = bool(os.environ.get("WRITE_GOLDEN_OUTPUT"))


def test_the_page_has_a_row_for_each_suite_and_each_test_that_runs_our_tasks(
    repository: Path,
) -> None:
    page = repository / "docs" / "seen-working.md"
    was = page.read_text(encoding="utf-8")
    now = markdown.with_rows(was, "suites of tests/docs/seen_working.py", seen_working.suites())
    now = markdown.with_rows(
        now, "scenarios of tests/docs/seen_working.py", seen_working.scenarios()
    )

    if REWRITE and now != was:
        page.write_text(now, encoding="utf-8")
        pytest.fail(f"rewritten: {page}", pytrace=False)
    assert was == now
