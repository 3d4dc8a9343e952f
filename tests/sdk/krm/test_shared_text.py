"""Objects of one document share its anchors: what one says may stand in another one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from krm_fn import CannotEdit, Documents, KubeObject, ResourceList, Unreadable

if TYPE_CHECKING:
    from collections.abc import Callable

Parse = type[Documents] | type[ResourceList]
HEADS: list[tuple[str, Parse]] = [
    ("apiVersion: v1\nkind: List\n", Documents),
    ("apiVersion: config.kubernetes.io/v1\nkind: ResourceList\n", ResourceList),
]
in_both = pytest.mark.parametrize(("head", "parse"), HEADS, ids=["List", "ResourceList"])


def objects(parsed: Documents | ResourceList) -> list[KubeObject]:
    return parsed.objects if isinstance(parsed, Documents) else parsed.items


def written(parsed: Documents | ResourceList) -> str:
    return b"".join(parsed.chunks()).decode()


def change(item: KubeObject, **fields: object) -> None:
    item.replace({**item.data, **fields})


@in_both
def test_a_value_that_another_object_refers_to_is_not_changed(head: str, parse: Parse) -> None:
    text = f"{head}items:\n- kind: A\n  x: {{n: &c old}}\n- kind: B\n  y: [*c]\n"
    parsed = parse.parse(text.encode())
    change(objects(parsed)[0], x={"n": "new"})

    with pytest.raises(CannotEdit) as caught:
        parsed.chunks()

    assert caught.value.reason == (
        "`y[0]` of B (line 7) refers to its anchor `&c`: write the value out there, instead of `*c`"
    )
    assert caught.value.about is objects(parsed)[0]
    assert caught.value.path == ("x", "n")


@in_both
def test_an_object_is_changed_beside_a_value_that_others_refer_to(head: str, parse: Parse) -> None:
    text = f"{head}items:\n- kind: A\n  x: &c old\n- kind: B\n  y: *c\n"
    parsed = parse.parse(text.encode())
    change(objects(parsed)[0], kind="C")

    assert written(parsed) == text.replace("kind: A", "kind: C")


@in_both
@pytest.mark.parametrize(
    ("before", "refers"),
    [
        ("items:\n- kind: A\n  x: &c old\nthe: *c\n", "`the` (line 6)"),
        ("items:\n- &c\n  kind: A\n  x: old\nthe: [*c]\n", "`the[0]` (line 7)"),
        ("items: &c\n- kind: A\n  x: old\nthe: {a: *c}\n", "`the.a` (line 6)"),
        ("items: [{kind: A, x: &c old}, {y: *c}]\n", "`items[1].y` (line 3)"),
        ("items:\n- kind: A\n  &c x: old\n- kind: B\n  *c : y\n", "`['?']` of B (line 7)"),
        ("the: &c 1\nitems:\n- kind: A\n  x: &c old\n- kind: B\n  y: *c\n", "`y` of B (line 8)"),
    ],
)
def test_whatever_refers_to_it_is_named(head: str, parse: Parse, before: str, refers: str) -> None:
    parsed = parse.parse((head + before).encode())
    objects(parsed)[0].replace({"kind": "A", "new": "value"})

    with pytest.raises(CannotEdit) as caught:
        parsed.chunks()

    assert caught.value.reason == (
        f"{refers} refers to its anchor `&c`: write the value out there, instead of `*c`"
    )


def test_an_object_that_another_one_needs_stays() -> None:
    text = b"kind: List\napiVersion: v1\nitems:\n- kind: A\n  x: &c old\n- kind: B\n  y: *c\n"
    documents = Documents.parse(text)
    first, second = documents.objects

    with pytest.raises(CannotEdit, match="`y` of B"):
        documents.chunks([second])
    assert b"".join(documents.chunks([first])) == text[: text.index(b"- kind: B")]


@in_both
@pytest.mark.parametrize(
    "other",
    [
        "- kind: B\n  x: &c b\n  y: *c\n",
        "- kind: B\n  script: |\n    ls *c.log\n",
        "- kind: B\n  # *c\n  y: z *c\n",
        "- {kind: B, x: &c b, y: [*c , '*c']}\n",
        "- kind: B\n  x: &d b\n  y: *d\n",
    ],
)
def test_the_same_name_in_another_object_is_another_anchor(
    head: str, parse: Parse, other: str
) -> None:
    text = f"{head}items:\n- kind: A\n  x: &c a\n  y: *c\n{other}"
    parsed = parse.parse(text.encode())
    change(objects(parsed)[0], x="new", y="new")

    assert written(parsed) == text.replace("&c a", "&c new")


@in_both
def test_what_is_changed_may_have_what_no_reader_of_data_takes_beside_it(
    head: str, parse: Parse
) -> None:
    merge = "- kind: B\n  x: &c {b: c}\n  y:\n    <<: *c\n    d: !mine e\n"
    text = f"{head}items:\n- kind: A\n  x: &d a\n{merge}  z: *d\n"
    parsed = parse.parse(text.encode())
    change(objects(parsed)[0], kind="C")

    assert written(parsed) == text.replace("kind: A", "kind: C")


@in_both
@pytest.mark.parametrize(
    ("before", "index"),
    [
        ("items:\n- kind: A\n  x: &c {n: old}\n- kind: B\n  y: *c\n", 1),
        ("the: &c {n: old}\nitems:\n- kind: B\n  y: *c\n", 0),
        ("the: &c {n: old}\nitems:\n- kind: A\n  x: &c a\n- kind: é\n- kind: B\n  y: *c\n", None),
        ("items: [{kind: A, x: &c {n: old}}, {kind: B, y: *c}]\n", 1),
    ],
)
def test_what_refers_to_another_object_is_read_and_not_edited(
    head: str, parse: Parse, before: str, index: int | None
) -> None:
    parsed = parse.parse((head + before).encode())
    item = objects(parsed)[-1 if index is None else index]
    said = "a" if index is None else {"n": "old"}

    assert item.data == {"kind": "B", "y": said}
    assert item.kind == "B"
    change(item, kind="C")
    with pytest.raises(CannotEdit) as caught:
        parsed.chunks()
    assert caught.value.reason == (
        "`*c` refers to an anchor outside of this object: write the value out"
    )
    assert caught.value.path == ("y",)


def test_a_config_may_refer_to_an_item_and_an_item_to_a_field() -> None:
    text = (
        b"kind: ResourceList\nthe: &t top\nitems:\n- a: &x {b: yes}\n  t: *t\n"
        b"functionConfig:\n  kind: C\n  spec: *x\n"
    )
    resources = ResourceList.parse(text)

    assert resources.items[0].data == {"a": {"b": "yes"}, "t": "top"}
    assert resources.function_config is not None
    assert resources.function_config.data == {"kind": "C", "spec": {"b": "yes"}}
    assert resources.function_config.ambiguous() == {("spec", "b"): "yes"}


def test_an_object_mentions_what_it_refers_to() -> None:
    head, items = b"kind: ResourceList\nthe: &t deploy\n", b"items:\n- a: *t\n- b: deploy\n- c: d\n"
    resources = ResourceList.parse(head + items)
    first, second, third = resources.items

    assert ResourceList.parse(head + items).mentioning(b"deploy")[0].data == {"a": "deploy"}
    assert resources.mentioning(b"deploy") == [first, second]
    assert first.mentions(b"deploy")
    assert not first.mentions(b"nowhere")
    assert not third.mentions(b"deploy")


@in_both
@pytest.mark.parametrize(
    ("before", "line", "message"),
    [
        (
            "items:\n- a: &x b\n- c: *x\n- d: 1\n  d: 2\n",
            7,
            "it has an alias to an anchor outside of it, and there: the key `d` occurs twice",
        ),
        ("items:\n- a: &x b\n- c: *x\n  e: 1\n  e: 2\n", 7, "the key `e` occurs twice"),
        ("items:\n- a: &x b\n- c: *y\n", 5, "the alias `*y` has no anchor before it"),
        ("items:\n- c: *x\n- a: &x b\n", 4, "the alias `*x` has no anchor before it"),
    ],
)
def test_what_cannot_be_read_says_why(
    head: str, parse: Parse, before: str, line: int, message: str
) -> None:
    parsed = parse.parse((head + before).encode())
    item = next(item for item in objects(parsed) if item.mentions(b"c: *"))

    with pytest.raises(Unreadable) as caught:
        _ = item.data

    assert caught.value.line == line
    assert caught.value.message.startswith(message)


@pytest.mark.parametrize("ask", [lambda item: item.data, lambda item: item.ambiguous()])
def test_an_object_that_cannot_be_read_is_no_bug_whatever_is_asked(
    ask: Callable[[KubeObject], object],
) -> None:
    (item,) = Documents.parse(b"# head\na: [y\n").objects

    with pytest.raises(Unreadable, match=r"line 3: did not find expected"):
        ask(item)


@pytest.mark.parametrize(
    "item",
    [
        "- kind: B\n  y: # x: &d y\n    *d\n",
        "- kind: B\n  # c\n  x: |\n    x: &d y\n  y: *d\n",
        "- kind: B\n  x: >\n    x: &d y\n  y: *d\n",
        "- kind: B\n  x: 'y\n    x: &d y'\n  y: *d\n",
        '- kind: B\n  x: "y\n    x: &d y"\n  y: *d\n',
        "- kind: B\n  x: y\n    - &d y\n  y: *d\n",
        "- kind: B\n  x: y &d y\n  y: *d\n",
        "- kind: B\n  y: *d\n  x: &d y\n",
        "- {kind: B, x: [\n  a &d y\n  ], y: *d}\n",
        "- z: y &d\n  kind: B\n  y: *d\n",
        "- kind: B\n  x: &d1 y\n  y: *d\n",
    ],
)
@in_both
def test_what_only_looks_like_an_anchor_hides_no_alias(head: str, parse: Parse, item: str) -> None:
    text = f"x: &d z\n{head}items:\n- kind: A\n  x: &d a\n{item}"
    parsed = parse.parse(text.encode())

    assert objects(parsed)[1].data["y"] == "a"
    change(objects(parsed)[0], x="b")
    with pytest.raises(CannotEdit, match=r"`y` of B .* refers to its anchor `&d`"):
        parsed.chunks()
