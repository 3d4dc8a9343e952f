"""Every block of code on a page is a file that tests run, or commands that they run."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import markdown_page as markdown
import pytest
import yaml

if TYPE_CHECKING:
    from pathlib import Path

REWRITE = bool(os.environ.get("WRITE_GOLDEN_OUTPUT"))
# The block of the Makefile has commands of it; test_docs_commands looks at them.
WHOLE = re.compile(r"^(?!Makefile$)")


def test_each_block_names_a_file(page: Path, repository: Path) -> None:
    found = markdown.blocks(page.read_text(encoding="utf-8"))

    nameless = [block.line for block in found if block.file is None]
    missing = [block.file for block in found if not (repository / str(block.file)).is_file()]
    assert (nameless, missing) == ([], [])


def test_each_block_is_its_file(page: Path, repository: Path) -> None:
    was = page.read_text(encoding="utf-8")
    now = markdown.with_files(was, repository, WHOLE)

    if REWRITE and now != was:
        page.write_text(now, encoding="utf-8")
        pytest.fail(f"rewritten: {page}", pytrace=False)
    assert was == now


def test_what_is_cut_from_a_block_is_marked(page: Path, repository: Path) -> None:
    wrong = [
        block.file
        for block in markdown.blocks(page.read_text(encoding="utf-8"))
        if block.file is not None and WHOLE.search(block.file)
        if not markdown.shows(block.text, (repository / block.file).read_text(encoding="utf-8"))
    ]

    assert wrong == []


def test_each_command_is_one_that_the_test_of_its_example_runs(
    readme: str, repository: Path
) -> None:
    rows = markdown.table(readme, "commands of examples")
    shown = {markdown.links(example)[0]: markdown.code(commands) for _, commands, example in rows}

    assert len(shown) == len(rows)
    for example, commands in shown.items():
        assert commands == _commands(repository / example)[: len(commands)], example


def test_every_example_is_linked(readme: str, repository: Path) -> None:
    examples = [path for path in (repository / "examples").iterdir() if path.is_dir()]
    folders = {f"examples/{path.name}" for path in examples}

    assert folders <= {*markdown.links(readme)}


def _commands(example: Path) -> list[str]:
    config = yaml.safe_load((example / ".expected" / "config.yaml").read_text(encoding="utf-8"))
    # Where the results go is of interest to the test only.
    return [re.sub(r" --results-dir \S+", "", command) for command in config["commands"]]
