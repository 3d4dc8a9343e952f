"""Take entries out of a block collection and put others in, by whole lines, blank ones considered.

Where a blank line stands between all entries, a new one gets one too: before it, but for one that
comes first. So what goes takes the blank lines before it along, where others are left behind it:
an entry that comes and goes leaves the text as it was.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from krm_fn.yamledit.edits import Edits
    from krm_fn.yamledit.entries import Entries, Entry
    from krm_fn.yamledit.source import Source

Lines = list[str] | str
"""Lines of a new entry, or the text of one that moves, which ends with a break."""


def opens(edits: Edits, entry: Entry) -> bool:
    """Whether the entry is the first in its line, and has that for itself."""
    return edits.source.opens_line(entry.at)


def splice(
    edits: Edits,
    entries: Entries,
    column: int,
    removed: set[int],
    runs: dict[int, list[Lines]],
) -> None:
    """Take the removed entries out and put the runs in, each behind the entry of its number."""
    source = edits.source
    first_kept = min(set(range(len(entries))) - removed)
    inline = not source.opens_line(entries[0].at)
    between = source.newline if _are_apart(source, entries) else ""
    for index, run in runs.items():
        text = between.join(_joined(source, lines) for lines in run)
        if index >= 0:
            entry = entries[index]
            # A comment directly above a key is taken for the key's.
            apart = source.newline if entry.loose else between
            apart = "" if entry.keeps and entry.rest == entry.stop else apart
            edits.put(entry.rest, entry.rest, apart + text)
        elif inline:
            rest = " " * column if first_kept == 0 else ""
            edits.put(entries[0].at, entries[0].at, text[column:] + between + rest)
        else:
            edits.put(entries[0].lead, entries[0].lead, text + between)
    if inline and first_kept > 0:
        end = entries[first_kept].lead
        if -1 not in runs:
            end += len(source.text[end:]) - len(source.text[end:].lstrip(" "))
        edits.put(entries[0].at, end, "")
        removed = {index for index in removed if index > first_kept}
    _remove(edits, entries, removed)


def _are_apart(source: Source, entries: Entries) -> bool:
    """Whether a blank line stands between all entries, so that new ones get one too."""
    between = range(len(entries) - 1)
    return len(entries) > 1 and all(source.is_blank(entries.rest(index)) for index in between)


def _joined(source: Source, lines: Lines) -> str:
    r"""Lines as text with the document's breaks: `["a:", "b"]` may be `a:\r\nb\r\n`.

    Text is what stood in the document already, and has its breaks.
    """
    if isinstance(lines, str):
        return lines
    return "".join(line + source.newline for line in lines)


def _remove(edits: Edits, entries: Entries, removed: set[int]) -> None:
    """Cut entries out, neighbours with nothing but blank lines between them in one piece."""
    source = edits.source
    for index in sorted(removed):
        if index - 1 in removed and _only_blank(source, entries, index):
            continue
        last = index
        while last + 1 in removed and _only_blank(source, entries, last + 1):
            last += 1
        _cut(edits, entries, index, last, keeps=index - 1 not in removed and _keeps(entries, index))


def _only_blank(source: Source, entries: Entries, index: int) -> bool:
    """Whether nothing stands between an entry and the one before it."""
    before = entries[index - 1]
    between = source.text[before.stop : entries[index].lead]
    return before.stop == before.rest and not between.strip()


def _keeps(entries: Entries, index: int) -> bool:
    return index > 0 and entries[index - 1].keeps


def _cut(edits: Edits, entries: Entries, first: int, last: int, *, keeps: bool) -> None:
    source = edits.source
    start, stop = entries[first].lead, entries[last].stop
    at_end = last + 1 == len(entries)
    if keeps or first == 0:
        # Behind `|+` they would be text; before the first entry there is nothing to part.
        end = len(source.text) if at_end else entries[last + 1].lead
        while stop < end and source.is_blank(stop):
            stop = source.next_line(stop)
    elif at_end or source.is_blank(stop):
        limit = entries[first - 1].rest
        while start > limit and source.is_blank(above := source.previous_line(start)):
            start = max(above, limit)
    edits.put(start, stop, "")
