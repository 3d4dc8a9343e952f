"""Who waits for whom, as far as a picture shows it."""

from __future__ import annotations

from krm_fn.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    Parents = Mapping[str, frozenset[str]]


class Order(Frozen):
    """The tasks under `tasks`, put in order. Of tasks that wait in a circle, all is as it was."""

    direct: dict[str, frozenset[str]]
    """For each task those that it waits for, without those for which one of these waits."""
    ancestors: dict[str, frozenset[str]]
    """For each task all those that are done before it starts."""
    level: dict[str, int]
    """How many tasks are behind each other at least until it can start, itself included."""

    @classmethod
    def of(cls, parents: Parents) -> Order:
        """Give the order of what `tekton.graph.parents` gives; names of nobody count as tasks."""
        ancestors: dict[str, frozenset[str]] = {}
        level: dict[str, int] = {}
        waiting = {name: set(parents.get(name, ())) for name in _everybody(parents)}
        while ready := [name for name in waiting if waiting[name] <= ancestors.keys()]:
            for name in ready:
                before = waiting.pop(name)
                ancestors[name] = frozenset(before.union(*(ancestors[one] for one in before)))
                level[name] = 1 + max((level[one] for one in before), default=0)
        for name, before in waiting.items():
            ancestors[name], level[name] = frozenset(before), 1
        direct = {
            name: before if name in waiting else _without_implied(before, ancestors)
            for name, before in parents.items()
        }
        return cls(direct, ancestors, level)


def _everybody(parents: Parents) -> list[str]:
    names = [*parents, *sorted(frozenset[str]().union(*parents.values()))]
    return list(dict.fromkeys(names))


def _without_implied(
    before: frozenset[str], ancestors: Mapping[str, frozenset[str]]
) -> frozenset[str]:
    return before - frozenset[str]().union(*(ancestors[one] for one in before))
