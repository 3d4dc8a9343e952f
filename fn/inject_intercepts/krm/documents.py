"""A stream of YAML documents: a file on disk, or what kustomize's exec plugins read and write.

Documents are split at their markers by line, which is always right: `---` and `...` in column 0
end even a quoted scalar. Each document keeps its marker, comments and directives; `kind: List`
is opened, as kubectl does, and its elements are objects like all others. So is a list of one kind
(`kind: PodList`) whose elements say what they are.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from inject_intercepts.frozen import Frozen
from inject_intercepts.krm import compose, encoding
from inject_intercepts.krm.errors import NotAResourceList, Unreadable
from inject_intercepts.krm.kubeobject import KubeObject
from inject_intercepts.krm.locating import by_events, by_line
from inject_intercepts.krm.result import Result

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from inject_intercepts.krm.locating.spans import ListSpans

_MARKER = re.compile(rb"(?:\A|\n)(---|\.\.\.)(?=[ \t\r\n]|\Z)")
_ODD_MARKER = re.compile(rb"(?:\r|\xc2\x85|\xe2\x80[\xa8\xa9])(?:---|\.\.\.)(?=[ \t\r\n]|\Z)")
_NOTHING = re.compile(
    rb"(?:(?:---|\.\.\.)?[ \t]*+(?:#[^\n]*+)?\r?\n|%[^\n]*+\n)*+"
    rb"(?:---|\.\.\.)?[ \t]*+(?:#[^\n]*+)?\Z"
)
_PLAIN_MAPPING = re.compile(
    rb"(?:(?:---)?[ \t]*+(?:#[^\n]*+)?\r?\n)*+(?:---[ ]+)?(?:\{|[A-Za-z]\w*:[ \r\n])"
)


class _List(Frozen):
    """A document of kind List: its text, its spans, and its objects by index."""

    start: int
    text: bytes
    spans: ListSpans
    objects: list[KubeObject]


class Documents:
    """The objects of one stream, in order. `malformed` has an error for each that is none."""

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
            edits.extend(_list_edits(found, kept))
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
            self._open(number, start, text)
        elif kind is None or not self._open_typed(start, text):
            self.objects.append(item)

    def _open_typed(self, start: int, text: bytes) -> bool:
        """The elements of a list of one kind as objects; whether each of them says its kind.

        `kubectl get --raw` gives lists whose elements do not; and what is called a list need not
        have objects in it.
        """
        try:
            spans = by_line.spans(text)
        except NotAResourceList:
            return False
        if spans.items is None or spans.items.odd:
            return False
        found = _elements(self._source, start, text, spans)
        if not found.objects or not all(map(_says_its_kind, found.objects)):
            return False
        self._lists.append(found)
        self.objects += found.objects
        return True

    def _open(self, number: int, start: int, text: bytes) -> None:
        """The elements of a `kind: List` as objects."""
        try:
            spans = by_line.spans(text)
        except NotAResourceList as problem:
            self.malformed.append(Result.error(f"document {number + 1}: {problem}"))
            return
        if spans.items is None:
            return
        found = _elements(self._source, start, text, spans)
        for index, shape in spans.items.odd.items():
            message = f"document {number + 1}: `items[{index}]` must be an object, got a {shape}"
            self.malformed.append(Result.error(message))
        self._lists.append(found)
        odd = spans.items.odd
        self.objects += [item for index, item in enumerate(found.objects) if index not in odd]


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


def _elements(source: bytes, start: int, text: bytes, spans: ListSpans) -> _List:
    if spans.items is None:
        return _List(start, text, spans, [])
    margin = (0, 0) if spans.items.dash is None else (spans.items.dash, 1)
    places = zip(spans.items.starts, spans.items.stops, strict=True)
    objects = [KubeObject(source, start + begin, start + end, margin) for begin, end in places]
    return _List(start, text, spans, objects)


def _list_edits(found: _List, kept: set[int]) -> list[compose.Edit]:
    composer = compose.Composer(found.text, found.spans)
    odd = found.spans.items.odd if found.spans.items else {}
    gone = [
        index
        for index, item in enumerate(found.objects)
        if index not in odd and id(item) not in kept
    ]
    edits = composer.removed(gone) if gone else []
    for index, item in enumerate(found.objects):
        if index not in odd and index not in gone and item.is_changed:
            edits.append(composer.replaced(index, item.to_bytes()))
    return [
        edit._replace(start=edit.start + found.start, stop=edit.stop + found.start)
        for edit in edits
    ]
