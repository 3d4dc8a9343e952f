"""Small pieces: what does not fit on a few screens is more than one thing."""

from __future__ import annotations

import statistics

import sources

FILE = 350
MEDIAN_FILE = 120
FUNCTION = 40


def _lines(pattern: str) -> dict[str, int]:
    return {
        str(path.relative_to(sources.REPOSITORY)): len(path.read_text().splitlines())
        for folder in ("fn", "tests")
        for path in (sources.REPOSITORY / folder).rglob(pattern)
    }


def test_no_file_is_long() -> None:
    lines = _lines("*.py") | _lines("*.go") | _lines("*.sh") | _lines("*.jq")

    assert {path: count for path, count in lines.items() if count > FILE} == {}


def test_most_files_of_the_program_are_short() -> None:
    program = [count for path, count in _lines("*.py").items() if path.startswith("fn/")]

    assert statistics.median(program) <= MEDIAN_FILE


def test_no_function_is_long() -> None:
    long = {
        f"{sources.name(path)}.{function}": lines
        for path in sources.MODULES
        for function, lines in sources.functions(path)
        if lines > FUNCTION
    }

    assert long == {}
