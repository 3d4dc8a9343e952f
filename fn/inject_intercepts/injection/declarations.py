"""The params and the workspace that the new tasks need the Pipeline to declare."""

from __future__ import annotations

from inject_intercepts.tekton import paths

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from inject_intercepts.config import Config


def wanted(config: Config) -> list[dict[str, Any]]:
    """Give the params to declare: the run's choice, and those that the config adds."""
    choices = ", ".join(backend.name for backend in config.backends)
    choice = {
        "name": config.parameter,
        "type": "string",
        "description": f"How this run intercepts traffic, one of {choices}",
        "default": config.default,
    }
    return [choice, *config.pipeline_params]


def kind(param: dict[str, Any]) -> str:
    """Give a param's type as Tekton defaults it (API/param_types.go, ParamSpec.SetDefaults)."""
    if param.get("type"):
        return str(param["type"])
    if param.get("properties") or isinstance(param.get("default"), dict):
        return "object"
    return "array" if isinstance(param.get("default"), list) else "string"


def is_same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether two declarations of a param give a run the same."""
    return kind(one) == kind(other) and one.get("default") == other.get("default")


def params(spec: dict[str, Any], config: Config) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Give the PipelineSpec with the params declared, and the names of those that were not."""
    # One that is there and differs was refused before (`refusals`).
    there = {param["name"] for param in spec.get("params") or []}
    new = [param for param in wanted(config) if param["name"] not in there]
    if not new:
        return spec, ()
    together = [*(spec.get("params") or []), *new]
    made = _before_tasks(spec, "params", together)
    return made, tuple(param["name"] for param in new)


def workspace(spec: dict[str, Any], config: Config) -> tuple[dict[str, Any], str | None]:
    """Give the PipelineSpec with the workspace declared, and its name where it was not."""
    there = spec.get("workspaces") or []
    if any(entry["name"] == config.deploy.workspace for entry in there):
        return spec, None
    new = {
        "name": config.deploy.workspace,
        "description": "Carries deployed-pods.json from the deploy task to who reads it",
    }
    return _before_tasks(spec, "workspaces", [*there, new]), config.deploy.workspace


def _before_tasks(spec: dict[str, Any], key: str, value: list[Any]) -> dict[str, Any]:
    # Where people write them: declarations before what uses them.
    if key in spec:
        return {**spec, key: value}
    if key == "workspaces" and "params" in spec:
        return paths.insert_key(spec, key, value, after=("params",))
    made: dict[str, Any] = {}
    for name, old in spec.items():
        if name == "tasks":
            made[key] = value
        made[name] = old
    return made
