"""Tekton's own opinion of YAML texts, asked of the Go program beside this file."""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

SOURCES = Path(__file__).parent


class Verdict(NamedTuple):
    """What Tekton's webhook says of one object; `tekton` is false for other APIs' objects."""

    file: str
    position: int
    api_version: str
    kind: str
    name: str
    tekton: bool
    admitted: bool
    error: str


class Graph(NamedTuple):
    """Which tasks each task waits for, and whose results each finally task reads."""

    tasks: dict[str, list[str]]
    finally_: dict[str, list[str]]


class Task(NamedTuple):
    """What became of a pipeline task: simulation.TaskReport of the Go program."""

    name: str
    is_finally: bool
    state: str
    reason: str
    params: dict[str, Any]
    results: dict[str, Any]

    @property
    def ran(self) -> bool:
        """Whether Tekton created a TaskRun for it."""
        return self.state not in {"Skipped", "Never"}


class Run(NamedTuple):
    """What became of a run: its condition, and its tasks in the order in which they started."""

    name: str
    status: str
    reason: str
    message: str
    tasks: dict[str, Task]


class Tekton(NamedTuple):
    """The Go program. What it cannot read fails the test."""

    program: str

    def admit(self, texts: Mapping[str, str]) -> list[Verdict]:
        """A verdict for each object in the texts, which are given by a name to call them."""
        lines = self._ask("admit", texts.values()).splitlines()
        names = list(texts)
        return [_verdict(json.loads(line), names) for line in lines]

    def store(self, objects: Iterable[Mapping[str, Any]]) -> list[Any]:
        """Each object as the cluster stores it: defaulted, and as Go's types write it."""
        lines = self._ask("store", map(json.dumps, objects)).splitlines()
        return [json.loads(line) for line in lines]

    def graph(self, text: str) -> dict[str, Graph]:
        """The graphs of the Pipelines in the text, by "Pipeline/name" (see graph.All in Go)."""
        found = json.loads(self._ask("graph", [text]))
        return {name: Graph(one["tasks"], one["finally"]) for name, one in found.items()}

    def simulate(self, objects: Iterable[str], scenarios: Sequence[Mapping[str, Any]]) -> list[Run]:
        """The runs that the scenarios (simulation.Scenario in Go) tell of, in their order."""
        found = json.loads(self._ask("simulate", [json.dumps(scenarios), *objects]))
        return [_run(one) for one in found]

    def _ask(self, command: str, texts: Iterable[str]) -> str:
        with tempfile.TemporaryDirectory() as folder:
            paths = []
            for number, text in enumerate(texts):
                path = Path(folder, f"{number}.yaml")
                path.write_text(text, encoding="utf-8")
                paths.append(str(path))
            answer = subprocess.run(
                [self.program, command, *paths], capture_output=True, text=True, check=False
            )
        assert answer.returncode == 0, answer.stderr
        return answer.stdout


def _verdict(line: dict[str, Any], names: list[str]) -> Verdict:
    path, _, within = line["file"].partition(": ")
    name = names[int(Path(path).stem)]
    return Verdict(
        file=f"{name}: {within}" if within else name,
        position=line["index"],
        api_version=line["apiVersion"],
        kind=line["kind"],
        name=line["name"],
        tekton=line["tekton"],
        admitted=line["admitted"],
        error=line.get("error", ""),
    )


def _run(found: dict[str, Any]) -> Run:
    tasks = {}
    for one in found["tasks"]:
        tasks[one["name"]] = Task(
            one["name"], one["finally"], one["state"], one["reason"], one["params"], one["results"]
        )
    return Run(found["name"], found["status"], found["reason"], found["message"], tasks)


def build(cache: Path) -> Tekton:
    """Builds the Go program into the folder, unless its sources have not changed since."""
    done = subprocess.run([SOURCES / "build", cache], stdout=subprocess.PIPE, text=True, check=True)
    return Tekton(done.stdout.strip())
