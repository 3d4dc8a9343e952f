"""What two texts differ in, as few lines: of each place, what goes (`-`) and what comes (`+`)."""

from __future__ import annotations

import difflib
import itertools


def between(before: str, after: str) -> list[str] | None:
    """The lines that go, each behind `-`, and those that come instead, each behind `+`.

    The lines that go stand in `before` once, so that no line number is needed; where need be a
    line that stays is among both. None where this cannot be said.
    """
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    edits: list[str] = []
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    kept = [code for code in matcher.get_opcodes() if code[0] == "equal"]
    changed = [code for code in matcher.get_opcodes() if code[0] != "equal"]
    for _, start, end, new_start, new_end in changed:
        longer = next((i2 - i1 for _, i1, i2, _, _ in kept if i1 == end), 0)
        for more in range(longer + 1):
            goes, comes = old[start : end + more], new[new_start : new_end + more]
            if goes and comes and len(_places(old, goes)) == 1:
                edits += [f"-{line}" for line in goes] + [f"+{line}" for line in comes]
                break
        else:
            return None
    return edits


def applied(before: str, edits: list[str]) -> str:
    """The text after the edits. Lines that go and do not stand there once: ValueError."""
    old = before.splitlines(keepends=True)
    runs = [list(run) for _, run in itertools.groupby(edits, key=lambda line: line[0])]
    changes: list[tuple[int, list[str], list[str]]] = []
    if [run[0][0] for run in runs] != ["-", "+"] * (len(runs) // 2):
        message = f"a line that goes must come first, then one that comes: {edits}"
        raise ValueError(message)
    for goes, comes in zip(runs[::2], runs[1::2], strict=True):
        lines = [line[1:] for line in goes]
        places = _places(old, lines)
        if len(places) != 1:
            message = f"these lines must stand there once, not {len(places)} times: {lines}"
            raise ValueError(message)
        changes.append((places[0], lines, [line[1:] for line in comes]))
    for start, goes, comes in sorted(changes, reverse=True):
        old[start : start + len(goes)] = comes
    return "".join(old)


def _places(lines: list[str], run: list[str]) -> list[int]:
    ends = range(len(lines) - len(run) + 1)
    return [start for start in ends if lines[start : start + len(run)] == run]
