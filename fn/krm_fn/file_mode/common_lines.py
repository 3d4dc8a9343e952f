"""The longest common subsequence of two lists of lines: what a minimal diff leaves in place.

Two exact ways, each fast where the other is slow. Few changes in a long file are found by Myers'
greedy search (An O(ND) Difference Algorithm and Its Variations, 1986), which costs what the
changes cost. Many are found by Hyyrö's bit-vectors (Bit-parallel LCS-length computation revisited,
2004), a row of the table in four operations on long integers, whatever the changes.
"""

from __future__ import annotations

import math

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

Pairs = list[tuple[int, int]]

_FEW = 100  # changes up to which the greedy search is tried
_KEPT = 1 << 26  # bytes of masks: each is as long as the file


def common(old: Sequence[bytes], new: Sequence[bytes]) -> Pairs:
    """Give the indexes of the lines that stay, in order; no choice of them is longer."""
    start = _same(old, new)
    end = _same(old[start:][::-1], new[start:][::-1])
    head = [(i, i) for i in range(start)]
    tail = [(len(old) - i, len(new) - i) for i in range(end, 0, -1)]
    middle = (range(start, len(old) - end), range(start, len(new) - end))
    # A line that the other side does not have stays in no case.
    shared = {old[i] for i in middle[0]} & {new[i] for i in middle[1]}
    left = [i for i in middle[0] if old[i] in shared]
    right = [i for i in middle[1] if new[i] in shared]
    a, b = [old[i] for i in left], [new[i] for i in right]
    pairs = greedily(a, b)
    if pairs is None:
        pairs = by_bits(a, b)
    return [*head, *((left[i], right[j]) for i, j in pairs), *tail]


def _same(old: Sequence[bytes], new: Sequence[bytes]) -> int:
    """How many lines are the same from the start on."""
    pairs = zip(old, new, strict=False)
    return next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(old), len(new)))


def greedily(a: Sequence[bytes], b: Sequence[bytes]) -> Pairs | None:
    """Myers' search by the number of changes; None where there are more than a few.

    `furthest[k]` is how far into `a` one comes on the diagonal `k` (place in `a` less that in `b`)
    with so many changes; `trail` keeps it for each number of changes, to find the way back.
    """
    furthest = {1: 0}
    trail: list[dict[int, int]] = []
    for changes in range(_FEW + 1):
        trail.append(furthest.copy())
        for k in range(-changes, changes + 1, 2):
            x = _entered(furthest, k, changes)
            while x < len(a) and x - k < len(b) and a[x] == b[x - k]:
                x += 1
            furthest[k] = x
            if x >= len(a) and x - k >= len(b):
                return _way_back(trail, x, x - k)
    return None


def _entered(furthest: dict[int, int], k: int, changes: int) -> int:
    """Where the diagonal is entered: from the one above by a new line, else by dropping an old."""
    return furthest[k + 1] if _is_inserted(furthest, k, changes) else furthest[k - 1] + 1


def _is_inserted(furthest: dict[int, int], k: int, changes: int) -> bool:
    return k == -changes or (k != changes and furthest[k - 1] < furthest[k + 1])


def _way_back(trail: list[dict[int, int]], x: int, y: int) -> Pairs:
    pairs: Pairs = []
    for changes in range(len(trail) - 1, -1, -1):
        furthest = trail[changes]
        entered = _entered(furthest, x - y, changes)
        while x > entered:
            x, y = x - 1, y - 1
            pairs.append((x, y))
        x, y = (x, y - 1) if _is_inserted(furthest, x - y, changes) else (x - 1, y)
    return pairs[::-1]


def by_bits(a: Sequence[bytes], b: Sequence[bytes]) -> Pairs:
    """Row by row of `b`: bit `i` is 0 where `a[:i + 1]` has one more in common than `a[:i]`.

    The rows are needed once more, backwards; every so many are kept, and those between are made
    anew, so that a long file takes the root of the memory.
    """
    masks = _Masks(a)
    full = (1 << len(a)) - 1
    every = math.isqrt(len(b)) + 1
    kept = []
    row = full
    for j, line in enumerate(b):
        if j % every == 0:
            kept.append(row)
        row = _next(row, masks.of(line), full)
    pairs: Pairs = []
    i = len(a)
    for block in range(len(kept) - 1, -1, -1):
        rows = [kept[block]]
        for line in b[block * every : (block + 1) * every]:
            rows.append(_next(rows[-1], masks.of(line), full))
        j = len(rows) - 1
        while i and j:
            if rows[j] >> (i - 1) & 1:
                i -= 1
                continue
            j -= 1
            if rows[j] >> (i - 1) & 1:
                i -= 1
                pairs.append((i, block * every + j))
    return pairs[::-1]


def _next(row: int, mask: int, full: int) -> int:
    matched = row & mask
    return ((row + matched) | (row - matched)) & full


class _Masks:
    """Where each line stands in `a`, as bits; as many are kept as fit."""

    def __init__(self, a: Sequence[bytes]) -> None:
        self.places: dict[bytes, list[int]] = {}
        for i, line in enumerate(a):
            self.places.setdefault(line, []).append(i)
        self.room = _KEPT // (len(a) // 8 + 1)
        self.made: dict[bytes, int] = {}

    def of(self, line: bytes) -> int:
        mask = self.made.get(line)
        if mask is None:
            mask = self._made(self.places[line])
            if len(self.made) < self.room:
                self.made[line] = mask
        return mask

    def _made(self, places: Sequence[int]) -> int:
        if len(places) == 1:
            return 1 << places[0]
        octets = bytearray(places[-1] // 8 + 1)
        for place in places:
            octets[place // 8] |= 1 << place % 8
        return int.from_bytes(octets, "little")
