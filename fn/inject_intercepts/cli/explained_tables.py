"""Explanations for people: a list of the endings, and a table of what each task does in them.

Endings with one outcome share a column, and choices with one table a heading.
"""

from __future__ import annotations

import string
import textwrap
from typing import TYPE_CHECKING, NamedTuple

from inject_intercepts import explanation
from krm_fn import file_mode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from inject_intercepts.endings import Choice, Told
    from inject_intercepts.explanation import Explanation
    from inject_intercepts.tekton.scenarios import Report

WIDTH = 100
"""Of a table on a terminal."""

_SKIPPED = ("when", "result", "stop", "user", "parent", "matrix")


class _Column(NamedTuple):
    letters: list[str]
    cells: list[str]


class _Section(NamedTuple):
    """The runs of choices that do not differ."""

    heading: str
    runs: list[tuple[str, Told]]
    """With the letters that they are called by."""
    columns: list[_Column]


def as_text(explained: Sequence[Explanation]) -> str:
    """Tables for a terminal, at most WIDTH wide; one that is wider is continued below itself."""
    used: set[str] = set()
    parts = []
    for one in explained:
        parts.append(f"{one.kind} {one.name}" + _in_file(one))
        above = ""
        for section in _sections(one):
            if section.heading:
                parts.append(section.heading)
            endings = _endings(section, one.cleanup)
            parts.append("  (the same endings)" if endings == above else endings)
            above = endings
            parts += _tables(one, section)
            used.update(cell for column in section.columns for cell in column.cells)
        parts += [_wrapped("", guess) for guess in _guesses(one)]
    return "\n\n".join([*parts, _legend(used)]) + "\n"


def as_markdown(explained: Sequence[Explanation]) -> str:
    """The same as a page of Markdown; why a task is skipped stands in brackets."""
    used: set[str] = set()
    parts = []
    for one in explained:
        parts.append(f"## {one.kind} {one.name}")
        for section in _sections(one):
            if section.heading:
                parts.append(f"### {section.heading}")
            shown = [
                [letter, _reason(run.report), _cleaned(run.report, one.cleanup), run.ending]
                for letter, run in section.runs
            ]
            head = ["", "the run", "cleaned by", "how it ends"]
            parts.append(_markdown(_without_empty([head, *shown], 2)))
            rows = [["", *(" ".join(column.letters) for column in section.columns)]]
            for number, name in enumerate((*one.tasks, *one.final)):
                cells = [column.cells[number] for column in section.columns]
                used.update(cells)
                rows.append([f"`{name}`", *map(_bracketed, cells)])
            parts.append(_markdown(rows))
        parts += _guesses(one)
    return "\n\n".join([*parts, _legend(used, bracketed=True)]) + "\n"


def _reason(report: Report) -> str:
    """What waits for something that never comes stays so until its timeout."""
    return "hangs" if report.status == "Unknown" else report.reason


def _in_file(one: Explanation) -> str:
    path = one.obj.file_path
    return f" ({path})" if path and path != file_mode.STDIN else ""


def _sections(one: Explanation) -> Iterator[_Section]:
    """A letter stands for the same ending in all sections of a Pipeline."""
    known = dict.fromkeys(run.ending for choice in one.choices for run in choice.runs)
    letters = dict(zip(known, _letters(), strict=False))
    names = (*one.tasks, *one.final)
    found: dict[tuple[object, ...], list[Choice]] = {}
    for choice in one.choices:
        same = tuple((run.ending, _cells(run.report, names)) for run in choice.runs)
        found.setdefault(same, []).append(choice)
    for choices in found.values():
        runs = [(letters[run.ending], run) for run in choices[0].runs]
        columns: dict[tuple[str, ...], _Column] = {}
        for letter, run in runs:
            cells = _cells(run.report, names)
            columns.setdefault(cells, _Column([], [*cells])).letters.append(letter)
        yield _Section(_heading(choices), runs, [*columns.values()])


def _letters() -> Iterator[str]:
    for first in ("", *string.ascii_uppercase):
        for second in string.ascii_uppercase:
            yield first + second


