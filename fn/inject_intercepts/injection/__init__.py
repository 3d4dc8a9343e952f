"""The mission: a Pipeline's deploy step split by backend, its result handed on, its cleanup safe.

Functions over plain data: a Pipeline or PipelineRun in, a new one out. `inject` and `take_back`
are the doors; text, files and results of a KRM function are not known here.
"""

from __future__ import annotations

from inject_intercepts.injection.record import BadRecord, Record
from inject_intercepts.injection.record_annotation import ANNOTATION, read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from inject_intercepts.injection.findings import Finding
    from inject_intercepts.injection.injecting import (
        Injection,
        catalogue_tasks,
        inject,
        inject_run,
        take_back,
    )
    from inject_intercepts.injection.tasks import KnownTask, Tasks, declared, task_name

__all__ = [
    "ANNOTATION",
    "BadRecord",
    "Finding",
    "Injection",
    "KnownTask",
    "Record",
    "Tasks",
    "catalogue_tasks",
    "declared",
    "inject",
    "inject_run",
    "read",
    "take_back",
    "task_name",
]


def __getattr__(name: str) -> Any:
    """Whoever only reads a record need not load what injects."""
    if name in ("KnownTask", "Tasks", "declared", "task_name"):
        from inject_intercepts.injection import tasks

        return getattr(tasks, name)
    if name not in __all__:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    from inject_intercepts.injection import findings, injecting

    return getattr(findings if name == "Finding" else injecting, name)
