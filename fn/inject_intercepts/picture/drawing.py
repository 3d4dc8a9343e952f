"""What is drawn of a Pipeline: its tasks, the arrows between them, and what has become of them."""

from __future__ import annotations

from inject_intercepts.picture import guards, marks
from inject_intercepts.picture.order import Order
from inject_intercepts.tekton import graph, references
from krm_fn.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    Spec = dict[str, Any]
    Arrows = set[tuple[str, str]]


class Node(Frozen):
    """A pipeline task."""

    name: str
    guards: tuple[str, ...] = ()
    mark: str = marks.PLAIN
    """One of `marks.TASKS`."""


class Edge(Frozen):
    """An arrow between two tasks, by their names."""

    start: str
    end: str
    kind: str = ""
    """Empty where `end` waits for `start`, `reads` where it only reads a result of it, `hidden`
    where there is no arrow and `end` still has to stand behind `start`."""
    is_rewired: bool = False
    """Whether `end` was there before, and the arrow came from elsewhere or not at all."""


HIDDEN = "hidden"


class Part(Frozen):
    """A Pipeline at one time."""

    title: str
    """`before` or `after`; empty where there is no difference."""
    tasks: tuple[Node, ...]
    final: tuple[Node, ...]
    edges: tuple[Edge, ...]
    depth: int
    """How many tasks run behind each other, the finally tasks included."""
    width: int
    """How many tasks stand beside each other at most."""

    @property
    def prefix(self) -> str:
        """Give what its ids in a text begin with."""
        return self.title[:1] or "t"

    @property
    def ids(self) -> dict[str, str]:
        """Give each task's id in a text: `b1`, `a1`.

        Made up, since a name may mean something there: a task called `end` would end it all.
        """
        return {
            node.name: f"{self.prefix}{i}" for i, node in enumerate((*self.tasks, *self.final), 1)
        }


class Picture(Frozen):
    """A Pipeline's parts, and what is written above them."""

    title: str
    parts: tuple[Part, ...]

    @property
    def is_upright(self) -> bool:
        """Whether it runs from top to bottom, its parts beside each other.

        What is wider than deep runs from left to right, its parts below each other: so more of it
        fits on a page.
        """
        return sum(part.width for part in self.parts) <= max(part.depth for part in self.parts)

    @property
    def legend(self) -> str:
        """Give one line that explains what the picture has of marks; empty where there is none."""
        used = {node.mark for part in self.parts for node in (*part.tasks, *part.final)}
        for part in self.parts:
            used |= {edge.kind for edge in part.edges}
            used |= {marks.REWIRED for edge in part.edges if edge.is_rewired}
        return " · ".join(meaning for mark, meaning in marks.MEANINGS.items() if mark in used)


def draw(title: str, before: Spec | None, after: Spec | None) -> Picture:
    """Give the picture of two PipelineSpecs, or of one of them as it is.

    Both must be sound (`tekton.shape`). Two that are equal are drawn once.
    """
    if before is None or after is None or before == after:
        name = "before" if after is None else "after" if before is None else ""
        return Picture(title, (_part(name, after or before or {}, None),))
    parts = (_part("before", before, after), _part("after", after, before))
    return Picture(title, parts)


def after_alone(picture: Picture) -> Picture:
    """Give the picture without what was before, its marks kept."""
    return picture._replace(parts=picture.parts[-1:])


def _part(title: str, spec: Spec, other: Spec | None) -> Part:
    """`other` is the Pipeline at the other time, None where there is nothing to compare with."""
    order = Order.of(graph.parents(spec))
    known = _by_name(other) if other is not None else None
    tasks, final = (
        tuple(Node(task["name"], guards.lines(task), _mark(task, title, known)) for task in section)
        for section in (spec.get("tasks") or [], spec.get("finally") or [])
    )
    there = {node.name for node in (*tasks, *final)}
    tasks += tuple(Node(name, (), marks.MISSING) for name in order.level if name not in there)
    was = _arrows(other) if other is not None and title == "after" else None
    edges = [
        edge._replace(is_rewired=was is not None and _is_rewired(edge, was, known or {}))
        for edge in _edges(spec, order)
    ]
    edges += _hidden(final, order, {(edge.start, edge.end) for edge in edges})
    levels = list(order.level.values())
    return Part(
        title, tasks, final, tuple(edges),
        depth=max(levels, default=0) + bool(final),
        width=max([len(final), *(levels.count(level) for level in set(levels))]),
    )  # fmt: skip


def _by_name(spec: Spec) -> dict[str, dict[str, Any]]:
    tasks = [*(spec.get("tasks") or []), *(spec.get("finally") or [])]
    return {task["name"]: task for task in tasks}


def _mark(task: dict[str, Any], title: str, known: dict[str, dict[str, Any]] | None) -> str:
    if known is None or task == known.get(task["name"]):
        return marks.PLAIN
    if title == "before":
        return marks.PLAIN if task["name"] in known else marks.REPLACED
    return marks.CHANGED if task["name"] in known else marks.NEW


def _edges(spec: Spec, order: Order) -> Iterator[Edge]:
    """Give who waits, in the order of the tasks; then who only reads.

    A wait that another one implies is left out: with all of them, a long Pipeline is a tangle.
    """
    places = {name: i for i, name in enumerate(order.ancestors)}
    for name, parents in order.direct.items():
        for parent in sorted(parents, key=places.__getitem__):
            yield Edge(parent, name)
    for start, end in dict.fromkeys(_reads(spec)):
        if start in order.direct and start != end and start not in order.ancestors.get(end, ()):
            yield Edge(start, end, marks.READS)


def _reads(spec: Spec) -> Iterator[tuple[str, str]]:
    """Give whose result is read, and by whom."""
    for reference in references.in_spec(spec):
        section, i, *_ = reference.path
        if section in ("tasks", "finally") and reference.kind == "results":
            yield reference.task, spec[str(section)][i]["name"]


def _arrows(spec: Spec) -> Arrows:
    """Give all arrows that might be drawn: those that others imply are among them."""
    order = Order.of(graph.parents(spec))
    waits = {(parent, name) for name, parents in order.ancestors.items() for parent in parents}
    return waits | set(_reads(spec))


def _is_rewired(edge: Edge, was: Arrows, known: dict[str, dict[str, Any]]) -> bool:
    return edge.end in known and (edge.start, edge.end) not in was


def _hidden(final: tuple[Node, ...], order: Order, drawn: Arrows) -> list[Edge]:
    """Keep finally tasks behind the last of the others: they start when all of those are done."""
    last = max(order.level, key=order.level.__getitem__, default="")
    return [Edge(last, node.name, HIDDEN) for node in final if (last, node.name) not in drawn]
