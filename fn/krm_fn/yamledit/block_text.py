"""Text of common data in block style: what a manifest is made of, at a tenth of ruamel's time.

Common are collections, strings on one line without escapes, literal blocks, numbers, booleans and
null. Lines are those that ruamel.yaml gives, which a property test compares; what is not common
is left to it.
"""

from __future__ import annotations

import functools

from krm_fn.yamledit import scalar_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_LONGEST_KEY = 128
"""YAML's own limit is 1024; keys of manifests are far below."""


class NotCommonError(ValueError):
    """The data holds something that is left to ruamel.yaml."""


def lines(data: Any, *, step: int, offset: int, literals: bool = True) -> list[str] | None:
    """The lines of a collection that is not empty, from column 0; None where it is not common.

    `step`, `offset` and `literals` are those of `emit.block`.
    """
    writer = _Writer(step, offset, literals=literals)
    try:
        if data.__class__ is dict:
            writer.mapping(data, "", "")
        else:
            writer.sequence(data, "", "")
    except NotCommonError:
        return None
    return writer.lines


class _Writer:
    """Collects lines; `lead` is what stands before an entry in its first line, `margin` in others.

    They differ behind a dash: of `- a: 1` and `  b: 2` the lead is the dash and a blank.
    """

    def __init__(self, step: int, offset: int, *, literals: bool) -> None:
        self.step = " " * step
        self.offset = " " * offset
        self.literals = literals
        self.lines: list[str] = []

    def mapping(self, data: dict[str, Any], lead: str, margin: str) -> None:
        for key, value in data.items():
            name = _key(key)
            kind = value.__class__
            if kind is dict and value:
                self.lines.append(f"{lead}{name}:")
                inner = margin + self.step
                self.mapping(value, inner, inner)
            elif kind is list and value:
                self.lines.append(f"{lead}{name}:")
                inner = margin + self.offset
                self.sequence(value, inner, inner)
            else:
                self.scalar(value, f"{lead}{name}: ", margin + self.step)
            lead = margin

    def sequence(self, data: list[Any], lead: str, margin: str) -> None:
        inner = margin + "  "
        for value in data:
            kind = value.__class__
            if kind is dict and value:
                self.mapping(value, lead + "- ", inner)
            elif kind is list and value:
                # With an offset, ruamel puts it between the two dashes.
                if self.offset:
                    raise NotCommonError
                self.sequence(value, lead + "- ", inner)
            else:
                self.scalar(value, lead + "- ", inner)
            lead = margin

    def scalar(self, value: Any, before: str, margin: str) -> None:
        kind = value.__class__
        if kind is str:
            text = _string(value)
            if text is not None:
                self.lines.append(before + text)
            elif self.literals and scalar_text.is_literal(value):
                header = "|" if value[-1] == "\n" else "|-"
                self.lines.append(before + header)
                content = value.removesuffix("\n").split("\n")
                self.lines += [margin + line if line else "" for line in content]
            else:
                raise NotCommonError
        elif kind is dict:
            self.lines.append(before + "{}")
        elif kind is list:
            self.lines.append(before + "[]")
        else:
            self.lines.append(before + scalar_text.text_of(value))


def _key(key: str) -> str:
    text = _string(key) if len(key) < _LONGEST_KEY else None
    if text is None:
        raise NotCommonError
    return text


# The same names stand in every task of a Pipeline, and in every Pipeline of a package.
@functools.lru_cache(maxsize=4096)
def _string(value: str) -> str | None:
    """How a string is written in its line; None where that takes escapes, or more lines."""
    text = scalar_text.text_of(value)
    return None if text[0] == '"' and "\\" in text else text
