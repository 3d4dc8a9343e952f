"""Our own lines of common data are those that ruamel.yaml gives."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml_documents
from hypothesis import given
from hypothesis import strategies as st

from draws import examples
from krm_fn import yamledit
from krm_fn.yamledit import block_text, emit

STYLES = [(2, 0), (2, 2), (4, 0), (4, 2), (3, 1)]
MANIFESTS = sorted((Path(__file__).parents[1] / "manifests").glob("*.yaml"))

collections = yaml_documents.values().filter(lambda value: isinstance(value, dict | list) and value)


@examples(1000)
@given(collections, st.sampled_from(STYLES), st.booleans())
def test_common_data_is_written_as_ruamel_writes_it(
    data: Any,
    style: tuple[int, int],
    literals: bool,  # noqa: FBT001  # it is drawn
) -> None:
    step, offset = style
    lines = block_text.lines(data, step=step, offset=offset, literals=literals)
    expected = emit.by_ruamel(data, step=step, offset=offset, literals=literals)
    assert lines in (None, expected)


@pytest.mark.parametrize("string", yaml_documents.STRINGS)
@pytest.mark.parametrize("style", STYLES)
def test_every_hard_string_is_written_as_ruamel_writes_it(
    string: str, style: tuple[int, int]
) -> None:
    step, offset = style
    for data in ({"a": string}, [string], {"a": [{"b": string}]}, {string: 1}, [[string]]):
        lines = block_text.lines(data, step=step, offset=offset)
        assert lines in (None, emit.by_ruamel(data, step=step, offset=offset))


@pytest.mark.parametrize(
    "data",
    [{"a": "\x00"}, {"a": "both ' and \": "}, {"a\nb": 1}, {"k" * 200: 1}, {"a": ["one \ntwo\n"]}],
)
def test_escapes_and_long_keys_are_not_common(data: Any) -> None:
    assert block_text.lines(data, step=2, offset=0) is None


def test_a_list_right_in_a_list_is_not_common_where_dashes_are_indented() -> None:
    assert block_text.lines([["a"]], step=2, offset=2) is None


@pytest.mark.parametrize("path", MANIFESTS, ids=lambda path: path.name)
@pytest.mark.parametrize("style", STYLES)
def test_a_manifest_is_common(path: Path, style: tuple[int, int]) -> None:
    for text in path.read_text(encoding="utf-8").split("\n---\n"):
        data = yamledit.load(text)
        step, offset = style
        lines = block_text.lines(data, step=step, offset=offset)
        assert lines == emit.by_ruamel(data, step=step, offset=offset)
