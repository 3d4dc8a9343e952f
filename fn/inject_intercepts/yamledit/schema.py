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
| `2026-01-01` | string | string (v2), time (v3) | date |
| `1:30` | string | string | 90 |
| `=`, `<<` | string | string | value, merge |

`differs_in_go` is the third column against the second; it counts `0o10` too, which readers
without YAML 1.2 take for a string. `misread` is every column against the second.
"""

from __future__ import annotations

import re

Scalar = str | int | float | bool | None

_CONSTANTS: dict[str, Scalar] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
    ".nan": float("nan"), ".NaN": float("nan"), ".NAN": float("nan"),
}  # fmt: skip
for _spelling in (".inf", ".Inf", ".INF"):
    _CONSTANTS[_spelling] = _CONSTANTS["+" + _spelling] = float("inf")
    _CONSTANTS["-" + _spelling] = float("-inf")

MAY_BE_OTHER = frozenset("~nNtTfF.+-0123456789")
"""First characters of all plain scalars but the empty one that are not strings."""

_DECIMAL = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_OCTAL = re.compile(r"0o[0-7]+")
_HEX = re.compile(r"0x[0-9a-fA-F]+")

_BOOL_1_1 = frozenset({"y", "yes", "on", "n", "no", "off"})
_WORDS = _BOOL_1_1 | {"true", "false", "null", "~", "", "=", "<<"}
_DATE = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt \t].*)?")
_GO_INT = re.compile(
    r"[-+]?(?:0[bB][01_]+|0[oO]?[0-7_]+|0[xX][0-9a-fA-F_]+)|[-+]?[0-9][0-9_]*_[0-9_]*"
)
_GO_FLOAT = re.compile(r"[-+]?(?:\.[0-9_]+|[0-9][0-9_]*(?:\.[0-9_]*)?)(?:[eE][-+]?[0-9_]+)?")
_NUMBER = re.compile(
    r"[-+]?(?:0b[01_]+|0o[0-7_]+|0x[0-9a-f_]+"
    r"|(?:\.[0-9_]+|[0-9][0-9_]*(?:\.[0-9_]*)?)(?:e[-+]?[0-9_]+)?"
    r"|[0-9][0-9_]*(?::[0-9]{1,2})+(?:\.[0-9_]*)?"
    r"|\.inf|\.nan)",
    re.IGNORECASE,
)


def resolve(text: str) -> Scalar:
    """What the plain scalar `text` means in YAML 1.2's core schema (section 10.3.2).

    Raises ValueError for a number of more digits than Python reads (4300).
    """
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if text[0] not in MAY_BE_OTHER:
        return text
    if _DECIMAL.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    if _OCTAL.fullmatch(text):
        return int(text, 0)
    if _HEX.fullmatch(text):
        return int(text, 0)
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
    if _HEX.fullmatch(text):
        return not _fits_64_bits(text)
    if _GO_INT.fullmatch(text) or _DATE.fullmatch(text):
        return True
    return "_" in text and _GO_FLOAT.fullmatch(text) is not None


def _fits_64_bits(text: str) -> bool:
    if len(text) > 40:
        return False
    return -(2**63) <= int(text, 16 if text.startswith("0x") else 10) < 2**64


def misread(text: str) -> bool:
    """Whether the string `text`, written plain, would be something else for some YAML reader."""
    if text.lower() in _WORDS:
        return True
    if text[0] not in "+-.0123456789":
        return False
    return _NUMBER.fullmatch(text) is not None or _DATE.fullmatch(text) is not None
