"""Where a Pipeline is cut.

The first half is what Tekton has finished before it starts the task of the cut: whatever that waits
for, also by way of others. All else is the second half, and so is what runs beside the cut: of a
run that failed there nobody knows whether such a task ran, or was the one that failed. A task of
the first half waits for none of the second, so the second half alone is a Pipeline.
"""

from __future__ import annotations

from inject_intercepts.tekton import graph, references

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any


def first_half(spec: dict[str, Any], starts: Iterable[str]) -> frozenset[str]:
    """Give the names of the tasks that are done whenever one of `starts` starts.

    Of several that is what all of them wait for.
    """
    edges = graph.parents(spec)
    done = [graph.ancestors(start, edges) for start in starts]
    return frozenset.intersection(*done) - frozenset(starts) if done else frozenset()


def second_half(spec: dict[str, Any], first: frozenset[str]) -> dict[str, Any]:
    """Give the PipelineSpec without the tasks of the first half, and without what waits for them.

    Gone are their `runAfter`, and the Pipeline's results that read them: only tasks make these.
    References in tasks stay as they are.
    """
    tasks = [_without_order(task, first) for task in spec["tasks"] if task["name"] not in first]
    half = {**spec, "tasks": tasks}
    results = [result for result in spec.get("results") or [] if not _reads(result, first)]
    return _with_list(half, "results", results)


def lost_results(spec: dict[str, Any], first: frozenset[str]) -> list[str]:
    """Give the names of the Pipeline's results that read the first half."""
    return [one["name"] for one in spec.get("results") or [] if _reads(one, first)]


def _reads(result: dict[str, Any], first: frozenset[str]) -> bool:
    return any(
        reference.section == "tasks" and reference.task in first
        for reference in references.within(result.get("value"))
    )


def _without_order(task: dict[str, Any], first: frozenset[str]) -> dict[str, Any]:
    before = task.get("runAfter")
    if not before or not first & {*before}:
        return task
    return _with_list(task, "runAfter", [name for name in before if name not in first])


def _with_list(data: dict[str, Any], key: str, items: list[Any]) -> dict[str, Any]:
    """Give a map with this list; without the key where the list became empty."""
    if items == data.get(key) or (not items and not data.get(key)):
        return data
    return {**data, key: items} if items else {k: v for k, v in data.items() if k != key}
