"""The README's picture is drawn by hand, and shows what the program makes of the Pipeline there."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from inject_intercepts.tekton import graph

DOCS = Path(__file__).parent
NODE = re.compile(r'(\w+)\["([^"<]+)(?:<br>([^"]+))?"\]')
ARROW = re.compile(r"^(\w+) --> (\w+)$")


class Drawn(NamedTuple):
    """A Pipeline as a picture shows it."""

    tasks: dict[str, str | None]
    """Name to the backend under which it runs, if any; of `tasks` and of `finally`."""
    final: set[str]
    edges: set[tuple[str, str]]
    """Who is waited for, and who waits."""


def drawn(text: str) -> dict[str, Drawn]:
    """The Pipelines of a Mermaid flowchart: its outer subgraphs, each with one for `finally`."""
    found: dict[str, Drawn] = {}
    inside: list[str] = []
    names: dict[str, str] = {}
    for line in map(str.strip, text.splitlines()[1:]):
        if line == "end":
            inside.pop()
            continue
        if line.startswith("subgraph "):
            inside.append(line.removeprefix("subgraph "))
            found.setdefault(inside[0], Drawn({}, set(), set()))
            continue
        pipeline = found[inside[0]]
        for node, name, guard in NODE.findall(line):
            names[node] = name
            pipeline.tasks[name] = guard.removeprefix("when ") or None
            pipeline.final.update({name} if inside[1:] == ["finally"] else ())
        bare = NODE.sub(r"\1", line)
        arrow = ARROW.fullmatch(bare)
        assert arrow or re.fullmatch(r"\w+", bare), line
        if arrow:
            pipeline.edges.add((names[arrow[1]], names[arrow[2]]))
    assert inside == []
    return found


def computed(pipeline: Any) -> Drawn:
    """The same, of a Pipeline itself."""
    spec = pipeline["spec"]
    final = spec.get("finally") or []
    edges = graph.parents(spec).items()
    return Drawn(
        {task["name"]: guard(task) for task in spec["tasks"]}
        | {task["name"]: None for task in final},
        {task["name"] for task in final},
        {(parent, name) for name, parents in edges for parent in parents},
    )


def guard(task: Any) -> str | None:
    """The backend under which a task runs."""
    for entry in task.get("when", []):
        if entry["input"] == "$(params.intercept-backend)":
            (backend,) = entry["values"]
            return str(backend)
    return None


def test_the_picture_is_what_the_program_makes(program: Path) -> None:
    pipeline = DOCS / "try" / "my-pipeline.yaml"
    done = subprocess.run([program, "render", pipeline], capture_output=True, text=True, check=True)

    picture = drawn((DOCS / "picture" / "before-and-after.mmd").read_text(encoding="utf-8"))

    assert picture == {
        "before": computed(yaml.safe_load(pipeline.read_text(encoding="utf-8"))),
        "after": computed(next(yaml.safe_load_all(done.stdout))),
    }
