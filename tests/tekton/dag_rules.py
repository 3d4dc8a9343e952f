"""How the injection may change a graph: its rules, said once more and apart from the code."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from verdict import Graph

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet

RESULT = "-result"
FALLBACK = "cleanup-fallback"


class Injection(NamedTuple):
    """Where a graph shows an injection: the deploy task's base name and its variants."""

    deploy: str
    variants: frozenset[str]

    @property
    def result(self) -> str:
        """Name of the pass-through."""
        return self.deploy + RESULT

    @property
    def added(self) -> frozenset[str]:
        """Names of the tasks that stand for the one deploy task."""
        return self.variants | {self.result}


def injection_in(graph: Graph) -> Injection | None:
    """The injection in a graph: the task `x-result` that waits for tasks `x-…`."""
    for name, parents in graph.tasks.items():
        deploy = name.removesuffix(RESULT)
        variants = frozenset(parent for parent in parents if parent.startswith(deploy + "-"))
        if name.endswith(RESULT) and variants:
            return Injection(deploy, variants)
    return None


def broken_rules(graph: Graph) -> list[str]:
    """What is wrong with an injected graph by itself; nothing where there is no injection."""
    injection = injection_in(graph)
    if injection is None:
        return []
    problems = []
    own = {name: set(graph.tasks[name]) for name in injection.added}
    if injection.deploy in graph.tasks:
        problems.append(f"{injection.deploy} is still there")
    shared = set.intersection(*(own[name] for name in injection.variants))
    extra = own[injection.result] - injection.variants - shared
    if extra:
        problems.append(f"{injection.result} waits for {sorted(extra)}, and no variant does")
    for section in graph:
        for name, parents in section.items():
            direct = injection.variants.intersection(parents)
            if direct and name != injection.result:
                problems.append(f"{name} goes past the pass-through to {sorted(direct)}")
    if graph.finally_.get(FALLBACK):
        problems.append(f"{FALLBACK} reads results of {graph.finally_[FALLBACK]}")
    return problems


def without_injection(graph: Graph, *, made: AbstractSet[str] = frozenset()) -> Graph:
    """The base's graph, told from the injected one: one deploy task in place of all of ours.

    `made` names finally tasks that the injection made besides the fallback.
    """
    injection = injection_in(graph)
    if injection is None:
        return graph
    tasks: dict[str, set[str]] = {}
    for name, parents in graph.tasks.items():
        base = injection.deploy if name in injection.added else name
        tasks.setdefault(base, set()).update(_base_names(parents, injection) - {base})
    finally_ = {
        name: _base_names(parents, injection)
        for name, parents in graph.finally_.items()
        if name != FALLBACK and name not in made
    }
    return Graph(_ordered(tasks), _ordered(finally_))


def without_task(graph: Graph, name: str) -> Graph:
    """The graph as if the task had never been inserted."""
    tasks = {
        task: [parent for parent in parents if parent != name]
        for task, parents in graph.tasks.items()
        if task != name
    }
    finally_ = {
        task: [parent for parent in parents if parent != name]
        for task, parents in graph.finally_.items()
    }
    return Graph(tasks, finally_)


def _base_names(parents: list[str], injection: Injection) -> set[str]:
    return {injection.deploy if parent in injection.added else parent for parent in parents}


def _ordered(graph: Mapping[str, set[str]]) -> dict[str, list[str]]:
    return {name: sorted(parents) for name, parents in graph.items()}
