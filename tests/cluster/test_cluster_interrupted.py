"""Runs that end in the middle, whatever they have done: what cleanup and a retry make of them.

Four at a time, each on an app of its own: a call of kubectl fails and nothing was done (`refuse`),
or the whole step is gone, just before a call that changes something or just after it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest
from task_run import Faults
from world import side_by_side

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from world import World

APPS = ("one", "two", "three", "four")
NEVER = Faults(1_000_000, "refuse")


class Attempt(NamedTuple):
    """One run of its own on an app of its own, with a fault at one call."""

    app: str
    run: str
    faults: Faults


@pytest.fixture(params=["mirrord", "telepresence"])
def backend(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def stack(backend: str, request: pytest.FixtureRequest) -> World:
    world: World = request.getfixturevalue("world" if backend == "mirrord" else "calm")
    if backend == "telepresence":
        world.usual["manager-namespace"] = world.traffic_manager()
    for app in APPS:
        world.app(app)
    world.remember()
    return world


def attempts(world: World, calls: int, how: str) -> Iterator[list[Attempt]]:
    for first in range(1, calls + 1, len(APPS)):
        some = range(first, min(first + len(APPS), calls + 1))
        yield [
            Attempt(app, world.new_run(), Faults(call, how))
            for app, call in zip(APPS, some, strict=False)
        ]


def interrupt(world: World, backend: str, batch: Iterable[Attempt]) -> None:
    """Runs deploys with their faults: whoever dies has ended ill."""
    deploys = [world.deploy_run(backend, a.run, a.app, faults=a.faults) for a in batch]
    for attempt, outcome in zip(batch, side_by_side(*deploys), strict=True):
        assert outcome.code or attempt.faults.how == "refuse", attempt


def clean(world: World, backend: str, runs: Iterable[str]) -> dict[str, str]:
    """Cleans up after runs; gives what went wrong, by run."""
    runs = list(runs)
    cleanups = side_by_side(*(world.clean_up_run(run, intercept_backend=backend) for run in runs))
    wrong = {run: one.output for run, one in zip(runs, cleanups, strict=True) if one.code}
    left = world.made()
    return wrong | ({"left": "\n".join(left)} if left else {})


def calls_of_a_deploy(world: World, backend: str, how: str) -> int:
    run = world.new_run()
    counted = world.deploy_run(backend, run, APPS[0], faults=NEVER)
    outcome = counted.run()
    assert outcome.code == 0, outcome.output
    assert clean(world, backend, [run]) == {}
    return counted.count(how)


@pytest.mark.parametrize("how", ["refuse", "die-before", "die-after"])
def test_wherever_a_deploy_ends_cleanup_leaves_nothing(
    stack: World, backend: str, how: str
) -> None:
    for batch in attempts(stack, calls_of_a_deploy(stack, backend, how), how):
        interrupt(stack, backend, batch)
        wrong = clean(stack, backend, [a.run for a in batch])
        assert wrong == {}, batch


def test_wherever_a_deploy_ends_its_retry_succeeds(stack: World, backend: str) -> None:
    calls = calls_of_a_deploy(stack, backend, "die-after")
    for batch in attempts(stack, calls, "die-after"):
        interrupt(stack, backend, batch)
        retries = side_by_side(*(stack.deploy_run(backend, a.run, a.app) for a in batch))
        assert [retry.code for retry in retries] == [0] * len(batch), (batch, retries)
        assert clean(stack, backend, [a.run for a in batch]) == {}, batch


# By itself it leaves nothing: before a change it is where it was after the one before.
@pytest.mark.parametrize("how", ["refuse", "die-after"])
def test_wherever_a_cleanup_ends_the_next_one_leaves_nothing(
    stack: World, backend: str, how: str
) -> None:
    run = stack.new_run()
    assert stack.deploy(backend, run, APPS[0]).code == 0
    counted = stack.clean_up_run(run, intercept_backend=backend, faults=NEVER)
    assert counted.run().code == 0

    for batch in attempts(stack, counted.count(how), how):
        deploys = side_by_side(*(stack.deploy_run(backend, a.run, a.app) for a in batch))
        assert [deploy.code for deploy in deploys] == [0] * len(batch), deploys
        cleanups = side_by_side(
            *(stack.clean_up_run(a.run, intercept_backend=backend, faults=a.faults) for a in batch)
        )
        # What a cleanup reports as done is done.
        done = [a.run for a, one in zip(batch, cleanups, strict=True) if one.code == 0]
        lies = [name for name in stack.made() for run in done if run in name]
        assert lies == [], (batch, cleanups)
        assert clean(stack, backend, [a.run for a in batch]) == {}, (batch, cleanups)


def test_a_deploy_whose_node_is_lost_leaves_what_cleanup_finds(world: World) -> None:
    world.app("web")
    world.remember()
    run = world.new_run()
    deploy = world.deploy_run("mirrord", run, "web", fate="never-ready", ready_timeout="600")

    outcome = world.kill_when(
        deploy, lambda: bool(world.get("jobs", world.apps, selector="app=mirrord"))
    )

    assert outcome.code != 0
    assert world.made() != []
    assert clean(world, "mirrord", [run]) == {}
