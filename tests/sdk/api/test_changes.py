"""Changes of objects and of their list, as they leave on the wire."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest

import krm_fn

if TYPE_CHECKING:
    from collections.abc import Callable

HEAD = "apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems:\n"
WEB = """\
- apiVersion: apps/v1  # since 1.16
  kind: Deployment
  metadata:
    name: web
    annotations:
      internal.config.kubernetes.io/path: web.yaml
      internal.config.kubernetes.io/index: '0'
      config.k8s.io/id: '1'
  spec:
    replicas: 1   # for now
    template: {spec: {containers: [{name: web, image: 'web:1'}]}}
"""
DB = "- apiVersion: v1\n  kind: Service\n  metadata: {name: db, namespace: data}\n"
CHANGED = WEB.replace("      config.k8s.io/id: '1'\n", "")  # see orchestrator_annotations.unpaired


def answer(process: Callable[[krm_fn.ResourceList], Any], *items: str) -> str:
    """What the function sends back of these items; it must succeed."""
    stdout, stderr = io.BytesIO(), io.StringIO()
    code = krm_fn.run(process, io.BytesIO((HEAD + "".join(items)).encode()), stdout, stderr)
    assert (code, stderr.getvalue()) == (0, "")
    return stdout.getvalue().decode().removeprefix(HEAD)


def changed(act: Callable[[krm_fn.KubeObject], Any], *items: str) -> str:
    """What the function sends back that does this with the first item."""
    return answer(lambda resources: act(resources.items[0]), *items)


def test_a_change_touches_what_it_is_about_and_nothing_else() -> None:
    def act(web: krm_fn.KubeObject) -> None:
        web.set("spec.replicas", 2)
        web.set("spec.template.spec.containers[name=web].image", "web:2")

    assert changed(act, WEB, DB) == CHANGED.replace("1   #", "2   #").replace("web:1", "web:2") + DB


def test_what_is_set_as_it_was_is_no_change() -> None:
    def act(web: krm_fn.KubeObject) -> None:
        web.labels.update({})
        web.annotations["config.k8s.io/id"] = "1"
        web.delete("spec.paused")

    assert changed(act, WEB, DB) == WEB + DB


def test_labels_come_and_the_last_one_takes_the_map_along() -> None:
    def come(db: krm_fn.KubeObject) -> None:
        db.labels["app"] = "db"
        db.labels["app.kubernetes.io/name"] = "db"

    def go(db: krm_fn.KubeObject) -> None:
        for key in db.labels:
            del db.labels[key]

    labelled = changed(come, DB)

    assert labelled == DB.replace(
        "data}", "data, labels: {app: db, app.kubernetes.io/name: db}}"
    )  # fmt: skip
    assert changed(go, labelled) == DB


def test_labels_are_a_map_like_every_other() -> None:
    db = krm_fn.KubeObject.new("metadata: {labels: {app: db}}\n")

    assert (db.labels == {"app": "db"}, db.labels == {"app": "db"}) == (True, True)
    assert (len(db.labels), "app" in db.labels, db.labels.get("x", "none")) == (1, True, "none")
    assert {**db.labels} == {"app": "db"}
    assert repr(db.labels) == "{'app': 'db'}"
    with pytest.raises(KeyError):
        del db.labels["x"]


def test_labels_are_set_as_a_whole() -> None:
    db = krm_fn.KubeObject.new("metadata: {labels: {app: db}, annotations: {a: '1'}}\n")
    db.labels = {"tier": "back"}
    db.annotations = {}

    assert db.data == {"metadata": {"labels": {"tier": "back"}}}


@pytest.mark.parametrize("value", [1, True, ["x"]])
def test_a_label_that_is_no_text_is_an_error_at_once(value: Any) -> None:
    db = krm_fn.KubeObject.new("kind: A\n")

    ways: list[Callable[[], Any]] = [
        lambda: db.labels.update(x=value),
        lambda: setattr(db, "labels", {"x": value}),
    ]
    for give in ways:
        with pytest.raises(TypeError) as refused:
            give()
        assert str(refused.value) == (
            f"labels are text, got {value!r}: write it as {str(value)!r}"
        )  # fmt: skip
    assert db.data == {"kind": "A"}


def test_a_label_that_is_none_is_an_error_that_says_how_one_is_taken_out() -> None:
    db = krm_fn.KubeObject.new("kind: A\n")

    with pytest.raises(TypeError, match="labels are text, got None for 'x': `del` takes one out"):
        db.labels.update(x=None)  # type: ignore[call-overload]


def test_an_object_is_named_anew() -> None:
    def act(db: krm_fn.KubeObject) -> None:
        db.api_version, db.kind, db.name, db.namespace = "v2", "Serving", "cache", "fast"

    assert changed(act, DB) == (
        "- apiVersion: v2\n  kind: Serving\n  metadata: {name: cache, namespace: fast}\n"
    )


def test_an_edit_is_one_change_at_its_end() -> None:
    def act(web: krm_fn.KubeObject) -> None:
        with web.edit() as data:
            data["spec"]["replicas"] += 1
            data["spec"].setdefault("paused", False)
            assert web.get("spec.replicas") == 1

    assert changed(act, WEB) == CHANGED.replace("1   # for now", "2   # for now") + (
        "    paused: false\n"
    )  # fmt: skip


def test_what_is_no_object_is_not_added() -> None:
    resources = krm_fn.ResourceList()

    with pytest.raises(TypeError, match=r"a dict is no object: `KubeObject.new\(…\)` makes one"):
        resources.add({"kind": "A"})  # type: ignore[arg-type]


def test_a_clone_has_the_comments_and_no_ids() -> None:
    def act(resources: krm_fn.ResourceList) -> None:
        copy = resources.items[0].clone()
        copy.name = "web-2"
        resources.add(copy)

    bare = "".join(
        line for line in WEB.replace("name: web\n", "name: web-2\n").splitlines(keepends=True)
        if "kubernetes.io/" not in line and "k8s.io" not in line and "annotations" not in line
    )  # fmt: skip
    assert answer(act, WEB) == WEB + bare


def test_a_clone_of_what_borrows_from_others_is_written_out() -> None:
    lender = "- kind: A\n  spec: &s {x: 1}\n"
    borrower = "- kind: B\n  metadata: {name: b}\n  spec: *s\n"

    def act(resources: krm_fn.ResourceList) -> None:
        copy = resources.items[1].clone()
        copy.name = "c"
        resources.add(copy)

    assert answer(act, lender, borrower) == lender + borrower + (
        "- kind: B\n  metadata:\n    name: c\n  spec:\n    x: 1\n"
    )


def test_an_object_of_data_says_where_it_goes() -> None:
    def act(resources: krm_fn.ResourceList) -> None:
        made = krm_fn.KubeObject.new({"kind": "A", "metadata": {"name": "a"}, "data": {"x": "1"}})
        made.file_path = "made/a.yaml"
        resources.add(made)

    assert answer(act, DB) == DB + (
        "- kind: A\n  metadata:\n    name: a\n    annotations:\n"
        '      internal.config.kubernetes.io/path: made/a.yaml\n  data:\n    x: "1"\n'
    )


def test_an_object_goes_where_another_is_also_where_that_is_not_known() -> None:
    def act(resources: krm_fn.ResourceList) -> None:
        made = krm_fn.KubeObject.new({"kind": "A"})
        made.file_path = "elsewhere.yaml"
        made.file_path = resources.items[0].file_path
        assert (made.file_path, made.file_index) == (None, None)
        resources.add(made)

    assert answer(act, DB) == DB + "- kind: A\n  metadata: {}\n"


def test_what_yaml_cannot_say_is_no_object() -> None:
    with pytest.raises(TypeError) as refused:
        krm_fn.KubeObject.new({"kind": "A", "spec": {"x": {1, 2}}})

    assert str(refused.value) == "no object can be made of this: spec.x: set is not a type of YAML"


@pytest.mark.parametrize(
    ("asked", "is_it"),
    [
        (("apps", "v1", "Deployment"), True),
        (("apps", None, None), True),
        ((None, "v1", None), True),
        ((None, None, None), True),
        (("", None, "Deployment"), False),
        (("apps", "v1beta1", "Deployment"), False),
        ((None, None, "Service"), False),
    ],
)
def test_a_kind_is_asked_for_by_its_parts(asked: tuple[Any, ...], *, is_it: bool) -> None:
    assert krm_fn.KubeObject.new("apiVersion: apps/v1\nkind: Deployment\n").is_gvk(*asked) is is_it


def test_the_core_group_has_no_name() -> None:
    pod = krm_fn.KubeObject.new("apiVersion: v1\nkind: Pod\n")

    assert (pod.group, pod.version) == ("", "v1")
    assert pod.is_gvk("", "v1", "Pod")


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
