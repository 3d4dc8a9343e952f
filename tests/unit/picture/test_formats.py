"""A picture as text: Mermaid, a Markdown page of it, and Graphviz's language."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from draws import examples
from inject_intercepts.picture import dot, markdown, marks, mermaid, text
from inject_intercepts.picture.drawing import Edge, Node, Part, Picture

BEFORE = Part(
    "before", (Node("build"), Node("deploy", (), marks.REPLACED)), (Node("end"),),
    (Edge("build", "deploy"), Edge("deploy", "end", "hidden")), depth=3, width=1,
)  # fmt: skip
AFTER = Part(
    "after",
    (Node("build"), Node("deploy-a", ('when tool = "a"',), marks.NEW)),
    (Node("end", (), marks.CHANGED),),
    (
        Edge("build", "deploy-a"),
        Edge("deploy-a", "end", "reads", is_rewired=True),
    ),
    depth=3,
    width=1,
)
PICTURE = Picture("Pipeline shop", (BEFORE, AFTER))
EXPECTED = Path(__file__).parent / "expected"


def test_before_and_after_as_mermaid() -> None:
    assert mermaid.write(PICTURE) == (EXPECTED / "both.mmd").read_text(encoding="utf-8")


def test_before_and_after_as_dot() -> None:
    assert dot.write(PICTURE) == (EXPECTED / "both.dot").read_text(encoding="utf-8")


def test_what_is_wide_lies_and_in_dot_its_first_task_comes_last_to_stand_on_top() -> None:
    tasks = (Node("a"), Node("b"))
    wide = Picture("Pipeline wide", (Part("", tasks, (), (), depth=1, width=2),))

    assert mermaid.write(wide) == (EXPECTED / "wide.mmd").read_text(encoding="utf-8")
    assert dot.write(wide) == (EXPECTED / "wide.dot").read_text(encoding="utf-8")


def test_pictures_as_a_page() -> None:
    one = Picture("Pipeline a_b", (BEFORE._replace(title=""),))
    two = Picture("Pipeline #2 <x>", (AFTER._replace(title=""),))

    assert markdown.write([one, two]) == (
        f"## Pipeline a\\_b\n\n```mermaid\n{mermaid.write(one)}```\n\n"
        f"## Pipeline \\#2 \\<x\\>\n\n```mermaid\n{mermaid.write(two)}```\n"
    )


@pytest.mark.parametrize(
    ("content", "written"),
    [
        ("deploy-intercepts", "deploy-intercepts"),
        ("end", "end"),
        ('say "end"', "say #34;end#34;"),
        ("a]b}c)d", "a#93;b#125;c)d"),
        ("a #35; b", "a #35;35#59; b"),
        ("%%{init: {}}%%", "#37;#37;#123;init#58; #123;#125;#125;#37;#37;"),
        ("<br>&amp;`x`", "#60;br#62;#38;amp#59;#96;x#96;"),
        ("$$y$$$", "#36;#8203;#36;y#36;#8203;#36;#8203;#36;"),
        ("1. list", "#49;. list"),
        ("- list", "#45; list"),
        ("a*b*_c_", "a#42;b#42;#95;c#95;"),
        ("größe-試験", "größe-試験"),
        ("a\nb\tc\x07", "a b c#65533;"),
        ("🚀", "#128640;"),
        ("", ""),
    ],
)
def test_a_label_of_mermaid_shows_the_text_as_it_is(content: str, written: str) -> None:
    assert mermaid.label(content) == written


@examples()
@given(st.text())
def test_a_label_of_mermaid_has_nothing_that_means_something_and_all_of_the_text(
    content: str,
) -> None:
    label = mermaid.label(content)

    assert not re.search(r'["`<>{}\[\]|&\\%*_$:\n]|#(?!\d+;)|(?<!\d);', label)
    shown = re.sub(r"#(\d+);", lambda code: chr(int(code[1])), label)
    assert shown.replace("\u200b", "") == text.line(content).replace("\u200b", "")


@examples()
@given(st.text())
def test_a_string_of_dot_ends_where_it_should_and_has_all_of_the_text(content: str) -> None:
    string = dot.quoted(content)

    assert re.fullmatch(r'"(?:[^"\\]|\\["\\])*"', string)
    shown = re.sub(r'\\(["\\])', r"\1", string[1:-1]).replace("&amp;", "&")
    assert shown == text.line(content)


@pytest.mark.parametrize(
    ("content", "written"),
    [
        ("deploy-intercepts", '"deploy-intercepts"'),
        ('say "end"', r'"say \"end\""'),
        ("a\\nb\\", r'"a\\nb\\"'),
        ("a &lt; b", '"a &amp;lt; b"'),
        ("<b>x</b>", '"<b>x</b>"'),
        ("größe 🚀", '"größe 🚀"'),
        ("a\nb\x00", '"a b\N{REPLACEMENT CHARACTER}"'),
    ],
)
def test_a_string_of_dot_shows_the_text_as_it_is(content: str, written: str) -> None:
    assert dot.quoted(content) == written


def test_a_title_is_a_string_of_yaml_whatever_it_has() -> None:
    picture = Picture('a "b": {c}\n---\n<d> & e', (BEFORE._replace(title=""),))

    title = mermaid.write(picture).splitlines()[1]

    assert title == r'title: "a \"b\": {c} --- ＜d＞ ＆ e · dotted box: replaced"'  # noqa: RUF001


def test_a_long_name_is_cut() -> None:
    picture = Picture("p", (Part("", (Node("n" * 100),), (), (), depth=1, width=1),))

    assert f't1["{"n" * 59}…"]' in mermaid.write(picture)


@pytest.mark.needs("dot", tier=2)
def test_graphviz_draws_what_is_written_and_shows_the_texts() -> None:
    texts = ('"quoted" \\N', "&lt;b&gt; <i>", "größe 🚀")
    picture = Picture(
        "any", (AFTER._replace(tasks=(Node("build", texts), Node("deploy-a"))),)
    )  # fmt: skip

    svg = subprocess.run(
        ["dot", "-Tsvg"], input=dot.write(picture).encode(), capture_output=True, check=True
    ).stdout.decode()

    shown = ("&quot;quoted&quot; \\N", "&amp;lt;b&amp;gt; &lt;i&gt;", "größe 🚀")
    assert [one for one in shown if f">{one}</text>" not in svg] == []
