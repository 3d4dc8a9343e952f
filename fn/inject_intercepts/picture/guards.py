"""What a task's `when` asks for, in a few short lines."""

from __future__ import annotations

import re
import textwrap

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_WIDTH = 42
_LONGEST_LINE = 60
_MOST_LINES = 6

_VARIABLES = re.compile(r"(?:\$\([^()]+\))+")
_VARIABLE = re.compile(r"\$\(([^()]+)\)")
_RESULT = re.compile(r"tasks\.([^.]+)\.results\.(.+)")
_OF_A_TASK = re.compile(r"tasks\.([^.]+\..+)")
_SYMBOLS = {"in": "=", "notin": "≠"}
_WORDS = {"in": "in", "notin": "not in"}


def lines(task: dict[str, Any]) -> tuple[str, ...]:
    """Give the guards of a pipeline task, each with `when` before it, broken where it is long.

    {input: $(params.tool), operator: in, values: [a]}     -> when tool = a
    {input: $(tasks.t.status), operator: notin, values: [a, b]} -> when t.status not in a, b
    {cel: "'a' == 'b'"}                                     -> when 'a' == 'b'
    """
    found: list[str] = []
    for entry in task.get("when") or []:
        found += textwrap.wrap(
            f"when {_condition(entry)}", _WIDTH, break_long_words=False, break_on_hyphens=False
        )
    if len(found) > _MOST_LINES:
        found = [*found[: _MOST_LINES - 1], "…"]
    return tuple(clipped(line) for line in found)


def clipped(line: str) -> str:
    """Give a line that fits into a picture, with `…` for what does not."""
    return line if len(line) <= _LONGEST_LINE else f"{line[: _LONGEST_LINE - 1]}…"


def _condition(entry: dict[str, Any]) -> str:
    if entry.get("cel"):
        return str(entry["cel"])
    operator = str(entry.get("operator", ""))
    values = [_shown(value) for value in entry.get("values") or []]
    how = (_SYMBOLS if len(values) == 1 else _WORDS).get(operator.lower(), operator)
    return f"{_shown(entry.get('input', ''))} {how} {', '.join(values)}".rstrip()


def _shown(value: Any) -> str:
    """Give a text in short: variables alone by their names; in quotes what would not be seen."""
    text = str(value)
    if _VARIABLES.fullmatch(text):
        return " + ".join(_name(variable) for variable in _VARIABLE.findall(text))
    return text if text and text == text.strip() and "," not in text else f'"{text}"'


def _name(variable: str) -> str:
    result = _RESULT.fullmatch(variable)
    if result:
        return f"{result[1]}.{result[2]}"
    of_a_task = _OF_A_TASK.fullmatch(variable)
    return of_a_task[1] if of_a_task else variable.removeprefix("params.")
