"""Durations and quantities become what Go's types print."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inject_intercepts.tekton import spelling

DURATIONS = {
    "15m": "15m0s", "90m": "1h30m0s", "1h": "1h0m0s", "1h0m0s": "1h0m0s", "60s": "1m0s", "0": "0s",
    "0m": "0s", "-0s": "0s", "1.5h": "1h30m0s", ".5s": "500ms", "1500ms": "1.5s", "1500us": "1.5ms",
    "1µs": "1µs", "7ns": "7ns", "100h": "100h0m0s", "-5m": "-5m0s", "+5m": "5m0s",
    "1s1ms": "1.001s", "1m30s": "1m30s", "0.1ns": "0s", "05s": "5s", "0m5s": "5s", "0h5m0s": "5m0s",
    "1h60m0s": "2h0m0s", "01h0m0s": "1h0m0s", "1h05m0s": "1h5m0s", "1h5s": "1h0m5s",
    "59m59s": "59m59s",
}  # fmt: skip
QUANTITIES = {
    "1000m": "1", "1500m": "1500m", "0.5": "500m", "1": "1", "1000": "1k", "1024": "1024",
    "1024Mi": "1Gi", "1.5Gi": "1536Mi", "0.5Gi": "512Mi", "1Ki": "1Ki", "0.5Ki": "512",
    "512Mi": "512Mi",
    "1000k": "1M", "100M": "100M", "1e3": "1e3", "1000e3": "1e6", "1e-1": "100e-3", "0": "0",
    "0Mi": "0", "0.1n": "1n", "-1000m": "-1",
    "+2": "+2", "+2000": "2k", "1E": "1E", "1Ei": "1Ei", "2048Ki": "2Mi", "0m": "0",
    "1.": "1.", "1.500": "1.500", "1.50": "1500m", ".5": "500m",
}  # fmt: skip


@pytest.mark.parametrize(("written", "stored"), DURATIONS.items())
def test_a_duration_is_spelled_as_go_does(written: str, stored: str) -> None:
    assert spelling.duration(written) == stored


@pytest.mark.parametrize("text", ["", "15", "m", "15 m", "1d", "$(params.timeout)", "1h-5m", "h1"])
def test_what_is_no_duration_has_no_spelling(text: str) -> None:
    assert spelling.duration(text) is None


@pytest.mark.parametrize(("written", "stored"), QUANTITIES.items())
def test_a_quantity_is_spelled_as_kubernetes_does(written: str, stored: str) -> None:
    assert spelling.quantity(written) == stored


@pytest.mark.parametrize("text", ["", "Mi", "1 Gi", "1gi", "1KI", "$(params.memory)", "1e", "--1"])
def test_what_is_no_quantity_has_no_spelling(text: str) -> None:
    assert spelling.quantity(text) is None


@given(st.from_regex(r"\A(\d{1,4}h)?\d{1,5}m(\d{1,5}(\.\d{1,9})?s)?\Z"))
def test_the_spelling_of_a_duration_is_its_own(text: str) -> None:
    stored = spelling.duration(text)

    assert stored is not None
    assert spelling.duration(stored) == stored


@given(st.from_regex(r"\A\d{1,6}(\.\d{1,3})?(m|k|M|G|Ki|Mi|Gi|e\d)?\Z"))
def test_the_spelling_of_a_quantity_is_its_own(text: str) -> None:
    stored = spelling.quantity(text)

    assert stored is not None
    assert spelling.quantity(stored) == stored
