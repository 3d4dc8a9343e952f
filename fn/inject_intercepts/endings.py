"""Which runs of a Pipeline are worth telling of: what they ask for, and how they may end."""

from __future__ import annotations

from inject_intercepts import contract
from inject_intercepts.tekton import graph, simulation
from inject_intercepts.tekton import scenarios as words
from inject_intercepts.tekton.scenarios import Ending, Report, Scenario, Stop
from krm_fn.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from inject_intercepts.injection import Record

# A value that is no backend's, for what a run may mistake for one.
_UNKNOWN = "unknown"


class Told(Frozen):
    """One run: what decides how it ends, in words, and what becomes of it."""

    ending: str
    report: Report


class Choice(Frozen):
    """The runs that pass the same params."""

    params: Mapping[str, Any]
    runs: list[Told]
    is_default: bool = False
    """Whether a run that passes none of these gets them."""


def of_pipeline(spec: dict[str, Any], given: Mapping[str, Any]) -> list[Choice]:
    """Give the runs of a Pipeline that nobody injected into.

    All goes well; each task fails that runs then; somebody ends the run in its middle. That a task
    had written its results makes a run of its own only where it makes a difference.
    """
    well = simulation.simulate(spec, Scenario(given))
    runs = [Told("all goes well", well)]
    read = simulation.results_read(spec)
    started = _started(well)
    for task in started:
        before = simulation.simulate(spec, Scenario(given, {task: Ending(fails=True)}))
        wrote = dict.fromkeys(read.get(task, ()), "written")
        after = simulation.simulate(
            spec, Scenario(given, {task: Ending(fails=True, results=wrote)})
        )
        if before == after:
            runs.append(Told(f"{task} fails", before))
        else:
            runs.append(Told(f"{task} fails before it wrote a result", before))
            runs.append(Told(f"{task} fails after it wrote its results", after))
    # At its beginning and at its end there is little to stop.
    for task in started[len(started) // 2 :][:1]:
        for status in (words.STOP_RUN_FINALLY, words.CANCEL_RUN_FINALLY, words.CANCEL):
            stopped = Scenario(given, stop=Stop(task, status))
            runs.append(Told(f"{status} while {task} runs", simulation.simulate(spec, stopped)))
    return [Choice({}, runs)]


def of_injected(
    spec: dict[str, Any], record: Record, parameter: str, given: Mapping[str, Any]
) -> list[Choice]:
    """Give the runs of a Pipeline that was injected into, for each value of its parameter.

    Each backend, one that is none, and the empty string. The pass-through fails on the latter two.
    """
    unknown = _UNKNOWN
    while unknown in record.backends:
        unknown += "?"
    choices = []
    for value in (*record.backends, unknown, ""):
        params = {**given, parameter: value}
        refused = value not in record.backends
        variant = contract.variant(record.deploy, record.backends[0] if refused else value)
        pass_through = contract.pass_through(record.deploy)
        usual = {pass_through: Ending(fails=True)} if refused else {}
        well = simulation.simulate(spec, Scenario(params, usual))
        runs = [Told(f"{pass_through} refuses it" if refused else "all goes well", well)]
        for ending, task, scenario in _around(spec, well, variant, pass_through):
            merged = scenario._replace(params=params, endings={**scenario.endings, **usual})
            report = simulation.simulate(spec, merged)
            # What does not run decides nothing, nor does what fails anyway.
            if report.task(task).ran and task not in usual:
                runs.append(Told(ending, report))
        choices.append(Choice({parameter: value}, runs, value == _default(spec, parameter)))
    return choices


def _default(spec: dict[str, Any], parameter: str) -> Any:
    declared = (one for one in spec.get("params") or [] if one["name"] == parameter)
    return next((one.get("default") for one in declared), None)


def _around(
    spec: dict[str, Any], well: Report, variant: str, pass_through: str
) -> Iterator[tuple[str, str, Scenario]]:
    """Give the endings around a deploy step, each with the task that decides it."""
    started, parents = _started(well), graph.parents(spec)
    before = [name for name in started if name in graph.ancestors(variant, parents)]
    after = [name for name in started if pass_through in graph.ancestors(name, parents)]
    fails = Ending(fails=True)
    for task in before[-1:]:
        yield f"{task} fails", task, Scenario(endings={task: fails})
    wrote = fails._replace(results={contract.RESULT: "{}"})
    yield (
        "the deploy fails before it wrote its result", variant, Scenario(endings={variant: fails}),
    )  # fmt: skip
    yield (
        "the deploy fails after it wrote its result", variant, Scenario(endings={variant: wrote}),
    )  # fmt: skip
    yield f"{pass_through} fails", pass_through, Scenario(endings={pass_through: fails})
    tests = [name for name in after if "test" in name][-1:] or after[-1:]
    for task in tests:
        yield f"{task} fails", task, Scenario(endings={task: fails})
    stops = (words.STOP_RUN_FINALLY, words.CANCEL_RUN_FINALLY)
    for task, name in ((variant, "the deploy"), *((task, task) for task in tests)):
        for status in stops if tests and task == variant else (*stops, words.CANCEL):
            yield f"{status} while {name} runs", task, Scenario(stop=Stop(task, status))


def _started(report: Report) -> list[str]:
    return [task.name for task in report.tasks if task.ran and not task.is_finally]
