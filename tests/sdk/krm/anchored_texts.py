"""Streams, Lists and ResourceLists whose objects share anchors, names given twice among them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random

RESOURCE_LIST = "apiVersion: config.kubernetes.io/v1\nkind: ResourceList\n"
LIST = "apiVersion: v1\nkind: List\n"

_NAMES = ["a", "a", "b", "c-1"]
_SCALARS = ["x", "1", "'y z'", '"*a"', "é", "~", "w *a", "w &b"]


class Writer:
    """Draws texts. With `own`, aliases refer to anchors of their own object alone."""

    def __init__(self, random: random.Random, *, own: bool) -> None:
        self.random = random
        self.own = own
        self.known: list[str] = []
        self.open: list[str] = []  # a node cannot be a part of itself

    def maybe(self, share: int) -> bool:
        """True once in `share` times."""
        return self.random.randrange(share) == 0

    def value(self, depth: int = 2) -> str:
        """A value in flow style, on one line, maybe with an anchor, or an alias."""
        pick = self.random.choice
        usable = [name for name in self.known if name not in self.open]
        if usable and self.maybe(3):
            return f"*{pick(usable)} "
        name = pick(_NAMES) if self.maybe(3) else ""
        self.open.append(name)
        text = self.unnamed(depth)
        self.open.remove(name)
        if not name:
            return text
        self.known.append(name)
        return f"&{name} {text}"

    def unnamed(self, depth: int) -> str:
        """A scalar or a collection."""
        pick = self.random.choice
        kind = pick(["scalar", "scalar", "list", "map"]) if depth else "scalar"
        if kind == "list":
            return f"[{', '.join(self.value(depth - 1) for _ in range(pick([0, 1, 2])))}]"
        if kind == "map":
            keys = self.random.sample(["k", "l", "m"], pick([0, 1, 2]))
            return f"{{{', '.join(f'{key}: {self.value(depth - 1)}' for key in keys)}}}"
        return str(pick(_SCALARS))

    def fields(self) -> list[str]:
        """The lines of a mapping in block style."""
        if self.own:
            self.known = []
        lines = [f"kind: {self.random.choice('ABC')}"]
        for key in self.random.sample(["d", "e", "f", "g"], self.random.choice([1, 2, 3])):
            kind = self.random.choice(["value", "value", "value", "script", "block", "comment"])
            if kind == "script":
                lines += [f"{key}: |", "  ls *a.log && x &b", "  - &a y"]
            elif kind == "block":
                name = self.random.choice(_NAMES)
                self.open.append(name)
                lines += [f"{key}: &{name}", f"  h: {self.value()}", "  i:", f"  - {self.value()}"]
                self.open.remove(name)
                self.known.append(name)
            else:
                comment = "  # *a is no &a" if kind == "comment" else ""
                lines.append(f"{key}: {self.value()}{comment}")
        return lines

    def item(self, column: int) -> str:
        """One element of a block sequence."""
        named = "b" if not self.own and self.maybe(8) else ""
        self.open.append(named)
        first, *rest = self.fields()
        self.open.remove(named)
        if named or self.maybe(4):
            first, rest = (f"&{named}" if named else "# c"), [first, *rest]
            self.known += [named] if named else []
        margin = " " * column
        return "".join([f"{margin}- {first}\n", *(f"{margin}  {line}\n" for line in rest)])

    def shared(self, head: str) -> str:
        """A document with items, fields of its own around them."""
        self.known = []
        count = self.random.choice([1, 2, 3, 4])
        before = "" if self.own or self.maybe(2) else f"p: {self.value()}\n"
        if self.maybe(4):
            items = [f"{{{', '.join(self._flow_fields())}}}" for _ in range(count)]
            body = f"items: [{', '.join(items)}]\n"
        else:
            column = self.random.choice([0, 2])
            named = "c-1" if not self.own and self.maybe(6) else ""
            self.open.append(named)
            items = [self.item(column) for _ in range(count)]
            self.open.remove(named)
            body = "".join([f"items: &{named}\n" if named else "items:\n", *items])
            self.known += [named] if named else []
        after = "" if self.own or self.maybe(2) else f"q: {self.value()}\n"
        return head + before + body + after

    def _flow_fields(self) -> list[str]:
        if self.own:
            self.known = []
        keys = self.random.sample(["d", "e", "f"], 2)
        return ["kind: A", *(f"{key}: {self.value()}" for key in keys)]

    def resource_list(self) -> str:
        """A ResourceList, maybe with a functionConfig."""
        text = self.shared(RESOURCE_LIST)
        if self.maybe(2):
            text += "functionConfig:\n" + "".join(f"  {line}\n" for line in self.fields())
        return text

    def stream(self) -> str:
        """Documents, Lists among them."""
        documents = []
        for _ in range(self.random.choice([1, 2, 3])):
            self.known = []
            listed = self.maybe(2)
            documents.append(self.shared(LIST) if listed else "\n".join([*self.fields(), ""]))
        return "---\n".join(documents)
