"""The status of all tasks together, `$(tasks.status)`, where a deploy task is skipped in every run.

One skipped task makes it `Completed` where it was `Succeeded` (resources/pipelinerunstate.go,
GetPipelineTaskStatus), so `Completed` joins where `Succeeded` is tested.
"""

from __future__ import annotations

from inject_intercepts.tekton import references

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any


def tests(spec: dict[str, Any]) -> Iterator[tuple[int, int, dict[str, Any]]]:
    """Give each `when` of a finally task whose input is `$(tasks.status)`, with both indexes."""
    for i, task in enumerate(spec.get("finally") or []):
        for j, entry in enumerate(task.get("when") or []):
            if entry.get("input") == references.AGGREGATE_STATUS:
                yield i, j, entry


def add_completed(spec: dict[str, Any]) -> tuple[dict[str, Any], tuple[tuple[str, int], ...]]:
    """Let `Completed` join each test of the aggregate for `Succeeded`; say which were changed."""
    changed: list[tuple[str, int]] = []
    final = list(spec.get("finally") or [])
    for i, j, entry in tests(spec):
        values = entry.get("values") or []
        # For `notin` as well: whoever excludes success excludes what success is now called.
        if "Succeeded" in values and "Completed" not in values:
            when = list(final[i]["when"])
            when[j] = {**entry, "values": [*values, "Completed"]}
            final[i] = {**final[i], "when": when}
            changed.append((final[i]["name"], j))
    return ({**spec, "finally": final} if changed else spec), tuple(changed)


def remove_completed(spec: dict[str, Any], changed: tuple[tuple[str, int], ...]) -> dict[str, Any]:
    """Undo `add_completed`, where what it changed is still there."""
    final = list(spec.get("finally") or [])
    for i, j, entry in tests(spec):
        if (final[i]["name"], j) in changed and "Completed" in (entry.get("values") or []):
            when = list(final[i]["when"])
            when[j] = {**entry, "values": [v for v in entry["values"] if v != "Completed"]}
            final[i] = {**final[i], "when": when}
    return {**spec, "finally": final} if changed else spec
