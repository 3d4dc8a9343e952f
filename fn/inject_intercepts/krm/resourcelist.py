"""The ResourceList that an orchestrator sends, and that it gets back (functions-spec.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from inject_intercepts import yamledit

from . import compose, split, utf8
from .errors import CannotEdit, NotAResourceList
from .kubeobject import INDEX_ANNOTATIONS, PATH_ANNOTATIONS, KubeObject
from .result import Result

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .layout import Field

API_VERSIONS = (
    "config.kubernetes.io/v1",
    "config.kubernetes.io/v1beta1",
    "config.kubernetes.io/v1alpha1",
)
_EMPTY = b"apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems: []\n"


class ResourceList:
    """Items, the function's config, and results.

    `items` are in the input's order; take away and add with `remove` and `add`. `results` has
    what this run found; what the input's `results` has stays where it is and is not in here.
    `malformed` has one error for each item that is no object; those are not in `items`.
    """

    def __init__(
        self, items: Iterable[KubeObject] = (), function_config: KubeObject | None = None
    ) -> None:
        """A list of objects from elsewhere (files, a stream); `parse` makes one from the wire."""
        self.items = list(items)
        self.function_config = function_config
        self.results: list[Result] = []
        self.malformed: list[Result] = []
        self.api_version: str | None = API_VERSIONS[0]
        self._mark = b""
        self._source = _EMPTY
        self._layout = split.layout(_EMPTY)
        self._parsed: list[KubeObject | None] = []

    @classmethod
    def parse(cls, data: bytes) -> ResourceList:
        """The list in the bytes of stdin: YAML or JSON, UTF-8.

        Raises NotAResourceList with what was got and what is expected. Items are found, not
        read: a syntax error inside one shows when somebody asks for its data.
        """
        self = cls()
        self._mark, self._source = utf8.checked(data)
        if not self._source.strip():
            message = "it is empty; a ResourceList was expected"
            raise NotAResourceList(message)
        self._layout = split.layout(self._source)
        self.api_version = self._checked_version()
        self._read_items()
        self._read_config()
        return self

    def mentioning(self, needle: bytes) -> list[KubeObject]:
        """The items whose bytes contain `needle`. Nothing is parsed for it."""
        return [item for item in self.items if item.mentions(needle)]

    def add(self, item: KubeObject, file_path: str | None = None) -> None:
        """Append an object. With `file_path` it says where it wants to be kept.

        Its index is the next free one in that file: two objects in one place are refused.
        """
        if file_path is not None:
            needle = file_path.encode()
            known = [
                other
                for other in self.items
                if (other.is_placed or other.mentions(needle)) and other.file_path == file_path
            ]
            index = max((other.file_index or 0 for other in known), default=-1) + 1
            item.place(file_path, index)
        self.items.append(item)

    def remove(self, item: KubeObject) -> None:
        """Take away an item, by identity."""
        self.items = [other for other in self.items if other is not item]

    def chunks(self) -> list[compose.Chunk]:
        """The list with all changes and results, to be written in this order.

        Raises CannotEdit where an object's new data cannot be written. With nothing changed,
        and no results, these are the input's bytes.
        """
        composer = compose.Composer(self._source, self._layout)
        if self.items == self._parsed:  # as most often: nothing added, nothing removed
            return self._written(composer, self._replacements(composer, self._parsed))
        kept = {id(item) for item in self.items}
        stays = [item if id(item) in kept else None for item in self._parsed]
        edits = self._replacements(composer, stays)
        gone = []
        for index, item in enumerate(self._parsed):
            if item is not None and stays[index] is None:
                self._check_anchors(item)
                gone.append(index)
        if gone:
            edits += composer.removed(gone)
        parsed = {id(item) for item in self._parsed if item is not None}
        added = [item for item in self.items if id(item) not in parsed]
        if added:
            edits.append(composer.added([_with_place(item) for item in added]))
        return self._written(composer, edits)

    def _replacements(
        self, composer: compose.Composer, items: Sequence[KubeObject | None]
    ) -> list[compose.Edit]:
        edits = []
        for index, item in enumerate(items):
            if item is not None and item.is_changed:
                self._check_anchors(item)
                edits.append(composer.replaced(index, item.to_bytes()))
        return edits

    def _check_anchors(self, item: KubeObject) -> None:
        """Refuse what would pull an anchor away from under another object."""
        start, stop = item.span
        for anchor in item.anchors():
            alias = b"*" + anchor.encode()
            if alias in self._source[:start] or alias in self._source[stop:]:
                reason = f"another object may refer to its anchor `&{anchor}`"
                raise CannotEdit(reason, item)

    def unchanged(self) -> list[compose.Chunk]:
        """The list as it came, with the results: what a failed run answers."""
        return self._written(compose.Composer(self._source, self._layout), [])

    def _written(
        self, composer: compose.Composer, edits: list[compose.Edit]
    ) -> list[compose.Chunk]:
        if self.results:
            edits = [*edits, composer.reported(self.results)]
        chunks = compose.apply(self._source, edits)
        return [self._mark, *chunks] if self._mark else chunks

    def _checked_version(self) -> str | None:
        kind, version = self._layout.field("kind"), self._layout.field("apiVersion")
        if kind is None or kind.text != "ResourceList":
            got = "none" if kind is None else f"`{kind.text}`"
            message = f"`kind` must be `ResourceList`, got {got}"
            raise NotAResourceList(message)
        if version is None or version.null:
            return None
        if version.text not in API_VERSIONS:
            names = ", ".join(f"`{name}`" for name in API_VERSIONS)
            message = f"`apiVersion` must be one of {names}, got `{version.text}`"
            raise NotAResourceList(message)
        return version.text

    def _read_items(self) -> None:
        field, items = self._layout.field("items"), self._layout.items
        if field is None or field.null:
            return
        if items is None:
            self.malformed.append(Result.error(f"`items` must be a list, got a {field.shape}"))
            return
        margin = (0, 0) if items.dash is None else (items.dash, 1)
        source, whole, odd = self._source, self._whole_data, items.odd
        self._parsed = [
            KubeObject(source, start, stop, margin, whole)
            for start, stop in zip(items.starts, items.stops, strict=True)
        ]
        for index, shape in odd.items():
            self._parsed[index] = None
            self.malformed.append(
                Result.error(f"`items[{index}]` must be an object (a map), got a {shape}")
            )
        self.items = [item for item in self._parsed if item is not None]

    def _read_config(self) -> None:
        field = self._layout.field("functionConfig")
        if field is None or field.null:
            return
        if field.shape != "mapping":
            self.malformed.append(
                Result.error(f"`functionConfig` must be an object (a map), got a {field.shape}")
            )
            return
        self.function_config = self._field_object(field)

    def _field_object(self, field: Field) -> KubeObject:
        if field.flow:
            return KubeObject(self._source, field.node_start, field.node_stop)
        column = self._layout.column or 0
        margin = (column, field.value - field.start)
        return KubeObject(self._source, field.start, field.stop, margin)

    def _whole_data(self, item: KubeObject) -> Any:
        """An item's data by way of the whole list: for aliases to anchors outside the item."""
        try:
            data = yamledit.load(self._source.decode())
            return data["items"][self._parsed.index(item)]  # type: ignore[index,call-overload]
        except (yamledit.YAMLError, RecursionError):
            return None


def _with_place(item: KubeObject) -> KubeObject:
    """The item with the annotations that say where it is kept, if it says so itself."""
    path, index = item.file_path, item.file_index
    if path is None or item.annotations.get(PATH_ANNOTATIONS[0]) == path:
        return item
    data = dict(item.data)
    data["metadata"] = dict(data.get("metadata") or {})
    notes = {PATH_ANNOTATIONS[0]: path, INDEX_ANNOTATIONS[0]: str(index or 0)}
    data["metadata"]["annotations"] = {**(data["metadata"].get("annotations") or {}), **notes}
    placed = KubeObject.new(item.text)
    placed.replace(data)
    return placed
