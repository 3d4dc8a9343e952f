"""What is known of the Tasks that a Pipeline refers to."""

from __future__ import annotations

from krm_fn.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any


class KnownTask(Frozen):
    """The interface of a Task that is at hand: in the package, or in the catalogue."""

    params: frozenset[str]
    required: tuple[str, ...]
    """The params without a default: a run in which one is missing fails before its first task."""
    workspaces: frozenset[str]
    results: frozenset[str]


def declared(spec: dict[str, Any]) -> KnownTask:
    """Give the interface that a Task's `spec` declares, whoever wrote it."""
    params = [param for param in spec.get("params") or [] if _is_named(param)]
    return KnownTask(
        frozenset(param["name"] for param in params),
        tuple(param["name"] for param in params if "default" not in param),
        frozenset(entry["name"] for entry in spec.get("workspaces") or [] if _is_named(entry)),
        frozenset(entry["name"] for entry in spec.get("results") or [] if _is_named(entry)),
    )


def _is_named(entry: Any) -> bool:
    return isinstance(entry, dict) and "name" in entry


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

        A `taskRef` with a resolver or a bundle, or with the `apiVersion` of a custom task, is
        somebody else's.
        """
        ref = _plain_ref(task)
        return ref is not None and ref.get("name") in (catalogue_name, self.name(catalogue_name))

    def of(self, task: dict[str, Any]) -> KnownTask | None:
        """Give the interface of the Task that a pipeline task runs, where it is known."""
        ref = _plain_ref(task)
        return None if ref is None else self.known.get(str(ref.get("name")))

    def followed(self, task: dict[str, Any], catalogue_names: Iterable[str]) -> dict[str, Any]:
        """Give a pipeline task whose `taskRef` has the name that a Task of ours goes by here."""
        ref = _plain_ref(task) or {}
        name = str(ref.get("name"))
        actual = self.actual.get(name)
        # A Task of that very name in the package is meant as it is written.
        if name not in catalogue_names or actual in (None, name) or self.known.get(name):
            return task
        return {**task, "taskRef": {**ref, "name": actual}}


def _plain_ref(task: dict[str, Any]) -> dict[str, Any] | None:
    """The `taskRef` by which a pipeline task runs a Task.

    One with both `apiVersion` and `kind` runs a custom task (API, TaskRef.IsCustomTask).
    """
    ref = task.get("taskRef")
    if not isinstance(ref, dict) or ref.get("kind", "Task") != "Task":
        return None
    if "resolver" in ref or ref.get("bundle"):
        return None
    return None if "apiVersion" in ref and "kind" in ref else ref


def task_name(task: dict[str, Any]) -> str | None:
    """Give the name of the Task in the cluster that a pipeline task runs; None for all others."""
    ref = _plain_ref(task)
    return str(ref["name"]) if ref is not None and ref.get("name") else None
