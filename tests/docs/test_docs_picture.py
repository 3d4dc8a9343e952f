"""The README's picture is what `graph` draws, and that is what `render` makes of the Pipeline."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
import yaml

from inject_intercepts.tekton import graph

if TYPE_CHECKING:
    from conftest import Shell

DOCS = Path(__file__).parent
PICTURE = DOCS / "picture" / "before-and-after.mmd"
REWRITE = bool(os.environ.get("WRITE_GOLDEN_OUTPUT"))
NODE = re.compile(r'(\w+)\["([^"<]+)(?:<br>([^"]+))?"\]')
ARROW = re.compile(r"(\w+) --> (\w+)")


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
    for line in map(str.strip, text.splitlines()):
        if line == "end":
            inside.pop()
        elif line.startswith("subgraph "):
            inside.append(line.removeprefix("subgraph "))
            found.setdefault(inside[0], Drawn({}, set(), set()))
        elif node := NODE.fullmatch(line):
            name, said = node[2], node[3] or ""
            names[node[1]] = name
            backend = re.fullmatch(r"when intercept-backend = (\w+)", said)
            found[inside[0]].tasks[name] = backend[1] if backend else None
            found[inside[0]].final.update({name} if inside[1:] else ())
        elif arrow := ARROW.fullmatch(line):
            found[inside[0]].edges.add((names[arrow[1]], names[arrow[2]]))
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


def test_the_picture_is_what_graph_prints(shell: Shell, folder: Path) -> None:
    done = shell(str(DOCS / "picture" / "graph.sh"), folder)

    assert done.code == 0, done.stderr
    if REWRITE and done.stdout != PICTURE.read_text(encoding="utf-8"):
        PICTURE.write_text(done.stdout, encoding="utf-8")
        pytest.fail(f"rewritten: {PICTURE}", pytrace=False)
    assert done.stdout == PICTURE.read_text(encoding="utf-8")


def test_the_picture_is_what_render_makes(shell: Shell, folder: Path, tmp_path: Path) -> None:
    script = tmp_path / "render.sh"
    script.write_text("inject-intercepts render my-pipeline.yaml\n", encoding="utf-8")

    done = shell(str(script), folder)

    assert done.code == 0, done.stderr
    before = (folder / "my-pipeline.yaml").read_text(encoding="utf-8")
    assert drawn(PICTURE.read_text(encoding="utf-8")) == {
        "before": computed(yaml.safe_load(before)),
        "after": computed(next(yaml.safe_load_all(done.stdout))),
    }
