"""Lists of other forms: JSON, flow style, indented as a whole, items bound by anchors."""

from __future__ import annotations

import pytest

from krm_fn import (
    CannotEdit,
    KubeObject,
    NotAResourceList,
    ResourceList,
    Result,
    Unreadable,
)


def written(resources: ResourceList) -> str:
    return b"".join(resources.chunks()).decode()


JSON = (
    '{"apiVersion": "config.kubernetes.io/v1beta1", "kind": "ResourceList", "é": "\U0001f600",\n'
    ' "items": [\n  {"kind": "A", "metadata": {"name": "a"}},\n  {"kind": "B"}\n ],\n'
    ' "functionConfig": {"kind": "C"}}\n'
)


def test_json_is_read_and_stays_json() -> None:
    resources = ResourceList.parse(JSON.encode())
    first, second = resources.items
    first.replace({**first.data, "kind": "Changed"})
    resources.remove(second)
    resources.add(KubeObject.new("kind: New\n"))
    resources.results.append(Result.info("é"))

    assert written(resources) == JSON.replace('"A"', '"Changed"').replace(
        ',\n  {"kind": "B"}', ', {"kind": "New"}'
    ).replace('{"kind": "C"}}', '{"kind": "C"}, "results": [{"message": "é", "severity": "info"}]}')
    assert resources.api_version == "config.kubernetes.io/v1beta1"


def test_json_that_nobody_changes_leaves_as_it_came() -> None:
    assert written(ResourceList.parse(JSON.encode())) == JSON


def test_json_with_surrogate_pairs_is_read_and_halves_are_refused_by_their_line() -> None:
    text = JSON.replace('"B"', r'"B", "x": "\ud83d\ude00"').replace('"C"', r'"C", "x": "\ud83d"')
    resources = ResourceList.parse(text.encode())
    config = resources.function_config

    assert resources.items[1].data == {"kind": "B", "x": "\U0001f600"}
    assert config is not None
    with pytest.raises(Unreadable) as caught:
        _ = config.data
    assert str(caught.value) == (
        r"line 6: `\ud83d` is half of a surrogate pair, which is no character"
    )


def test_a_key_of_json_that_occurs_twice_is_named_whatever_stands_beside_it() -> None:
    text = JSON.replace('"B"', r'"\ud83d\ude00"').replace('"functionConfig"', '"kind"')

    with pytest.raises(NotAResourceList) as caught:
        ResourceList.parse(text.encode())
    assert str(caught.value) == "line 6: the key `kind` occurs twice, first in line 1"


def test_yaml_in_flow_style_is_read() -> None:
    text = "{kind: ResourceList, items: [{kind: A}, {kind: B}]} # end\n"
    resources = ResourceList.parse(text.encode())
    resources.items[1].replace({"kind": "C"})

    assert written(resources) == text.replace("B", "C")


@pytest.mark.parametrize("version", ["v1", "v1beta1", "v1alpha1"])
def test_every_version_is_read_and_echoed(version: str) -> None:
    text = f"kind: ResourceList\nitems: []\napiVersion: config.kubernetes.io/{version}\n"

    resources = ResourceList.parse(text.encode())

    assert resources.api_version == f"config.kubernetes.io/{version}"
    assert written(resources) == text


def test_a_list_indented_as_a_whole_is_read() -> None:
    text = "  kind: ResourceList\n  items:\n  - a: b\n  - c: d\n"
    resources = ResourceList.parse(text.encode())
    resources.items[0].replace({"a": "x"})
    resources.results.append(Result.info("m"))

    assert written(resources) == text.replace("a: b", "a: x") + (
        "  results:\n  - message: m\n    severity: info\n"
    )


ANCHORS = "kind: ResourceList\nitems:\n- a: &x {b: c}\n- d: *x\n- e: f\n"


def test_an_alias_to_another_item_is_read_through_the_whole_list() -> None:
    assert ResourceList.parse(ANCHORS.encode()).items[1].data == {"d": {"b": "c"}}


def test_what_refers_to_another_item_is_not_edited() -> None:
    resources = ResourceList.parse(ANCHORS.encode())
    item = resources.items[1]
    item.replace({**item.data, "new": "x"})

    with pytest.raises(CannotEdit, match=r"`\*x` refers to an anchor outside of this object"):
        resources.chunks()


def test_what_another_item_refers_to_is_not_edited() -> None:
    resources = ResourceList.parse(ANCHORS.encode())
    resources.items[0].replace({"a": {"b": "other"}})

    with pytest.raises(CannotEdit, match=r"`items\[1\].d` \(line 4\) refers to its anchor `&x`"):
        resources.chunks()


def test_an_item_is_edited_beside_an_anchor_that_keeps_its_value() -> None:
    resources = ResourceList.parse(ANCHORS.encode())
    item = resources.items[0]
    item.replace({**item.data, "new": "x"})

    assert written(resources) == ANCHORS.replace("- d", "  new: x\n- d")


def test_an_item_with_an_anchor_that_others_need_is_not_removed() -> None:
    resources = ResourceList.parse(ANCHORS.encode())
    resources.remove(resources.items[0])

    with pytest.raises(CannotEdit, match=r"`items\[1\].d` \(line 4\) refers to its anchor `&x`"):
        resources.chunks()
