"""What an object is, read no further than needed.

A package is mostly asked what it holds; loading every object for that costs ten times as much.
"""

from __future__ import annotations

import re

import yaml

from krm_fn.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Identity(Frozen):
    """The identity of an object; what is absent, or no text, is None."""

    api_version: str | None
    kind: str | None
    name: str | None
    namespace: str | None


# The first lines of nearly every manifest, behind comments. Nothing can be open there yet, and the
# third line, in the same column, ends the value of the second one. The comments have no bytes with
# which other line breaks begin: NEL, LS and PS.
_FIRST_LINES = re.compile(
    rb"(?: *#[^\r\n\xc2\xe2]*+\n)*+( *)apiVersion: ([A-Za-z][\w./-]*)\r?\n"
    rb"\1kind: ([A-Z][A-Za-z]+)\r?\n\1[A-Za-z]+:[ \r\n]"
)
# Plain scalars that are no text, whoever reads them.
_NO_TEXT = frozenset(("", "~", "null", "true", "false"))


def first_lines(text: bytes) -> tuple[str, str] | None:
    """`apiVersion` and `kind` where they are the manifest's first two lines, and plain."""
    found = _FIRST_LINES.match(text)
    if found is None or found[3].lower() in (b"null", b"true", b"false"):
        return None
    return found[2].decode(), found[3].decode()


def read(text: bytes) -> Identity | None:
    """The head of one manifest, as far as its beginning is YAML.

    None where the whole object must be loaded: aliases, merge keys, tags, plain scalars that may
    be numbers, and text that is not YAML.
    """
    try:
        return _Reader(yaml.parse(text, Loader=yaml.CSafeLoader)).head()
    except (_Unclear, yaml.YAMLError):
        return None


def of(data: dict[str, Any]) -> Identity:
    """The identity that an object's data say, once they are read."""
    metadata = data.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    found = (
        data.get("apiVersion"), data.get("kind"), metadata.get("name"), metadata.get("namespace")
    )  # fmt: skip
    return Identity(*(value if isinstance(value, str) else None for value in found))


def _is_no_text(scalar: str) -> bool:
    """Whether a plain scalar is no text, or begins like a number: then all of it is asked for."""
    first = scalar[:1]
    return first in "-+." or first.isdecimal() or scalar.lower() in _NO_TEXT


class _Unclear(Exception):
    pass


class _Reader:
    def __init__(self, events: Any) -> None:
        self.events = events

    def head(self) -> Identity:
        for event in self.events:
            if isinstance(event, yaml.MappingStartEvent):
                break
            if isinstance(event, yaml.NodeEvent):
                raise _Unclear
        own = self._fields(("apiVersion", "kind"), "metadata")
        return Identity(own["apiVersion"], own["kind"], own["name"], own["namespace"])

    def _fields(self, wanted: tuple[str, ...], nested: str | None) -> dict[str, str | None]:
        """The wanted fields of the mapping that just began; it is left once all were met."""
        found: dict[str, str | None] = {}
        missing = {*wanted, nested} - {None}
        for key in self.events:
            if isinstance(key, yaml.MappingEndEvent):
                break
            if not isinstance(key, yaml.ScalarEvent) or key.value == "<<" or key.anchor:
                raise _Unclear
            value = next(self.events)
            if key.value == nested:
                found.update(self._nested(value))
            elif key.value in wanted:
                found[key.value] = self._text(value)
            else:
                self._pass(value)
            missing.discard(key.value)
            if not missing and nested is not None:
                break
        return dict.fromkeys((*wanted, "name", "namespace")) | found

    def _nested(self, value: Any) -> dict[str, str | None]:
        if isinstance(value, yaml.AliasEvent):
            raise _Unclear
        if not isinstance(value, yaml.MappingStartEvent):
            self._pass(value)
            return {}
        return self._fields(("name", "namespace"), None)

    def _text(self, value: Any) -> str | None:
        if isinstance(value, yaml.AliasEvent) or getattr(value, "tag", None):
            raise _Unclear
        if not isinstance(value, yaml.ScalarEvent):
            self._pass(value)
            return None
        if not value.style and _is_no_text(value.value):
            raise _Unclear
        return str(value.value)

    def _pass(self, value: Any) -> None:
        """Skip the rest of a node."""
        depth = 1 if isinstance(value, yaml.CollectionStartEvent) else 0
        while depth:
            event = next(self.events)
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
