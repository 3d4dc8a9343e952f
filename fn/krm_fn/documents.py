"""A stream of YAML documents: a file on disk, or what kustomize's exec plugins read and write.

Documents are split at their markers by line, which is always right: `---` and `...` in column 0
end even a quoted scalar. Each document keeps its marker, comments and directives; `kind: List`
is opened, as kubectl does, and its elements are objects like all others. So is a list of one kind
(`kind: PodList`) whose elements say what they are.
"""

from __future__ import annotations

import re

from krm_fn import compose, encoding
from krm_fn.errors import NotAResourceList, Unreadable
from krm_fn.kubeobject import KubeObject
from krm_fn.locating import by_events, by_line
from krm_fn.result import Result
from krm_fn.shared_text import SharedText

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import NoReturn

_MARKER = re.compile(rb"(?:\A|\n)(---|\.\.\.)(?=[ \t\r\n]|\Z)")
_ODD_MARKER = re.compile(rb"(?:\r|\xc2\x85|\xe2\x80[\xa8\xa9])(?:---|\.\.\.)(?=[ \t\r\n]|\Z)")
_NOTHING = re.compile(
    rb"(?:(?:---|\.\.\.)?[ \t]*+(?:#[^\n]*+)?\r?\n|%[^\n]*+\n)*+"
    rb"(?:---|\.\.\.)?[ \t]*+(?:#[^\n]*+)?\Z"
)
_PLAIN_MAPPING = re.compile(
    rb"(?:(?:---)?[ \t]*+(?:#[^\n]*+)?\r?\n)*+(?:---[ ]+)?(?:\{|[A-Za-z]\w*:[ \r\n])"
)


class _UncutList(KubeObject):
    """A List that cannot be cut into its items: who asks what it is gets what is wrong with it.

    Else a Pipeline in it would be passed over in silence.
    """

    __slots__ = ("_fault",)

    def __init__(self, source: bytes, start: int, stop: int, fault: str) -> None:
        super().__init__(source, start, stop)
        self._fault = fault

    def _type(self) -> tuple[str | None, str | None]:
        return self._identity()[:2]

    def _identity(self) -> NoReturn:
        _ = self.plain  # says it in the words, and with the lines, of any other object
        line = self._source.count(b"\n", 0, self._start) + 1
        raise Unreadable(self._fault, line, self)


class _List:
    """A document of kind List, and its objects by index; what is no object is None there."""

    def __init__(self, source: bytes, start: int, stop: int) -> None:
        """Find the items. Raises NotAResourceList where they cannot be found."""
        spans = by_line.spans(source[start:stop])
        field = spans.field("items")
        if spans.items is None and field is not None and not field.null:
            got = "an alias" if field.shape == "alias" else f"a {field.shape}"
            message = f"`items` must be a list, got {got}"
            raise NotAResourceList(message)
        self.start = start
        self.shared = SharedText(source, spans, start, stop)
        self.objects = [
            None if index in self.shared.items.odd else self.shared.item(index)
            for index in range(len(self.shared.items.starts))
        ]

    def edits(self, kept: set[int]) -> list[compose.Edit]:
        """What changes in the stream when only these objects, by their ids, are kept."""
        there = [(index, item) for index, item in enumerate(self.objects) if item is not None]
        gone = [index for index, item in there if id(item) not in kept]
        return [
            edit._replace(start=edit.start + self.start, stop=edit.stop + self.start)
            for edit in self.shared.edits(there, gone)
        ]


