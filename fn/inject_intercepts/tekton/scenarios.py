"""How a run goes, and what becomes of it: what `simulation` takes and gives.

The words of a report are those of Tekton's own API (pkg/apis/pipeline/v1/pipelinerun_types.go of
tektoncd/pipeline), so that it reads like `kubectl describe pipelinerun`.
"""

from __future__ import annotations

from types import MappingProxyType

from krm_fn.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

# What became of a pipeline task: how its TaskRun ended, or why it has none.
SUCCEEDED = "Succeeded"
FAILED = "Failed"
CANCELLED = "Cancelled"
RUNNING = "Running"
SKIPPED = "Skipped"
NEVER = "Never"
"""Tekton never came to look at it: the run was over before."""

# SkippingReason
WHEN = "When Expressions evaluated to false"
PARENTS = "Parent Tasks were skipped"
STOPPING = "PipelineRun was stopping"
GRACEFULLY_CANCELLED = "PipelineRun was gracefully cancelled"
GRACEFULLY_STOPPED = "PipelineRun was gracefully stopped"
RESULTS = "Results were missing"
EMPTY_MATRIX = "Matrix Parameters have an empty array"

# PipelineRunSpecStatus: how a user ends a run.
CANCEL = "Cancelled"
CANCEL_RUN_FINALLY = "CancelledRunFinally"
STOP_RUN_FINALLY = "StoppedRunFinally"

# PipelineRunReason, of the condition `Succeeded`; SUCCEEDED, FAILED, CANCELLED and RUNNING as well.
COMPLETED = "Completed"
FAILED_VALIDATION = "PipelineValidationFailed"
RUNNING_FINALLY = {
    CANCEL_RUN_FINALLY: "CancelledRunningFinally",
    STOP_RUN_FINALLY: "StoppedRunningFinally",
}
STOPPING_RUN = "Stopping"


class Ending(Frozen):
    """How a pipeline task ends. Without one it succeeds."""

    fails: bool = False
    results: Mapping[str, str] = MappingProxyType({})
    """Results that it has written. One that succeeds has all the others as well, made up."""


class Stop(Frozen):
    """What a user does to the run: `spec.status` is set as soon as a pipeline task runs."""

    task: str
    status: str
    """CANCEL, CANCEL_RUN_FINALLY or STOP_RUN_FINALLY."""


class Scenario(Frozen):
    """One run: what it is given, and how its tasks end. The default is that all goes well."""

    params: Mapping[str, Any] = MappingProxyType({})
    """Values by name, as a PipelineRun gives them: strings, lists of strings, maps of strings."""
    endings: Mapping[str, Ending] = MappingProxyType({})
    """By the pipeline task's name; one that does not run does not end either."""
    stop: Stop | None = None


class TaskReport(Frozen):
    """What became of a pipeline task."""

    name: str
    is_finally: bool
    state: str
    """SUCCEEDED, FAILED or CANCELLED for one that ran, else SKIPPED or NEVER."""
    reason: str = ""
    """Why it was skipped: a SkippingReason."""

    @property
    def ran(self) -> bool:
        """Whether Tekton made a TaskRun for it."""
        return self.state not in (SKIPPED, NEVER)


class Report(Frozen):
    """What became of a run: its condition `Succeeded`, and its tasks."""

    status: str
    """`True`, `False`, or `Unknown` for one that hangs until it times out."""
    reason: str
    tasks: tuple[TaskReport, ...]
    """Those that ran, in the order in which they started; then the others, in the Pipeline's."""

    def task(self, name: str) -> TaskReport:
        """Give one by its name. Raises KeyError."""
        for report in self.tasks:
            if report.name == name:
                return report
        raise KeyError(name)
