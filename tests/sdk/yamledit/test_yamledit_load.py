"""What a document says, and which scalars others read otherwise."""

from __future__ import annotations

import math
from typing import Any

import pytest

from krm_fn import yamledit

READINGS: list[tuple[str, Any]] = [
    ("null", None), ("Null", None), ("NULL", None), ("~", None), ("", None), ("nUll", "nUll"),
    ("true", True), ("True", True), ("TRUE", True), ("false", False), ("tRue", "tRue"),
    ("yes", "yes"), ("no", "no"), ("on", "on"), ("off", "off"), ("y", "y"), ("n", "n"),
    ("0", 0), ("-1", -1), ("+1", 1), ("010", 10), ("0o10", 8), ("0x1F", 31), ("0X1F", "0X1F"),
    ("-0x1F", "-0x1F"), ("0b11", "0b11"), ("1_000", "1_000"), ("+", "+"),
    ("1.0", 1.0), ("1.", 1.0), (".5", 0.5), ("1e3", 1000.0), ("-1.5E-3", -0.0015),
    (".inf", math.inf), ("-.Inf", -math.inf), ("+.INF", math.inf), ("..5", "..5"),
    ("1.2.3", "1.2.3"),
    ("1:30", "1:30"), ("12:30:45", "12:30:45"), ("2026-01-01", "2026-01-01"), ("=", "="),
    ("'1'", "1"), ('"null"', "null"), ("!!str 1", "1"), ("!!str", ""), ("! 1", 1),
    ("!!int '1'", 1), ("!!float 1", 1.0), ("!!bool 'true'", True), ("!!null ''", None),
    ("!!map {}", {}), ("!!seq []", []),
]  # fmt: skip


@pytest.mark.parametrize(("written", "meant"), READINGS)
def test_scalars_mean_what_the_core_schema_says(written: str, meant: object) -> None:
    value = yamledit.load(f"- {written}")
    assert repr(value) == repr([meant])


def test_not_a_number_is_one() -> None:
    value = yamledit.load(".nan")
    assert isinstance(value, float)
    assert math.isnan(value)


@pytest.mark.parametrize("text", ["", "# nothing\n", "---\n", "---\n...\n", "\ufeff"])
def test_no_value_is_null(text: str) -> None:
    assert yamledit.load(text) is None


def test_an_alias_is_a_copy() -> None:
    data = yamledit.load("a: &x {b: [1]}\nc: *x\n")
    assert data == {"a": {"b": [1]}, "c": {"b": [1]}}
    assert isinstance(data, dict)
    assert data["a"] is not data["c"]
    assert data["a"]["b"] is not data["c"]["b"]


def test_keys_are_strings_as_kubernetes_takes_them() -> None:
    assert yamledit.load("1: a\ntrue: b\n'2': c\n") == {"1": "a", "true": "b", "2": "c"}


@pytest.mark.parametrize(
    "written",
    ["y", "Y", "n", "yes", "No", "ON", "off", "010", "-017", "0o10", "0b11", "0X1F", "-0x1F",
     "1_000", "1_0.5", "2026-01-01", "2026-1-1T00:00:00Z", "99999999999999999999",
     "1234e567", "1e400", "-1.5E+999", "+.1e310", "9" * 300 + "e9"],
)  # fmt: skip
def test_what_kubernetes_reads_otherwise_is_ambiguous(written: str) -> None:
    assert yamledit.ambiguous(f"a: [{{name: {written}}}]") == {("a", 0, "name"): written}


@pytest.mark.parametrize(
    "written",
    ["a", "yEs", "true", "null", "~", "", "0", "10", "-1", "0x1F", "1.5", "1e3", ".5", "+1",
     "12:30", "=", "1.2.3", "1e308", "1e-400", "1234e56",
     "'y'", '"010"', "!!str y", "18446744073709551615", ".inf"],
)  # fmt: skip
def test_what_all_read_alike_is_not_ambiguous(written: str) -> None:
    assert yamledit.ambiguous(f"a: {written}") == {}


def test_ambiguous_keys_and_aliases_are_named_too() -> None:
    found = yamledit.ambiguous("on: 1\na: &x [y]\nb: *x\n")
    assert found == {("on",): "on", ("a", 0): "y", ("b", 0): "y"}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ((), ""),
        (("spec", "tasks", 0, "name"), "spec.tasks[0].name"),
        ((0, "a"), "[0].a"),
        (("metadata", "annotations", "a.b/c"), "metadata.annotations['a.b/c']"),
        (("", "it's", "a\\"), r"['']['it\'s']['a\\']"),
        (("run-after", "1"), "run-after['1']"),
    ],
)
def test_a_path_is_written_as_kubernetes_writes_it(path: yamledit.Path, text: str) -> None:
    assert yamledit.format_path(path) == text
