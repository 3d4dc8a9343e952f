"""Changes of the list of objects, as they leave on the wire."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from sent_back import CHANGED, DB, HEAD, WEB, answer

import krm_fn

if TYPE_CHECKING:
    from collections.abc import Callable


def test_objects_are_chosen_by_what_they_are_and_by_a_predicate() -> None:
    def act(resources: krm_fn.ResourceList) -> None:
        chosen = {
            "kind": resources.where(kind="Service"),
            "group": resources.where(group="apps", version="v1"),
            "namespace": resources.where(namespace="data", name="db"),
            "annotations": resources.where(
                annotations={"internal.config.kubernetes.io/path": "web.yaml"}
            ),
            "predicate": resources.where(lambda obj: obj.get("spec.replicas") == 1),
            "both": resources.where(lambda obj: obj.name == "web", kind="Service"),
        }
        found = {how: [obj.name for obj in objects] for how, objects in chosen.items()}
        assert found == {
            "kind": ["db"], "group": ["web"], "namespace": ["db"], "annotations": ["web"],
            "predicate": ["web"], "both": [],
        }  # fmt: skip

    assert answer(act, WEB, DB) == WEB + DB


def test_a_field_that_nothing_is_chosen_by_is_an_error() -> None:
    with pytest.raises(TypeError) as refused:
        krm_fn.ResourceList().where(nmae="x")

    assert str(refused.value) == (
        "an object has no `nmae` to choose by: api_version, group, version, kind, name, "
        "namespace, labels, annotations"
    )


def test_a_loop_over_the_items_may_take_away_and_add() -> None:
    def act(resources: krm_fn.ResourceList) -> None:
        for obj in resources.items:
            resources.remove(obj)
            resources.add(krm_fn.KubeObject.new({"kind": "Was", "metadata": {"name": obj.name}}))

    assert answer(act, WEB, DB) == (
        "- kind: Was\n  metadata:\n    name: web\n- kind: Was\n  metadata:\n    name: db\n"
    )


@pytest.mark.parametrize(
    "act",
    [
        lambda resources: resources.items.pop(0),
        lambda resources: resources.items.remove(resources.items[0]),
        lambda resources: resources.items.clear() or resources.items.extend(resources.kept),
        lambda resources: setattr(resources, "items", [resources.items[1]]),
    ],
)
def test_the_list_of_items_is_changed_as_every_list(act: Callable[[Any], Any]) -> None:
    def process(resources: Any) -> None:
        resources.kept = [resources.items[1]]
        act(resources)

    assert answer(process, WEB, DB) == DB


@pytest.mark.parametrize("style", ["block", "flow"])
def test_all_objects_may_be_exchanged(style: str) -> None:
    made = krm_fn.KubeObject.new("kind: B\n")
    item = "- kind: A\n" if style == "block" else "  [{kind: A}]\n"

    def act(resources: krm_fn.ResourceList) -> None:
        resources.items = [made]

    assert answer(act, item) == ("- kind: B\n" if style == "block" else '  [{"kind": "B"}]\n')


def test_what_is_not_in_the_list_is_not_taken_away() -> None:
    with pytest.raises(ValueError, match="not in list"):
        krm_fn.ResourceList().remove(krm_fn.KubeObject.new("kind: A\n"))


def test_an_object_that_is_there_gets_new_content_and_keeps_its_place_and_comments() -> None:
    data = {
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"},
        "spec": {"replicas": 3},
    }  # fmt: skip

    def act(resources: krm_fn.ResourceList) -> None:
        assert resources.upsert(krm_fn.KubeObject.new(data)) is resources.items[0]

    once = answer(act, WEB, DB)

    template = "    template: {spec: {containers: [{name: web, image: 'web:1'}]}}\n"
    assert once == CHANGED.replace("1   #", "3   #").replace(template, "") + DB
    assert answer(act, once.removesuffix(DB), DB) == once


def test_an_object_that_is_not_there_is_added() -> None:
    def act(resources: krm_fn.ResourceList) -> None:
        other = resources.items[0].clone()
        other.namespace = "elsewhere"
        resources.upsert(other)

    assert answer(act, DB) == DB + DB.replace("namespace: data", "namespace: elsewhere")


@pytest.mark.parametrize(
    "act", [lambda db: db.set("kind.x", 1), lambda db: db.get("kind.x")], ids=["set", "get"]
)
def test_a_field_that_is_something_else_fails_the_run_and_names_the_object(
    act: Callable[[krm_fn.KubeObject], Any],
) -> None:
    stdout, stderr = io.BytesIO(), io.StringIO()
    stdin = io.BytesIO((HEAD + DB).encode())

    assert krm_fn.run(lambda r: act(r.items[0]), stdin, stdout, stderr) == 1
    assert stderr.getvalue() == (
        "[error] v1/Service/data/db kind: must be a map, got the string `Service`\n"
    )
    assert stdout.getvalue().decode().startswith(HEAD + DB + "results:\n")


def test_findings_are_told_to_the_list_and_given_back() -> None:
    stdout, stderr = io.BytesIO(), io.StringIO()
    told: list[krm_fn.Result] = []

    def process(resources: krm_fn.ResourceList) -> None:
        db = resources.items[0]
        told.append(resources.results.info("seen", db))
        told.append(resources.results.warning("odd", db, "spec.x", 1, 2))
        told.append(resources.results.error("bad", path=("spec", "a.b")))
        assert resources.results == told

    assert krm_fn.run(process, io.BytesIO((HEAD + DB).encode()), stdout, stderr) == 1
    assert stderr.getvalue().splitlines() == [
        "[info] v1/Service/data/db: seen",
        "[warning] v1/Service/data/db spec.x: odd",
        "[error] spec['a.b']: bad",
    ]
    assert "    currentValue: 1\n    proposedValue: 2\n" in stdout.getvalue().decode()
