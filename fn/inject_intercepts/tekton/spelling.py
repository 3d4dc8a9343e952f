"""Durations and quantities as Kubernetes writes them, whatever they were written as.

A typed object is stored as Go writes it: `15m` as `15m0s`, `1000m` of CPU as `1`.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from fractions import Fraction

_NANOSECONDS = {
    "ns": 1, "us": 1000, "µs": 1000, "μs": 1000, "ms": 10**6, "s": 10**9, "m": 60 * 10**9,
    "h": 3600 * 10**9,
}  # fmt: skip
# Most durations that somebody has looked at, and all of ours.
_STORED = re.compile(r"(?:[1-9]\d*h[1-5]?\dm|(?:[1-9]|[1-5]\d)m)?[1-5]?\ds")
_PART = r"(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)"
_DURATION = re.compile(rf"([-+]?)((?:{_PART})+)")
_QUANTITY = re.compile(r"([-+]?)(\d+\.?\d*|\.\d+)([numkMGTPE]|[KMGTPE]i|[eE][-+]?\d+)?")
_BINARY = ("", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei")
_DECIMAL = {-9: "n", -6: "u", -3: "m", 0: "", 3: "k", 6: "M", 9: "G", 12: "T", 15: "P", 18: "E"}
_POWERS = {name: power for power, name in _DECIMAL.items()}


def duration(text: str) -> str | None:
    """Give a duration as Go's Duration.String does: `90m` -> `1h30m0s`; None where it is none."""
    if _STORED.fullmatch(text):
        return text
    found = _DURATION.fullmatch(text)
    if text in ("0", "+0", "-0"):
        return "0s"
    if found is None:
        return None
    from fractions import Fraction  # it is loaded where something is written otherwise

    parts = re.findall(_PART, found[2])
    whole = sum(int(Fraction(f"0{number}") * _NANOSECONDS[unit]) for number, unit in parts)
    sign = "-" if found[1] == "-" and whole else ""
    if whole == 0:
        return "0s"
    for unit, below in (("ns", 1000), ("µs", 10**6), ("ms", 10**9)):
        if whole < below:
            return f"{sign}{_plain(Fraction(whole, _NANOSECONDS[unit]))}{unit}"
    minutes, rest = divmod(whole, _NANOSECONDS["m"])
    hours, minutes = divmod(minutes, 60)
    seconds = f"{_plain(Fraction(rest, 10**9))}s"
    return (
        sign
        + (f"{hours}h" if hours else "")
        + (f"{minutes}m" if hours or minutes else "")
        + seconds
    )


def quantity(text: str) -> str | None:
    """Give a quantity as resource.Quantity.String does: `1000m` -> `1`; None where it is none.

    `1.5Gi` -> `1536Mi`, `0.5` -> `500m`, `1000` -> `1k`, `1024` -> `1024`.
    """
    found = _QUANTITY.fullmatch(text)
    if found is None:
        return None
    suffix = found[3] or ""
    if _is_kept(found[2], suffix):
        return text
    from fractions import Fraction

    number = Fraction(f"0{found[2]}")
    sign = "-" if found[1] == "-" and number else ""
    if suffix in _BINARY[1:]:
        value = number * 1024 ** _BINARY.index(suffix)
        is_binary = value >= 1024 and value.denominator == 1
        return _binary(sign, value.numerator) if is_binary else _scaled(sign, value)
    return _scaled(sign, number * Fraction(10) ** _power(suffix), exponential=suffix not in _POWERS)


def _is_kept(number: str, suffix: str) -> bool:
    """Whether Go keeps the text, as one that looks canonical (resource.ParseQuantity)."""
    whole, _, decimals = number.partition(".")
    whole = whole.lstrip("0") or "0"
    if suffix in _BINARY[1:]:
        is_short = 14 - len(whole) - 3 * _BINARY.index(suffix) >= 0
        return is_short and not decimals and int(whole) % 8 != 0
    digits, power = whole + decimals, _power(suffix) - len(decimals)
    is_short = len(digits) <= 18 and power >= -9
    return is_short and power % 3 == 0 and digits[0] != "0" and not digits.endswith("000")


def _power(suffix: str) -> int:
    return _POWERS[suffix] if suffix in _POWERS else int(suffix[1:])


def _binary(sign: str, value: int) -> str:
    power = 0
    while value % 1024 == 0 and power < len(_BINARY) - 1:
        value, power = value // 1024, power + 1
    return f"{sign}{value}{_BINARY[power]}"


def _scaled(sign: str, value: Fraction, *, exponential: bool = False) -> str:
    """By the largest power of a thousand that leaves an integer; what is below a nano rounds up."""
    if value == 0:
        return "0"
    nanos = _rounded_up(value * 10**9)
    power = -9
    while nanos % 1000 == 0 and power < 18:
        nanos, power = nanos // 1000, power + 3
    if exponential:
        return f"{sign}{nanos}" + (f"e{power}" if power else "")
    return f"{sign}{nanos}{_DECIMAL[power]}"


def _rounded_up(value: Fraction) -> int:
    return -(-value.numerator // value.denominator)


def _plain(value: Fraction) -> str:
    """A decimal without zeros at its end; nine digits are enough for what is counted in nanos."""
    whole, rest = divmod(int(value * 10**9), 10**9)
    digits = f"{rest:09}".rstrip("0")
    return f"{whole}.{digits}" if digits else f"{whole}"
