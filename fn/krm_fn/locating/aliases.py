"""What the aliases of a text stand for, without making data of it.

An alias refers to the last node ahead of it that has its anchor, and a name may be given again
(YAML 1.2.2, sections 3.2.2.2 and 7.1). Events suffice to tell: they know merge keys and unknown
tags as well, which data of ours cannot show, and cost no more for an alias bomb.
"""

from __future__ import annotations

import re

import yaml

from krm_fn.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# What libyaml takes for a name. Behind a letter, in text or in a comment it is none: only a glance.
_ANCHOR = re.compile(rb"&([0-9A-Za-z_-]+)")
_ALIAS = re.compile(rb"\*([0-9A-Za-z_-]+)")
# Compiled where they are first needed, which in most runs is never.
_SURE_ANCHOR = rb" *(?:- +)*[\w./-]+: +&([0-9A-Za-z_-]+)(?=[ \r\n])"
_MAY_HIDE = rb"[#\"'|>\[{]"
_UNKNOWN = "?"

Path = tuple[str | int, ...]


class Alias(Frozen):
    """One alias: where it stands, in which line (from 1), and what it refers to.

    `target` is where the anchor stands, None if none of that name is ahead of it. The `meaning`
    of two aliases that were scanned with the same `meanings` is equal if they stand for the same.
    """

    name: str
    line: int
    path: Path
    target: Path | None
    meaning: int


def names(text: bytes) -> set[bytes]:
    """The names of what may be anchors: of what is one, none is missed."""
    return set(_ANCHOR.findall(text))


def alias_names(text: bytes) -> set[bytes]:
    """The names of what may be aliases: of what is one, none is missed."""
    return set(_ALIAS.findall(text))


def places(text: bytes) -> list[tuple[int, bytes]]:
    """Where aliases may stand, and their names. A glance: of what is one, none is missed."""
    anchors = names(text)
    if not anchors:
        return []
    found = ((match.start(), match[1]) for match in _ALIAS.finditer(text))
    return [(place, name) for place, name in found if name in anchors]


def is_settled(text: bytes, start: int, place: int, name: bytes) -> bool:
    """Whether the block element from `start` on has, ahead of `place`, surely an anchor `name`.

    Surely is what stands ahead of the first sign that may hide something, as the value of a plain
    key at the start of a line: in text over several lines such a line would be no YAML. It is
    fifty times as fast as `stands_alone`, and right for `name: &app web` in an object's head.
    """
    anchor = text.find(b"&" + name, start, place)
    if anchor < 0 or re.compile(_MAY_HIDE).search(text, start, anchor) is not None:
        return False
    found = re.compile(_SURE_ANCHOR).match(text, max(text.rfind(b"\n", start, anchor) + 1, start))
    return found is not None and found[1] == name


def stands_alone(text: bytes) -> bool:
    """Whether this is YAML, and all its aliases refer to anchors in it."""
    found = _Scan({})
    return found.all(text) and all(alias.target is not None for alias in found.aliases)


def need_no_other(text: bytes, *, glance: bool) -> bool:
    """Whether all aliases of one object refer to its own anchors: by a look, if that settles it."""
    if glance and all(is_settled(text, 0, at.start(), at[1]) for at in _ALIAS.finditer(text)):
        return True
    return stands_alone(text)


def scan(text: bytes, meanings: dict[Any, int]) -> list[Alias]:
    """All aliases of one document, in order; of text that is not YAML, those ahead of the fault.

    `meanings` is to be empty at first, and the same for all texts that are compared.
    """
    found = _Scan(meanings)
    found.all(text)
    return found.aliases


class _Anchor:
    """Where an anchor stands, and what it stands for: nothing yet as long as its node is open."""

    __slots__ = ("meaning", "path")

    def __init__(self, path: Path) -> None:
        self.path = path
        self.meaning: int | None = None


class _Open:
    """A collection whose end was not met; `at` is the key or index of what is being read in it."""

    __slots__ = ("anchor", "at", "children", "mapping", "tag")

    def __init__(self, event: Any, anchor: _Anchor | None) -> None:
        self.mapping = isinstance(event, yaml.MappingStartEvent)
        self.tag = event.tag
        self.anchor = anchor
        self.children: list[int] = []
        self.at: str | int = _UNKNOWN


class _Scan:
    def __init__(self, meanings: dict[Any, int]) -> None:
        self.aliases: list[Alias] = []
        self.meanings = meanings
        self.anchors: dict[str, _Anchor] = {}
        self.open: list[_Open] = []

    def all(self, text: bytes) -> bool:
        """Take the whole text; False where it is not YAML, after what is ahead of the fault."""
        try:
            for event in yaml.parse(text, Loader=yaml.CSafeLoader):
                self.take(event)
        except yaml.YAMLError:
            return False
        return True

    def take(self, event: Any) -> None:
        if isinstance(event, yaml.NodeEvent):
            if self.open:
                self.step(self.open[-1], event)
            if isinstance(event, yaml.AliasEvent):
                self.close(self.alias(event), None)
                return
            anchor = self.anchor(event)
            if isinstance(event, yaml.ScalarEvent):
                self.close(self.meaning(event.tag, event.implicit, event.value), anchor)
            else:
                self.open.append(_Open(event, anchor))
        elif isinstance(event, yaml.CollectionEndEvent):
            done = self.open.pop()
            self.close(self.meaning(done.tag, done.mapping, *done.children), done.anchor)

    def step(self, parent: _Open, event: Any) -> None:
        """Note which key or element of `parent` begins with this event."""
        if not parent.mapping:
            parent.at = len(parent.children)
        elif len(parent.children) % 2 == 0:
            parent.at = event.value if isinstance(event, yaml.ScalarEvent) else _UNKNOWN

    def close(self, meaning: int, anchor: _Anchor | None) -> None:
        """A node is complete."""
        if anchor is not None:
            anchor.meaning = meaning
        if self.open:
            self.open[-1].children.append(meaning)

    def anchor(self, event: Any) -> _Anchor | None:
        if event.anchor is None:
            return None
        self.anchors[event.anchor] = _Anchor(self.path())
        return self.anchors[event.anchor]

    def alias(self, event: Any) -> int:
        anchor = self.anchors.get(event.anchor)
        meaning = None if anchor is None else anchor.meaning
        if meaning is None:  # nothing, or a node that it stands inside of
            meaning = self.meaning("alias", event.anchor)
        target = None if anchor is None else anchor.path
        line = event.start_mark.line + 1
        self.aliases.append(Alias(event.anchor, line, self.path(), target, meaning))
        return meaning

    def meaning(self, *parts: Any) -> int:
        """One number for each different content."""
        return self.meanings.setdefault(parts, len(self.meanings))

    def path(self) -> Path:
        return tuple(collection.at for collection in self.open)