class Documents:
    r"""The objects of one stream, in order. `malformed` has an error for each that is none.

    >>> stream = krm_fn.Documents.parse(b"kind: A  # first\n---\nkind: B\n")
    >>> stream.objects[1].set("spec.x", 1)
    >>> print(b"".join(stream.chunks()).decode(), end="")
    kind: A  # first
    ---
    kind: B
    spec:
      x: 1
    """

    def __init__(self) -> None:
        self.objects: list[KubeObject] = []
        self.malformed: list[Result] = []
        self._mark = b""
        self._source = b""
        self._lists: list[_List] = []

    @classmethod
    def parse(cls, data: bytes, file_path: str | None = None) -> Documents:
        """The documents of these bytes: UTF-8, YAML or JSON.

        Objects get `file_path` and their index in it; without a path they keep what their
        annotations say. Empty documents are no objects. Raises NotAResourceList where the
        bytes are not UTF-8 or the documents cannot be told apart.
        """
        self = cls()
        self._mark, self._source = encoding.checked(data)
        odd = None if b"---" not in self._source else _ODD_MARKER.search(self._source)
        if odd is not None:
            line = self._source.count(b"\n", 0, odd.start()) + 1
            message = f"line {line}: a document marker must stand behind LF or CRLF"
            raise NotAResourceList(message)
        spans = [span for span in _spans(self._source) if not self._is_empty(*span)]
        for number, (start, stop) in enumerate(spans):
            self._read(number, start, stop)
        if file_path is not None:
            for index, item in enumerate(self.objects):
                item.place(file_path, index)
        return self

    def chunks(
        self, items: Iterable[KubeObject] | None = None, added: Sequence[KubeObject] = ()
    ) -> list[compose.Chunk]:
        """The stream to write: without the objects that are not in `items`, and with `added`.

        Raises CannotEdit where an object's new data cannot be written.
        """
        kept = {id(item) for item in (self.objects if items is None else items)}
        nested = {id(item) for found in self._lists for item in found.objects}
        edits: list[compose.Edit] = []
        for item in self.objects:
            if id(item) in nested:
                continue
            if id(item) not in kept:
                edits.append(compose.Edit(*item.span, b""))
            elif item.is_changed:
                edits.append(compose.Edit(*item.span, item.to_bytes()))
        for found in self._lists:
            edits.extend(found.edits(kept))
        if added:
            edits.append(self._appended(added))
        chunks = compose.apply(self._source, edits)
        return [self._mark, *chunks] if self._mark else chunks

    def _appended(self, added: Sequence[KubeObject]) -> compose.Edit:
        source = self._source
        end = len(source)
        newline = "\r\n" if source[: source.find(b"\n") + 1].endswith(b"\r\n") else "\n"
        lead = "" if not source or source.endswith(b"\n") else newline
        texts = []
        for number, item in enumerate(added):
            first = number == 0 and not self.objects and not self.malformed
            lines = item.text.removesuffix("\n").split("\n")
            marker = "" if first else f"---{newline}"
            texts.append(marker + newline.join(line.removesuffix("\r") for line in lines) + newline)
        return compose.Edit(end, end, (lead + "".join(texts)).encode())

    def _is_empty(self, start: int, stop: int) -> bool:
        return _NOTHING.match(self._source[start:stop]) is not None

    def _read(self, number: int, start: int, stop: int) -> None:
        text = self._source[start:stop]
        if not _PLAIN_MAPPING.match(text):
            shape = by_events.shape_of(text)
            if shape == "null":
                return
            if shape not in ("mapping", None):
                message = f"document {number + 1} must be an object (a map), got a {shape}"
                self.malformed.append(Result.error(message))
                return
        item = KubeObject(self._source, start, stop)
        kind = _list_kind(item) if b"List" in text and b"items" in text else None
        if kind == "List":
            self._open(number, start, stop)
        elif kind is None or not self._open_typed(start, stop):
            self.objects.append(item)

    def _open_typed(self, start: int, stop: int) -> bool:
        """The elements of a list of one kind as objects; whether each of them says its kind.

        `kubectl get --raw` gives lists whose elements do not; and what is called a list need not
        have objects in it.
        """
        try:
            found = _List(self._source, start, stop)
        except NotAResourceList:
            return False
        objects = [item for item in found.objects if item is not None and _says_its_kind(item)]
        if not objects or len(objects) < len(found.objects):
            return False
        self._lists.append(found)
        self.objects += objects
        return True

    def _open(self, number: int, start: int, stop: int) -> None:
        """The elements of a `kind: List` as objects."""
        try:
            found = _List(self._source, start, stop)
        except NotAResourceList as problem:
            self.objects.append(_UncutList(self._source, start, stop, str(problem)))
            return
        for index, shape in found.shared.items.odd.items():
            message = f"document {number + 1}: `items[{index}]` must be an object, got a {shape}"
            self.malformed.append(Result.error(message))
        self._lists.append(found)
        self.objects += [item for item in found.objects if item is not None]


def split(stream: bytes) -> list[bytes]:
    r"""The documents of a stream, each with its marker, without those that have nothing in them.

    >>> krm_fn.split(b"a: 1\n---\n# nothing\n---\nb: 2\n")
    [b'a: 1\n', b'---\nb: 2\n']
    """
    documents = (stream[start:stop] for start, stop in _spans(stream))
    return [document for document in documents if not _NOTHING.match(document)]


def _spans(source: bytes) -> list[tuple[int, int]]:
    """Where the documents begin and end; together they are the whole source."""
    starts, marked = [0], False
    for marker in _MARKER.finditer(source):
        place = marker.start(1)
        if marker[1] == b"...":
            # Directives and comments behind it are the next document's.
            starts.append(source.find(b"\n", place) + 1 or len(source))
            marked = False
        elif marked or not _NOTHING.match(source[starts[-1] : place]):
            starts.append(place)
            marked = True
        else:
            marked = True
    return list(zip(starts, [*starts[1:], len(source)], strict=True))


def _list_kind(item: KubeObject) -> str | None:
    """The kind of what is a list by its name: `List` of v1, `PodList`."""
    try:
        kind, version = item.kind or "", item.api_version
    except Unreadable:
        return None
    is_list = version == "v1" if kind == "List" else kind.endswith("List")
    return kind if is_list else None


def _says_its_kind(item: KubeObject) -> bool:
    try:
        return item.kind is not None
    except Unreadable:
        return False
