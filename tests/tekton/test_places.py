"""Who waits for whom, place by place: the table's `orders` is what Tekton's own graph says."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from inject_intercepts.tekton import places

if TYPE_CHECKING:
    import verdict

pytestmark = pytest.mark.needs("go")

READ = "https://example.com/$(tasks.first.results.r)"
# What Tekton does not admit by default: two have feature flags, a step's name must be a label.
NOT_ADMITTED = ("tasks[].when[].cel", "tasks[].taskRef.name", "tasks[].taskSpec.steps[].name")
FIELDS = {
    place.field.removeprefix("tasks[]."): place
    for place in places.PIPELINE.places
    if place.is_substituted and place.field.startswith("tasks[].")
    if place.field not in NOT_ADMITTED
}
# What else has to be there for Tekton to take the place, and where one place stands for several.
AROUND: dict[str, dict[str, dict[str, Any]]] = {
    "when[].input": {"when": {"operator": "in", "values": ["a"]}},
    "when[].values[]": {"when": {"operator": "in", "input": "a"}},
    "taskRef.params[].value": {"taskRef": {"resolver": "git"}},
}
BELOW = {
    "taskSpec": ".volumes[].name",
    "env[].valueFrom.secretKeyRef": ".name",
    "env[].valueFrom.configMapKeyRef": ".key",
}


def reader(field: str) -> dict[str, Any]:
    """A pipeline task that reads a result in the field, and that Tekton admits."""
    task: dict[str, Any] = {"name": "second"}
    more = next((more for end, more in BELOW.items() if field.endswith(end)), "")
    put(task, (field + more).replace("[]", ".[]").split("."))
    for key, value in AROUND.get(field, {}).items():
        (task[key][0] if isinstance(task[key], list) else task[key]).update(value)
    if "taskSpec" in task:
        steps = task["taskSpec"].setdefault("steps", [{}])
        for container in [*steps, *task["taskSpec"].get("sidecars", [])]:
            container.setdefault("image", "i")
    elif "taskRef" not in task:
        task["taskRef"] = {"name": "t"}
    return task


def put(data: dict[str, Any], steps: list[str]) -> None:
    step, rest = steps[0], steps[1:]
    if not rest:
        data[step] = READ
    elif rest == ["[]"]:
        data[step] = [READ]
    elif rest[0] == "[]":
        data[step] = [{} if step == "when" else {"name": "n"}]
        put(data[step][0], rest[1:])
    else:
        data[step] = {}
        put(data[step], rest)


@pytest.mark.parametrize("field", FIELDS)
def test_a_reader_waits_exactly_where_the_table_says_so(field: str, tekton: verdict.Tekton) -> None:
    pipeline = {
        "apiVersion": "tekton.dev/v1",
        "kind": "Pipeline",
        "metadata": {"name": "p"},
        "spec": {
            "workspaces": [{"name": "n"}],
            "tasks": [{"name": "first", "taskRef": {"name": "t"}}, reader(field)],
        },
    }

    graph = tekton.graph(json.dumps(pipeline))["Pipeline/p"]

    assert graph.tasks["second"] == (["first"] if FIELDS[field].orders else [])
