"""What Tekton's PipelineRun reconciler makes of a run, without a cluster.

The reconciler looks at the run and starts what it may start, then a task ends, and so on until the
run is done. Of the tasks that run at the same time the one that started first ends first. The
rules are those of pkg/reconciler/pipelinerun/pipelinerun.go of tektoncd/pipeline v1.15.1;
tests/tekton has the reconciler itself, and compares.
"""

from __future__ import annotations

from inject_intercepts.tekton import references, resolved_tasks, variables
from inject_intercepts.tekton import scenarios as words
from inject_intercepts.tekton.scenarios import Report, Scenario, TaskReport
from inject_intercepts.tekton.skips import Facts, TaskRun

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


def simulate(spec: dict[str, Any], scenario: Scenario) -> Report:
    """Give what becomes of one run of a PipelineSpec.

    The spec must be of sound shape and without cycles: what Tekton refuses is not told here.
    """
    run = _Run(spec, scenario)
    while run.step():
        pass
    return run.report()


def results_read(spec: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    """Give the results that anybody reads, by the pipeline task that writes them."""
    found: dict[str, dict[str, None]] = {}
    for one in references.in_spec(spec):
        if one.result is not None:
            found.setdefault(one.task, {})[one.result.name] = None
    return {task: tuple(names) for task, names in found.items()}


class _Run:
    """A PipelineRun, and what was started for it."""

    def __init__(self, spec: dict[str, Any], scenario: Scenario) -> None:
        self.scenario = scenario
        self.tasks = resolved_tasks.of_spec(spec, variables.of_run(spec, scenario.params))
        self.results = results_read(spec)
        self.task_runs: dict[str, TaskRun] = {}
        self.spec_status = ""
        self.status, self.reason = "Unknown", words.RUNNING
        self.skipped: dict[str, str] = {}

    def step(self) -> bool:
        """Let the controller look once, and then something happen; whether there is more."""
        self.reconcile()
        if self.status != "Unknown":
            return False
        running = [name for name, run in self.task_runs.items() if not run.is_done]
        stop = self.scenario.stop
        if stop is not None and stop.task in running and not self.spec_status:
            self.spec_status = stop.status
            return True
        if running:
            told = [name for name in running if self.task_runs[name].is_cancelled]
            self.end((told or running)[0])
            return True
        # Another look may start what the last one made possible; if not, nothing ever will.
        before = len(self.task_runs)
        self.reconcile()
        return self.status == "Unknown" and len(self.task_runs) > before

    def reconcile(self) -> None:
        """One look of the controller's (ReconcileKind)."""
        if self.spec_status == words.CANCEL:
            self._cancel_task_runs()
            self.status, self.reason = "False", words.CANCELLED
            return
        facts = Facts(self.tasks, self.task_runs, self.spec_status)
        tasks = {task.name for task in self.tasks if not task.is_finally}
        if self.spec_status == words.CANCEL_RUN_FINALLY and any(
            not run.is_done for name, run in self.task_runs.items() if name in tasks
        ):
            self._cancel_task_runs()
        _start_next(facts)
        facts.reset_skip_cache()
        self.status, self.reason = _condition(facts)
        for name in facts.tasks:
            if facts.is_done(name):
                facts.apply_results(name, to_all=True)
        self.skipped = {}
        for name in facts.tasks:
            if reason := facts.skip(name) or facts.skip_finally(name):
                self.skipped[name] = reason

    def _cancel_task_runs(self) -> None:
        for run in self.task_runs.values():
            if not run.is_done:
                run.is_cancelled = True

    def end(self, name: str) -> None:
        """End a task as the scenario has it. A cancelled one's results are not read.

        pkg/reconciler/taskrun/taskrun.go, failTaskRun, deletes its pod.
        """
        run, ending = self.task_runs[name], self.scenario.endings.get(name, words.Ending())
        if run.is_cancelled:
            run.state, run.reason = words.CANCELLED, "TaskRunCancelled"
            return
        run.results = dict(ending.results)
        if ending.fails:
            goes_on = next(task.goes_on for task in self.tasks if task.name == name)
            run.state, run.reason = words.FAILED, "FailureIgnored" if goes_on else words.FAILED
            return
        run.state, run.reason = words.SUCCEEDED, words.SUCCEEDED
        made_up = {
            result: variables.made_up(f"{name}.{result}") for result in self.results.get(name, ())
        }
        run.results = made_up | run.results

    def report(self) -> Report:
        """Give what became of it so far."""
        is_finally = {task.name: task.is_finally for task in self.tasks}
        ran = [
            TaskReport(name, is_finally[name], words.CANCELLED if run.is_cancelled else run.state)
            for name, run in self.task_runs.items()
        ]
        rest = [
            TaskReport(name, is_finally[name], words.SKIPPED, self.skipped[name])
            if name in self.skipped
            else TaskReport(name, is_finally[name], words.NEVER)
            for name in is_finally
            if name not in self.task_runs
        ]
        return Report(self.status, self.reason, (*ran, *rest))


def _start_next(facts: Facts) -> None:
    """Start the tasks that may start (runNextSchedulableTask)."""
    chosen = _execution_queue(facts)
    missing = [name for name in chosen if facts.missing_results(name)]
    if missing:
        # Then none of them starts.
        facts.fail_validation(missing)
        chosen = []
    if facts.are_tasks_done():
        final = [
            name
            for name, task in facts.tasks.items()
            if task.is_finally and name not in facts.task_runs
        ]
        states = _states(facts)
        for name in final:
            facts.tasks[name] = facts.tasks[name].with_states(states)
        chosen += [name for name in final if facts.apply_results(name)]
    for name in chosen:
        if not facts.skip(name) and not facts.skip_finally(name):
            facts.task_runs[name] = TaskRun()


def _execution_queue(facts: Facts) -> list[str]:
    """Give the tasks under `tasks` that wait for nobody any more (DAGExecutionQueue)."""
    if facts.spec_status == words.CANCEL_RUN_FINALLY:
        return []
    done = {
        name for name, task in facts.tasks.items() if not task.is_finally and facts.is_done(name)
    }
    if facts.is_stopping() or facts.spec_status == words.STOP_RUN_FINALLY:
        return []
    return [
        name
        for name, task in facts.tasks.items()
        if not task.is_finally
        if name not in done and name not in facts.task_runs and task.parents <= done
    ]


def _states(facts: Facts) -> Mapping[str, str]:
    """Give what `tasks.T.status`, `tasks.T.reason` and `tasks.status` read (GetPipelineTaskStatus).

    Where no task has failed, one that was skipped makes the whole `Completed`.
    """
    states: dict[str, str] = {}
    has_failed = is_skipped = False
    for name, task in facts.tasks.items():
        if task.is_finally:
            continue
        run = facts.task_runs.get(name)
        if run is not None and run.is_done:
            state = words.FAILED if run.is_failure else words.SUCCEEDED
        else:
            state = "None"
        states[f"tasks.{name}.status"] = state
        states[f"tasks.{name}.reason"] = run.reason if run is not None else ""
        has_failed |= state == words.FAILED
        is_skipped |= bool(facts.skip(name))
    whole = words.COMPLETED if is_skipped else words.SUCCEEDED
    if has_failed:
        whole = words.FAILED
    return states | {"tasks.status": whole if facts.are_tasks_done() else "None"}


def _condition(facts: Facts) -> tuple[str, str]:
    """Give status and reason of the condition `Succeeded` (GetPipelineConditionStatus)."""
    states = {_count_as(facts, name) for name in facts.tasks}
    if words.NEVER in states or words.RUNNING in states:
        return "Unknown", _reason_to_go_on(facts, states)
    if words.FAILED_VALIDATION in states:
        return "False", words.FAILED_VALIDATION
    if words.FAILED in states:
        return "False", words.FAILED
    if facts.spec_status or words.CANCELLED in states:
        return "False", words.CANCELLED
    return "True", words.COMPLETED if words.SKIPPED in states else words.SUCCEEDED


def _reason_to_go_on(facts: Facts, states: set[str]) -> str:
    if facts.spec_status:
        return words.RUNNING_FINALLY[facts.spec_status]
    final = [name for name, task in facts.tasks.items() if task.is_finally]
    are_done = all(facts.is_done(name) for name in final)
    if words.CANCELLED in states or (words.FAILED in states and are_done):
        return words.STOPPING_RUN
    return words.RUNNING


def _count_as(facts: Facts, name: str) -> str:
    """Give what a task counts as (getPipelineTasksCount); NEVER where it is still to come.

    A failure with `onError: continue` counts as none.
    """
    run = facts.task_runs.get(name)
    if run is not None:
        ignored = run.state == words.FAILED and facts.tasks[name].goes_on
        return words.SUCCEEDED if ignored else run.state
    if name in facts.validation_failed:
        return words.FAILED_VALIDATION
    return words.SKIPPED if facts.skip(name) or facts.skip_finally(name) else words.NEVER
