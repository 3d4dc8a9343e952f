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


def by_the_cluster(**params: Any) -> dict[str, Any]:
    given = [{"name": name, "value": value} for name, value in params.items()]
    return {"resolver": "cluster", "params": given}


@pytest.mark.parametrize(
    ("ref", "wanted"),
    [
        ({"name": "pr"}, ("pr", "ci")),
        ({"apiVersion": "tekton.dev/v1", "name": "pr"}, ("pr", "ci")),
        (by_the_cluster(kind="pipeline", name="pr", namespace="other"), ("pr", "other")),
        (by_the_cluster(kind="pipeline", name="pr"), ("pr", "ci")),
        (by_the_cluster(name="pr", namespace="$(context.pipelineRun.namespace)"), ("pr", "ci")),
        (by_the_cluster(name="pr", namespace="$(tt.params.namespace)"), ("pr", None)),
        (by_the_cluster(kind="task", name="pr"), None),
        (by_the_cluster(kind="pipeline", namespace="ci"), None),
        ({"name": "pr", "bundle": "registry.example/pipelines:1"}, None),
        ({"resolver": "git", "params": [{"name": "name", "value": "pr"}]}, None),
        ({"resolver": "cluster", "params": "none"}, None),
        ({"resolver": "cluster"}, None),
        ({"name": 1}, None),
        ("pr", None),
        (None, None),
    ],
)
def test_a_run_refers_to_a_pipeline_of_the_cluster_or_to_another_source(
    ref: Any, wanted: tuple[str, str | None] | None
) -> None:
    assert objects.pipeline_ref({"spec": {"pipelineRef": ref}}, "ci") == wanted


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


T = {"taskRef": {"name": "t"}}


@pytest.mark.parametrize(
    ("spec", "wanted"),
    [
        (None, ["() must be a map, is nothing"]),
        ({"tasks": {"a": {}}}, ["('tasks',) must be a list, is a map"]),
        ({"tasks": ["a"]}, ["('tasks', 0) must be a map, is a string"]),
        ({"tasks": [T]}, ["('tasks', 0, 'name') must be a string, is nothing"]),
        ({}, ["('tasks',) must have at least one task"]),
        ({"tasks": [], "finally": []}, ["('tasks',) must have at least one task"]),
        (
            {"tasks": [{"name": "a"}], "finally": [{"name": "b", **T, "taskSpec": {}}]},
            [
                "('tasks', 0) must run one Task, by `taskRef` or `taskSpec`, and has neither",
                (
                    "('finally', 0) must run one Task, by `taskRef` or `taskSpec`, and has "
                    "`taskRef` and `taskSpec`"
                ),
            ],
        ),
        (
            {"tasks": [{"name": "a", **T, "resources": {"inputs": [{"from": ["b"]}]}}]},
            [
                (
                    "('tasks', 0, 'resources') must not be there: Tekton has done away with "
                    "PipelineResources, and with the order that `from` gave"
                )
            ],
        ),
        (
            {"tasks": [{"name": "a", **T}], "resources": [{"name": "git", "type": "git"}]},
            [
                (
                    "('resources',) must not be there: Tekton has done away with "
                    "PipelineResources, and with the order that `from` gave"
                )
            ],
        ),
        (
            {"tasks": [{"name": "a", **T}], "finally": [{"name": "a", **T}]},
            ["('finally', 0, 'name') `a` is there twice: a name must be unique"],
        ),
        (
            {"tasks": [{"name": "a", **T, "runAfter": "b", "when": [1], "params": {"x": 1}}]},
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
