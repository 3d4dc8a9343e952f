r"""JSON's escapes for what lies beyond U+FFFF: two of them, such as `\ud83d\ude00`, for one sign.

Half of a pair is no character (RFC 8259, sections 7 and 8.2), and YAML knows no pairs: there it is
`\U0001f600` (YAML 1.2.2, section 5.7). So they are read in text that is JSON, and in no other.
"""

from __future__ import annotations

import re

from yaml._yaml import CParser
from yaml.events import ScalarEvent

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_PAIR = r"u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
_ESCAPE = re.compile(rf"\\(?:({_PAIR})|.)", re.DOTALL)
# As long as a pair, so that all else keeps its place; the value is read again by who knows pairs.
_AS_LONG = r"\u0020\u0020"
_WHOLE = re.compile(rf"\\{_PAIR}")
_HALF = re.compile(r"\\u[dD][89a-fA-F][0-9a-fA-F]{2}")


def events(text: str) -> Callable[[], Any]:
    """What gives the parser's events of `text`, one a call, with all pairs read if it is JSON."""
    import json  # JSON alone needs it, and it costs as much as the rest of a small run

    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return CParser(text).get_event
    without = _ESCAPE.sub(lambda found: _AS_LONG if found[1] else found[0], text)
    next_event = CParser(without).get_event

    def event() -> Any:
        found: Any = next_event()
        kind = found.__class__
        if kind is ScalarEvent and found.style == '"':
            written = text[found.start_mark.index : found.end_mark.index]
            if "\\u" in written:
                found.value = json.loads(written)
        return found

    return event


def fault(text: str, index: int) -> str | None:
    """What is wrong with the escape whose digits stand at `index`, if it is one of a surrogate."""
    escape = index - len("\\u")
    pair, half = _WHOLE.match(text, escape), _HALF.match(text, escape)
    if pair is not None:
        return f"`{pair[0]}` is a surrogate pair, which only JSON has: write the character itself"
    return f"`{half[0]}` is half of a surrogate pair, which is no character" if half else None
