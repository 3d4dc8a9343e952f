"""What is known of the Tasks that a Pipeline refers to."""

from __future__ import annotations

from typing import Any

from inject_intercepts.frozen import Frozen


class KnownTask(Frozen):
    """The interface of a Task that is at hand: in the package, or in the catalogue."""

    params: frozenset[str]
    required: tuple[str, ...]
    """The params without a default: a run in which one is missing fails before its first task."""
    workspaces: frozenset[str]
    results: frozenset[str]


class Tasks(Frozen):
    """The Tasks by name, and which of them are ours."""

    known: dict[str, KnownTask]
    """By the name that a `taskRef` uses."""
    actual: dict[str, str]
    """Catalogue name to the name that the package has made of it, e.g. by a `namePrefix`."""

    def name(self, catalogue_name: str) -> str:
        """Give the name by which a Task of the catalogue goes in this package."""
        return self.actual.get(catalogue_name, catalogue_name)

    def ref(self, catalogue_name: str) -> dict[str, Any]:
        """Give the `taskRef` of a Task of the catalogue."""
        return {"name": self.name(catalogue_name)}

    def is_ours(self, task: dict[str, Any], catalogue_name: str) -> bool:
        """Whether a pipeline task runs that Task of the catalogue.

        A `taskRef` with a resolver, or with the `apiVersion` of a custom task, is somebody else's.
        """
        ref = task.get("taskRef")
        if not isinstance(ref, dict) or "resolver" in ref or ref.get("kind", "Task") != "Task":
            return False
        return ref.get("name") in (catalogue_name, self.name(catalogue_name))

    def of(self, task: dict[str, Any]) -> KnownTask | None:
        """Give the interface of the Task that a pipeline task runs, where it is known."""
        ref = task.get("taskRef")
        if not isinstance(ref, dict) or "resolver" in ref or ref.get("kind", "Task") != "Task":
            return None
        return self.known.get(str(ref.get("name")))
