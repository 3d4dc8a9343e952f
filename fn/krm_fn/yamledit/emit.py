"""Text of something new: how each scalar is written is ours to say, how blocks are laid out too.

What is not common is laid out by ruamel.yaml, whose lines `block_text` gives for the rest.
"""

from __future__ import annotations

from krm_fn import numerals
from krm_fn.yamledit import block_text, scalar_text
from krm_fn.yamledit.errors import CannotRewrite

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from krm_fn.yamledit.path import Path

_LONGEST_KEY = 1000
"""Readers look 1024 characters ahead for the colon of a key."""

_ENDLESS = 2**31
"""A width at which no line is folded."""


def render(data: Any, *, column: int = 0, step: int = 2, offset: int = 0) -> str:
    """`data` as a block of YAML whose lines start at `column`, each with a line break.

    Mappings are indented by `step`, the dashes of a list in a mapping by `offset`. Keys keep their
    order. Strings of several lines are literal blocks where that is faithful; strings that some
    reader would misread are in double quotes; lines are never folded; what is shared is written
    out each time.

    Raises CannotRewrite for what YAML's core schema does not know (other types, keys that are not
    strings, lone surrogates) and for nesting too deep.
    """
    check(data)
    lines = block(data, step=step, offset=offset)
    return "".join(f"{' ' * column}{line}\n" if line else "\n" for line in lines)


def inline(data: Any, *, flow: bool = False) -> str:
    """`data` on one line: scalars as `scalar_text.text_of`, collections in brackets and braces."""
    if data.__class__ is dict:
        pairs = [f"{_flow_key(key)}: {inline(value, flow=True)}" for key, value in data.items()]
        return "{" + ", ".join(pairs) + "}"
    if data.__class__ is list:
        return "[" + ", ".join(inline(item, flow=True) for item in data) + "]"
    return scalar_text.text_of(data, flow=flow)


def _flow_key(key: str) -> str:
    return scalar_text.text_of(key, flow=True)


def json_text(data: Any, indent: int | str | None, *, dense: bool = False) -> str:
    """`data` as JSON, on one line (`dense`: without blanks) or by `indent`, blanks or a text.

    Raises ValueError for a number that JSON cannot write.
    """
    return scalar_text.escaped(numerals.to_json(data, indent, dense=dense))


def block(data: Any, *, step: int, offset: int, literals: bool = True) -> list[str]:
    """The lines of `data` in block style, from column 0, without breaks.

    Without `literals`, strings of several lines are quoted too.
    """
    if data.__class__ not in (dict, list) or not data:
        return _block_scalar(data, step)
    lines = block_text.lines(data, step=step, offset=offset, literals=literals)
    return by_ruamel(data, step=step, offset=offset, literals=literals) if lines is None else lines


def by_ruamel(data: Any, *, step: int, offset: int, literals: bool = True) -> list[str]:
    """The lines of any collection, as `block`; an import of 30 ms, and ten times as slow."""
    from io import StringIO

    from ruamel.yaml.emitter import Emitter

    # Not by `YAML()`: each one made searches the disk for plug-ins.
    stream = StringIO()
    writer = Emitter(stream, width=_ENDLESS, allow_unicode=True)
    writer.best_map_indent, writer.best_sequence_indent = step, offset + 2
    writer.sequence_dash_offset = offset
    writer.MAX_SIMPLE_KEY_LENGTH = _LONGEST_KEY
    writer.use_version = None  # type: ignore[attr-defined]  # It asks its serializer, which is itself where there is none.
    for event in _events(data, literals=literals):
        writer.emit(event)
    lines = stream.getvalue().split("\n")[:-1]
    return [line[offset:] for line in lines] if data.__class__ is list else lines


def _block_scalar(value: Any, step: int) -> list[str]:
    if value.__class__ is str and scalar_text.is_literal(value):
        return literal(value, step)
    return [inline(value)]


def literal(text: str, indent: int) -> list[str]:
    """The header and the lines of a string for which `scalar_text.is_literal`."""
    lines = text.removesuffix("\n").split("\n")
    header = "|" if text.endswith("\n") else "|-"
    return [header, *(" " * indent + line if line else "" for line in lines)]


def _events(data: Any, *, literals: bool) -> list[Any]:
    from ruamel.yaml import events
    from ruamel.yaml.tag import Tag

    string = Tag(suffix="tag:yaml.org,2002:str")
    found: list[Any] = [events.StreamStartEvent(), events.DocumentStartEvent(explicit=False)]

    def add(value: Any) -> None:
        if value.__class__ is dict:
            found.append(events.MappingStartEvent(None, None, implicit=True, flow_style=not value))
            for key, held in value.items():
                add_scalar(key, scalar_text.text_of(key))
                add(held)
            found.append(events.MappingEndEvent())
        elif value.__class__ is list:
            found.append(events.SequenceStartEvent(None, None, implicit=True, flow_style=not value))
            for held in value:
                add(held)
            found.append(events.SequenceEndEvent())
        elif literals and value.__class__ is str and scalar_text.is_literal(value):
            found.append(events.ScalarEvent(None, string, (False, True), value, style="|"))
        else:
            add_scalar(value, scalar_text.text_of(value))

    def add_scalar(value: Any, text: str) -> None:
        quoted = text[0] in "\"'" and value.__class__ is str
        shown = value if quoted else text
        style = text[0] if quoted else None
        found.append(events.ScalarEvent(None, string, (not quoted, quoted), shown, style=style))

    add(data)
    return [*found, events.DocumentEndEvent(explicit=False), events.StreamEndEvent()]


def check(data: Any, old: Any = None) -> None:
    """Raise CannotRewrite where `data` holds something that YAML's core schema does not know.

    What is the very object that `old`, data of a document, has in that place is known.
    """
    if not _is_known(data, old):
        _refuse(data, ())


def _is_known(data: Any, old: Any = None) -> bool:
    # Without the path, which only a refusal needs: each rewrite looks at all that is new.
    kind = data.__class__
    if data is old:
        return True
    if kind is str:
        return data.isascii() or _is_text(data)
    if kind is dict:
        known = old if old.__class__ is dict else {}
        for key, held in data.items():
            if key.__class__ is not str or len(key) > _LONGEST_KEY:
                return False
            if not key.isascii() and not _is_text(key):
                return False
            if held.__class__ is str and held.isascii():
                continue  # as most of what there is
            was = known.get(key)
            if held is not was and not _is_known(held, was):
                return False
        return True
    if kind is list:
        known_items = {id(item) for item in (old if old.__class__ is list else ())}
        return all(id(item) in known_items or _is_known(item) for item in data)
    return data is None or kind in (int, float, bool, *numerals.KINDS)


def _refuse(data: Any, path: Path) -> None:
    """Raise CannotRewrite for the first value that `_is_known` does not take."""
    kind = data.__class__
    if kind is dict:
        for key, value in data.items():
            if key.__class__ is not str:
                raise CannotRewrite(path, f"the key {key!r} is not a string")
            _refuse(key, path)
            if len(key) > _LONGEST_KEY:
                raise CannotRewrite(path, f"the key `{key[:20]}…` is too long")
            _refuse(value, (*path, key))
    elif kind is list:
        for index, value in enumerate(data):
            _refuse(value, (*path, index))
    elif kind is str and not _is_text(data):
        raise CannotRewrite(path, "a string has half of a surrogate pair")
    elif not _is_known(data):
        raise CannotRewrite(path, f"{kind.__name__} is not a type of YAML")


def _is_text(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
