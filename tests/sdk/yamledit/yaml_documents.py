"""YAML as people and tools write it, odd places included, and changes to its data.

All of it is drawn from one number: a document takes hundreds of small choices, and Hypothesis
needs fifty times as long when it makes each of them itself.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, TypeVar

from hypothesis import strategies as st

if TYPE_CHECKING:
    import random

# Strings that some YAML reader takes for something else, or that cannot be written plain.
STRINGS = [
    "a", "build", "$(tasks.deploy.results.pods)", "$(params.x)", "y", "no", "on", "NULL", "~", "",
    "010", "0o10", "1_000", "12:30", "2026-01-01", "=", "<<", "1e3", ".5", "+1", "0x1F", "true",
    "null", "- a", "-x", "a: b", "a #b", "#a", "a:", " a", "a ", "&a", "*a", "!a", "%a", "@a",
    "`a", "'", '"', "it's", "a\\b", "[a", "{a", "a,b", "?", "? a", "-", "---", "...", "a\tb", "é",
    "😀", "a\x85b", "a\u2028b", "\ufeff", "a\x00b", "a\x7f", "a\r\nb", "line\n", "one\ntwo",
    "one\n\ntwo\n", " one\ntwo\n", "one \ntwo\n", "one\n  two\n", "\none\n", "one\n\n", "\n",
    "#!/bin/sh\necho $(params.x)\n",
]  # fmt: skip

KEYS = ["name", "a", "b", "c", "key", "x y", "on", "1", "a.b/c", "é", "#k", "k:", "", "-k"]

T = TypeVar("T")

_PLAIN = ["a", "b c", "$(params.x)", "yes", "010", "12:30", "2026-01-01", "1", "1.0", "true",
          "null", "~", "-x", "a#b", "a:b", "é 😀", "=", "-0.0", ".nan", ".inf", "0o7"]  # fmt: skip
_BLOCK_LINES = ["one", "two words", "  more", "# no comment", "", "$(params.x)", "a: b", "tail "]


class _Writer:
    """Draws the lines of one document."""

    def __init__(self, random: random.Random) -> None:
        self.random = random
        self.comments = 0
        self.anchors: list[str] = []
        self.named = 0
        self.names = 0
        self.step = random.choice([2, 2, 2, 4, 3])

    def pick(self, *choices: T) -> T:
        return self.random.choice(choices)

    def maybe(self, share: int = 4) -> bool:
        """True once in `share` times."""
        return self.random.randrange(share) == 0

    def comment(self) -> str:
        self.comments += 1
        return f"# c{self.comments}"

    def behind(self) -> str:
        return self.pick(" ", "   ") + self.comment() if self.maybe() else ""

    def between(self, column: int) -> list[str]:
        lines = []
        while self.maybe(3):
            at = self.pick(column, column, 0, column + 1, column + 2, column + 5)
            lines.append(self.pick("", " " * at + self.comment(), " " * at + self.comment()))
        return lines

    def anchor(self) -> str:
        """An anchor, which `known` makes ready for use once its node is complete."""
        if not self.maybe(8):
            return ""
        self.named += 1
        return f"&n{self.named} "

    def known(self, anchor: str) -> None:
        if anchor:
            self.anchors.append(anchor.strip("& "))

    def scalar(self, *, flow: bool = False) -> str:
        kind = self.pick("plain", "plain", "single", "double", "alias", "tagged")
        if kind == "alias" and self.anchors:
            return "*" + self.pick(*self.anchors) + (" " if flow else "")
        if kind == "single":
            return "'" + self.pick("a", "it''s", "yes", "a: b", "#", "[x]", "😀 \x85", "") + "'"
        if kind == "double":
            return '"' + self.pick("a", "\\n", "\\u00e9", "a: b", "\\t#", "yes", "\\\\", "") + '"'
        if kind == "tagged" and self.maybe(3):
            return self.pick("!!str 5", "!!str ", "!!int 5", "!!str yes", "! 5", '!!int "5"')
        return self.pick(*_PLAIN)

    def flow(self, column: int, depth: int) -> str:
        if depth <= 0 or self.maybe(3):
            return self.scalar(flow=True)
        opening, closing = self.pick(("[", "]"), ("{", "}"))
        several = self.maybe(3)
        items = []
        keys = self.keys()
        for _ in range(self.pick(0, 1, 2, 3)):
            value = self.flow(column + 2, depth - 1)
            if opening == "{":
                key = next(keys)
                value = key if self.maybe(8) else f"{key}:{self.pick(' ', '  ')}{value}"
            items.append(value)
        if not several:
            pad = self.pick("", " ")
            comma = self.pick(", ", ", ", ",  ", " , ")
            return opening + pad + comma.join(items) + (pad and self.pick("", " ")) + closing
        indent = "\n" + " " * (column + 2)
        lines = [opening, self.behind()]
        for at, item in enumerate(items):
            if self.maybe(6):
                lines.append(indent + self.comment())
            comma = "," if at + 1 < len(items) or self.maybe() else ""
            lines += [self.pick(indent, indent, indent, " ") if not lines[-1] else indent, item,
                      comma, self.behind()]  # fmt: skip
        return "".join(lines) + "\n" + " " * (column + self.pick(0, 2, 1)) + closing

    def keys(self) -> Any:
        names = ["a", "b", "c", '"d"', "'e f'", "on", "1", "é"]
        self.random.shuffle(names)
        return iter(names)

    def block_scalar(self, column: int) -> list[str]:
        indent = self.pick(self.step, 2, 1, 4)
        digit = str(indent) if self.maybe() and column >= 0 else ""
        chomping = self.pick("", "-", "+")
        order = self.pick(digit + chomping, chomping + digit)
        lines = [self.pick("|", "|", ">") + order + self.behind()]
        first = True
        for _ in range(self.pick(0, 1, 2, 3, 4, 5)):
            text = self.pick(*_BLOCK_LINES)
            if first and not digit and text.startswith(" "):
                text = text.strip()
            first = first and not text
            blank = " " * self.pick(0, 0, indent) if first is False else ""
            lines.append(" " * (max(column, 0) + indent) + text if text else blank)
        return lines

    def value(self, column: int, depth: int) -> tuple[str, list[str]]:
        """The text behind a colon or dash of an entry at `column`, and the lines below."""
        kind = self.pick("scalar", "scalar", "scalar", "flow", "block", "map", "seq", "seq",
                         "none", "several", "map")  # fmt: skip
        if kind in ("map", "seq") and depth <= 0:
            kind = "scalar"
        if kind == "none":
            return self.behind(), []
        if kind == "scalar":
            text = self.scalar()
            anchor = "" if text.startswith("*") else self.anchor()
            self.known(anchor)
            return f" {anchor}{text}{self.behind()}", []
        if kind == "flow":
            first, *rest = self.flow(column, depth).split("\n")
            tail = self.behind()
            if not rest:
                return f" {first}{tail}", []
            return f" {first}", [*rest[:-1], rest[-1] + tail]
        if kind == "block":
            first, *rest = self.block_scalar(column)
            anchor = self.anchor()
            self.known(anchor)
            return f" {anchor}{first}", rest
        if kind == "several":
            quote = self.pick("", "'", '"')
            pad = " " * (column + self.pick(1, 2, 4))
            return f" {quote}some", [pad + "more words", "", pad + f"at last{quote}{self.behind()}"]
        anchor = self.anchor()
        head = (" " + anchor.strip() if anchor else "") + self.behind()
        inner = column + (self.step if kind == "map" else self.pick(0, 2))
        below = self.mapping if kind == "map" else self.sequence
        lines = [*self.between(inner), *below(inner, depth - 1)]
        self.known(anchor)
        return head, lines

    def mapping(self, column: int, depth: int) -> list[str]:
        lines: list[str] = []
        for key in [next(names) for names in [self.keys()] for _ in range(
                self.pick(1, 2, 3, 4))]:  # fmt: skip
            if lines:
                lines += self.between(column)
            first, rest = self.value(column, depth)
            mark = self.pick(":", ":", ":", ":", " :")
            lines += [" " * column + key + mark + first, *rest]
        return lines

    def sequence(self, column: int, depth: int) -> list[str]:
        lines: list[str] = []
        named = self.maybe(2)
        for _ in range(self.pick(1, 2, 3, 4)):
            if lines:
                lines += self.between(column)
            dash = " " * column + "-"
            if named:
                self.names += 1
                item = self.mapping(column + 2, depth - 1)
                item = [" " * (column + 2) + f"name: n{self.names}{self.behind()}", *item]
            elif depth > 0 and self.maybe(3):
                inner = self.pick(self.mapping, self.sequence)
                item = inner(column + 2, depth - 1)
            else:
                first, rest = self.value(column + 1, depth - 1)
                if rest and rest[0].startswith(" " * column + "-") and not first.strip():
                    rest = [" " + line for line in rest]
                lines += [dash + first, *rest]
                continue
            if self.maybe(5):
                lines += [dash + self.behind(), *item]
            else:
                lines += [dash + " " + item[0][column + 2 :], *item[1:]]
        return lines


def text(random: random.Random) -> str:
    """One YAML document as text. A few are no YAML at all: the caller must sort these out."""
    writer = _Writer(random)
    kind = writer.pick("map", "map", "map", "map", "indented", "seq", "flow")
    if kind == "flow":
        lines = writer.flow(0, 3).split("\n")
    elif kind == "seq":
        lines = writer.sequence(0, 3)
    else:
        lines = writer.mapping(2 if kind == "indented" else 0, 3)
    head = [*writer.between(0), *(["---"] if writer.maybe(5) else [])]
    tail = [*writer.between(0), *(["..."] if writer.maybe(8) else [])]
    newline = writer.pick("\n", "\n", "\n", "\r\n")
    joined = "\n".join([*head, *lines, *tail]).replace("\n", newline)
    bom = "\ufeff" if writer.maybe(10) else ""
    return bom + joined + ("" if writer.maybe(4) else newline)


def scalar(random: random.Random) -> Any:
    """A scalar of any type, strings that are hard to write among them."""
    kind = random.randrange(4)
    if kind == 0:
        return random.choice([None, True, False, 0, 1, -1, 10**20, 1.0, 0.5, -0.0, 1e300, 1e-7])
    if kind == 1:
        signs = [random.choice(" :#-\n\t\"'\\,[]{}&*!|>%@`?=~ab1é😀\x85\u2028\x01\xad")
                 for _ in range(random.randrange(8))]  # fmt: skip
        return "".join(signs)
    return random.choice(STRINGS)


def value(random: random.Random, depth: int = 2) -> Any:
    """A scalar, or a collection."""
    kind = random.randrange(4) if depth else 0
    if kind == 1:
        return [value(random, depth - 1) for _ in range(random.randrange(4))]
    if kind == 2:
        keys = random.sample(KEYS, random.randrange(4))
        return {key: value(random, depth - 1) for key in keys}
    return scalar(random)


def values() -> st.SearchStrategy[Any]:
    """All that YAML's core schema knows."""
    single = st.one_of(
        st.sampled_from(STRINGS),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
        st.none() | st.booleans() | st.integers() | st.floats(),
    )
    keys = st.sampled_from(KEYS) | st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
    return st.recursive(
        single,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
        max_leaves=8,
    )


