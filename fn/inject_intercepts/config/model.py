"""What a FunctionConfig says, as records; `written_names` is how a user writes their fields.

Every record is complete: what the user left out carries its default.
"""

from __future__ import annotations

from typing import Any

from inject_intercepts import contract
from inject_intercepts.frozen import Frozen

API_VERSION = f"{contract.GROUP}/v1alpha1"
KIND = "InjectIntercepts"

TASKS_MODES = ("emit", "reference")
MODES = ("inject", "check", "remove")

# What a record's owner is called when nobody gave the config a name.
DEFAULT_NAME = "inject-intercepts"


def written_names(record: type[Frozen]) -> tuple[str, ...]:
    """The fields of a record as a config has them: `run_after` is `runAfter`.

    What is a field here, the reader knows, and no other.
    """
    return tuple(_camel_case(field) for field in record._fields)


def _camel_case(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


class Mistake(Frozen):
    """One thing that is wrong in a config: where, from the config's root, and what it must be."""

    path: tuple[str | int, ...]
    message: str


class ConfigError(Exception):
    """A config is refused as a whole, with every mistake in it."""

    def __init__(self, mistakes: tuple[Mistake, ...]) -> None:
        super().__init__("; ".join(mistake.message for mistake in mistakes))
        self.mistakes = mistakes


class Backend(Frozen):
    """One way to intercept.

    `task_ref` is Tekton's object as the user gave it; None for a built-in backend with its own
    Task, and for the user's backend whose Task the base Pipeline already names (`deploy.backend`).
    `params` are Tekton's `{name, value}`.
    """

    name: str
    task_ref: dict[str, Any] | None = None
    params: tuple[dict[str, Any], ...] = ()


class Insert(Frozen):
    """Where the deploy step goes in an object that has none: after whom, before whom, with what."""

    run_after: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    params: tuple[dict[str, Any], ...] = ()


class Deploy(Frozen):
    """The pipeline task to split, and what the base's own Task is like."""

    task: str = "deploy-intercepts"
    backend: str = contract.BASE_BACKEND
    workspace: str = contract.WORKSPACE
    result: str = contract.RESULT
    insert: Insert | None = None


class Cleanup(Frozen):
    """The finally task that takes away what a run made."""

    task: str = "cleanup"
    params: tuple[dict[str, Any], ...] = ()
    fallback: bool = True


class Config(Frozen):
    """A whole FunctionConfig. `pipelines` is None where the user left the choice to the rules."""

    name: str = DEFAULT_NAME
    pipelines: tuple[str, ...] | None = None
    default: str = contract.BASE_BACKEND
    parameter: str = contract.BACKEND
    backends: tuple[Backend, ...] = tuple(Backend(name) for name in contract.USUAL_BACKENDS)
    pipeline_params: tuple[dict[str, Any], ...] = ()
    deploy: Deploy = Deploy()
    cleanup: Cleanup = Cleanup()
    tasks: str = "emit"
    mode: str = "inject"
