"""Text for what we add to a ResourceList: elements of `items`, and results.

Results are plain and small, so they are written here, without the round-trip library that new
manifests need: it would cost a run with one warning twice its time.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_PLAIN = re.compile(r"[A-Za-z][\w./-]*(?: [\w./-]+)*", re.ASCII)
_NOT_TEXT = frozenset(("null", "true", "false", "y", "yes", "n", "no", "on", "off"))


def block_element(data: dict[str, Any], column: int) -> str:
    """One element of a block sequence with its dash in that column, as `results` has them."""
    lines = list(_lines(data))
    margin = " " * column
    return "".join(
        f"{margin}{'- ' if number == 0 else '  '}{line}\n" for number, line in enumerate(lines)
    )


def flow_element(data: dict[str, Any]) -> str:
    """The same as JSON, on one line: it is right in JSON and in YAML's flow style."""
    return _json(data)


def indented(text: str, column: int, newline: str) -> str:
    """A manifest with its keys in column 0 as one element of a block sequence.

    Blank lines stay empty. Leading comments go behind the dash, as kpt writes them.
    """
    margin = " " * (column + 2)
    lines = [line.removesuffix("\r") for line in text.removesuffix("\n").split("\n")]
    body = newline.join(margin + line if line else line for line in lines)
    return " " * column + "-" + body[column + 1 :] + newline


def _lines(data: dict[str, Any]) -> list[str]:
    lines: list[str] = []
    for key, value in data.items():
        if isinstance(value, dict) and value and key in ("resourceRef", "field", "file", "tags"):
            lines.append(f"{_scalar(key)}:")
            lines.extend("  " + line for line in _lines(value))
        else:
            lines.append(f"{_scalar(key)}: {_scalar(value)}")
    return lines


def _scalar(value: Any) -> str:
    if isinstance(value, str) and _PLAIN.fullmatch(value) and value.lower() not in _NOT_TEXT:
        return value
    return _json(value)


def _json(value: Any) -> str:
    import json  # only where there is something to say

    text = json.dumps(value, ensure_ascii=False, separators=(", ", ": "), default=str)
    text = re.sub("[\ud800-\udfff]", "\ufffd", text)  # halves of pairs are no characters
    return re.sub("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]", _escaped, text)


def _escaped(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"
