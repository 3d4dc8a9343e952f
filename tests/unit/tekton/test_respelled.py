"""What Tekton stores otherwise, place by place; tests/tekton asks Tekton itself."""

from __future__ import annotations

from typing import Any

import pytest

from inject_intercepts.tekton import respelled

PIPELINE: dict[str, Any] = {
    "apiVersion": "tekton.dev/v1",
    "kind": "Pipeline",
    "metadata": {"name": "p", "labels": {}},
    "spec": {
        "description": "",
        "tasks": [
            {"name": "a", "timeout": "15m", "runAfter": [], "retries": 0, "onError": None},
            {"name": "b", "timeout": "15m0s", "params": [{"name": "timeout", "value": "15m"}]},
            {"name": "c", "taskSpec": {"steps": [{"computeResources": {"limits": {"cpu": 1}}}]}},
            {"name": "d", "timeout": "$(params.timeout)"},
        ],
        "finally": [{"name": "e", "pipelineSpec": {"tasks": [{"name": "f", "timeout": "60s"}]}}],
    },
}


def test_each_value_is_given_with_its_path_and_what_is_stored() -> None:
    assert [*map(tuple, respelled.respelled(PIPELINE))] == [
        (("metadata", "labels"), {}, None),
        (("spec", "description"), "", None),
        (("spec", "tasks", 0, "timeout"), "15m", "15m0s"),
        (("spec", "tasks", 0, "runAfter"), [], None),
        (("spec", "tasks", 0, "retries"), 0, None),
        (("spec", "tasks", 0, "onError"), None, None),
        (("spec", "tasks", 2, "taskSpec", "steps", 0, "computeResources", "limits", "cpu"), 1, "1"),
        (("spec", "finally", 0, "pipelineSpec", "tasks", 0, "timeout"), "60s", "1m0s"),
    ]


@pytest.mark.parametrize(
    "other", [{"apiVersion": "tekton.dev/v1beta1"}, {"kind": "TriggerTemplate"}, {"spec": None}]
)
def test_of_what_it_does_not_know_it_says_nothing(other: dict[str, Any]) -> None:
    labels: list[Any] = [] if "spec" not in other else [(("metadata", "labels"), {}, None)]

    assert [*map(tuple, respelled.respelled(PIPELINE | other))] == labels


@pytest.mark.parametrize(
    "spec", [[], "x", {"tasks": {}}, {"tasks": ["x"]}, {"tasks": [{"timeout": 5}]}, {"": ""}]
)
def test_what_has_not_the_shape_of_a_pipeline_has_nothing_to_say(spec: Any) -> None:
    one = {
        "apiVersion": "tekton.dev/v1",
        "kind": "Pipeline",
        "metadata": {"name": "p"},
        "spec": spec,
    }

    assert respelled.respelled(one) == []


def test_the_whole_object_is_given_as_it_is_stored() -> None:
    stored = respelled.as_stored(PIPELINE)

    assert stored["spec"]["tasks"] == [
        {"name": "a", "timeout": "15m0s"},
        {"name": "b", "timeout": "15m0s", "params": [{"name": "timeout", "value": "15m"}]},
        {"name": "c", "taskSpec": {"steps": [{"computeResources": {"limits": {"cpu": "1"}}}]}},
        {"name": "d", "timeout": "$(params.timeout)"},
    ]
    assert respelled.respelled(stored) == []


def test_a_null_among_the_items_of_a_list_stays_for_others_to_refuse() -> None:
    pipeline = {"apiVersion": "tekton.dev/v1", "kind": "Pipeline", "spec": {"tasks": [None]}}

    assert respelled.as_stored(pipeline) == pipeline
