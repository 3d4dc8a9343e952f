"""The Pipelines and PipelineRuns that an object is or carries."""

from __future__ import annotations

from typing import Any

import pytest

from inject_intercepts.tekton import objects, paths, shape

RUN: dict[str, Any] = {
    "apiVersion": "tekton.dev/v1",
    "kind": "PipelineRun",
    "metadata": {"generateName": "pr-"},
}
OTHER: dict[str, Any] = {"apiVersion": "v1", "kind": "ConfigMap"}


def trigger(kind: str, spec: dict[str, Any]) -> dict[str, Any]:
    return {"apiVersion": "triggers.tekton.dev/v1beta1", "kind": kind, "spec": spec}


@pytest.mark.parametrize(
    ("obj", "wanted"),
    [
        (RUN, [()]),
        ({**RUN, "kind": "Pipeline", "apiVersion": "tekton.dev/v1beta1"}, [()]),
        ({**RUN, "apiVersion": "example.dev/v1"}, []),
        (OTHER, []),
        (
            trigger("TriggerTemplate", {"resourcetemplates": [OTHER, RUN]}),
            [("spec", "resourcetemplates", 1)],
        ),
        (
            trigger("Trigger", {"template": {"spec": {"resourcetemplates": [RUN]}}}),
            [("spec", "template", "spec", "resourcetemplates", 0)],
        ),
        (
            trigger(
                "EventListener",
                {
                    "triggers": [
                        {"template": {"ref": "x"}},
                        {"template": {"spec": {"resourcetemplates": [RUN]}}},
                    ]
                },
            ),
            [("spec", "triggers", 1, "template", "spec", "resourcetemplates", 0)],
        ),
        (trigger("TriggerTemplate", {"resourcetemplates": {"a": RUN}}), []),
        (trigger("TriggerTemplate", None), []),  # type: ignore[arg-type]
        (trigger("EventListener", {"triggers": "none"}), []),
    ],
)  # fmt: skip
def test_pipelines_are_found_where_an_object_carries_them(
    obj: dict[str, Any], wanted: list[tuple[str | int, ...]]
) -> None:
    found = list(objects.pipelines_in(obj))

    assert [path for path, _ in found] == wanted
    assert all(paths.at(obj, path) is data for path, data in found)


def test_a_generated_name_goes_without_its_dash() -> None:
    assert objects.name(RUN) == "pr"
    assert objects.name({"metadata": {"name": "p-"}}) == "p-"
    assert objects.name({}) == ""


def test_put_copies_only_what_lies_on_the_path() -> None:
    data = {"a": [{"b": 1}, {"c": 2}], "d": {"e": 3}}

    changed = paths.put(data, ("a", 0, "b"), 9)

    assert changed == {"a": [{"b": 9}, {"c": 2}], "d": {"e": 3}}
    assert data == {"a": [{"b": 1}, {"c": 2}], "d": {"e": 3}}
    assert changed["d"] is data["d"]


def test_removing_the_last_key_removes_the_maps_around_it() -> None:
    assert paths.remove({"a": {"b": {"c": 1}}, "z": 0}, "a", "b", "c") == {"z": 0}
    assert paths.remove({"a": {"b": {"c": 1}, "x": 1}}, "a", "b", "c") == {"a": {"x": 1}}
    assert paths.remove({"a": {"x": 1}}, "a", "b", "c") == {"a": {"x": 1}}


@pytest.mark.parametrize(
    ("spec", "wanted"),
    [
        (None, ["() must be a map, is nothing"]),
        ({"tasks": {"a": {}}}, ["('tasks',) must be a list, is a map"]),
        ({"tasks": ["a"]}, ["('tasks', 0) must be a map, is a string"]),
        ({"tasks": [{}]}, ["('tasks', 0, 'name') must be a string, is nothing"]),
        (
            {"tasks": [{"name": "a"}], "finally": [{"name": "a"}]},
            ["('finally', 0, 'name') `a` is there twice: a name must be unique"],
        ),
        (
            {"tasks": [{"name": "a", "runAfter": "b", "when": [1], "params": {"x": 1}}]},
            [
                "('tasks', 0, 'params') must be a list, is a map",
                "('tasks', 0, 'runAfter') must be a list, is a string",
                "('tasks', 0, 'when', 0) must be a map, is a number",
            ],
        ),
        ({"params": [{"name": "p"}], "tasks": [{"name": "a", "taskRef": {"name": "t"}}]}, []),
    ],
)
def test_a_malformed_spec_is_told_field_by_field(spec: Any, wanted: list[str]) -> None:
    assert [f"{wrong.path} {wrong.message}" for wrong in shape.misshapes(spec)] == wanted
