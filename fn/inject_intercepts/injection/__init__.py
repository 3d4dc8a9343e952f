"""The mission: a Pipeline's deploy step split by backend, its result handed on, its cleanup safe.

Functions over plain data: a Pipeline or PipelineRun in, a new one out. `inject` and `undo` are the
doors; text, files and results of a KRM function are not known here.
"""

from __future__ import annotations

from inject_intercepts.injection.finding import Finding
from inject_intercepts.injection.inject import (
    Injection,
    catalogue_tasks,
    inject,
    inject_run,
    take_back,
)
from inject_intercepts.injection.names import Names
from inject_intercepts.injection.record import ANNOTATION, BadRecord, Record, read
from inject_intercepts.injection.tasks import KnownTask, Tasks
from inject_intercepts.injection.undo import Undone, undo

__all__ = [
    "ANNOTATION",
    "BadRecord",
    "Finding",
    "Injection",
    "KnownTask",
    "Names",
    "Record",
    "Tasks",
    "Undone",
    "catalogue_tasks",
    "inject",
    "inject_run",
    "read",
    "take_back",
    "undo",
]
