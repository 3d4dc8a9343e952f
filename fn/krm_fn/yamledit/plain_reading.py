"""The data of a text that has nothing odd, without the nodes that know where it stands.

Most texts are read for their data alone, and twice as fast so. Whatever is odd (an anchor, an
alias, a tag, a merge key, a key that is not a string, or occurs twice) and whatever is wrong is
left to `reading.compose`, which knows it all and says what is wrong.
"""

from __future__ import annotations

from yaml._yaml import CParser
from yaml.error import YAMLError
from yaml.events import (
    DocumentEndEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from krm_fn.yamledit import schema

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final

MAX_DEPTH: Final = 200
"""How deep collections may nest. People's files stay below 30; Python's stack ends at 1000."""


def load(text: str) -> dict[str, Any] | list[Any] | None:
    """The map or list that `text`, one document, says by YAML 1.2's core schema.

    None where that takes more than this knows, or where the text is wrong.
    """
    if has_half_pairs(text):
        return None
    try:
        next_event = CParser(text.removeprefix("\ufeff")).get_event
        next_event()
        next_event()
        root = _collection(next_event)
        if root is not None and (
            next_event().__class__ is not DocumentEndEvent
            or next_event().__class__ is not StreamEndEvent
        ):
            return None
    except (YAMLError, ValueError):
        return None
    return root


def has_half_pairs(text: str) -> bool:
    """Whether there may be an escape that is half of a surrogate pair: JSON has its own way."""
    return "\\ud" in text or "\\uD" in text


# One loop: a call for each event would cost as much as the parser.
def _collection(next_event: Any) -> dict[str, Any] | list[Any] | None:  # noqa: C901, PLR0912
    """The data of the events up to the end of the first collection; None where one is odd."""
    stack: list[Any] = []
    held: Any = None  # The innermost collection that is open.
    key: str | None = None  # Of what comes next, if that is a value of a map.
    while True:
        event = next_event()
        kind = event.__class__
        if kind is ScalarEvent:
            value, plain = event.value, event.implicit[0]
            if event.tag is not None or event.anchor is not None:
                return None
            if plain and value[:1] in schema.NOT_A_STRING:
                value = schema.resolve(value)
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            value, held = held, stack.pop()
            if held is None:
                return value  # type: ignore[no-any-return]
            continue
        elif kind is MappingStartEvent or kind is SequenceStartEvent:
            if event.tag is not None or event.anchor is not None or len(stack) >= MAX_DEPTH:
                return None
            value, plain = {} if kind is MappingStartEvent else [], False
        else:
            return None
        if held.__class__ is list:
            held.append(value)
        elif key is not None:
            held[key] = value
            key = None
        elif held is not None:
            if value.__class__ is not str or value in held or (plain and value == "<<"):
                return None
            key = value
            continue
        elif kind is ScalarEvent:
            return None
        if kind is not ScalarEvent:
            stack.append(held)
            held = value
