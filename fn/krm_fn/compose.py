"""The bytes of a ResourceList after changes: the input with a few spans exchanged."""

from __future__ import annotations

from krm_fn.frozen import Frozen
from krm_fn.locating import comments
from krm_fn.locating.spans import Items

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from krm_fn.kubeobject import KubeObject
    from krm_fn.locating.spans import Field, ListSpans
    from krm_fn.result import Result

Chunk = bytes | memoryview


class Edit(Frozen):
    """Exchange `source[start:stop]` for these bytes."""

    start: int
    stop: int
    new: bytes


def apply(source: bytes, edits: Sequence[Edit]) -> list[Chunk]:
    """The source with all edits made, as chunks to write; what is untouched is not copied."""
    whole = memoryview(source)
    chunks: list[Chunk] = []
    place = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.stop)):
        if edit.start > place:
            chunks.append(whole[place : edit.start])
        if edit.new:
            chunks.append(edit.new)
        place = edit.stop
    if place < len(source):
        chunks.append(whole[place:])
    return chunks


class Composer:
    """The edits that turn the input into the output, one method for each kind of change."""

    def __init__(self, source: bytes, spans: ListSpans) -> None:
        self.source = source
        self.spans = spans
        self.newline = "\r\n" if source[: source.find(b"\n") + 1].endswith(b"\r\n") else "\n"
        items = spans.items
        self.dash = items.dash if items is not None and items.dash is not None else 0

    def replaced(self, index: int, new: bytes) -> Edit:
        """An item has other text."""
        items = self._items
        return Edit(items.starts[index], items.stops[index], new)

    def removed(self, gone: Sequence[int], added: Sequence[KubeObject] = ()) -> list[Edit]:
        """Items go, and new ones may come; comments between them stay."""
        items = self._items
        if len(gone) < len(items.starts) or (added and items.dash is not None):
            return self._without(items, gone) + ([self.added(added)] if added else [])
        return [self._emptied(items, added)]

    def _without(self, items: Items, gone: Sequence[int]) -> list[Edit]:
        if items.dash is None:
            return self._removed_from_flow(items, set(gone))
        edits = []
        for index in gone:
            start = items.starts[index] - items.dash
            stop = comments.trailing(
                self.source, items.starts[index], items.stops[index], items.dash
            )
            edits.append(Edit(start, stop, b""))
        return edits

    def added(self, objects: Sequence[KubeObject]) -> Edit:
        """New items, behind all others."""
        texts = [item.text for item in objects]
        flow = self.spans.column is None or (
            self.spans.items is not None
            and self.spans.items.dash is None
            and bool(self.spans.items.starts)
        )
        if flow:
            return self._appended_to_flow("items", [item.plain for item in objects])
        from krm_fn import element_text

        elements = [element_text.indented(text, self.dash, self.newline) for text in texts]
        return self._appended("items", elements)

    def reported(self, results: Sequence[Result]) -> Edit:
        """New results, behind those that are there."""
        entries = [result.to_wire() for result in results]
        field = self.spans.field("results")
        open_flow = field is not None and field.shape == "sequence" and field.flow
        empty = field is None or field.null or self._is_empty(field)
        if self.spans.column is None or (open_flow and not empty):
            return self._appended_to_flow("results", entries)
        dash = self._dash_of(field) if field is not None and not empty else self.dash
        from krm_fn import element_text

        elements = [element_text.block_element(entry, dash) for entry in entries]
        lines = [element.replace("\n", self.newline) for element in elements]
        return self._appended("results", lines)

    @property
    def _items(self) -> Items:
        return self.spans.items or Items([], [], None, {})

    def _emptied(self, items: Items, added: Sequence[KubeObject]) -> Edit:
        """`[]` instead of the last items, with the new ones in it where it is in flow style."""
        field = next(field for field in self.spans.fields if field.key == "items")
        if items.dash is None:
            from krm_fn import element_text

            inside = ", ".join(element_text.flow_element(item.plain) for item in added)
            return Edit(field.node_start, field.node_stop, f"[{inside}]".encode())
        stop = comments.trailing(self.source, items.starts[-1], items.stops[-1], items.dash)
        return Edit(field.value, stop, f" []{self.newline}".encode())

    def _is_empty(self, field: Field) -> bool:
        inside = self.source[field.node_start + 1 : field.node_stop - 1]
        return field.flow and field.shape == "sequence" and not inside.strip()

    def _dash_of(self, field: Field) -> int:
        line = self.source.rfind(b"\n", 0, field.node_start) + 1
        return field.node_start - line

    def _appended(self, key: str, elements: list[str]) -> Edit:
        field = self.spans.field(key)
        text = "".join(elements)
        if field is None:
            return self._inserted(self.spans.end, f"{self._margin}{key}:{self.newline}{text}")
        if field.null or self._is_empty(field):
            return self._filled(field, text)
        # Behind the last element, ahead of comments that stand no deeper than the dashes.
        return self._inserted(
            comments.trailing(self.source, field.node_start, field.stop, self._dash_of(field)), text
        )

    @property
    def _margin(self) -> str:
        return " " * (self.spans.column or 0)

    def _inserted(self, place: int, text: str) -> Edit:
        """Text with its own lines; a last line without an end gets one."""
        if place > 0 and self.source[place - 1] != 0x0A:
            text = self.newline + text
        return Edit(place, place, text.encode())

    def _filled(self, field: Field, text: str) -> Edit:
        """A block sequence instead of `[]` or nothing; a comment on that line stays there."""
        line_end = self.source.find(b"\n", field.node_stop)
        line_end = len(self.source) if line_end < 0 else line_end + 1
        comment = self.source[field.node_stop : line_end].rstrip(b"\r\n")
        tail = comment if comment.strip() else b""
        body = tail + self.newline.encode() + text.encode()
        return Edit(field.value, line_end, body)

    def _appended_to_flow(self, key: str, elements: list[dict[str, Any]]) -> Edit:
        # As everywhere here: only where there is something to write.
        from krm_fn import element_text

        field = self.spans.field(key)
        text = ", ".join(element_text.flow_element(element) for element in elements)
        if field is None:
            comma = ", " if self.spans.fields else ""
            place = self._behind_last(self.spans.end)
            return Edit(place, place, f'{comma}"{key}": [{text}]'.encode())
        if field.null or self._is_empty(field):
            return Edit(field.value, field.node_stop, f" [{text}]".encode())
        place = self._behind_last(field.node_stop - 1)
        comma = " " if self.source[place - 1 : place] == b"," else ", "
        return Edit(place, place, f"{comma}{text}".encode())

    def _behind_last(self, place: int) -> int:
        """Ahead of the blanks in front of a closing bracket."""
        return len(self.source[:place].rstrip())

    def _removed_from_flow(self, items: Items, gone: set[int]) -> list[Edit]:
        kept = [index for index in range(len(items.starts)) if index not in gone]
        edits = []
        for index in sorted(gone):
            if index < kept[-1]:
                edits.append(Edit(items.starts[index], items.starts[index + 1], b""))
            else:
                edits.append(Edit(items.stops[index - 1], items.stops[index], b""))
        return edits