def _heading(choices: list[Choice]) -> str:
    names = list(choices[0].params)
    values = [
        f'"{value}"{" (the default)" if choice.is_default else ""}'
        for choice in choices
        for value in choice.params.values()
    ]
    return f"{names[0]}: {' or '.join(values)}" if names else ""


def _cells(report: Report, names: Iterable[str]) -> tuple[str, ...]:
    tasks = {task.name: task for task in report.tasks}
    return tuple(explanation.SHORT[tasks[name].reason or tasks[name].state] for name in names)


def _cleaned(report: Report, cleanup: tuple[str, ...]) -> str:
    return ", ".join(name for name in cleanup if report.task(name).ran) or ((cleanup and "-") or "")


def _endings(section: _Section, cleanup: tuple[str, ...]) -> str:
    rows = [["", "the run", "cleaned by" if cleanup else "", "how it ends"]]
    for letter, run in section.runs:
        rows.append([letter, _reason(run.report), _cleaned(run.report, cleanup), run.ending])
    rows = _without_empty(rows, 2)
    widths = [max(len(row[number]) for row in rows) for number in range(len(rows[0]) - 1)]
    lines = []
    for row in rows:
        head = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=False))
        lines.append(_wrapped(f"  {head}  ", row[-1]))
    return "\n".join(lines)


def _without_empty(rows: list[list[str]], column: int) -> list[list[str]]:
    """The rows without a column that has nothing below its head."""
    if any(row[column] for row in rows[1:]):
        return rows
    return [[*row[:column], *row[column + 1 :]] for row in rows]


def _wrapped(head: str, text: str) -> str:
    return textwrap.fill(
        text, WIDTH, initial_indent=head, subsequent_indent=" " * len(head),
        break_on_hyphens=False, break_long_words=False,
    )  # fmt: skip


def _tables(one: Explanation, section: _Section) -> Iterator[str]:
    names = [*one.tasks, *one.final]
    first = 2 + max(len(name) for name in names)
    widths = [
        1 + max(len(cell) for cell in (" ".join(column.letters), *column.cells))
        for column in section.columns
    ]
    start = 0
    while start < len(widths):
        stop = start + 1
        while stop < len(widths) and first + sum(widths[start : stop + 1]) <= WIDTH:
            stop += 1
        shown, own = section.columns[start:stop], widths[start:stop]
        heads = [" ".join(column.letters) for column in shown]
        lines = [_line("", heads, first, own)]
        for number, name in enumerate(names):
            if number == len(one.tasks):
                lines.append("finally")
            cells = [column.cells[number] for column in shown]
            lines.append(_line(f"  {name}", cells, first, own))
        yield "\n".join(lines)
        start = stop


def _line(name: str, cells: list[str], first: int, widths: list[int]) -> str:
    shown = (f" {cell}".ljust(width) for cell, width in zip(cells, widths, strict=True))
    return (name.ljust(first) + "".join(shown)).rstrip()


def _guesses(one: Explanation) -> Iterator[str]:
    for guess in one.guesses:
        taken = "a value of its own, which equals no other"
        if guess.is_cel:
            taken = "true"
        elif "$(params." in guess.text:
            taken += "; --param gives it one"
        guarded = ", ".join(guess.tasks)
        yield (
            f"Known only in the run: {guess.text}, by which `when` guards {guarded}. "
            f"Here it is {taken}."
        )


def _legend(used: set[str], *, bracketed: bool = False) -> str:
    meanings = [
        f"{_bracketed(cell) if bracketed else cell}: {meaning}"
        for cell, meaning in explanation.MEANINGS.items()
        if cell in used
    ]
    return "; ".join(meanings) if bracketed else _wrapped("", "; ".join(meanings))


def _bracketed(cell: str) -> str:
    return f"({cell})" if cell in _SKIPPED else cell


def _markdown(rows: list[list[str]]) -> str:
    widths = [max(len(row[number]) for row in rows) for number in range(len(rows[0]))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in (rows[0], ["-" * width for width in widths], *rows[1:])
    ]
    return "\n".join(lines)
