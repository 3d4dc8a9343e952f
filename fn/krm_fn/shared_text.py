"""One document with several objects: a ResourceList, or a List in a stream.

Its anchors are everybody's: an object may refer to what stands in another one, or in the head of
the list. So what an object says, and what a change of it does to others, is asked here.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property

from krm_fn import compose, yamledit
from krm_fn.errors import CannotEdit
from krm_fn.kubeobject import KubeObject
from krm_fn.locating.spans import Items

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from typing import Any

    from krm_fn.locating.aliases import Alias, Path
    from krm_fn.locating.spans import ListSpans
    from krm_fn.manifest import Manifest


class SharedText:
    """The document `source[start:stop]`, whose `spans` count from `start`."""

    def __init__(self, source: bytes, spans: ListSpans, start: int, stop: int) -> None:
        self.spans = spans
        self.items = spans.items or Items([], [], None, {})
        self._source = source
        self._start = start
        self._stop = stop
        self._margin = (0, 0) if self.items.dash is None else (self.items.dash, 1)
        self._meanings: dict[Any, int] = {}

    def item(self, index: int) -> KubeObject:
        """Make the object that the element of that index is."""
        start, stop = self.items.starts[index], self.items.stops[index]
        span = self._start + start, self._start + stop
        return KubeObject(self._source, *span, self._margin, self)

    def mentions(self, needle: bytes) -> bool:
        """Whether these bytes stand anywhere in it."""
        return self._source.find(needle, self._start, self._stop) >= 0

    @cached_property
    def borrowers(self) -> set[int]:
        """The indexes of the items that refer to an anchor outside of themselves."""
        found = {_index(alias.path) for alias in self._crossing if alias.target is not None}
        return {index for index in found if index is not None}

    def lends(self, indexes: Collection[int], needle: bytes) -> bool:
        """Whether another item may have the needle from these, which are all that say it.

        A glance, which spares a package whose objects have anchors of their own the look at all
        of them: another name than theirs leads to nothing of theirs.
        """
        if not self.mentions(b"&") or not self._anchors & self._alias_names:
            return False
        if needle in self._around and b"&" in self._around:
            return True
        text, (starts, stops, _, _) = self._text, self.items
        return self._is_lent({index: (text[starts[index] : stops[index]],) for index in indexes})

    def _is_lent(self, lenders: dict[int, tuple[bytes, ...]]) -> bool:
        """Whether an alias outside of these items may have the name of an anchor in their texts."""
        if not self._alias_names:
            return False
        from krm_fn.locating import aliases

        text, (starts, stops, _, _) = self._text, self.items
        # Around the items stands what holds them all: `items: &all`.
        if aliases.names(self._around) & self._alias_names:
            return True
        parts = (part for texts in lenders.values() for part in texts)
        for name in {name for part in parts for name in aliases.names(part)} & self._alias_names:
            place = text.find(b"*" + name)
            while place >= 0:
                index = bisect_right(starts, place) - 1
                if index not in lenders or place >= stops[index]:
                    return True
                place = text.find(b"*" + name, place + 1)
        return False

    @property
    def _around(self) -> bytes:
        """What of the document is in no item."""
        text, (starts, stops, _, _) = self._text, self.items
        return text[: starts[0]] + text[stops[-1] :] if starts else text

    def borrowed(self, item: Manifest) -> tuple[str, Path] | None:
        """The first alias of the object to an anchor outside of it: the name, and where it is."""
        if self._is_by_itself(item):
            return None
        place = self._path_of(item) if self._crossing else ()
        count = len(place)
        for alias in self._crossing:
            if alias.path[:count] == place and alias.target is not None:
                return alias.name, alias.path[count:]
        return None

    def lends_to(self, item: Manifest, needle: bytes) -> bool:
        """Whether the object refers to what stands outside of it, and may have the needle so."""
        # The glance first: all of the document would be searched once for each object.
        return self._may_borrow(item) and self.mentions(needle) and self.borrowed(item) is not None

    def _may_borrow(self, item: Manifest) -> bool:
        """Whether the object may have an alias to an anchor of the document: a glance."""
        start, stop = item.span
        if self._source.find(b"*", start, stop) < 0 or not self._anchors:
            return False
        from krm_fn.locating import aliases

        # A shell's `*)` and `2>&1` are none.
        return any(name in self._anchors for name in aliases.alias_names(self._source[start:stop]))

    @cached_property
    def _anchors(self) -> set[bytes]:
        """The names of all that may be anchors. Found once: it is asked for each object."""
        if not self.mentions(b"&"):
            return set()
        from krm_fn.locating import aliases  # hardly anybody writes any

        return aliases.names(self._text)

    @cached_property
    def _alias_names(self) -> set[bytes]:
        """The names of all that may be aliases: in shell scripts many an `&1`, hardly a `*1`."""
        if not self.mentions(b"*"):
            return set()
        from krm_fn.locating import aliases

        return aliases.alias_names(self._text)

    def _is_by_itself(self, item: Manifest) -> bool:
        """Whether the object has no alias, or only to its own anchors, and is YAML."""
        if not self._may_borrow(item):
            return True
        from krm_fn.locating import aliases

        start = item.span[0]
        # Of a flow style item, or of the value of a field, the glance knows too little.
        block = self.items.dash is not None and start - self._start in self.items.starts
        return aliases.need_no_other(item.original.encode(), glance=block)

    def reading_of(self, item: Manifest) -> yamledit.Reading:
        """What the object says as a part of the whole. Raises YAMLError: the whole is not YAML."""
        data: Any = self._data
        for step in self._path_of(item):
            data = data[step]
        return yamledit.Reading(data)

    def ambiguous_in(self, item: Manifest) -> dict[Path, str]:
        """The same of what `yamledit.ambiguous` gives for the whole."""
        place = self._path_of(item)
        count = len(place)
        found = yamledit.ambiguous(self._text.decode())
        return {path[count:]: text for path, text in found.items() if path[:count] == place}

    @property
    def lines_ahead(self) -> int:
        """How many lines of the source stand ahead of the document."""
        return self._source.count(b"\n", 0, self._start)

    def edits(
        self,
        objects: Iterable[tuple[int, KubeObject]],
        gone: Collection[int] = (),
        added: Sequence[KubeObject] = (),
    ) -> list[compose.Edit]:
        """What changes in the document when its objects, by index, have changed or gone.

        Raises CannotEdit where an object's new data cannot be written, or where anything else
        would say something else than before.
        """
        composer = compose.Composer(self._text, self.spans)
        touched = {index: item for index, item in objects if index in gone or item.is_changed}
        edits = [
            composer.replaced(index, item.to_bytes())
            for index, item in touched.items()
            if index not in gone
        ]
        if gone:
            edits += composer.removed(sorted(gone), added)
        elif added:
            edits.append(composer.added(added))
        if touched and self._may_bind(touched, gone) and self._crossing:
            self._check(compose.apply(self._text, edits), touched, gone)
        return edits

    def _may_bind(self, touched: dict[int, KubeObject], gone: Collection[int]) -> bool:
        """Whether an alias outside of these objects may stand for what is in them."""
        new = {i: () if i in gone else (item.text.encode(),) for i, item in touched.items()}
        return self._is_lent({i: (item.original.encode(), *new[i]) for i, item in touched.items()})

    @property
    def _text(self) -> bytes:
        whole = self._start == 0 and self._stop == len(self._source)
        return self._source if whole else self._source[self._start : self._stop]

    @cached_property
    def _data(self) -> Any:
        return yamledit.load(self._text.decode())

    @cached_property
    def _aliases(self) -> list[Alias]:
        from krm_fn.locating import aliases  # hardly anybody writes any

        return aliases.scan(self._text, self._meanings)

    @cached_property
    def _crossing(self) -> list[Alias]:
        """The aliases to what stands outside of their own object, or nowhere."""
        if not self._anchors or self._stand_alone():
            return []
        return [
            alias
            for alias in self._aliases
            if alias.target is None or _owner(alias.target) != _owner(alias.path)
        ]

    def _stand_alone(self) -> bool:
        """Whether only items have aliases, and to their own anchors: none but these is parsed."""
        from krm_fn.locating import aliases

        text, (starts, stops, dash, _) = self._text, self.items
        suspects, last = set(), (-1, b"")
        for place, name in aliases.places(text):
            index = bisect_right(starts, place) - 1
            if index < 0 or place >= stops[index]:
                return False
            if (index, name) != last:  # where the first one finds its anchor, further ones do
                last = index, name
                if dash is None or not aliases.is_settled(text, starts[index], place, name):
                    suspects.add(index)
        return all(aliases.stands_alone(self.item(index).text.encode()) for index in suspects)

    def _check(
        self,
        chunks: Iterable[compose.Chunk],
        touched: dict[int, KubeObject],
        gone: Collection[int],
    ) -> None:
        """Refuse what would change the meaning of an alias outside of the objects it changes."""
        from krm_fn.locating import aliases

        kept = [index for index in range(len(self.items.starts)) if index not in gone]
        before = [alias for alias in self._aliases if _index(alias.path) not in touched]
        after = []
        for alias in aliases.scan(b"".join(chunks), self._meanings):
            index = _index(alias.path)
            if index is None or (index < len(kept) and kept[index] not in touched):
                after.append(alias)
        for old, new in zip(before, after, strict=False):
            if old.meaning != new.meaning:
                raise self._bound(old, touched)
        if len(before) != len(after):
            raise self._bound((before if len(before) > len(after) else after)[-1], touched)

    def _bound(self, alias: Alias, touched: dict[int, KubeObject]) -> CannotEdit:
        """The error for an alias whose meaning would change, about the object with its anchor."""
        index = None if alias.target is None else _index(alias.target)
        if index in touched and alias.target is not None:
            about, path = touched[index], alias.target[2:]
        else:  # the anchor is that of all items
            about, path = next(iter(touched.values())), ()
        name = alias.name
        reason = (
            f"{self._place(alias)} refers to its anchor `&{name}`: write the value out there, "
            f"instead of `*{name}`"
        )
        return CannotEdit(reason, about, path)

    def _place(self, alias: Alias) -> str:
        """Where an alias stands, for people."""
        path, of_whom = alias.path, ""
        index = _index(path)
        if index is not None:
            reference = str(self.item(index).reference)
            path, of_whom = (path[2:], f" of {reference}") if reference else (path, "")
        return f"`{yamledit.format_path(path)}`{of_whom} (line {self.lines_ahead + alias.line})"

    def _path_of(self, item: Manifest) -> Path:
        """Where an object stands in the whole: one of its items, or the value of a field."""
        start = item.span[0] - self._start
        for field in self.spans.fields:
            if field.key != "items" and start in (field.start, field.node_start):
                return (field.key,)
        return ("items", self.items.starts.index(start))


def _owner(path: Path) -> Path:
    """The item, or the field of the list, that a path leads into."""
    return path[:2] if path[:1] == ("items",) else path[:1]


def _index(path: Path) -> int | None:
    """The index of the item that a path leads into."""
    index = path[1] if len(path) > 1 and path[0] == "items" else None
    return index if isinstance(index, int) else None
