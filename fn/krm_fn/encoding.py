"""The encoding of the input: UTF-8, checked without holding it twice."""

from __future__ import annotations

import codecs

from krm_fn.errors import NotAResourceList

_AT_ONCE = 1 << 16
# Without a mark, they are known by their first letter, which is ASCII (YAML 1.2.2, section 5.2).
_FIRST = tuple(bytes((sign,)) for sign in range(9, 127))
_OTHERS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def checked(data: bytes) -> tuple[bytes, bytes]:
    """The byte order mark, if any, and the rest. Raises NotAResourceList where it is not UTF-8."""
    if data.startswith(_OTHERS) or (0 in data[:2] and data[:4].strip(b"\0").startswith(_FIRST)):
        message = "it must be UTF-8, got UTF-16 or UTF-32"
        raise NotAResourceList(message)
    if not data.isascii():
        _check(data)
    if data.startswith(codecs.BOM_UTF8):
        return codecs.BOM_UTF8, data[3:]
    return b"", data


def _check(data: bytes) -> None:
    decoder = codecs.getincrementaldecoder("utf-8")()
    view = memoryview(data)
    try:
        for place in range(0, len(data), _AT_ONCE):
            decoder.decode(view[place : place + _AT_ONCE])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raise NotAResourceList(_fault(data)) from None


def _fault(data: bytes) -> str:
    try:
        data.decode()
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        return f"it must be UTF-8; near line {line}: {problem.reason}"
    return "it must be UTF-8"
