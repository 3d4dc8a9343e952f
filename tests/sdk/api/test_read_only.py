"""What an object shows cannot be changed by mistake, and is plain data in all else."""

from __future__ import annotations

import copy
import io
import json
import pickle
from typing import TYPE_CHECKING, Any

import pytest

import krm_fn
from krm_fn import readonly

if TYPE_CHECKING:
    from collections.abc import Callable

PLAIN: dict[str, Any] = {"a": {"b": [1, {"c": 2}]}, "d": None}
LIST = b"""\
apiVersion: config.kubernetes.io/v1
kind: ResourceList
items:
- kind: Pod
  metadata: {name: web}
"""


def _set(data: Any) -> None:
    data["metadata"]["labels"] = {"a": "b"}


def _lost() -> str:
    with pytest.raises(TypeError) as refused:
        readonly.of({})["x"] = 1
    return str(refused.value)


@pytest.mark.parametrize("kind", [dict, list])
def test_no_method_of_a_dict_or_list_changes_it(kind: type) -> None:
    shown = readonly.of(kind())
    may_stay = {
        "__class__", "__class_getitem__", "__delattr__", "__dir__", "__doc__", "__eq__",
        "__format__", "__ge__", "__getattribute__", "__getitem__", "__getstate__", "__gt__",
        "__init__",
        "__init_subclass__", "__iter__", "__le__", "__len__", "__lt__", "__ne__", "__new__",
        "__repr__", "__reversed__", "__setattr__", "__sizeof__", "__str__", "__subclasshook__",
        "__contains__", "__hash__", "__or__", "__ror__", "__add__", "__mul__", "__rmul__",
        "__reduce_ex__", "fromkeys", "get", "items", "keys", "values", "count", "index",
    }  # fmt: skip
    own = {name for name, value in vars(kind).items() if name not in may_stay} - may_stay

    assert own
    for name in own - {"copy", "__reduce__", "__deepcopy__"}:
        with pytest.raises(TypeError, match="a change of it would be lost"):
            getattr(shown, name)(1, 2)


def test_the_error_says_what_to_do_instead() -> None:
    assert _lost() == (
        "`data` shows what an object holds, and a change of it would be lost: use "
        "`obj.set(path, value)`, `obj.delete(path)`, `obj.append(path, value)`, "
        "`obj.labels[...] = …` or `with obj.edit() as data:`"
    )


@pytest.mark.parametrize(
    "change",
    [
        _set,
        lambda data: data.update(x=1),
        lambda data: data.setdefault("x", 1),
        lambda data: data["metadata"].pop("name"),
        lambda data: data.__ior__({"x": 1}),
    ],
)
def test_a_function_that_changes_the_data_fails_and_the_list_is_as_it_came(
    change: Callable[[Any], None],
) -> None:
    stdout, stderr = io.BytesIO(), io.StringIO()

    def process(resources: krm_fn.ResourceList) -> None:
        change(resources.items[0].data)

    assert krm_fn.run(process, io.BytesIO(LIST), stdout, stderr) == 3
    assert stdout.getvalue().startswith(LIST)
    line = change.__code__.co_firstlineno + (change is _set)
    assert stderr.getvalue() == (
        f"[error] this is a bug in the function, please report it: TypeError at "
        f"test_read_only.py:{line}: {_lost()} (set KRM_TRACEBACK=1 for the traceback)\n"
    )


def test_what_get_and_find_give_cannot_be_changed_either() -> None:
    pod = krm_fn.KubeObject.new("spec: {containers: [{image: a}]}\n")

    with pytest.raises(TypeError, match="would be lost"):
        pod.get("spec.containers").append(1)
    for _, container in pod.find("spec.containers[*]"):
        with pytest.raises(TypeError, match="would be lost"):
            container["image"] = "b"


def test_it_is_equal_to_the_plain_data_and_written_as_they_are() -> None:
    shown = readonly.of(PLAIN)

    assert shown == PLAIN
    assert repr(shown) == repr(PLAIN)
    assert json.dumps(shown) == json.dumps(PLAIN)
    assert isinstance(shown["a"]["b"], list)


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda data: pickle.loads(pickle.dumps(data))])  # noqa: S301
def test_a_deep_copy_is_plain_and_ones_own(copied: Callable[[Any], Any]) -> None:
    shown = readonly.of(PLAIN)
    own = copied(shown)
    own["a"]["b"][1]["c"] = 3

    assert (type(own), type(own["a"]), type(own["a"]["b"])) == (dict, dict, list)
    assert shown == PLAIN == {"a": {"b": [1, {"c": 2}]}, "d": None}


def test_new_data_may_have_parts_of_what_was_shown() -> None:
    pod = krm_fn.KubeObject.new("kind: Pod\nspec:\n  a: [1,  2]  # odd\n")
    pod.replace({**pod.data, "spec": {**pod.data["spec"], "b": pod.data["spec"]["a"]}})

    assert pod.text == "kind: Pod\nspec:\n  a: [1,  2]  # odd\n  b:\n  - 1\n  - 2\n"


def test_what_was_given_may_change_afterwards_and_the_object_does_not() -> None:
    given: dict[str, Any] = {"kind": "Pod", "spec": {"a": 1}}
    pod = krm_fn.KubeObject.new("kind: Pod\n")
    pod.replace(given)
    given["spec"]["a"] = 2

    assert pod.data == {"kind": "Pod", "spec": {"a": 1}}


def test_new_data_keep_the_very_objects_that_were_shown_and_those_that_were_there() -> None:
    old: dict[str, Any] = {"a": {"x": [1]}, "b": [{"c": 1}, {"d": 2}]}
    shown = readonly.of(old)

    new = readonly.plain({"a": shown["a"], "b": [*old["b"], {"e": 3}]}, old)

    assert new == {"a": {"x": [1]}, "b": [{"c": 1}, {"d": 2}, {"e": 3}]}
    assert (new["a"], new["b"][0], new["b"][1]) == (old["a"], *old["b"])
    assert new["a"] is old["a"]
    assert new["b"][1] is old["b"][1]
