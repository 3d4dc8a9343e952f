"""What the second half reads of the first, and no param can give it."""

from __future__ import annotations

from inject_intercepts.injection.findings import Finding, error
from inject_intercepts.tekton import graph, references

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from inject_intercepts.tekton.paths import Path
    from inject_intercepts.tekton.references import Reference

_CANNOT = {
    "inputs": "reads an artifact of",
    "outputs": "reads an artifact of",
    "matrix": "reads how often a matrix ran",
}
_STRAY = {
    "kind": "is nothing that Tekton knows of a pipeline task: mend it, or take it out",
    "computed": "names a task by another variable, and may mean that one: write the name out",
    "place": "stands where Tekton is not known to put anything in: pass it in `params`",
}


def order(whole: dict[str, Any]) -> Iterator[Finding]:
    """Give an error for an order that Tekton refuses: there is no telling what is before what."""
    edges = graph.parents(whole)
    for i, name in enumerate(edges):
        for unknown in sorted(edges[name] - edges.keys()):
            yield error(f"waits for `{unknown}`, which is no pipeline task", "tasks", i)
    cycle = graph.find_cycle(whole)
    if cycle:
        circle = " waits for ".join(f"`{name}`" for name in cycle)
        yield error(f"the tasks wait for each other: {circle}", "tasks")


def crossing(
    half: dict[str, Any], first: frozenset[str], found: list[Reference]
) -> Iterator[Finding]:
    """Give an error for each reference to the first half that cannot be carried over.

    `found` are the references of `half` to it; paths are those in `half`.
    """
    for one in found:
        if one.kind in _CANNOT:
            message = (
                f"{one} {_CANNOT[one.kind]} `{one.task}`, which a run that begins behind it cannot "
                "be given: make it a result of that task, or begin before it"
            )
            yield error(message, *one.path)
    for task in sorted(first):
        for stray in references.strays(half, task):
            # What is under `finally` is nobody's of the first half.
            if not stray.text.startswith("$(finally."):
                message = f"{stray.text} {_STRAY[stray.why]}; `{task}` is left out here"
                yield error(message, *stray.path)


def mixed(half: dict[str, Any]) -> Iterator[Finding]:
    """Give an error for each object of which an embedded Task reads what two places give it.

    Tekton puts the keys that the pipeline task passes over those of the Pipeline's param of that
    name, and lets only a Pipeline that is embedded itself have more of them.
    """
    known = {one["name"]: one.get("properties") or {} for one in half.get("params") or []}
    for section in ("tasks", "finally"):
        for i, task in enumerate(half.get(section) or []):
            task_spec = task.get("taskSpec") or {}
            own = {one["name"] for one in task_spec.get("params") or []}
            for j, passed in enumerate(task.get("params") or []):
                name, value = passed["name"], passed.get("value")
                if name in own or name not in known or not isinstance(value, dict):
                    continue
                if "steps" in task_spec and not value.keys() <= known[name].keys():
                    message = (
                        f"is put over the Pipeline's param `{name}`, key by key, which only an "
                        f"embedded Pipeline allows: give it a name of its own, and declare that "
                        "in `taskSpec.params`"
                    )
                    yield error(message, section, i, "params", j)


def in_whole(path: Path, half: dict[str, Any], spec: dict[str, Any]) -> Path:
    """Give where a place of the second half stands in the whole: lists of named things shrank."""
    section, number, *rest = path
    name = half[str(section)][int(number)].get("name")
    numbers = [i for i, entry in enumerate(spec[str(section)]) if entry.get("name") == name]
    return (section, numbers[0], *rest)