def places(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths of all values in `data`, itself first."""
    found = [path]
    if isinstance(data, dict):
        for key, held in data.items():
            found += places(held, (*path, key))
    elif isinstance(data, list):
        for index, held in enumerate(data):
            found += places(held, (*path, index))
    return found


def at(data: Any, path: tuple[Any, ...]) -> Any:
    """The value at `path`."""
    for step in path:
        data = data[step]
    return data


def changed(random: random.Random, data: Any) -> Any:
    """`data` after a few changes of any kind."""
    data = copy.deepcopy(data)
    for _ in range(random.randint(1, 4)):
        path = random.choice(places(data))
        held = at(data, path)
        if isinstance(held, dict | list) and held and (not path or random.random() < 0.5):
            _reshape(random, held)
        elif path:
            at(data, path[:-1])[path[-1]] = value(random)
        elif random.random() < 0.1:
            data = value(random)
    return data


def _reshape(random: random.Random, held: Any) -> None:
    """Add to, take from, rename in or reorder a collection."""
    kind = random.choice(["add", "remove", "rename", "swap"])
    index = random.randrange(len(held))
    place = random.randint(0, len(held))
    if isinstance(held, list):
        if kind == "add":
            held.insert(place, value(random))
        elif kind == "remove":
            del held[index]
        elif kind == "rename" and isinstance(held[index], dict):
            held[index]["name"] = random.choice(["new", "n1", "y"])
        elif kind == "swap":
            held.insert(place, held.pop(index))
        return
    items = list(held.items())
    key = random.choice(KEYS)
    if kind == "add":
        items.insert(place, (key, value(random)))
    elif kind == "remove":
        del items[index]
    elif kind == "rename":
        items[index] = (key, items[index][1])
    else:
        items.insert(0, items.pop(index))
    held.clear()
    held.update(items)
