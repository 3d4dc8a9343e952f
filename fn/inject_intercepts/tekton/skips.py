"""Which pipeline tasks are skipped, and why: the rules of Tekton's reconciler, at one look.

Each function is one of the same name in pkg/reconciler/pipelinerun/resources of tektoncd/pipeline
v1.15.1: `pipelinerunresolution.go` for a task, `pipelinerunstate.go` for the run. Timeouts are left
out: nothing takes time here. The order of the rules decides the reason.
"""

from __future__ import annotations

from inject_intercepts.tekton import scenarios as words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from inject_intercepts.tekton.resolved_tasks import PipelineTask, Result


class TaskRun:
    """A pipeline task that was started."""

    def __init__(self) -> None:
        self.state = words.RUNNING
        self.reason = ""
        """Of its condition, once it is done."""
        self.results: Mapping[str, str] = {}
        self.is_cancelled = False
        """Whether it was told to end."""

    @property
    def is_done(self) -> bool:
        """Whether it ended, well or not."""
        return self.state != words.RUNNING

    @property
    def is_failure(self) -> bool:
        """Whether it ended and did not succeed: a cancelled one has failed."""
        return self.state in (words.FAILED, words.CANCELLED)


class Facts:
    """What one look of the controller's sees (PipelineRunFacts).

    `tasks` are the look's own copies, into which it puts results; `task_runs` is what was started.
    """

    def __init__(
        self, tasks: list[PipelineTask], task_runs: dict[str, TaskRun], spec_status: str
    ) -> None:
        """Resolve the results that are there, for each task all or none (ResolvePipelineTask)."""
        self.task_runs = task_runs
        self.spec_status = spec_status
        self.validation_failed: set[str] = set()
        self.tasks = {task.name: task for task in tasks}
        self._skip_cache: dict[str, str] = {}
        self._is_stopping = self._find_stopping()
        for name in self.tasks:
            self.apply_results(name)

    def missing_results(self, name: str) -> list[Result]:
        """Give the results that a task reads and that are not there (convertToResultRefs)."""
        return [one for one in self.tasks[name].results if not self._has_result(*one)]

    def _has_result(self, producer: str, result: str) -> bool:
        run = self.task_runs.get(producer)
        return run is not None and run.is_done and result in run.results

    def apply_results(self, name: str, *, to_all: bool = False) -> bool:
        """Put the results that a task reads into it, unless one is missing; whether it could.

        `to_all` puts them into all tasks, as GetChildReferences does for its own purpose.
        """
        task = self.tasks[name]
        if not task.results:
            return True
        if self.missing_results(name):
            return False
        values = {
            (one, result): self.task_runs[one].results[result] for one, result in task.results
        }
        for other in self.tasks if to_all else (name,):
            self.tasks[other] = self.tasks[other].with_results(values)
        return True

    def reset_skip_cache(self) -> None:
        """Forget what was found so far (ResetSkippedCache)."""
        self._skip_cache = {}

    def fail_validation(self, names: list[str]) -> None:
        """Note the tasks that fail the run before they start (ValidationFailedTask)."""
        self.validation_failed.update(names)
        self._is_stopping = self._find_stopping()

    def is_stopping(self) -> bool:
        """Whether a task under `tasks` has failed, so that no new one is started.

        No task ends during a look, so that it is found once.
        """
        return self._is_stopping

    def _find_stopping(self) -> bool:
        return any(
            not task.is_finally
            and not task.goes_on
            and (self._is_failure(name) or name in self.validation_failed)
            for name, task in self.tasks.items()
        )

    def _is_failure(self, name: str) -> bool:
        return name in self.task_runs and self.task_runs[name].is_failure

    def is_done(self, name: str) -> bool:
        """Whether a task was skipped, succeeded or failed."""
        if name in self.task_runs:
            return self.task_runs[name].is_done
        return name in self.validation_failed or bool(self.skip(name))

    def are_tasks_done(self) -> bool:
        """Whether all under `tasks` are done (checkDAGTasksDone)."""
        return all(self.is_done(name) for name, task in self.tasks.items() if not task.is_finally)

    def skip(self, name: str) -> str:
        """Give why a task under `tasks` is skipped; empty where it is not, or not yet."""
        if name not in self._skip_cache:
            # What is found on the way may make the cache a new one.
            reason = self._skip(name)
            self._skip_cache[name] = reason
        return self._skip_cache[name]

    def _skip(self, name: str) -> str:
        task = self.tasks[name]
        if task.is_finally or name in self.task_runs or name in self.validation_failed:
            return ""
        if self.is_stopping():
            return words.STOPPING
        if self.spec_status == words.CANCEL_RUN_FINALLY:
            return words.GRACEFULLY_CANCELLED
        if self.spec_status == words.STOP_RUN_FINALLY:
            return words.GRACEFULLY_STOPPED
        if self._skip_because_of_when(name):
            return words.WHEN
        if self._skip_because_of_parents(name):
            return words.PARENTS
        if self._skip_because_of_results(name):
            return words.RESULTS
        return words.EMPTY_MATRIX if task.has_empty_matrix else ""

    def skip_finally(self, name: str) -> str:
        """Give why a finally task is skipped, once all other tasks are done (IsFinallySkipped)."""
        if name in self.task_runs or not self.tasks[name].is_finally or not self.are_tasks_done():
            return ""
        if self._skip_because_of_results(name):
            return words.RESULTS
        if self._skip_because_of_when(name):
            return words.WHEN
        return words.EMPTY_MATRIX if self.tasks[name].has_empty_matrix else ""

    def _parents_are_done(self, name: str) -> bool:
        return all(self.is_done(parent) for parent in sorted(self.tasks[name].parents))

    def _skip_because_of_when(self, name: str) -> bool:
        when = self.tasks[name].when
        if not when or not self._parents_are_done(name):
            return False
        return not all(guard.is_true for guard in self.tasks[name].when)

    def _skip_because_of_parents(self, name: str) -> bool:
        """A parent that its own `when` skipped does not count."""
        return any(
            self.skip(parent) not in ("", words.WHEN) for parent in sorted(self.tasks[name].parents)
        )

    def _skip_because_of_results(self, name: str) -> bool:
        """A task under `tasks` is skipped only where the one that it reads was, by its `when`.

        It fails the run where that one ran and left the result out (CheckMissingResultReferences),
        unless it has `onError: continue` itself.
        """
        task = self.tasks[name]
        if not task.has_result_references or not self._parents_are_done(name):
            return False
        missing = self.missing_results(name)
        if missing and (task.is_finally or task.goes_on or self.skip(missing[0][0]) == words.WHEN):
            return True
        self.apply_results(name)
        self.reset_skip_cache()
        return False
