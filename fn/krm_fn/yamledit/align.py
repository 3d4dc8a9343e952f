"""Which item of a changed list is which item of the old one."""

from __future__ import annotations

from bisect import bisect_left

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_LARGEST_TABLE = 10_000
_EQUAL = 8.0
_SIMILAR = 0.3


def match(old: list[Any], new: list[Any]) -> list[int | None]:
    """For each item of `new`, the index in `old` of the item that it is; None for a new one.

    Where all items on both sides are mappings with a `name` of their own, the name decides, and
    indexes may go down where items changed places. Elsewhere equal items are matched in order.
    What is left between two matches is paired by likeness, in order: an item that was renamed or
    changed in place.
    """
    old_keys, new_keys = _names(old), _names(new)
    by_name = old_keys is not None and new_keys is not None
    if old_keys is None or new_keys is None:
        old_keys, new_keys = list(map(repr, old)), list(map(repr, new))
    matched = _by_unique_key(old_keys, new_keys)
    if not by_name:
        kept = in_place(matched)
        matched = [index if at in kept else None for at, index in enumerate(matched)]
    if None in matched:
        _fill_gaps(old, new, matched)
    return matched


def in_place(matched: list[int | None]) -> set[int]:
    """The positions in `new` of the longest run of matches that keep the old order."""
    found = [index for index in matched if index is not None]
    if found == sorted(found):
        return {at for at, index in enumerate(matched) if index is not None}
    tails: list[int] = []
    tops: list[int] = []
    previous: dict[int, int] = {}
    for at, index in enumerate(matched):
        if index is None:
            continue
        place = bisect_left(tails, index)
        if place:
            previous[at] = tops[place - 1]
        tails[place : place + 1] = [index]
        tops[place : place + 1] = [at]
    kept: set[int] = set()
    at_last: int | None = tops[-1] if tops else None
    while at_last is not None:
        kept.add(at_last)
        at_last = previous.get(at_last)
    return kept


def _names(items: list[Any]) -> list[str] | None:
    names = [item.get("name") if item.__class__ is dict else None for item in items]
    if not all(name.__class__ is str for name in names) or len(set(names)) < len(names):
        return None
    return names  # type: ignore[return-value]


def _by_unique_key(old: list[str], new: list[str]) -> list[int | None]:
    places: dict[str, int | None] = {}
    for index, key in enumerate(old):
        places[key] = None if key in places else index
    counts: dict[str, int] = {}
    for key in new:
        counts[key] = counts.get(key, 0) + 1
    return [places.get(key) if counts[key] == 1 else None for key in new]


def _fill_gaps(old: list[Any], new: list[Any], matched: list[int | None]) -> None:
    taken = {index for index in matched if index is not None}
    if len(taken) == len(old):
        return
    kept = in_place(matched)
    old_start = new_start = 0
    for at in [*sorted(kept), len(new)]:
        found = matched[at] if at < len(new) else None
        stop = len(old) if found is None else found
        free_old = [index for index in range(old_start, stop) if index not in taken]
        free_new = [place for place in range(new_start, at) if matched[place] is None]
        for index, place in _pairs(old, new, free_old, free_new):
            matched[place] = index
        old_start, new_start = stop + 1, at + 1


def _pairs(
    old: list[Any], new: list[Any], free_old: list[int], free_new: list[int]
) -> list[tuple[int, int]]:
    """The pairs in order whose likeness adds up to the most; early ones where it is even."""
    if not free_old or not free_new:
        return []
    if len(free_old) * len(free_new) > _LARGEST_TABLE:
        pairs = zip(free_old, free_new, strict=False)
        return [(i, j) for i, j in pairs if _likeness(old[i], new[j])]
    width = len(free_new) + 1
    best = [[0.0] * width for _ in range(len(free_old) + 1)]
    score = [[_likeness(old[i], new[j]) for j in free_new] for i in free_old]
    for i in reversed(range(len(free_old))):
        for j in reversed(range(len(free_new))):
            pair = score[i][j] + best[i + 1][j + 1] if score[i][j] else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], pair)
    pairs_found = []
    i = j = 0
    while i < len(free_old) and j < len(free_new):
        if score[i][j] and best[i][j] == score[i][j] + best[i + 1][j + 1]:
            pairs_found.append((free_old[i], free_new[j]))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs_found


def _likeness(old: Any, new: Any) -> float:
    """0 for what has nothing in common, up to `_EQUAL` for the same."""
    if _is_alike(old, new):
        return _EQUAL
    if old.__class__ is dict and new.__class__ is dict:
        return _alike(old, new)
    collections = (dict, list)
    if old.__class__ in collections or new.__class__ in collections:
        return 0.5 if old.__class__ is new.__class__ else 0.0
    return 0.5


def _is_alike(old: Any, new: Any) -> bool:
    """Whether two values are written alike, the order of keys included."""
    if old is new:
        return True
    if old.__class__ is not new.__class__:
        return False
    return bool(old == new) if old.__class__ is str else repr(old) == repr(new)


def _alike(old: dict[str, Any], new: dict[str, Any]) -> float:
    keys = (old.keys() | new.keys()) - {"name"}
    if not keys:
        return 0.5
    shared = [key for key in keys if key in old and key in new]
    points = sum(1.0 if _is_alike(old[key], new[key]) else 0.5 for key in shared)
    return points / len(keys) if points / len(keys) >= _SIMILAR else 0.0
