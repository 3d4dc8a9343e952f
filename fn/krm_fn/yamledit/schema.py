"""What a plain scalar means: YAML 1.2's core schema, and who reads it otherwise.

Three readers meet in a cluster's tool chain:

| text | core schema (`resolve`) | Go: sigs.k8s.io/yaml, go-yaml v2, v3 | YAML 1.1 |
|---|---|---|---|
| `y` `yes` `on`, `n` `no` `off` | string | bool (v2; v3 where a bool is asked for) | bool |
| `010` | 10 | 8 | 8 |
| `0o10` | 8 | 8 | string |
| `0b11`, `0X1F`, `-0x1F` | string | 3, 31, -31 | 3, 31, -31 |
| `1_000`, `1_0.5` | string | 1000, 10.5 | 1000, 10.5 |
| `99999999999999999999` | int | float: more than 64 bits | int |
| `1234e567` | float, infinite | string: too large for a float | string (`1234.0e+567`: float) |
| `2026-01-01` | string | string (v2), time (v3) | date |
| `1:30` | string | string | 90 |
| `=`, `<<` | string | string | value, merge |

`differs_in_go` is the third column against the second; it counts `0o10` too, which readers
without YAML 1.2 take for a string. `misread` is every column against the second.
"""

from __future__ import annotations

import re

from krm_fn import numerals

Scalar = str | int | float | bool | None

_CONSTANTS: dict[str, Scalar] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip
for _written in (".nan", ".NaN", ".NAN"):
    _CONSTANTS[_written] = numerals.real(float("nan"), _written)
for _written in (".inf", ".Inf", ".INF"):
    for _signed in (_written, "+" + _written, "-" + _written):
        _CONSTANTS[_signed] = numerals.real(float(_signed.replace(".", "")), _signed)

WORDS = frozenset(_CONSTANTS)
"""Plain scalars without digits that are not strings."""

MAY_BE_OTHER = frozenset("~nNtTfF.+-0123456789")
"""First characters of all plain scalars but the empty one that are not strings."""

NOT_A_STRING = MAY_BE_OTHER | {""}
"""How plain scalars begin, the empty one too, that may be no strings."""

_MAY_BE_A_NUMBER = frozenset("+-.0123456789")

_DECIMAL = re.compile(r"[-+]?[0-9]+")
# Patterns from here on are compiled when they are first needed, which in most runs is never.
_FLOAT = r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"
_ENDS_A_FLOAT = frozenset("0123456789.")
_PREFIXES = ("0o", "0x")
_OCTAL = r"0o[0-7]+"
_HEX = r"0x[0-9a-fA-F]+"

_BOOL_1_1 = frozenset({"y", "yes", "on", "n", "no", "off"})
_MISREAD = _BOOL_1_1 | {"true", "false", "null", "~", "", "=", "<<"}
_DATE = r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt \t].*)?"
_GO_INT = r"[-+]?(?:0[bB][01_]+|0[oO]?[0-7_]+|0[xX][0-9a-fA-F_]+)|[-+]?[0-9][0-9_]*_[0-9_]*"
_GO_FLOAT = r"[-+]?(?:\.[0-9_]+|[0-9][0-9_]*(?:\.[0-9_]*)?)(?:[eE][-+]?[0-9_]+)?"
_NUMBER = (
    r"(?i:[-+]?(?:0b[01_]+|0o[0-7_]+|0x[0-9a-f_]+"
    r"|(?:\.[0-9_]+|[0-9][0-9_]*(?:\.[0-9_]*)?)(?:e[-+]?[0-9_]+)?"
    r"|[0-9][0-9_]*(?::[0-9]{1,2})+(?:\.[0-9_]*)?"
    r"|\.inf|\.nan))"
)


def resolve(text: str) -> Scalar:
    """What the plain scalar `text` means in YAML 1.2's core schema (section 10.3.2).

    A number that is not written as `scalar_text` would write it is a numeral, and keeps its text.

    Raises ValueError for a number of more digits than Python reads (4300).
    """
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if text[0] not in _MAY_BE_A_NUMBER:
        return text
    if _DECIMAL.fullmatch(text):
        return numerals.integer(int(text), text)
    # Of what begins like a number most is none: `15m`, `-c`.
    if text[-1] in _ENDS_A_FLOAT and re.fullmatch(_FLOAT, text):
        return numerals.real(float(text), text)
    if text[:2] in _PREFIXES and (re.fullmatch(_OCTAL, text) or re.fullmatch(_HEX, text)):
        return numerals.integer(int(text, 0), text)
    return text


def differs_in_go(text: str) -> bool:
    """Whether Kubernetes' decoders read the plain scalar `text` otherwise than `resolve`.

    See the table above. `12:30` is a string for both; a date counts, since go-yaml v3 makes a
    time of it.
    """
    if not text:
        return False
    if text.lower() in _BOOL_1_1:
        return text in (text.lower(), text.upper(), text.capitalize())
    if text[0] not in "+-.0123456789":
        return False
    if _DECIMAL.fullmatch(text):
        digits = text.lstrip("+-")
        return (len(digits) > 1 and digits[0] == "0") or not _fits_64_bits(text)
    if re.fullmatch(_HEX, text):
        return not _fits_64_bits(text)
    if re.fullmatch(_FLOAT, text):
        return abs(float(text)) == float("inf")
    if re.fullmatch(_GO_INT, text) or re.fullmatch(_DATE, text):
        return True
    return "_" in text and re.fullmatch(_GO_FLOAT, text) is not None


def _fits_64_bits(text: str) -> bool:
    if len(text) > 40:
        return False
    return -(2**63) <= int(text, 16 if text.startswith("0x") else 10) < 2**64


def misread(text: str) -> bool:
    """Whether the string `text`, written plain, would be something else for some YAML reader."""
    if text.lower() in _MISREAD:
        return True
    if text[0] not in "+-.0123456789":
        return False
    return re.fullmatch(_NUMBER, text) is not None or re.fullmatch(_DATE, text) is not None
