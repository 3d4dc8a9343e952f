"""Whether a text says certain data: the parser's word for it, without making data of the text.

It goes along the data and takes the parser's events. What stands in another order, or is odd, is
left to who reads the text and compares: it is a yes, or nothing is known.
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

from krm_fn.yamledit import compare, plain_reading, schema

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


def surely_says(text: str, data: Any) -> bool:
    """Whether `text` is one document that `plain_reading.load` would read as the same data.

    False is no answer: it may say so in its own way.
    """
    if plain_reading.has_half_pairs(text):
        return False
    try:
        next_event = CParser(text.removeprefix("\ufeff")).get_event
        next_event()
        next_event()
        return (
            _is(data, next_event(), next_event, 0)
            and next_event().__class__ is DocumentEndEvent
            and next_event().__class__ is StreamEndEvent
        )
    except (YAMLError, ValueError):
        return False


def _is(data: Any, event: Any, next_event: Callable[[], Any], depth: int) -> bool:
    """Whether the node that begins with the event is the data; all of its events are taken then."""
    kind = data.__class__
    if kind is not dict and kind is not list:
        return _is_scalar(data, event)
    starts = MappingStartEvent if kind is dict else SequenceStartEvent
    if event.__class__ is not starts or event.tag is not None or event.anchor is not None:
        return False
    if depth >= plain_reading.MAX_DEPTH:
        return False
    if kind is dict:
        for key, held in data.items():
            # One that is `<<` may be no key.
            if key.__class__ is not str or key == "<<" or not _is_scalar(key, next_event()):
                return False
            if not _is(held, next_event(), next_event, depth + 1):
                return False
        return next_event().__class__ is MappingEndEvent
    for held in data:
        if not _is(held, next_event(), next_event, depth + 1):
            return False
    return next_event().__class__ is SequenceEndEvent


def _is_scalar(data: Any, event: Any) -> bool:
    if event.__class__ is not ScalarEvent or event.tag is not None or event.anchor is not None:
        return False
    value: Any = event.value
    if event.implicit[0] and value[:1] in schema.NOT_A_STRING:
        value = schema.resolve(value)
    if data.__class__ is str:
        return value.__class__ is str and bool(value == data)
    return compare.same(value, data)
