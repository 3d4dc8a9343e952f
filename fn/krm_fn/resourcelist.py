"""The ResourceList that an orchestrator sends, and that it gets back (functions-spec.md)."""

from __future__ import annotations

from krm_fn import compose, encoding, orchestrator_annotations
from krm_fn.errors import NotAResourceList
from krm_fn.items import Items
from krm_fn.kubeobject import KubeObject
from krm_fn.lazy_items import LazyItems
from krm_fn.locating import by_events, by_line
from krm_fn.result import Result, Results
from krm_fn.shared_text import SharedText

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from krm_fn.locating.spans import Field

API_VERSIONS = (
    "config.kubernetes.io/v1",
    "config.kubernetes.io/v1beta1",
    "config.kubernetes.io/v1alpha1",
)
_FIELDS = ("api_version", "group", "version", "kind", "name", "namespace", "labels", "annotations")
_EMPTY = b"apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems: []\n"
_EMPTY_SPANS = by_events.spans(_EMPTY)


class ResourceList:
    r"""Items, the function's config, and results.

    `items` are in the input's order, and leave in it; what is added comes last. `results` has
    what this run found; what the input's `results` has stays where it is and is not in here.
    `malformed` has one error for each item that is no object; those are not in `items`.
    `malformed_config` is the error of a config that is no object.

    >>> pods = [krm_fn.KubeObject.new(f"kind: Pod\nmetadata: {{name: {name}}}\n") for name in "ab"]
    >>> resources = krm_fn.ResourceList(pods)
    >>> for pod in resources.where(kind="Pod", name="a"):
    ...     resources.remove(pod)
    >>> resources.items
    [<KubeObject Pod/b>]
    """

    def __init__(
        self, items: Iterable[KubeObject] = (), function_config: KubeObject | None = None
    ) -> None:
        """A list of objects from elsewhere (files, a stream); `parse` makes one from the wire."""
        self.function_config = function_config
        self._results = Results()
        self.malformed: list[Result] = []
        self.malformed_config: Result | None = None
        self.api_version: str | None = API_VERSIONS[0]
        self._mark = b""
        self._source = _EMPTY
        self._spans = _EMPTY_SPANS
        self._shared = SharedText(_EMPTY, _EMPTY_SPANS, 0, len(_EMPTY))
        self._found = LazyItems(_EMPTY, self._shared)
        # None as long as nobody asked for all of them; then `_found` and `_added` are the items.
        self._items: Items | None = Items(items)
        self._added: list[KubeObject] = []

    @classmethod
    def parse(cls, data: bytes) -> ResourceList:
        """The list in the bytes of stdin: YAML or JSON, UTF-8.

        Raises NotAResourceList with what was got and what is expected. Items are found, not
        read: a syntax error inside one shows when somebody asks for its data.
        """
        self = cls()
        self._mark, self._source = encoding.checked(data)
        if not self._source.strip():
            message = "it is empty; a ResourceList was expected"
            raise NotAResourceList(message)
        self._spans = by_line.spans(self._source)
        self._shared = SharedText(self._source, self._spans, 0, len(self._source))
        self.api_version = self._checked_version()
        self._read_items()
        self._read_config()
        return self

    @property
    def results(self) -> Results:
        """What this run found: `resources.results.error("must not be empty", obj, "spec.x")`."""
        return self._results

    @results.setter
    def results(self, results: Iterable[Result]) -> None:
        self._results = Results(results)

    @property
    def items(self) -> Items:
        """All objects, in a list that may be changed, also while it is walked through.

        Ask `mentioning` for the few that matter: that makes only these.
        """
        if self._items is None:
            self._items = Items([*self._found.all(), *self._added])
        return self._items

    @items.setter
    def items(self, items: Iterable[KubeObject]) -> None:
        _ = self.items  # what is not among the new ones is taken away
        self._items = Items(items)

    def where(self, predicate: Callable[[KubeObject], bool] | None = None, **is_: Any) -> Items:
        """The objects for which the predicate holds and whose fields are these.

        By name: `api_version`, `group`, `version`, `kind`, `name`, `namespace`, and `labels` and
        `annotations`, which must be among the object's own. A TypeError for any other.

        >>> web = krm_fn.KubeObject.new({"kind": "Pod", "metadata": {"labels": {"app": "web"}}})
        >>> krm_fn.ResourceList([web]).where(kind="Pod", labels={"app": "web"})
        [<KubeObject Pod>]
        >>> krm_fn.ResourceList([web]).where(lambda obj: obj.get("spec.hostPID") is True)
        []
        """
        if unknown := [name for name in is_ if name not in _FIELDS]:
            message = f"an object has no `{unknown[0]}` to choose by: {', '.join(_FIELDS)}"
            raise TypeError(message)
        found = (item for item in self.items if all(_has(item, *one) for one in is_.items()))
        return Items(item for item in found if predicate is None or predicate(item))

    def mentioning(self, needle: bytes) -> list[KubeObject]:
        """The items whose bytes contain `needle`. Nothing is parsed for it."""
        if self._items is None:
            added = [item for item in self._added if item.mentions(needle)]
            return self._found.mentioning(needle) + added
        return [item for item in self._items if item.mentions(needle)]

    def add(self, item: KubeObject) -> None:
        """Append an object. Where it wants to be kept it says itself (`KubeObject.place`)."""
        kind: type = type(item)
        if not issubclass(kind, KubeObject):
            message = f"a {kind.__name__} is no object: `KubeObject.new(…)` makes one of it"
            raise TypeError(message)
        (self._added if self._items is None else self._items).append(item)

    def remove(self, item: KubeObject) -> None:
        """Take away an item, by identity. Raises ValueError where it is not in the list."""
        self.items.remove(item)

    def upsert(self, item: KubeObject) -> KubeObject:
        r"""Add the object, or give its content to the one that is the same for a cluster.

        The same are two of one group, kind, namespace and name. The one that is there keeps its
        comments, its order of keys and its place; it is what is given back.

        >>> old = krm_fn.KubeObject.new("kind: A\nmetadata: {name: a}\ndata: {x: '1'}  # one\n")
        >>> new = krm_fn.KubeObject.new("kind: A\nmetadata: {name: a}\ndata: {x: '2'}\n")
        >>> resources = krm_fn.ResourceList([old])
        >>> print(resources.upsert(new).text, end="")
        kind: A
        metadata: {name: a}
        data: {x: '2'}  # one
        """
        there = next((other for other in self.items if other.has_same_id(item)), None)
        if there is None:
            self.add(item)
            return item
        there.replace(orchestrator_annotations.carried_over(there.plain, item.plain))
        return there

    def chunks(self) -> list[compose.Chunk]:
        """The list with all changes and results, to be written in this order.

        Raises CannotEdit where an object's new data cannot be written, or another object would
        say something else. With nothing changed, and no results, these are the input's bytes.
        """
        added = self._added
        if self._items is not None:
            found = {id(item) for item in self._found.made.values()}
            added = [item for item in self._items if id(item) not in found]
        edits = self._shared.edits(self._found.indexed(), self._gone(), added)
        return self._written(edits)

    def _gone(self) -> list[int]:
        """The indexes of the items that were taken away."""
        if self._items is None:
            return []
        kept = {id(item) for item in self._items}
        return [index for index, item in self._found.indexed() if id(item) not in kept]

    def unchanged(self) -> list[compose.Chunk]:
        """The list as it came, with the results: what a failed run answers."""
        return self._written([])

    def _written(self, edits: list[compose.Edit]) -> list[compose.Chunk]:
        if self.results:
            composer = compose.Composer(self._source, self._spans)
            edits = [*edits, composer.reported(self.results)]
        chunks = compose.apply(self._source, edits)
        return [self._mark, *chunks] if self._mark else chunks

    def _checked_version(self) -> str | None:
        kind, version = self._spans.field("kind"), self._spans.field("apiVersion")
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
        field, items = self._spans.field("items"), self._spans.items
        if field is None or field.null:
            return
        if items is None:
            self.malformed.append(Result.error(f"`items` must be a list, got a {field.shape}"))
            return
        self._found = LazyItems(self._source, self._shared)
        self._items = None
        for index, shape in items.odd.items():
            self.malformed.append(
                Result.error(f"`items[{index}]` must be an object (a map), got a {shape}")
            )

    def _read_config(self) -> None:
        field = self._spans.field("functionConfig")
        if field is None or field.null:
            return
        if field.shape != "mapping":
            message = f"`functionConfig` must be an object (a map), got a {field.shape}"
            self.malformed_config = Result.error(message)
            return
        self.function_config = self._field_object(field)

    def _field_object(self, field: Field) -> KubeObject:
        if field.flow:
            span = field.node_start, field.node_stop
            return KubeObject(self._source, *span, whole=self._shared)
        column = self._spans.column or 0
        margin = (column, field.value - field.start)
        return KubeObject(self._source, field.start, field.stop, margin, self._shared)


def _has(item: KubeObject, field: str, wanted: Any) -> bool:
    there = getattr(item, field)
    if field in ("labels", "annotations"):
        return all(there.get(key) == value for key, value in wanted.items())
    return bool(there == wanted)
