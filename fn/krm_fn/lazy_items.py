"""The items of a list on the wire, made into objects only when somebody asks for them."""

from __future__ import annotations

from bisect import bisect_right

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from krm_fn.kubeobject import KubeObject
    from krm_fn.shared_text import SharedText


class LazyItems:
    """Where the items stand in `source`, which `shared` is all of, and those made so far."""

    def __init__(self, source: bytes, shared: SharedText) -> None:
        self.made: dict[int, KubeObject] = {}
        self.items = shared.items
        self._source = source
        self._shared = shared

    def at(self, index: int) -> KubeObject:
        """The item of that index; it must be an object."""
        item = self.made.get(index)
        if item is None:
            item = self.made[index] = self._shared.item(index)
        return item

    def all(self) -> list[KubeObject]:
        """Every item that is an object, in order."""
        return [self.at(index) for index in range(len(self.items.starts)) if self._is_object(index)]

    def mentioning(self, needle: bytes) -> list[KubeObject]:
        """The items with these bytes, in order, changes included; only these are made.

        An item that refers to an anchor outside of itself may have them from there.
        """
        chosen = set(self._indexes(needle))
        if self._shared.lends(chosen, needle) and self._shared.mentions(needle):
            chosen |= self._shared.borrowers
        for index, item in self.made.items():
            if item.is_replaced:
                (chosen.add if item.mentions(needle) else chosen.discard)(index)
        return [self.at(index) for index in sorted(chosen) if self._is_object(index)]

    def indexed(self) -> Iterable[tuple[int, KubeObject]]:
        """Those that were made, with their indexes, in order: no other can have changed."""
        return sorted(self.made.items())

    def _is_object(self, index: int) -> bool:
        return index not in self.items.odd

    def _indexes(self, needle: bytes) -> Iterable[int]:
        starts, stops, _, _ = self.items
        if not starts:
            return
        place = self._source.find(needle, starts[0])
        while 0 <= place < stops[-1]:
            index = bisect_right(starts, place) - 1
            if place + len(needle) <= stops[index]:
                yield index
                place = stops[index] - 1
            place = self._source.find(needle, place + 1)
