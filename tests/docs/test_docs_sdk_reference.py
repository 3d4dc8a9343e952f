"""The reference of the SDK is what its docstrings say."""

from __future__ import annotations

import os

import pytest
import sdk_reference

import krm_fn

REWRITE = bool(os.environ.get("WRITE_GOLDEN_OUTPUT"))


def test_the_reference_is_made_from_the_docstrings() -> None:
    path = sdk_reference.PAGE
    was, now = path.read_text(encoding="utf-8"), sdk_reference.page()

    if REWRITE and was != now:
        path.write_text(now, encoding="utf-8")
        pytest.fail(f"rewritten: {path}", pytrace=False)
    assert was == now, "`make reference` writes it"


def test_each_public_name_is_in_it_once() -> None:
    names = [name for section in sdk_reference.SECTIONS for name in section.names]

    assert sorted(name for name in names if "." not in name) == sorted(krm_fn.__all__)
