"""What `yamledit` raises: text that is not YAML, and a change that it cannot make faithfully."""

from __future__ import annotations

from krm_fn.yamledit.path import Path, format_path


class YAMLError(ValueError):
    """The text cannot be read.

    `message` is one line that names what is wrong; `line` and `column` count from 1. Where it is
    the second of two, `first` is the line of the other one, and the message ends with it.
    """

    def __init__(self, message: str, line: int, column: int, first: int | None = None) -> None:
        self.message = message if first is None else f"{message}, first in line {first}"
        super().__init__(f"line {line}, column {column}: {self.message}")
        self.line = line
        self.column = column
        self._bare = message
        self._first = first

    def below(self, lines: int) -> YAMLError:
        """The same error for a text with so many lines ahead of this one."""
        first = None if self._first is None else self._first + lines
        return YAMLError(self._bare, self.line + lines, self.column, first)


class CannotRewrite(ValueError):
    """The text cannot be made to say the new data without harm to what did not change.

    `path` is where (empty for the document), `reason` is one line.
    """

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{format_path(path)}: {reason}" if path else reason)
        self.path = path
        self.reason = reason
