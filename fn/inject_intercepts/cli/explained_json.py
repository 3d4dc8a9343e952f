"""Explanations for programs: Tekton's own words, a run after the other."""

from __future__ import annotations

import json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from inject_intercepts.endings import Told
    from inject_intercepts.explanation import Explanation


def as_json(explained: Iterable[Explanation]) -> str:
    """A list with an object for each Pipeline: `{kind, name, file, runs, guesses}`.

    A guess is `{text, cel, tasks}`: what guards of these tasks compare, and only the run will know.
    A run has `params`, `ending`, `status` and `reason` of its condition, `cleanup` (those that
    run) and `tasks`: `{name, finally, state, reason}`, in the order in which they start.
    """
    return json.dumps([_object(one) for one in explained], indent=2, ensure_ascii=False) + "\n"


def _object(one: Explanation) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "name": one.name,
        "file": one.obj.file_path,
        "runs": [
            {"params": dict(choice.params), **_run(run, one.cleanup)}
            for choice in one.choices
            for run in choice.runs
        ],
        "guesses": [
            {"text": guess.text, "cel": guess.is_cel, "tasks": [*guess.tasks]}
            for guess in one.guesses
        ],
    }


def _run(run: Told, cleanup: tuple[str, ...]) -> dict[str, Any]:
    report = run.report
    return {
        "ending": run.ending,
        "status": report.status,
        "reason": report.reason,
        "cleanup": [name for name in cleanup if report.task(name).ran],
        "tasks": [
            {
                "name": task.name,
                "finally": task.is_finally,
                "state": task.state,
                "reason": task.reason,
            }
            for task in report.tasks
        ],
    }
