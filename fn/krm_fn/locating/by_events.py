"""The full scan: one pass of libyaml's events over a whole text, no nodes kept.

Slow, and always right; `by_line` avoids it where it can prove that it may.
"""

from __future__ import annotations

import codecs
import re

import yaml

from krm_fn.errors import NotAResourceList
from krm_fn.locating.spans import Field, Items, ListSpans

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

_NULLS = frozenset(("", "~", "null", "Null", "NULL"))
# Between the end of one element of a block sequence and the start of the next one's node.
_TO_DASH = re.compile(rb"(?:[ \t\r\n]+|#[^\r\n]*+|[&!][^ \t\r\n]*+)*+(?=-)")
_DECODE_AT_ONCE = 1 << 16


def spans(source: bytes) -> ListSpans:
    """Where the fields and items of the one mapping in `source` stand.

    Raises NotAResourceList with line and column if it is not YAML, not one document, not a
    mapping, or has a key twice.
    """
    try:
        return _Scan(source).spans()
    except yaml.MarkedYAMLError as problem:
        raise NotAResourceList(_sentence(problem)) from None
    except yaml.YAMLError as problem:  # the reader's: it has no marks
        message = f"not YAML: {' '.join(str(problem).split())}"
        raise NotAResourceList(message) from None


def is_complete(chunk: bytes) -> bool:
    """Whether one element of a block sequence, dash first, ends where `chunk` does.

    An error before the end of the chunk would be met in the whole text as well, so nothing is
    hidden by it; only an error at the very end says that a quote or a bracket is still open.
    """
    try:
        for _ in yaml.parse(chunk, Loader=yaml.CSafeLoader):
            pass
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark
        return mark is not None and mark.index < len(chunk.decode())
    except yaml.YAMLError:
        return False
    return True


def shape_of(text: bytes, depth: int = 0) -> str | None:
    """What the document's node is: mapping, sequence, scalar, alias, null; None if unclear.

    With `depth` 1, what the first element of the document's sequence is.
    """
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            if isinstance(event, yaml.NodeEvent):
                if depth == 0:
                    return "null" if _is_null(event) else _shape(event)
                depth -= 1
    except yaml.YAMLError:
        return None
    return None


def _sentence(problem: yaml.MarkedYAMLError) -> str:
    mark = problem.problem_mark or problem.context_mark
    where = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
    words = ", ".join(part for part in (problem.problem, problem.context) if part)
    return f"not YAML: {where}{words}"


def _mark(event: Any) -> Any:
    """Where an event begins. libyaml's events all have marks; their type does not say so."""
    return event.start_mark


def _shape(event: yaml.Event) -> str:
    """The word for a node by its first event: of `*a`, which has no content of its own, alias."""
    if isinstance(event, yaml.MappingStartEvent):
        return "mapping"
    if isinstance(event, yaml.SequenceStartEvent):
        return "sequence"
    return "alias" if isinstance(event, yaml.AliasEvent) else "scalar"


def _is_null(event: yaml.Event) -> bool:
    return (
        isinstance(event, yaml.ScalarEvent)
        and event.style in (None, "")
        and event.tag in (None, "tag:yaml.org,2002:null")
        and event.value in _NULLS
    )


