"""What can be said of block-style YAML line by line, at the speed of `re`.

A quote or a bracket that its own line does not close may hide anything that follows: a false
dash, a false key. Text without one is what it looks like, and its lines can be trusted. The
checks are one-sided: they may suspect what is harmless, and never pass what is not.
"""

from __future__ import annotations

import re

# A quote or a bracket opens something only where a token may start: behind these bytes (0xBF ends
# a byte order mark). Behind any other it is text, or closes, or is no YAML at all.
TOKEN_MAY_START_BEHIND = frozenset(b" \t\r\n[{,:?\xbf")
# The same for a glance: what may open behind one of these must be looked at.
MAY_OPEN_BEHIND = TOKEN_MAY_START_BEHIND | frozenset(b"\\'")

_BEHIND = rb"(?<=[ \t\r\n\[{,:?\xbf]%s)"
# What may follow where something was closed: the line's end, a comment, a further token.
_CLOSED = rb"(?=[ \t]*+(?:[:,\]}]|\r?\n|\Z)|[ \t]++#)"
_QUOTED = rb"""(?:"(?:[^"\\\n]|\\.)*+"|'(?:[^'\n]|'')*+')[ \t]*+"""
_WORDS = rb"""[^\[\]{}"'#,\n]*+"""
# An entry of a flow collection without a further one in it. A quote in the middle of plain words
# is text to YAML and would mislead us, so it is only let through behind `: `.
_ENTRY = rb"[ \t]*+(?:%b(?::[ \t]*+(?:%b|%b))?+|%b(?:(?<=:[ \t])%b)?+)" % (
    _QUOTED, _QUOTED, _WORDS, _WORDS, _QUOTED,
)  # fmt: skip
_ENTRIES = rb"%b(?:,%b)*+" % (_ENTRY, _ENTRY)

_DOUBLE = rb'"%b(?!(?:[^"\\\n]|\\.)*+"%b)' % (_BEHIND % rb'"', _CLOSED)
_SINGLE = rb"'%b(?!(?:[^'\n]|'')*+'%b)" % (_BEHIND % rb"'", _CLOSED)
_SQUARE = rb"\[%b(?!%b\]%b)" % (_BEHIND % rb"\[", _ENTRIES, _CLOSED)
_CURLY = rb"\{%b(?!%b\}%b)" % (_BEHIND % rb"\{", _ENTRIES, _CLOSED)
_QUOTES = (_DOUBLE, _SINGLE)
_ALL = (*_QUOTES, _SQUARE, _CURLY)

# A block scalar without an indentation indicator: all lines below its header that are indented
# as the first one is, which must be deeper than the key (group 3: a dash moves the key by two).
_SCALAR = rb"""(?x)
    (\n ([ ]*+) (?: [\w./-]++: | (-[ ])[\w./-]++: %b ) [ ]+ [|>][+-]? [ ]*+ \r?)
    (?: \n[ ]*+\r? (?=\n) )*+
    \n (?P<margin> \2 (?(3)[ ]{3}|[ ]) [ ]*+ ) (?=[^ \r\n]) [^\n]*+
    (?: \n(?P=margin)[^\n]*+ | \n[ ]*+\r?(?=\n|\Z) )*+
"""
_BLOCK_SCALAR = _SCALAR % b"| -"
# In brackets `- |` goes on with the text of the line before; `key: |` is no YAML there.
_SCALAR_OF_KEY = _SCALAR % b""
_COMMENT_LINE = rb"\n[ ]*+#[^\n]*+"


def open_brackets(text: bytes, start: int) -> list[int]:
    """Where brackets stand that may be open at the end of their line, from `start` on."""
    found: list[int] = []
    for bracket in (_SQUARE, _CURLY):
        found += [match.start() for match in re.compile(bracket).finditer(text, start)]
    return found


def are_quotes_closed(text: bytes) -> bool:
    """Whether every line closes the quotes it opens; block scalars and comments do not count."""
    return not _may_open(text, _QUOTES) or not _may_open(without_scalars(text), _QUOTES)


def are_closed(text: bytes) -> bool:
    """The same of quotes and brackets."""
    return not _may_open(text, _ALL) or not _may_open(_without(text, _BLOCK_SCALAR), _ALL)


def without_scalars(text: bytes) -> bytes:
    """The text without the lines of its keys' block scalars, and without lines of comment alone.

    Of a scalar its header stays. Where every line of what is left closes the quotes it opens,
    nothing was taken out that stood in quotes; nor in brackets, where such a header is no YAML.
    """
    return _without(text, _SCALAR_OF_KEY)


def _without(text: bytes, scalar: bytes) -> bytes:
    return re.sub(_COMMENT_LINE, b"\n", re.sub(scalar, rb"\1", text))


def _may_open(text: bytes, marks: tuple[bytes, ...]) -> bool:
    return any(re.search(mark, text) for mark in marks)


def may_end_in_quotes(text: bytes, start: int, stop: int) -> bool:
    """Whether a quoted scalar may be open at `stop`, when none was at `start`.

    The last unescaped `"` would be the one that opened it. Of `'` it would be the first of an
    odd run, as all further ones come in pairs.
    """
    double = text.rfind(b'"', start, stop)
    if double >= 0 and (text[double - 1] in TOKEN_MAY_START_BEHIND or text[double - 1] == 0x5C):
        return True
    single = text.rfind(b"'", start, stop)
    while single >= 0:
        first = single
        while text[first - 1] == 0x27:
            first -= 1
        if (single - first) % 2 == 0:
            return text[first - 1] in TOKEN_MAY_START_BEHIND
        single = text.rfind(b"'", start, first)
    return False
