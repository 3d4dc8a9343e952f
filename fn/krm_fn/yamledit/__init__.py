"""A format-preserving YAML writer: plain data in and out, text edited only where data changed.

It reads one document by YAML 1.2's core schema (`load`), edits its text so that it says new data
(`rewrite`), and writes text of something new (`render`). What it cannot do faithfully it refuses
(`CannotRewrite`). It knows YAML, and nothing of what documents mean.
"""

from __future__ import annotations

from krm_fn.yamledit import line_reading, reading
from krm_fn.yamledit.ambiguity import ambiguous
from krm_fn.yamledit.errors import CannotRewrite, YAMLError
from krm_fn.yamledit.nodes import Data, Written
from krm_fn.yamledit.path import Path, format_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "CannotRewrite",
    "Data",
    "Path",
    "Reading",
    "Written",
    "YAMLError",
    "ambiguous",
    "format_path",
    "load",
    "read",
    "render",
    "rewrite",
    "written",
]


class Reading:
    """What `read` found in a text: its `data`, and for `rewrite` where that stands."""

    __slots__ = ("data", "lines")

    def __init__(self, data: Data, lines: line_reading.Lines | None = None) -> None:
        """Without `lines`, `rewrite` reads the text once more."""
        self.data = data
        self.lines = lines


def read(text: str) -> Reading:
    """Read the one document in `text`, which may be rewritten later.

    What its data is, and what is an error, says `reading.load`. Raises YAMLError.
    """
    lines = line_reading.read(text)
    return Reading(reading.load(text)) if lines is None else Reading(lines.data, lines)


def load(text: str) -> Data:
    """The data of the one document in `text`, by YAML 1.2's core schema. Raises as `read` does."""
    return read(text).data


def rewrite(
    text: str, data: Data, written: Written | None = None, *, old: Reading | None = None
) -> str:
    """Edit `text`, one document, so that it says `data`; what did not change keeps its bytes.

    `written` is what to write behind the colon of a key whose value becomes empty. `old` is what
    `read` gave for the text, if that is at hand.

    With data that the text says already, the text itself comes back. Raises YAMLError where the
    text cannot be read, and CannotRewrite where an edit would touch more than what changed.
    """
    # Most runs read and write nothing: a third of the start-up would go to what edits.
    from krm_fn.yamledit import rewriting

    return rewriting.rewrite(text, data, written or {}, old)


def written(text: str, fields: Iterable[Path]) -> dict[Path, str]:
    """What is written behind the colon of those of the fields that are empty.

    Of `{a: ~, b:  [ ], c: 1}` and all three it is {("a",): " ~", ("b",): "  [ ]"}. Raises YAMLError
    as `load` does.
    """
    from krm_fn.yamledit import empties

    return empties.written(text, fields)


def render(data: Data, *, column: int = 0, step: int = 2, offset: int = 0) -> str:
    """Give the text of something new, its lines in `column`, mappings indented by `step`.

    `offset` is where a list's dashes stand inside a mapping.
    """
    from krm_fn.yamledit import emit

    return emit.render(data, column=column, step=step, offset=offset)
