"""What there is to say about a Pipeline: data, not output."""

from __future__ import annotations

from krm_fn.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

Path = tuple[str | int, ...]


class Finding(Frozen):
    """One thing that a person must know: what, where, and what can be done about it."""

    severity: str
    """`error`, `warning` or `info`: the words of a KRM function's results."""
    message: str
    path: Path = ()
    """The field, from the Pipeline or PipelineRun."""
    current: Any = None
    proposed: Any = None


def error(message: str, *path: str | int) -> Finding:
    """Give a finding for which the object is refused."""
    return Finding("error", message, path)


def warning(message: str, *path: str | int) -> Finding:
    """Give a finding with which the object is transformed all the same."""
    return Finding("warning", message, path)


def info(message: str, *path: str | int) -> Finding:
    """Give a finding that only accounts for what was done."""
    return Finding("info", message, path)
