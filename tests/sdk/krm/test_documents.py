"""A stream of documents: a file on disk, or the resources of an exec plugin."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from krm_fn import Documents, KubeObject, NotAResourceList, Unreadable

STREAM = """\
%YAML 1.2
# the licence
---
# one
kind: One   # first
text: |
  --- not a marker
---
---
# nothing here
--- # two
kind: Two
...
# between
%TAG !x! tag:x,2000:
---
{"kind": "Three"}
--- {kind: Four}
"""


def written(documents: Documents, *added: KubeObject) -> str:
    return b"".join(documents.chunks(added=added)).decode()


def test_each_document_is_an_object() -> None:
    documents = Documents.parse(STREAM.encode(), "a/b.yaml")

    assert [item.kind for item in documents.objects] == ["One", "Two", "Three", "Four"]
    assert [(item.file_path, item.file_index) for item in documents.objects] == [
        ("a/b.yaml", index) for index in range(4)
    ]
    assert documents.malformed == []


def test_a_stream_that_nobody_changes_leaves_as_it_came() -> None:
    for text in (STREAM, STREAM.removesuffix("\n"), STREAM.replace("\n", "\r\n"), "\ufeffa: b", ""):
        assert written(Documents.parse(text.encode())) == text


@pytest.mark.parametrize("kind", ["One", "Two", "Three", "Four"])
def test_a_changed_document_is_edited_in_its_place(kind: str) -> None:
    documents = Documents.parse(STREAM.encode())
    item = next(item for item in documents.objects if item.kind == kind)
    item.replace({**item.data, "kind": "Other"})

    assert written(documents) == STREAM.replace(kind, "Other", 1)


def test_a_removed_document_goes() -> None:
    documents = Documents.parse(b"a: 1\n---\nb: 2\n---\nc: 3\n")
    kept = [item for item in documents.objects if "b" not in item.data]

    assert b"".join(documents.chunks(kept)) == b"a: 1\n---\nc: 3\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a: b\n", "a: b\n---\nc: d\ne: f\n"),
        ("a: b", "a: b\n---\nc: d\ne: f\n"),
        ("a: b\r\n", "a: b\r\n---\r\nc: d\r\ne: f\r\n"),
        ("a: b\n...\n", "a: b\n...\n---\nc: d\ne: f\n"),
        ("", "c: d\ne: f\n"),
        ("# only a comment\n", "# only a comment\nc: d\ne: f\n"),
    ],
)
def test_a_new_object_is_a_document_at_the_end(before: str, after: str) -> None:
    new = KubeObject.new("---\nc: d\ne: f\n")

    assert written(Documents.parse(before.encode()), new) == after


LIST = """\
apiVersion: v1
kind: List
items:
# one
- kind: One
- kind: Two
---
kind: Three
"""


def test_a_list_is_opened() -> None:
    documents = Documents.parse(LIST.encode(), "f.yaml")
    one, two, three = documents.objects
    two.replace({"kind": "Changed"})

    assert [item.file_index for item in documents.objects] == [0, 1, 2]
    assert b"".join(documents.chunks([two, three])).decode() == LIST.replace(
        "- kind: One\n", ""
    ).replace("Two", "Changed")
    assert one.kind == "One"


def test_a_list_in_json_is_opened() -> None:
    text = b'{"apiVersion": "v1", "kind": "List", "items": [{"kind": "A"}, {"kind": "B"}]}'
    documents = Documents.parse(text)
    documents.objects[1].replace({"kind": "C"})

    assert b"".join(documents.chunks()) == text.replace(b'"B"', b'"C"')


@pytest.mark.parametrize(
    "text",
    [
        LIST.replace("kind: List", "kind: OneList").replace("v1", "example.dev/v1"),
        '{"kind": "OneList", "items": [{"kind": "One"}, {"kind": "Two"}]}\n---\nkind: Three\n',
    ],
)
def test_a_list_of_one_kind_is_opened_where_its_items_say_theirs(text: str) -> None:
    documents = Documents.parse(text.encode())
    one, two, three = documents.objects
    two.replace({**two.data, "kind": "Changed"})

    assert (one.kind, three.kind) == ("One", "Three")
    assert b"".join(documents.chunks()).decode() == text.replace("Two", "Changed")


@pytest.mark.parametrize("items", ["[a, b]", "[{a: b}]", "[{kind: A}, {a: b}]", "{a: b}", "[]"])
def test_what_is_only_called_a_list_is_an_object(items: str) -> None:
    documents = Documents.parse(f"kind: AllowList\nitems: {items}\n".encode())

    assert [item.kind for item in documents.objects] == ["AllowList"]
    assert documents.malformed == []


def test_surrogate_pairs_in_json_are_read_in_a_list_too() -> None:
    emoji = r"\ud83d\ude00"
    text = (
        f'{{"x": "{emoji}", "kind": "List", "items": [{{"kind": "A", "a": "{emoji}"}}, '
        '{"kind": "B"}], "apiVersion": "v1"}\n'
    )
    documents = Documents.parse(text.encode())
    first, second = documents.objects
    second.replace({"kind": "C"})

    assert first.data == {"kind": "A", "a": "\U0001f600"}
    assert written(documents) == text.replace('"B"', '"C"')


def test_documents_that_are_no_objects_are_named() -> None:
    documents = Documents.parse(b"a: b\n---\n- c\n---\ntext\n---\nnull\n---\nkind: A\n")

    assert [item.data for item in documents.objects] == [{"a": "b"}, {"kind": "A"}]
    assert [result.message for result in documents.malformed] == [
        "document 2 must be an object (a map), got a sequence",
        "document 3 must be an object (a map), got a scalar",
    ]


def test_a_document_that_is_not_yaml_is_only_a_matter_of_who_reads_it() -> None:
    text = b"a: b\n---\n{{ template }}: [\n---\nc: d\n"
    documents = Documents.parse(text)

    assert len(documents.objects) == 3
    assert b"".join(documents.chunks()) == text


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a: b\n---\n# c\nd: 1\ne: 2\nd: 3\n", 6, "the key `d` occurs twice, first in line 4"),
        ("a: b\r\n---\r\n" + LIST.replace("---", "- x: 1\n  x: 2\n---"), 10,
         "the key `x` occurs twice, first in line 9"),
        (LIST.replace("Two", "Two\n  x: 1\n  y: &a b\n  x: *a"), 9,
         "the key `x` occurs twice, first in line 7"),
        (LIST + "---\n" + LIST.replace("- kind: One", "- a: &a b\n- x: *a\n  y: 1\n  y: 2"), 17,
         "the key `y` occurs twice, first in line 16"),
        (f"a: b\n---\n{LIST.replace('---', 'items: []')}", 9,
         "the key `items` occurs twice, first in line 5"),
        ("a: b\n---\nkind: List\napiVersion: v1\nx: &x []\nitems: *x\n", 2,
         "`items` must be a list, got an alias"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_says_on_which_lines_of_the_file(
    text: str, line: int, message: str
) -> None:
    documents = Documents.parse(text.encode())
    found = []
    for item in documents.objects:
        try:
            _ = item.kind, item.data
        except Unreadable as problem:
            found.append((problem.line, problem.message))

    assert found == [(line, message)]
    assert documents.malformed == []
    assert written(documents) == text


@pytest.mark.parametrize("odd", ["\r", "\x85", "\u2028"])
def test_a_marker_behind_an_odd_line_break_is_refused(odd: str) -> None:
    with pytest.raises(NotAResourceList, match="line 2: a document marker must stand behind LF"):
        Documents.parse(f"a: b\nc: d{odd}---\ne: f\n".encode())


@given(
    st.lists(
        st.sampled_from(
            ["---", "--- # c", "--- {a: b}", "...", "# c", "", "  ", "a: b", "%YAML 1.1",
             "c: |\n  ---", "'d': e", "- f", "---x: y"]
        ),
        max_size=12,
    ),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
)  # fmt: skip
def test_any_stream_leaves_as_it_came(lines: list[str], newline: str, end: bool) -> None:  # noqa: FBT001
    text = newline.join(lines).replace("\n", newline) + (newline if end else "")
    text = text.replace("\r\r", "\r")

    assert written(Documents.parse(text.encode())) == text
