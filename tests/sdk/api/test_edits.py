"""`with obj.edit() as data:`: what holds at its end, and what would be lost there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import krm_fn

if TYPE_CHECKING:
    from collections.abc import Callable


def test_an_edit_that_fails_leaves_the_object_as_it_was() -> None:
    web = krm_fn.KubeObject.new("spec: {a: 1}\n")

    def act() -> None:
        with web.edit() as data:
            data["spec"]["a"] = 2
            data["status"]["x"] = 1

    with pytest.raises(KeyError, match="status"):
        act()

    assert web.data == {"spec": {"a": 1}}


@pytest.mark.parametrize(
    "beside",
    [
        lambda web: web.set("spec.a", 2),
        lambda web: web.labels.update(app="web"),
        lambda web: setattr(web, "name", "web"),
    ],
)
def test_what_an_edit_would_undo_is_an_error(beside: Callable[[krm_fn.KubeObject], Any]) -> None:
    web = krm_fn.KubeObject.new("spec: {a: 1}\n")

    def act() -> None:
        with web.edit() as data:
            data["spec"]["b"] = 1
            beside(web)

    with pytest.raises(RuntimeError, match="would be lost: change `data` there"):
        act()


def test_an_edit_may_hold_what_changes_nothing() -> None:
    web = krm_fn.KubeObject.new("spec: {a: 1}\n")

    with web.edit() as data:
        web.set("spec.a", 1)
        data["spec"]["b"] = 1

    assert web.data == {"spec": {"a": 1, "b": 1}}