class _Scan:
    def __init__(self, source: bytes) -> None:
        self.source = source
        self.events: Iterator[Any] = yaml.parse(source, Loader=yaml.CSafeLoader)
        self.ascii = source.isascii()
        self.characters = 0
        self.bytes = 0

    def spans(self) -> ListSpans:
        next(self.events)
        document = next(self.events)
        if isinstance(document, yaml.StreamEndEvent):
            message = "there is no YAML document in it, only blanks or comments"
            raise NotAResourceList(message)
        root = next(self.events)
        if not isinstance(root, yaml.MappingStartEvent):
            message = f"a map was expected, got a {_shape(root)}"
            raise NotAResourceList(message)
        column = None if root.flow_style else _mark(root).column
        fields, items, end = self._fields(column)
        for field in fields if items and items.stops and column is not None else ():
            if field.key == "items" and items:
                items.stops[-1] = min(items.stops[-1], field.stop)
        next(self.events)  # the document's end
        if not isinstance(next(self.events), yaml.StreamEndEvent):
            message = "one document was expected, got several"
            raise NotAResourceList(message)
        return ListSpans(tuple(fields), items, column, end)

    def _fields(self, column: int | None) -> tuple[list[Field], Items | None, int]:
        fields: list[Field] = []
        items: Items | None = None
        while True:
            key = next(self.events)
            start = self._at(_mark(key))
            if fields:
                fields[-1] = fields[-1]._replace(stop=start - (column or 0))
            if isinstance(key, yaml.MappingEndEvent):
                return fields, items, start  # a flow mapping's brace, or what follows a block one
            if not isinstance(key, yaml.ScalarEvent):
                message = f"line {_mark(key).line + 1}: a key of the list must be text"
                raise NotAResourceList(message)
            other = next((field for field in fields if field.key == key.value), None)
            if other is not None:
                line, first = _mark(key).line + 1, self.source.count(b"\n", 0, other.start) + 1
                message = f"line {line}: the key `{key.value}` occurs twice, first in line {first}"
                raise NotAResourceList(message)
            value = self.source.find(b":", self._at(key.end_mark)) + 1
            field, children = self._value(key.value, start, value)
            fields.append(field)
            if field.key == "items" and field.shape == "sequence":
                items = children

    def _value(self, key: str, start: int, value: int) -> tuple[Field, Items | None]:
        event = next(self.events)
        node_start = self._at(_mark(event))
        shape, flow, children = _shape(event), True, None
        node_stop = self._at(event.end_mark) if shape in ("scalar", "alias") else node_start
        if shape == "sequence":
            flow = bool(event.flow_style)
            children, node_stop = self._elements(node_start, event)
        elif shape == "mapping":
            flow = bool(event.flow_style)
            node_stop = self._rest()
        text = event.value if shape == "scalar" else None
        return Field(
            key, start, value, node_start, node_stop, node_stop, shape, flow, text, _is_null(event)
        ), children

    def _elements(self, start: int, sequence: yaml.SequenceStartEvent) -> tuple[Items, int]:
        items = Items([], [], None, {})
        before, dash = start, None
        while True:
            event = next(self.events)
            if isinstance(event, yaml.SequenceEndEvent):
                stop = self._at(event.end_mark)
                if not sequence.flow_style and items.stops:
                    items.stops[-1] = stop
                return items._replace(dash=dash), stop
            node_start = self._at(_mark(event))
            if not sequence.flow_style:
                found = _TO_DASH.match(self.source, before)
                node_start = found.end() if found else node_start
                if dash is None:
                    dash = node_start - self.source.rfind(b"\n", 0, node_start) - 1
                if items.stops:
                    items.stops[-1] = node_start - (dash or 0)
            if not isinstance(event, yaml.MappingStartEvent):
                items.odd[len(items.starts)] = "null" if _is_null(event) else _shape(event)
            simple = isinstance(event, yaml.ScalarEvent | yaml.AliasEvent)
            before = self._at(event.end_mark) if simple else self._rest()
            items.starts.append(node_start)
            items.stops.append(before)

    def _rest(self) -> int:
        """Pass the rest of the collection that just began; the byte where it ends."""
        depth = 1
        for event in self.events:
            if isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
                depth += 1
            elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
                depth -= 1
                if depth == 0:
                    return self._at(event.end_mark)
        return len(self.source)  # not reached: events of collections come in pairs

    def _at(self, mark: Any) -> int:
        """The byte offset of a mark, which counts characters. Marks are asked for in order."""
        if self.ascii:
            return int(mark.index)
        missing = mark.index - self.characters
        while missing > 0:
            if missing < 4:
                used, count = _length(self.source[self.bytes]), 1
            else:
                piece = self.source[self.bytes : self.bytes + min(missing, _DECODE_AT_ONCE)]
                text, used = codecs.utf_8_decode(piece, "strict", False)  # noqa: FBT003  # it has no names
                count = len(text)
            self.bytes += used
            self.characters += count
            missing -= count
        return self.bytes


def _length(lead: int) -> int:
    """How many bytes the UTF-8 character has that begins with this one."""
    return 1 if lead < 0x80 else 2 if lead < 0xE0 else 3 if lead < 0xF0 else 4
