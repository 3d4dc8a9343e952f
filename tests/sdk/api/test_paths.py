"""Paths: how they are read, what they lead to, and what becomes of the data."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import krm_fn
from krm_fn import paths, yamledit
from krm_fn.paths import FieldError, Named

DATA: dict[str, Any] = {
    "metadata": {"annotations": {"example.com/a": "1"}, "labels": None},
    "spec": {"containers": [{"name": "web", "image": "a"}, {"name": "log", "image": "b"}], "n": 0},
}


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("spec", ("spec",)),
        ("spec.containers[0].image", ("spec", "containers", 0, "image")),
        ("spec.containers[-1]", ("spec", "containers", -1)),
        ("spec.containers[name=web].image", ("spec", "containers", Named("name", "web"), "image")),
        ("metadata.labels['a.b/c']", ("metadata", "labels", "a.b/c")),
        ('metadata.labels["a.b/c"].x', ("metadata", "labels", "a.b/c", "x")),
        ("['it\\'s'].a-b_c", ("it's", "a-b_c")),
        ("a[0][1].$ref", ("a", 0, 1, "$ref")),
    ],
)
def test_a_path_of_text_has_these_steps(text: str, steps: tuple[Any, ...]) -> None:
    assert paths.steps(text) == steps


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("metadata.labels.app.kubernetes.io/name", "/name"),
        (".spec", ".spec"),
        ("spec.", "."),
        ("spec..x", "..x"),
        ("spec[0]image", "image"),
        ("spec.[0]", ".[0]"),
        ("spec[x]", "[x]"),
        ("spec x", " x"),
    ],
)
def test_what_is_no_path_is_refused_with_the_way_to_write_it(text: str, rest: str) -> None:
    with pytest.raises(ValueError, match="cannot be read") as refused:
        paths.steps(text)

    assert str(refused.value) == (
        f"the path `{text}` cannot be read from `{rest}` on: keys with other characters stand in "
        "brackets, metadata.labels['example.com/name']"
    )


@pytest.mark.parametrize("path", ["", ()])
def test_an_empty_path_names_no_field(path: Any) -> None:
    with pytest.raises(ValueError, match="the path is empty"):
        paths.steps(path)


@pytest.mark.parametrize("path", ["spec.containers[*].image", "spec.*", "**.image"])
def test_who_wants_one_field_cannot_ask_for_several(path: str) -> None:
    with pytest.raises(ValueError, match="stands for several fields: that is for `find`"):
        paths.get(DATA, path)


@given(st.lists(st.text(min_size=1) | st.integers(0, 99), min_size=1).map(tuple))
def test_a_path_that_is_written_is_read_as_it_was(path: tuple[str | int, ...]) -> None:
    assert paths.steps(yamledit.format_path(path)) == path


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("spec.containers[0].image", "a"),
        ("spec.containers[-1].image", "b"),
        ("spec.containers[name=log].image", "b"),
        ("metadata.annotations['example.com/a']", "1"),
        ("spec.n", 0),
        ("spec.containers[2].image", "default"),
        ("spec.containers[name=db].image", "default"),
        ("metadata.labels", "default"),
        ("metadata.labels.app", "default"),
        ("status.phase", "default"),
    ],
)
def test_a_field_is_got_or_else_the_default(path: str, value: Any) -> None:
    assert paths.get(DATA, path, "default") == value


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("spec.n.x", "`spec.n` must be a map, got the number 0"),
        ("spec[0]", "`spec` must be a list, got a map"),
        ("spec.containers.image", "`spec.containers` must be a map, got a list"),
    ],
)
def test_a_field_that_is_something_else_is_an_error_that_names_it(path: str, said: str) -> None:
    for act in (paths.get, paths.without, lambda data, at: paths.put(data, at, 1)):
        with pytest.raises(FieldError) as refused:
            act(DATA, path)

        assert str(refused.value) == said


@pytest.mark.parametrize(
    ("path", "new"),
    [
        ("spec.n", {**DATA, "spec": {**DATA["spec"], "n": "new"}}),
        ("metadata.labels.app", {
            **DATA, "metadata": {**DATA["metadata"], "labels": {"app": "new"}},
        }),
        ("status.a.b", {**DATA, "status": {"a": {"b": "new"}}}),
        ("spec.containers[-1]", {
            **DATA, "spec": {**DATA["spec"], "containers": [DATA["spec"]["containers"][0], "new"]},
        }),
    ],
)  # fmt: skip
def test_a_field_is_put_and_the_data_stay_as_they_were(path: str, new: Any) -> None:
    before = repr(DATA)

    assert paths.put(DATA, path, "new") == new
    assert repr(DATA) == before


def test_what_a_change_does_not_touch_is_the_same_object() -> None:
    new = paths.put(DATA, "spec.containers[0].image", "c")

    assert new["metadata"] is DATA["metadata"]
    assert new["spec"]["containers"][1] is DATA["spec"]["containers"][1]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("spec.containers[2].image", "`spec.containers` has no item `2`: append one"),
        ("spec.containers[name=db]", "`spec.containers` has no item with name `db`: append one"),
        ("spec.volumes[0]", "`spec.volumes` is not there: give it a list first, or append to it"),
    ],
)  # fmt: skip
def test_an_item_that_a_list_lacks_is_not_made_up(path: str, said: str) -> None:
    with pytest.raises(FieldError) as refused:
        paths.put(DATA, path, "x")

    assert str(refused.value) == said


def test_what_is_not_there_is_deleted_without_a_change() -> None:
    for path in ("status", "spec.containers[2]", "spec.containers[name=db]", "metadata.labels.x"):
        assert paths.without(DATA, path) is DATA


def test_an_item_is_deleted_from_its_list() -> None:
    one = paths.without(DATA, "spec.containers[name=web]")

    assert one["spec"]["containers"] == [{"name": "log", "image": "b"}]


def test_what_is_no_list_takes_no_item() -> None:
    with pytest.raises(FieldError) as refused:
        paths.appended(DATA, "spec.n", "x")

    assert str(refused.value) == "`spec.n` must be a list, got the number 0"


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("spec.containers[*].image", ["a", "b"]),
        ("spec.containers[0].image", ["a"]),
        ("**.image", ["a", "b"]),
        ("metadata.annotations.*", ["1"]),
        ("metadata.*.x", []),
        ("spec.n.x", []),
        ("spec.n[*]", []),
        ("metadata.labels", []),
        ("spec.**.name", ["web", "log"]),
    ],
)
def test_several_fields_are_found_in_order_and_others_are_passed_over(
    path: str, found: list[Any]
) -> None:
    places = list(paths.find(DATA, path))

    assert [value for _, value in places] == found
    assert [paths.get(DATA, at) for at, _ in places] == found


@pytest.mark.parametrize("word", ["get", "set"])
def test_an_error_knows_the_object_that_it_is_about(word: str) -> None:
    pod = krm_fn.KubeObject.new("kind: Pod\n")

    with pytest.raises(krm_fn.FieldError) as caught:
        getattr(pod, word)("kind.x", 1)

    assert caught.value.about is pod
