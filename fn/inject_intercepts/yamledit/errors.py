"""What `yamledit` raises: text that is not YAML, and a change that it cannot make faithfully."""

from __future__ import annotations

from inject_intercepts.yamledit.path import Path, format_path


class YAMLError(ValueError):
    """The text cannot be read.

    `message` is one line that names what is wrong; `line` and `column` count from 1.
    """

    def __init__(self, message: str, line: int, column: int) -> None:
        super().__init__(f"line {line}, column {column}: {message}")
        self.message = message
        self.line = line
        self.column = column


class CannotRewrite(ValueError):
    """The text cannot be made to say the new data without harm to what did not change.

    `path` is where (empty for the document), `reason` is one line.
    """

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{format_path(path)}: {reason}" if path else reason)
        self.path = path
        self.reason = reason
