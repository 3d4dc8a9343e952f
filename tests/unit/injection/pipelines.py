"""Pipelines to inject into, as short as they can be."""

from __future__ import annotations

from typing import Any

from inject_intercepts import catalogue, config, injection

DEPLOYED = "$(tasks.deploy-intercepts.results.deployed-pods)"


KNOWN = {name: injection.declared(catalogue.interface(name)) for name in catalogue.NAMES}
TASKS = injection.Tasks(KNOWN, {})
"""The catalogue, under its own names."""


def settings(**spec: Any) -> config.Config:
    """The config of a FunctionConfig with this `spec`."""
    return config.load(
        {
            "apiVersion": "tekton-intercepts.dev/v1alpha1",
            "kind": "InjectIntercepts",
            "metadata": {"name": "pr-intercepts"},
            "spec": spec,
        }
    )


def deploy(**fields: Any) -> dict[str, Any]:
    """The base's deploy task."""
    return {
        "name": "deploy-intercepts",
        "taskRef": {"name": "deploy-stack-intercepts"},
        "params": [
            {"name": "build-apps", "value": "a"},
            {"name": "built-images", "value": "{}"},
            {"name": "intercept-header-value", "value": "x-dev-session:pr-42"},
        ],
        "workspaces": [{"name": "shared-workspace", "workspace": "shared-workspace"}],
        **fields,
    }


def task(name: str, **fields: Any) -> dict[str, Any]:
    """A pipeline task of the base's own."""
    return {"name": name, "taskRef": {"name": name}, **fields}


def reading(name: str, value: str, **fields: Any) -> dict[str, Any]:
    """A pipeline task with one param."""
    return task(name, params=[{"name": "p", "value": value}], **fields)


def pipeline(
    tasks: list[dict[str, Any]], final: list[dict[str, Any]] | None = None, **spec: Any
) -> dict[str, Any]:
    """A Pipeline that declares the shared workspace."""
    body = {"workspaces": [{"name": "shared-workspace"}], "tasks": tasks, **spec}
    if final is not None:
        body["finally"] = final
    return {
        "apiVersion": "tekton.dev/v1",
        "kind": "Pipeline",
        "metadata": {"name": "pr"},
        "spec": body,
    }


def inject(obj: dict[str, Any], **spec: Any) -> injection.Injection:
    """Inject by a FunctionConfig with this `spec`."""
    return injection.inject(obj, settings(**spec), TASKS)


def named(obj: dict[str, Any], name: str) -> dict[str, Any]:
    """The pipeline task of that name, under `tasks` or `finally`."""
    spec = obj["spec"].get("pipelineSpec", obj["spec"])
    (found,) = (t for key in ("tasks", "finally") for t in spec.get(key) or [] if t["name"] == name)
    return dict(found)
