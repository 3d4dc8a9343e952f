"""What an object is can be read without loading it, and is what loading says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from krm_fn import KubeObject, yamledit
from krm_fn.errors import Unreadable
from krm_fn.locating import identity

LINES = (
    "apiVersion: v1",
    "apiVersion: 'apps/v1'",
    "apiVersion: 1",
    "apiVersion: &a v1",
    "kind: Pod",
    "kind: Pod # it is",
    "kind: Pod\n  s",
    "kind:\n  Pod",
    "kind: null",
    "kind: !!str null",
    '"kind": "Pod"',
    "kind: [Pod]",
    "<<: {kind: Pod}",
    "? kind\n: Pod",
    "metadata:\n  name: a",
    "metadata:\n  # c\n  labels: {name: x}\n  namespace: b\n  name: 'a'",
    "metadata: {name: a, namespace: b}",
    "metadata:\n  name: 010",
    "metadata:\n  generateName: a-",
    "metadata:\n  <<: {name: a}",
    "metadata: null",
    "metadata: *a",
    "metadata:\n- name: a",
    "text: |\n  kind: Fake\n  metadata:\n    name: fake",
    'text: "a\nkind: Fake\n"',
    "spec:\n- kind: Fake",
    "# kind: Fake",
    '# a\u2028text: "\nkind: Fake"',
    '# a\rtext: "\nkind: Fake"',
    '# a\x85text: "\nkind: Fake"',
)


@pytest.mark.parametrize("line_break", ["\r", "\x85", "\u2028", "\u2029"])
def test_a_comment_ends_at_each_line_break_of_the_parsers(line_break: str) -> None:
    hidden = f'# a{line_break}x: "\napiVersion: v1\nkind: Pod\nmetadata: \n  name: n"\n'
    item = KubeObject.new(f"{hidden}apiVersion: v2\nkind: Real\nmetadata:\n  name: m\n")

    assert (item.api_version, item.kind, item.name) == ("v2", "Real", "m")


@given(st.lists(st.sampled_from(LINES), max_size=5), st.sampled_from(["\n", "\r\n"]))
def test_the_head_is_what_loading_says(lines: list[str], newline: str) -> None:
    text = "".join(f"{line}\n" for line in lines).replace("\n", newline)
    try:
        data = yamledit.load(text)
    except yamledit.YAMLError:
        return
    if not isinstance(data, dict):
        return
    item = KubeObject.new(text)
    found = data.get("metadata")
    metadata = found if isinstance(found, dict) else {}
    values = [data.get("apiVersion"), data.get("kind"), metadata.get("name"),
              metadata.get("namespace")]  # fmt: skip
    expected = tuple(value if isinstance(value, str) else None for value in values)

    assert (item.api_version, item.kind, item.name, item.namespace) == expected


def test_the_first_two_lines_say_what_it_is() -> None:
    assert identity.first_lines(b"  apiVersion: v1\n  kind: Pod\n  metadata:\n") == ("v1", "Pod")
    assert identity.first_lines(b"apiVersion: v1\r\nkind: Pod\r\nmetadata: {}") == ("v1", "Pod")


@pytest.mark.parametrize(
    "text",
    [
        b"kind: Pod\napiVersion: v1\nmetadata:\n",
        b"apiVersion: v1\nkind: Pod\n  s\n",
        b"apiVersion: v1\nkind: Null\nspec:\n",
        b"apiVersion: v1\n  kind: Pod\nspec:\n",
        b"apiVersion: v1\nkind: 'Pod'\nspec:\n",
        b"apiVersion: v1\nkind: Pod\n",
    ],
)
def test_anything_else_in_the_first_lines_is_left_to_a_parser(text: bytes) -> None:
    assert identity.first_lines(text) is None


def test_a_syntax_error_behind_the_head_does_not_matter() -> None:
    item = KubeObject.new("kind: A\napiVersion: v1\nmetadata: {name: a}\nspec: a: b: [\n")

    assert str(item.reference) == "v1/A/a"
    with pytest.raises(Unreadable):
        _ = item.data


def test_what_cannot_be_read_at_all_has_no_reference() -> None:
    assert str(KubeObject.new("a: b: c\n").reference) == ""
