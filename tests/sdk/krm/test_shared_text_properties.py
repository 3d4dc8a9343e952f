"""Whatever anchors the objects of a text share: a change of one object changes no other."""

from __future__ import annotations

import random
from typing import Any

import yaml
from anchored_texts import Writer
from hypothesis import event, given
from hypothesis import strategies as st

from krm_fn import CannotEdit, Documents, KubeObject, ResourceList, Unreadable

Parsed = Documents | ResourceList
SEEDS = st.integers(0, 2**32)
NEW = KubeObject.new("kind: New\nx: y\n")


class _Loader(yaml.SafeLoader):
    """PyYAML, but for its rule that no name is given twice, which YAML 1.2 has not."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        first = self.peek_event()  # type: ignore[no-untyped-call]
        if not isinstance(first, yaml.AliasEvent):
            self.anchors.pop(first.anchor, None)
        return super().compose_node(parent, index)


def read(text: str) -> list[Any] | None:
    """What a YAML parser takes the documents for; None if it takes them for none."""
    try:
        return list(yaml.load_all(text, _Loader))
    except yaml.YAMLError:
        return None


def places(documents: list[Any]) -> list[tuple[int, int | None]]:
    """Where the objects stand: the document, and the index in its items, if it is a list."""
    return [
        (number, index)
        for number, document in enumerate(documents)
        for index in (range(len(document["items"])) if "items" in document else [None])
    ]


def expected(documents: list[Any], place: tuple[int, int | None], new: Any) -> list[Any]:
    """The documents with another object in that place; without it, if it is None."""
    number, index = place
    documents = [dict(document) for document in documents]
    if index is None:
        documents[number : number + 1] = [] if new is None else [new]
        return documents
    items = list(documents[number]["items"])
    items[index : index + 1] = [] if new is None else [new]
    documents[number]["items"] = items
    return documents


def other(choose: random.Random, data: dict[str, Any]) -> dict[str, Any]:
    """The data of an object with one field more, less or changed."""
    key = choose.choice([*data])
    kind = choose.choice(["add", "drop", "change", "deep"])
    if kind == "deep" and isinstance(data[key], dict) and data[key]:
        return {**data, key: {**data[key], "new": "value"}}
    if kind == "drop" and key != "kind":
        return {name: value for name, value in data.items() if name != key}
    return {**data, **({"new": {"n": "value"}} if kind == "add" else {key: "other"})}


def drawing(seed: int) -> random.Random:
    """What draws the rest from one number: a drawn text is no secret."""
    return random.Random(seed)  # noqa: S311


def parse(text: str) -> tuple[Parsed, list[KubeObject]]:
    if "kind: ResourceList" in text:
        resources = ResourceList.parse(text.encode())
        return resources, resources.items
    documents = Documents.parse(text.encode())
    return documents, documents.objects


def written(parsed: Parsed, gone: KubeObject | None, *, add: bool) -> str:
    """The text without an object, and with a new one."""
    added = [NEW] if add else []
    if isinstance(parsed, Documents):
        kept = [item for item in parsed.objects if item is not gone]
        return b"".join(parsed.chunks(kept, added)).decode()
    if gone is not None:
        parsed.remove(gone)
    for item in added:
        parsed.add(item)
    return b"".join(parsed.chunks()).decode()


@given(SEEDS)
def test_a_change_of_one_object_changes_no_other_or_is_refused(seed: int) -> None:
    choose = drawing(seed)
    writer = Writer(choose, own=False)
    text = choose.choice([writer.resource_list, writer.stream])()
    before = read(text)
    parsed, objects = parse(text)
    assert written(parsed, None, add=False) == text
    if before is None:
        return
    where = places(before)
    assert len(objects) == len(where)
    chosen = choose.randrange(len(objects))
    number, index = where[chosen]
    old = before[number] if index is None else before[number]["items"][index]
    remove = choose.random() < 0.25
    try:
        assert objects[chosen].data == old
        new = None if remove else other(choose, old)
        if new is not None:
            objects[chosen].replace(new)
        after = written(parsed, objects[chosen] if remove else None, add=False)
    except (CannotEdit, Unreadable) as problem:
        event(type(problem).__name__)
        return

    assert read(after) == expected(before, where[chosen], new)
    event("removed" if remove else "changed")


@given(SEEDS)
def test_an_object_says_what_it_says_as_a_part_of_the_whole(seed: int) -> None:
    text = Writer(drawing(seed), own=False).resource_list()
    (before,) = read(text) or [None]
    if before is None:
        return
    resources = ResourceList.parse(text.encode())
    config = resources.function_config

    assert [item.data for item in resources.items] == before["items"]
    assert (config and config.data) == before.get("functionConfig")


@given(SEEDS)
def test_objects_that_share_no_anchor_are_changed_whatever_their_anchors_are_called(
    seed: int,
) -> None:
    choose = drawing(seed)
    writer = Writer(choose, own=True)
    text = choose.choice([writer.resource_list, writer.stream])()
    before = read(text)
    assert before is not None
    parsed, objects = parse(text)
    where = places(before)
    chosen = choose.randrange(len(objects))
    new = None if choose.random() < 0.25 else {**objects[chosen].data, "new": ["value"]}
    if new is not None:
        objects[chosen].replace(new)

    after = written(parsed, objects[chosen] if new is None else None, add=False)

    assert read(after) == expected(before, where[chosen], new)
