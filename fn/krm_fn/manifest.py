"""The text of one object: its bytes, what it is, and its data on demand; `KubeObject` is on top."""

from __future__ import annotations

from krm_fn import orchestrator_annotations, readonly, yamledit
from krm_fn.errors import CannotEdit, Unreadable
from krm_fn.locating import comments, identity
from krm_fn.result import ResourceRef

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any, TypeVar

    from krm_fn.shared_text import SharedText

    T = TypeVar("T")

_TOO_DEEP = "it is nested too deeply"
_TYPE_WITHIN = 512  # bytes: the first lines of a manifest, a comment ahead of them
_UNREADABLE_WHOLE = "it has an alias to an anchor outside of it, and there"
_MOVED = "its first line does not stay in its column"
_NOT_UNICODE = "it has half a surrogate pair, which is no character"
_NO_MAP = "an object must be a map"


class Manifest:
    """A Kubernetes object as a span of the input's bytes. Nothing is decoded before it is asked.

    `source[start:stop]` is the object. `margin` is (pad, lead): the first `lead` bytes are not
    its own (the dash of a list's element, the key of a field) and read as spaces, with `pad`
    spaces before them, so that every line keeps its column. `whole` is the document that it
    shares with other objects, if it does.
    """

    __slots__ = (  # ten thousand of them are made where two are used
        "_file",
        "_head",
        "_lead",
        "_new",
        "_new_text",
        "_old",
        "_pad",
        "_shown",
        "_source",
        "_start",
        "_stop",
        "_text",
        "_whole",
        "_written",
    )

    def __init__(
        self,
        source: bytes,
        start: int,
        stop: int,
        margin: tuple[int, int] = (0, 0),
        whole: SharedText | None = None,
    ) -> None:
        self._source = source
        self._start = start
        self._stop = stop
        self._pad, self._lead = margin
        self._whole = whole
        self._head: identity.Identity | None = None
        self._text: str | None = None
        self._old: yamledit.Reading | None = None
        self._shown: Any = None
        self._new: dict[str, Any] | None = None
        self._new_text: str | None = None
        self._written: yamledit.Written = {}
        self._file: tuple[str | None, int | None] | None = None

    # What it is.

    @property
    def reference(self) -> ResourceRef:
        """What a finding about this object refers to; empty if its text cannot be read."""
        try:
            found = self._identity()
        except Unreadable:
            return ResourceRef(None, None, None)
        name = found.name or self._generated_name()
        return ResourceRef(found.api_version, found.kind, name, found.namespace)

    # Where it is kept.

    @property
    def file_path(self) -> str | None:
        """The file that it is kept in; None if not known."""
        return self._place()[0]

    @property
    def file_index(self) -> int | None:
        """Its place among the objects of that file."""
        return self._place()[1]

    def place(self, file_path: str | None, file_index: int | None = None) -> None:
        """Say where it is kept, whatever its annotations say."""
        self._file = (file_path, file_index)

    # What it holds.

    def mentions(self, needle: bytes) -> bool:
        """Whether its text has these bytes anywhere. Cheap: nothing is parsed.

        What refers to an anchor outside of it may have them from anywhere in the whole.
        """
        if self._new is not None:
            return needle in self.to_bytes()
        if self._source.find(needle, self._start, self._stop) >= 0:
            return True
        return self._whole is not None and self._whole.lends_to(self, needle)

    @property
    def text(self) -> str:
        """Its manifest, changes included; all lines may be indented, as they are in the list.

        Raises CannotEdit if the new data cannot be written into it.
        """
        if self._new is None:
            return self.original
        if self._new_text is None:
            self._new_text = self._rewritten(self._new)
        return self._new_text

    @property
    def data(self) -> dict[str, Any]:
        """Its content as data, changes included; it cannot be changed, `replace` gives new one.

        A change of it is a TypeError. Raises Unreadable where its text is not one YAML map.
        """
        if self._shown is None:
            self._shown = readonly.of(self.plain)
        return self._shown  # type: ignore[no-any-return]

    @property
    def plain(self) -> dict[str, Any]:
        """The data behind `data`, for who reads it and is sure not to change it: no copy is made.

        Raises Unreadable as `data` does.
        """
        return self._loaded() if self._new is None else self._new

    def replace(self, data: dict[str, Any], written: yamledit.Written | None = None) -> None:
        """Give it new content, of which it takes a copy; its text is edited where data differs.

        `written` is what is to stand behind the colon of fields that become empty.
        """
        self._written = written or {}
        old = self.plain
        new = readonly.plain(data, old)
        self._new = new if new == old else orchestrator_annotations.unpaired(new)
        self._shown = self._new_text = self._head = None

    @property
    def is_replaced(self) -> bool:
        """Whether it was given new content, different or not."""
        return self._new is not None

    @property
    def is_changed(self) -> bool:
        """Whether its text differs from what was read."""
        return self._new is not None and self.text != self.original

    def ambiguous(self) -> dict[tuple[str | int, ...], str]:
        """Plain scalars that Kubernetes' own decoders read in another way, with their text.

        Raises Unreadable as `data` does.
        """
        text = self.text
        return self._read(lambda: yamledit.ambiguous(text), lambda whole: whole.ambiguous_in(self))

    def written(self, fields: Iterable[yamledit.Path]) -> dict[yamledit.Path, str]:
        """What stands behind the colon of fields without content: ` ~`, ` []`, nothing."""
        return yamledit.written(self.text, fields)

    def to_bytes(self) -> bytes:
        """What goes where its span was; for an untouched object the very same bytes."""
        if not self.is_changed:
            return self._source[self._start : self._stop]
        margin = self._pad + self._lead
        text = self.text
        if text[:margin].strip(" "):
            raise CannotEdit(_MOVED, self)
        own_lead = self._source[self._start : self._start + self._lead]
        rest = self._source[self._own_stop() : self._stop]
        try:
            return own_lead + text[margin:].encode() + rest
        except UnicodeEncodeError:
            raise CannotEdit(_NOT_UNICODE, self) from None

    def standing_alone(self) -> str | None:
        """Its manifest with its keys in column 0; None where it cannot stand without the rest."""
        if self._new is None and self._whole is not None and self._whole.borrowed(self):
            return None
        lines = self.text.split("\n")
        margin = next((_indent(line) for line in lines if _begins(line)), 0)
        return "\n".join(line[min(margin, _indent(line)) :] for line in lines)

    @property
    def span(self) -> tuple[int, int]:
        """Where it stands in the bytes that it was read from."""
        return self._start, self._stop

    # Below: how.

    def _type(self) -> tuple[str | None, str | None]:
        """`apiVersion` and `kind`: by far the most asked for, and most often the first lines."""
        if self._head is None and self._new is None:
            begin = self._start + self._lead
            margin = self._source[begin : min(begin + _TYPE_WITHIN, self._stop)]
            found = identity.first_lines(b" " * (self._pad + self._lead) + margin)
            if found is not None:
                return found
        return self._identity()[:2]

    def _identity(self) -> identity.Identity:
        if self._head is None:
            found = None
            if self._new is None and self._old is None:
                found = identity.read(self._old_bytes())
            self._head = found if found is not None else identity.of(self.plain)
        return self._head

    def _group_version(self) -> tuple[str, str]:
        group, slash, version = (self._type()[0] or "").rpartition("/")
        return (group if slash else "", version)

    def _generated_name(self) -> str | None:
        try:
            metadata = self.plain.get("metadata")
        except Unreadable:
            return None
        name = metadata.get("generateName") if isinstance(metadata, dict) else None
        return name if isinstance(name, str) else None

    def _metadata(self, field: str) -> dict[str, Any]:
        metadata = self.plain.get("metadata")
        found = metadata.get(field) if isinstance(metadata, dict) else None
        return dict(found) if isinstance(found, dict) else {}

    def _place(self) -> tuple[str | None, int | None]:
        if self._file is None:
            try:
                notes = self._metadata("annotations") if self._may_be_placed() else {}
            except Unreadable:
                return None, None
            self._file = orchestrator_annotations.place(notes)
        return self._file

    def _may_be_placed(self) -> bool:
        return self._new is not None or self.mentions(b"config.kubernetes.io/path")

    def _own_stop(self) -> int:
        """Where its own text ends: before comments that stand no deeper than its list's dashes."""
        if not self._lead:
            return self._stop
        return comments.trailing(self._source, self._start, self._stop, self._pad)

    def _old_bytes(self) -> bytes:
        if not self._lead:
            return self._source[self._start : self._stop]
        body = self._source[self._start + self._lead : self._own_stop()]
        return b" " * (self._pad + self._lead) + body

    @property
    def original(self) -> str:
        """Its manifest as it was read."""
        if self._text is None:
            self._text = self._old_bytes().decode()
        return self._text

    def _loaded(self) -> dict[str, Any]:
        if self._old is None:
            old = self._read(
                lambda: yamledit.read(self.original), lambda whole: whole.reading_of(self)
            )
            if not isinstance(old.data, dict):
                raise self._unreadable(_NO_MAP)
            self._old = old
        return self._old.data  # type: ignore[return-value]

    def _read(self, alone: Callable[[], T], part: Callable[[SharedText], T]) -> T:
        """What its own text says; with aliases to anchors outside of it, what the whole says."""
        whole = self._whole if self._whole is not None and self._whole.borrowed(self) else None
        try:
            return alone() if whole is None else part(whole)
        except RecursionError:
            raise self._unreadable(_TOO_DEEP) from None
        except yamledit.YAMLError as problem:
            if whole is None:
                problem = problem.below(self._line(self._start) - 1)
                raise Unreadable(problem.message, problem.line, self) from None
            problem = problem.below(whole.lines_ahead)
            own = self._line(self._start) <= problem.line <= self._line(self._stop)
            message = problem.message if own else f"{_UNREADABLE_WHOLE}: {problem.message}"
            raise Unreadable(message, problem.line, self) from None

    def _unreadable(self, message: str) -> Unreadable:
        return Unreadable(message, self._line(self._start), self)

    def _line(self, place: int) -> int:
        """In which line of the source a place is, from 1."""
        return self._source.count(b"\n", 0, place) + 1

    def _rewritten(self, data: dict[str, Any]) -> str:
        try:
            return yamledit.rewrite(self.original, data, self._written, old=self._old)
        except yamledit.CannotRewrite as problem:
            raise CannotEdit(problem.reason, self, problem.path) from None
        except yamledit.YAMLError as problem:
            if self._old is not None and data == self._old.data:
                return self.original
            raise self._bound(problem) from None

    def _bound(self, problem: yamledit.YAMLError) -> CannotEdit:
        """The error for new data of what cannot be read without the rest of the document."""
        found = None if self._whole is None else self._whole.borrowed(self)
        if found is None:
            return CannotEdit(problem.message, self)
        name, path = found
        reason = f"`*{name}` refers to an anchor outside of this object: write the value out"
        return CannotEdit(reason, self, path)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _begins(line: str) -> bool:
    """Whether the object itself is in the line: no comment, and not blank."""
    return bool(line.strip()) and not line.lstrip().startswith(("#", "---"))
