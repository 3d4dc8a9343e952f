"""Text that is no YAML yet: a template, such as Helm's, that nobody filled in."""

from __future__ import annotations

import re

from krm_fn import yamledit

_BRACES = re.compile(r"\{\{[^\n]*?\}\}")
_ALONE = re.compile(r"^[ \t]*(?:\{\{[^\n]*?\}\}[ \t]*)+$", re.MULTILINE)
# Where it is no part of a text: it begins a line, an item or a value.
_BEGINS = re.compile(r"^[ \t]*(?:- +)*(?:[^\s#:]+:[ \t]+)?(\{\{[^\n]*?\}\})", re.MULTILINE)


def unfilled(text: str) -> str | None:
    """The first `{{ … }}` in a text that cannot be read as YAML, if that is why it cannot."""
    found = _BEGINS.search(text) or _BRACES.search(text)
    if found is None or _fault(text) == _fault(_BRACES.sub("x", _ALONE.sub("", text))):
        return None
    return found[found.re.groups]


def _fault(text: str) -> str | None:
    try:
        yamledit.load(text)
    except yamledit.YAMLError as problem:
        return f"{problem.line}: {problem.message}"
    except RecursionError:
        return "too deep"
    return None
