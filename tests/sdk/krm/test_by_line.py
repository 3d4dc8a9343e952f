"""The items found by line are the items of a full parse, or the full parse is asked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from draws import examples
from krm_fn import ResourceList, errors
from krm_fn.locating import by_events, by_line

HEAD = "apiVersion: config.kubernetes.io/v1\nkind: ResourceList\n"

# Each is one field of an item in block style, its first line at the item's own column. What a
# line-by-line reading could take for a boundary, a key or an end is in here.
FIELDS = (
    "kind: ConfigMap",
    "apiVersion: v1",
    "metadata:\n    name: a\n    namespace: 'b'",
    "metadata: {name: a}",
    'double: "first\n- apiVersion: fake\n  kind: Fake"',
    "single: 'it''s\n- apiVersion: fake\n  kind: Fake\n  '",
    'escaped: "a \\" b\n- c \\\\\n- d"',
    'top: "a\nfunctionConfig: fake\nb"',
    "flow: [a,\n- b]",
    "nested: {a: [b, c],\n- d: e}",
    'mixed: [a "x, \'y", z]',
    "flow: [\n\n]",
    'script: |\n    echo "\n    - x\n\n    [ -z $y ] {',
    "folded: >-\n    it's\n      - y",
    "kept: |+\n    a\n\n",
    "indicator: |2\n      [\n    '",
    'plain: it\'s "fine" [or not',
    "plain: a\n    - b",
    "comment: a # it's \"open [",
    "# a comment's line [\n  a: b",
    "list:\n  - a\n  - 'b'",
    'list:\n    - |\n      \'\n    - ""',
    "? complex\n  : value",
    "empty: ''",
    'empty: ""',
    "null:",
    "\"quoted key\": 'quoted value'",
    "tagged: !!str 'x\n- y'",
    "anchored: &a [x,\n- y]",
    'emoji: \U0001f600 "\U0001f600\n- \U0001f600"',
    "script: |\n    \U0001f600 it's",
)
BETWEEN = ("", "", "", "\n", "# a comment's [\n", "  \n", '    # deep "\n')
AFTER_DASH = (" ", " ", " ", "   ", " # it's\n  ", "\n  ")


@st.composite
def items(draw: st.DrawFn) -> str:
    fields = draw(st.lists(st.sampled_from(FIELDS), min_size=1, max_size=4))
    text = "\n  ".join(fields)
    after = draw(st.sampled_from(AFTER_DASH))
    if after == "   ":  # the fields must stand where the first one does
        text = text.replace("\n  ", "\n    ")
    if text.startswith("#") and "\n" not in after:
        after = " "
    return f"-{after}{text}\n"


@st.composite
def lists(draw: st.DrawFn) -> bytes:
    """A ResourceList with nasty items; not each of them is YAML."""
    before = draw(
        st.sampled_from(["", "# it's\n", "---\n", "functionConfig:\n  a: 'x\n\n    y'\n"])
    )
    after = draw(st.sampled_from(["", "functionConfig:\n  a: b\n", "other: [a]\n", "...\n", "#\n"]))
    body = "".join(
        draw(st.sampled_from(BETWEEN)) + item
        for item in draw(st.lists(items(), min_size=1, max_size=5))
    )
    if draw(st.booleans()):  # the list one level in
        body = "".join(f"  {line}" if line.strip() else line for line in body.splitlines(True))
    text = f"{before}{HEAD}items:\n{body}{after}"
    if draw(st.booleans()):
        text = text.removesuffix("\n")
    if draw(st.booleans()):
        text = text.replace("\n", "\r\n")
    return text.encode()


@examples(600)
@given(lists())
def test_the_items_found_by_line_are_those_of_the_full_parse(source: bytes) -> None:
    try:
        expected = by_events.spans(source)
    except errors.NotAResourceList:
        return

    assert by_line.spans(source) == expected


@examples(300)
@given(lists(), st.integers(0, 120))
def test_so_are_they_where_the_last_one_is_too_long_to_be_parsed_with_its_scripts(
    source: bytes, soon: int
) -> None:
    try:
        expected = by_events.spans(source)
    except errors.NotAResourceList:
        return

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(by_line, "_SOON_PARSED", soon)
        assert by_line.spans(source) == expected


@examples(300)
@given(lists())
def test_a_list_that_nobody_changes_leaves_as_it_came(source: bytes) -> None:
    try:
        resources = ResourceList.parse(source)
    except errors.NotAResourceList:
        return

    assert b"".join(resources.chunks()) == source


SCRAPS = (
    *('- a: "x', "- b'", "  c: [x,", "- d]", "  e: |", '    text "', "# c '", "- f: v1", '"', "'"),
    *("  f: 'it''s'", "- g: 'x", "- h'", "  l: >-", "   - m", '  n: "a \\" b"', '  o: "a \\', ""),
    *(
        "-",
        "- # c",
        "  t: u",
        "  v: [a \"x, 'y\", z]: ', p",
        "- w]",
        '- x: a "b',
        "  - bb",
        "  cc:",
    ),
    *(
        "  - dd: |",
        '      ee "',
        "  - |",
        "- gg: |2",
        "- key:",
        "kind: R",
        "fc:",
        "...",
        "---",
        "\t",
        "- \t",
    ),
    *("-\tuu: v", "- {oo: pp}", '- "qq"', "- 'rr", '  "vv": "w', "  kk: *a", "  jj: &a b", " ]"),
)


@examples(400)
@given(st.lists(st.sampled_from(SCRAPS), max_size=9), st.sampled_from(["", "  "]))
def test_lines_thrown_together_are_read_as_the_full_parse_reads_them(
    lines: list[str], margin: str
) -> None:
    body = "".join(f"{margin}{line}\n" for line in ["- first: item", *lines])
    source = f"kind: ResourceList\nitems:\n{body}".encode()
    try:
        expected = by_events.spans(source)
    except errors.NotAResourceList:
        return

    assert by_line.spans(source) == expected


@pytest.mark.parametrize(
    ("body", "starts"),
    [
        ("- a: b\n- c: d\n", 2),
        ("  - a: b\n  - c: d\n", 2),
        ("-   a: b\n-   c: d\n", 2),
        ("-\n  a: b\n- # comment\n  c: d\n", 2),
        ("# it's\n\n- a: b\n# [\n\n- c: d\n# end", 2),
        ("- # one\n  # two\n  a: b\n- # three\n  c: d\n", 2),
        ("- # a\nb: c\n", 1),
        ("- a: 'b\n- # c\n  d: e'\n", 1),
        ('- a: "b\n- c: d"\n', 1),
        ("- a: 'b\n- c: ''d\n- '\n", 1),
        ('- a: [foo\n    - |\n      , "bar\n    baz: 1\n- b: c"]\n', 1),
        ("- a: [b,\n- c]\n", None),
        ("- a: [b,\nx\n- c]\n", 1),
        ("- a: [b\n- c]\n", 1),
        ("- a: |\n    '\n    - c\n- d: e\n", 2),
        ("- a:\n  - b\n  - c\n- d: e\n", 2),
        ("- a: b\r\n- c: d\r\n", 2),
        ("- a:\n- b:\n- c:\n", 3),
        ("- a:\r\n- b:\r\n", 2),
        ("- a: \"b\"\n- c: ''\n- d: it's\n", 3),
        ('- a: "b\u2028- c"\n- d: e\n', 2),
    ],
)
def test_these_are_the_items(body: str, starts: int | None) -> None:
    source = f"{HEAD}items:\n{body}".encode()
    if starts is None:
        with pytest.raises(errors.NotAResourceList):
            by_line.spans(source)
        return
    spans = by_line.spans(source)

    assert spans == by_events.spans(source)
    assert spans.items is not None
    assert len(spans.items.starts) == starts


def test_text_in_brackets_that_looks_like_a_scalar_hides_no_bracket_of_a_long_last_item() -> None:
    scalars = "".join(f"  k{i}: |\n    {'text ' * 9}\n" for i in range(600))
    body = f"- a: 1\n{scalars}  b: [foo\n    - |\n      , [\n    ],\nfunctionConfig: y]\n"
    source = f"{HEAD}items:\n{body}".encode()

    assert by_line.spans(source) == by_events.spans(source)


def test_a_syntax_error_in_one_item_does_not_hide_the_others() -> None:
    source = f"{HEAD}items:\n- a: b: c\n- d: e\n- f: [\n    ]]\n- g: h\n".encode()

    resources = ResourceList.parse(source)

    assert [item.mentions(b"g: h") for item in resources.items] == [False, False, False, True]
    assert b"".join(resources.chunks()) == source


def test_ten_thousand_items_with_scripts_are_found_without_a_full_parse(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    script = "if [ -z \"$x\" ]; then echo 'it'\"'\"'s {"
    item = f"- kind: A\n  script: |\n    {script}\n  args: [\"a\", 'b']\n"
    source = (HEAD + "items:\n" + item * 10_000).encode()
    scanned: list[int] = []
    real = by_events.spans

    def spy(text: bytes) -> object:
        scanned.append(len(text))
        return real(text)

    monkeypatch.setattr(by_events, "spans", spy)
    monkeypatch.setattr(by_events, "is_complete", None)
    spans = by_line.spans(source)

    assert spans.items is not None
    assert len(spans.items.starts) == 10_000
    assert sum(scanned) < 100
