"""What is drawn of a Pipeline."""

from __future__ import annotations

from typing import Any

from inject_intercepts.picture import drawing, marks
from inject_intercepts.picture.drawing import Edge, Node, Part, Picture

Spec = dict[str, Any]


def task(name: str, *reads: str, **fields: Any) -> dict[str, Any]:
    """A task that reads the result `r` of others."""
    params = [{"name": f"p{i}", "value": f"$(tasks.{t}.results.r)"} for i, t in enumerate(reads)]
    return {"name": name, "taskRef": {"name": "any"}, **({"params": params} if reads else {})} | (
        fields
    )


def spec(*tasks: dict[str, Any], final: list[dict[str, Any]] | None = None) -> Spec:
    return {"tasks": [*tasks], **({"finally": final} if final else {})}


BASE = spec(
    task("build"),
    task("deploy", "build"),
    task("test", "deploy", "build"),
    final=[task("cleanup", "deploy"), task("report")],
)
SPLIT = spec(
    task("build"),
    task(
        "deploy-a", "build", when=[{"input": "$(params.tool)", "operator": "in", "values": ["a"]}]
    ),
    task("deploy-result", runAfter=["deploy-a"]),
    task("test", "deploy-result", "build"),
    final=[task("cleanup", "deploy-result"), task("report"), task("fallback")],
)


def test_a_pipeline_is_drawn_before_and_after_with_what_is_new_changed_and_replaced() -> None:
    assert drawing.draw("p", BASE, SPLIT) == Picture(
        "p",
        (
            Part(
                "before",
                tasks=(Node("build"), Node("deploy", (), marks.REPLACED), Node("test")),
                final=(Node("cleanup"), Node("report")),
                edges=(
                    Edge("build", "deploy"),
                    Edge("deploy", "test"),
                    Edge("deploy", "cleanup", "reads"),
                    Edge("test", "cleanup", "hidden"),
                    Edge("test", "report", "hidden"),
                ),
                depth=4,
                width=2,
            ),
            Part(
                "after",
                tasks=(
                    Node("build"),
                    Node("deploy-a", ("when tool = a",), marks.NEW),
                    Node("deploy-result", (), marks.NEW),
                    Node("test", (), marks.CHANGED),
                ),
                final=(
                    Node("cleanup", (), marks.CHANGED),
                    Node("report"),
                    Node("fallback", (), marks.NEW),
                ),
                edges=(
                    Edge("build", "deploy-a"),
                    Edge("deploy-a", "deploy-result"),
                    Edge("deploy-result", "test", is_rewired=True),
                    Edge("deploy-result", "cleanup", "reads", is_rewired=True),
                    Edge("test", "cleanup", "hidden"),
                    Edge("test", "report", "hidden"),
                    Edge("test", "fallback", "hidden"),
                ),
                depth=5,
                width=3,
            ),
        ),
    )


def test_the_legend_says_what_occurs() -> None:
    both = drawing.draw("p", BASE, SPLIT)

    assert both.legend == (
        "green, bold: new · yellow, dashed: changed · brown arrow: rewired · "
        "dotted box: replaced · dotted arrow: only reads"
    )
    assert drawing.draw("p", spec(task("a")), None).legend == ""


def test_a_pipeline_that_stays_as_it_is_is_drawn_once_and_without_marks() -> None:
    once = Part("", (Node("a"), Node("b")), (), (Edge("a", "b"),), depth=2, width=1)
    same = spec(task("a"), task("b", "a"))

    assert drawing.draw("p", same, same) == Picture("p", (once,))
    assert drawing.draw("p", same, None) == Picture("p", (once._replace(title="before"),))


def test_after_alone_keeps_its_marks() -> None:
    both = drawing.draw("p", BASE, SPLIT)

    assert drawing.after_alone(both) == Picture("p", both.parts[1:])


def test_what_nobody_waits_for_is_a_dotted_arrow_or_none() -> None:
    read_late = spec(
        task("a"),
        task("b", displayName="for $(tasks.a.results.r)"),
        task("c", "a", displayName="again $(tasks.a.results.r)"),
        task("d", displayName="$(tasks.d.results.r) $(tasks.gone.results.r) $(tasks.a.status)"),
    )

    (part,) = drawing.draw("p", read_late, None).parts

    assert part.edges == (Edge("a", "c"), Edge("a", "b", "reads"))


def test_a_task_that_is_not_there_is_drawn_as_such() -> None:
    picture = drawing.draw("p", spec(task("a", runAfter=["gone"])), None)

    (part,) = picture.parts
    assert part.tasks == (Node("a"), Node("gone", (), marks.MISSING))
    assert part.edges == (Edge("gone", "a"),)
    assert picture.legend == "red: not there"


def test_what_is_deep_stands_upright_and_what_is_wide_lies() -> None:
    deep = spec(task("a"), task("b", "a"), task("c", "b"))
    wide = spec(task("a"), task("b"), task("c"))

    assert drawing.draw("p", deep, None).is_upright
    assert not drawing.draw("p", wide, None).is_upright
