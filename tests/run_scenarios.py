"""How runs of the base Pipelines may end, for each value of the backend parameter."""

from __future__ import annotations

from typing import Any, NamedTuple

from inject_intercepts.tekton import scenarios

BACKENDS = ("telepresence", "mirrord")
UNKNOWN = ("foo", "")
DEPLOY = "deploy-intercepts"
RESULT_TASK = "deploy-intercepts-result"
TESTS = "run-tests"
PODS = '{"checkout":"checkout-pr-42"}'

# The last task before the deploy that can fail, by Pipeline; the other one begins with the deploy.
BEFORE_DEPLOY = {"stack-pr-test": "build-apps", "stack-pr-continue": None}


class Ending(NamedTuple):
    """One way in which a run ends: what becomes of `task` decides it.

    In `task`, `{variant}` stands for the deploy task of the run's backend and `{before}` for a
    task before it. It `fails`, with the `results` that it wrote till then, or a user sets the
    run's spec.status to `stop` while it runs.
    """

    letter: str
    title: str
    task: str = ""
    fails: bool = False
    results: tuple[tuple[str, str], ...] = ()
    stop: str = ""


ENDINGS = (
    Ending("A", "all goes well"),
    Ending("B", "a task before the deploy fails", "{before}", fails=True),
    Ending("C", "the deploy fails before it wrote its result", "{variant}", fails=True),
    Ending(
        "D",
        "the deploy fails after it wrote its result",
        "{variant}",
        fails=True,
        results=(("deployed-pods", PODS),),
    ),
    Ending("E", "the pass-through fails", RESULT_TASK, fails=True),
    Ending("F", "the tests fail", TESTS, fails=True),
    Ending("G", "stopped while the deploy runs", "{variant}", stop="StoppedRunFinally"),
    Ending("H", "cancelled while the deploy runs", "{variant}", stop="CancelledRunFinally"),
    Ending("I", "stopped while the tests run", TESTS, stop="StoppedRunFinally"),
    Ending("J", "cancelled while the tests run", TESTS, stop="CancelledRunFinally"),
    Ending("K", "cancelled without finally tasks while the tests run", TESTS, stop="Cancelled"),
)


class Case(NamedTuple):
    """One run to simulate. `backend` None is a run that passes no such parameter."""

    pipeline: str
    backend: str | None
    ending: Ending

    @property
    def name(self) -> str:
        """What identifies the case."""
        return f"{self.pipeline} {self.backend!r} {self.ending.letter}"

    @property
    def variant(self) -> str:
        """The deploy task of the run's backend, the default's for one that has none."""
        return f"{DEPLOY}-{self.backend if self.backend in BACKENDS else BACKENDS[0]}"


def cases() -> list[Case]:
    """Every value with every ending, except for what is before the deploy where nothing is."""
    return [
        Case(pipeline, backend, ending)
        for pipeline, before in BEFORE_DEPLOY.items()
        for backend in (*BACKENDS, *UNKNOWN)
        for ending in ENDINGS
        if before or ending.task != "{before}"
    ]


def scenario(case: Case) -> dict[str, Any]:
    """The case as the simulation wants it. A pass-through fails on an unknown backend (rule 5)."""
    task = case.ending.task.format(variant=case.variant, before=BEFORE_DEPLOY[case.pipeline])
    script: dict[str, Any] = {"*": {"results": {"deployed-pods": PODS}}}
    if case.ending.fails:
        script[task] = {"outcome": "fail", "results": dict(case.ending.results)}
    if case.backend in UNKNOWN:
        script[RESULT_TASK] = {"outcome": "fail"}
    found: dict[str, Any] = {"name": case.name, "pipeline": case.pipeline, "script": script}
    if case.backend is not None:
        found["params"] = {"intercept-backend": case.backend}
    if case.ending.stop:
        found["stop"] = {"when": task, "status": case.ending.stop}
    return found


def scenario_of_the_base(pipeline: str, ending: Ending) -> dict[str, Any]:
    """The same ending for the Pipeline as it was before the injection, with its one deploy task."""
    task = ending.task.format(variant=DEPLOY, before=BEFORE_DEPLOY[pipeline])
    script: dict[str, Any] = {"*": {"results": {"deployed-pods": PODS}}}
    if ending.fails:
        script[task] = {"outcome": "fail", "results": dict(ending.results)}
    found: dict[str, Any] = {"name": ending.letter, "pipeline": pipeline, "script": script}
    if ending.stop:
        found["stop"] = {"when": task, "status": ending.stop}
    return found


def in_our_words(found: dict[str, Any]) -> scenarios.Scenario:
    """A scenario for Tekton's code as one for the program's own simulation."""
    endings = {
        task: scenarios.Ending(ending.get("outcome") == "fail", ending.get("results") or {})
        for task, ending in found["script"].items()
        if task != "*"
    }
    stop = found.get("stop")
    return scenarios.Scenario(
        found.get("params") or {},
        endings,
        scenarios.Stop(stop["when"], stop["status"]) if stop else None,
    )
