"""Who waits for whom in a PipelineSpec, as Tekton builds it.

Edges come from `runAfter` and from result references in the places that `places` calls ordering
(API/pipeline_types.go, PipelineTask.Deps). Finally tasks have no edges.
"""

from __future__ import annotations

from inject_intercepts.tekton import references

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


def parents(spec: dict[str, Any]) -> dict[str, frozenset[str]]:
    """Give, for each pipeline task under `tasks`, the names of those that it waits for."""
    tasks = spec.get("tasks") or []
    found: list[set[str]] = [
        {name for name in task.get("runAfter") or [] if isinstance(name, str)} for task in tasks
    ]
    for reference in references.in_spec(spec):
        section, i, *_ = reference.path
        if section == "tasks" and reference.makes_edge:
            found[int(i)].add(reference.task)
    return {task["name"]: frozenset(found[i]) for i, task in enumerate(tasks)}


def find_cycle(spec: dict[str, Any]) -> tuple[str, ...]:
    """Give the names on one cycle, first name repeated at the end; empty where there is none.

    `a` waits for `b`, which waits for `a`: ("a", "b", "a").
    """
    # With a stack of its own: a Pipeline may be longer than Python's is deep.
    edges = parents(spec)
    done: set[str] = set()
    for start in edges:
        trail: list[str] = []
        stack = [(start, iter(sorted(edges[start])))]
        trail.append(start)
        while stack:
            name, waits_for = stack[-1]
            parent = next(waits_for, None)
            if parent is None:
                done.add(name)
                stack.pop()
                trail.pop()
            elif parent in trail:
                return (*trail[trail.index(parent) :], parent)
            elif parent in edges and parent not in done:
                trail.append(parent)
                stack.append((parent, iter(sorted(edges[parent]))))
        done.add(start)
    return ()


def ancestors(name: str, edges: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Give all that a task waits for, also by way of others; `edges` are those of `parents`."""
    found: set[str] = set()
    ahead = [name]
    while ahead:
        new = edges.get(ahead.pop(), frozenset()) - found
        found |= new
        ahead += new
    return frozenset(found)
