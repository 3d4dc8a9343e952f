"""Runs as tables that a person can read: which task ran, and with what."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from run_scenarios import BEFORE_DEPLOY, ENDINGS, Case

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


T_co = TypeVar("T_co", bound="Task", covariant=True)


class Task(Protocol):
    """What became of a pipeline task, whoever says it."""

    @property
    def state(self) -> str: ...

    @property
    def reason(self) -> str: ...

    @property
    def ran(self) -> bool: ...


class TaskWithParams(Task, Protocol):
    """The same with what the task was given."""

    @property
    def params(self) -> dict[str, Any]: ...


class Run(Protocol[T_co]):
    """What became of a run."""

    @property
    def status(self) -> str: ...

    @property
    def reason(self) -> str: ...

    @property
    def tasks(self) -> Mapping[str, T_co]: ...


INTRODUCTION = """\
# Runs of the base Pipelines after the injection

Written by a test, from what Tekton's own PipelineRun reconciler did with our output. Which task
ran, which was skipped and why, for each backend that a run can ask for and each way to end:

{endings}

How to read the cells: `ok`, `failed`, `cancelled` for tasks that ran; in round brackets why one was
skipped: `(when)` its `when` was false, `(results)` a result that it reads was missing, `(stopping)`
the run was ending already, `(stopped)` and `(cancelled)` by the user, `(parent)` a task before it
was skipped; `-` if Tekton never looked at it. The run's own line has the reason of its condition,
bold if it succeeded. Endings with one outcome share a column: an unknown backend, for example,
fails in the pass-through, so that nothing after it can fail. A run that passes no backend does
what one with "telepresence" does.
"""

CELLS = {
    "Succeeded": "ok",
    "Failed": "failed",
    "Cancelled": "cancelled",
    "Never": "-",
    "When Expressions evaluated to false": "(when)",
    "Results were missing": "(results)",
    "PipelineRun was stopping": "(stopping)",
    "PipelineRun was gracefully stopped": "(stopped)",
    "PipelineRun was gracefully cancelled": "(cancelled)",
    "Parent Tasks were skipped": "(parent)",
}


def document(runs: Mapping[Case, Run[TaskWithParams]], order: Mapping[str, list[str]]) -> str:
    """The whole page. `order` has the task names of each Pipeline, in its own order."""
    endings = "\n".join(f"- **{one.letter}** {one.title}{_how(one.stop)}" for one in ENDINGS)
    parts = [INTRODUCTION.format(endings=endings)]
    for pipeline in BEFORE_DEPLOY:
        own = {case: run for case, run in runs.items() if case.pipeline == pipeline}
        parts.append(f"## {pipeline}\n")
        for backend in dict.fromkeys(case.backend for case in own):
            chosen = {case: run for case, run in own.items() if case.backend == backend}
            parts.append(table(backend, chosen, order[pipeline]))
        parts.append(f"### What the tasks of {pipeline} were given\n")
        parts.append(_params(own, order[pipeline]))
    return "\n".join(parts)


def _how(stop: str) -> str:
    return f" (`spec.status: {stop}`)" if stop else ""


def _value(backend: str | None) -> str:
    return "not passed" if backend is None else f'"{backend}"'


def table(backend: str | None, runs: Mapping[Case, Run[Task]], order: list[str]) -> str:
    """The runs with one backend: a heading, and a column for each outcome."""
    columns: dict[tuple[str, ...], list[str]] = {}
    for case, run in runs.items():
        reason = run.reason if run.status == "False" else f"**{run.reason}**"
        column = (reason, *(_cell(run.tasks[name]) for name in order))
        columns.setdefault(column, []).append(case.ending.letter)
    rows = [["", *(" ".join(letters) for letters in columns.values())]]
    names = ["the run", *(f"`{name}`" for name in order)]
    for number, name in enumerate(names):
        rows.append([name, *(column[number] for column in columns)])
    return f"### intercept-backend: {_value(backend)}\n\n{_markdown(rows)}"


def _cell(task: Task) -> str:
    return CELLS[task.reason if task.state == "Skipped" else task.state]


def _markdown(rows: list[list[str]]) -> str:
    widths = [max(len(row[number]) for row in rows) for number in range(len(rows[0]))]
    rows.insert(1, ["-" * width for width in widths])
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    ]
    return "\n".join(lines) + "\n"


def _params(runs: Mapping[Case, Run[TaskWithParams]], order: list[str]) -> str:
    """Every value of every param, with the runs that had it where not all of the task's had."""
    lines = []
    for name in order:
        ran = {case: run.tasks[name] for case, run in runs.items() if run.tasks[name].ran}
        lines.append(f"- `{name}`")
        given: dict[tuple[str, str], list[Case]] = {}
        for case, task in ran.items():
            for param, value in task.params.items():
                given.setdefault((param, json.dumps(value)), []).append(case)
        for (param, value), cases in sorted(given.items()):
            where = "" if len(cases) == len(ran) else f"  ({_where(cases, ran)})"
            lines.append(f"  - {param}: `{value}`{where}")
    return "\n".join(lines) + "\n"


def _where(cases: list[Case], ran: Iterable[Case]) -> str:
    parts = []
    for backend in dict.fromkeys(case.backend for case in cases):
        letters = [case.ending.letter for case in cases if case.backend == backend]
        every = [case.ending.letter for case in ran if case.backend == backend]
        parts.append(_value(backend) + ("" if letters == every else " " + " ".join(letters)))
    return ", ".join(parts)
