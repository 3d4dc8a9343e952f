"""Pipelines to continue, as short as they can be."""

from __future__ import annotations

from typing import Any

from inject_intercepts import continuation

TASKS: dict[str, dict[str, Any]] = {
    "typed": {
        "params": [{"name": "p", "type": "object"}, {"name": "q", "default": []}],
        "results": [
            {"name": "text"},
            {"name": "list", "type": "array"},
            {"name": "map", "properties": {"a": {}, "b": {"type": "string"}}},
        ],
    }
}
"""What is known of the Tasks of a package."""


def task(name: str, **fields: Any) -> dict[str, Any]:
    """A pipeline task that runs a Task of its own name, unless the fields say which."""
    runs = {} if {"taskRef", "taskSpec"} & fields.keys() else {"taskRef": {"name": name}}
    return {"name": name, **runs, **fields}


def reading(name: str, *values: Any, **fields: Any) -> dict[str, Any]:
    """A pipeline task with a param for each value."""
    params = [
        {"name": letter, "value": value} for letter, value in zip("pqrstu", values, strict=False)
    ]
    return task(name, params=params, **fields)


def pipeline(*tasks: dict[str, Any], **spec: Any) -> dict[str, Any]:
    """A Pipeline called `pr`."""
    return {
        "apiVersion": "tekton.dev/v1",
        "kind": "Pipeline",
        "metadata": {"name": "pr"},
        "spec": {"tasks": [*tasks], **spec},
    }


def declared(one: dict[str, Any]) -> dict[str, Any] | None:
    """The `spec` of the Task that a pipeline task runs."""
    spec: dict[str, Any] | None = one.get("taskSpec") or TASKS.get(one["taskRef"]["name"])
    return spec


def derive(
    obj: dict[str, Any], start: str = "cut", *starts: str, **order: Any
) -> continuation.Derivation:
    """Derive `pr-again`, from `start` on."""
    asked = {"config": "c", "name": "pr-again", "from_": start, "declared": declared, **order}
    return continuation.derive(obj, continuation.Order(starts=starts or (start,), **asked))


def spec_of(obj: dict[str, Any], start: str = "cut", **order: Any) -> dict[str, Any]:
    """The derived spec, but for its description; whatever is refused fails the test."""
    done = derive(obj, start, **order)
    assert done.obj is not None, done.findings
    return {key: value for key, value in done.obj["spec"].items() if key != "description"}


def errors(obj: dict[str, Any], start: str = "cut", **order: Any) -> list[str]:
    """Why it is refused, each with its path."""
    done = derive(obj, start, **order)
    assert done.obj is None
    return [f"{'.'.join(map(str, one.path))}: {one.message}" for one in done.findings]


def carried(name: str, of: str, kind: str = "string", **more: Any) -> dict[str, Any]:
    """The ParamSpec of a result of the first half."""
    task_name, result = of.split(".", 1)
    spec = {"name": name, "type": kind, **more}
    return spec | {"description": f"The result {result} of {task_name}"}
