"""What a person at a terminal gets, and nobody else: colours, and how far a long run has come."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    import threading
    from typing import Self, TextIO

_PATIENCE = 1.0
"""Seconds that a run may take before anything is said of it."""
_INTERVAL = 0.2
_WIPE = "\r\x1b[K"
_RESET = b"\x1b[0m"
# As git has them: the names of the file bold, places cyan, what goes red, what comes green.
_NAME = b"\x1b[1m"
_COLOURS = {b"@": b"\x1b[36m", b"-": b"\x1b[31m", b"+": b"\x1b[32m"}


def is_one(stream: TextIO | None) -> bool:
    """Whether a person looks at the stream, on a terminal that can more than print."""
    try:
        shown = stream is not None and stream.isatty()
    except ValueError:  # it is closed
        return False
    return shown and os.environ.get("TERM") != "dumb"


def has_colours(stream: TextIO | None) -> bool:
    """Whether the stream is a terminal whose user wants colours (https://no-color.org)."""
    return is_one(stream) and not os.environ.get("NO_COLOR")


def coloured(patch: bytes) -> bytes:
    """Give the unified diff of one file with colours: without them it is the same bytes."""
    lines = [line + b"\n" for line in patch.split(b"\n")[:-1]]
    return b"".join(_coloured(line, is_name=number < 2) for number, line in enumerate(lines))


def _coloured(line: bytes, *, is_name: bool) -> bytes:
    colour = _NAME if is_name else _COLOURS.get(line[:1])
    if colour is None:
        return line
    text = line.rstrip(b"\r\n")
    return colour + text + _RESET + line[len(text) :]


class Progress:
    """A line on a terminal that says what is done right now, once a run takes long.

    It is a context: at its end, or after an error, the line is gone. A thread writes it, so what
    works need not know of it. On what is no terminal nothing is written, and no thread runs.
    """

    def __init__(self, stream: TextIO | None, patience: float = _PATIENCE) -> None:
        self._stream = stream if is_one(stream) else None
        self._patience = patience
        self._doing = ""
        self._done = self._total = 0
        self._thread: threading.Thread | None = None

    def now(self, doing: str, total: int = 0) -> None:
        """Say what comes now, such as `reading`, and of how many files, where that is known."""
        self._doing, self._done, self._total = doing, 0, total

    def step(self) -> None:
        """Count one file more."""
        self._done += 1

    def __enter__(self) -> Self:
        if self._stream is not None:
            import threading

            self._ended = threading.Event()
            self._thread = threading.Thread(target=self._show, args=(self._stream,), daemon=True)
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._thread is not None:
            self._ended.set()
            self._thread.join()

    def _show(self, stream: TextIO) -> None:
        wait = self._patience
        try:
            while not self._ended.wait(wait):
                wait = _INTERVAL
                stream.write(f"{_WIPE}{self._line()}")
                stream.flush()
            if wait != self._patience:
                stream.write(_WIPE)
                stream.flush()
        except (OSError, ValueError):
            return  # nobody is there any more

    def _line(self) -> str:
        count = f" {self._done:,} of {self._total:,} files" if self._total else ""
        return f"{self._doing}{count} …"
