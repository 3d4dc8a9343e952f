"""Runs that end in the middle, at every call of kubectl: cleanup leaves nothing of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from task_run import Faults

if TYPE_CHECKING:
    from collections.abc import Callable

    from task_run import TaskRun
    from world import World

BACKEND = "mirrord"
NEVER = Faults(1_000_000, "refuse")


def calls(task_run: TaskRun) -> int:
    return int(task_run.calls.read_text())


@pytest.mark.parametrize("how", ["refuse", "die"])
def test_wherever_a_deploy_ends_cleanup_leaves_nothing(world: World, how: str) -> None:
    world.app("web")
    world.remember()
    whole = world.new_run()
    counted = world.deploy_run(BACKEND, whole, "web", faults=NEVER)
    assert counted.run().code == 0
    assert world.clean_up(whole).code == 0

    left = {}
    for call in range(1, calls(counted) + 1):
        run = world.new_run()
        outcome = world.deploy(BACKEND, run, "web", faults=Faults(call, how))
        cleaned = world.clean_up(run)
        if cleaned.code or world.made():
            left[call] = (outcome.output, cleaned.output, world.made())
            world.clean_up(run)
    assert left == {}


@pytest.mark.parametrize("how", ["refuse", "die"])
def test_wherever_a_cleanup_ends_the_next_one_leaves_nothing(world: World, how: str) -> None:
    world.app("web")
    world.remember()
    run = world.new_run()
    assert world.deploy(BACKEND, run, "web").code == 0
    counted = world.clean_up_run(run, intercept_backend=BACKEND, faults=NEVER)
    assert counted.run().code == 0

    left = {}
    for call in range(1, calls(counted) + 1):
        run = world.new_run()
        assert world.deploy(BACKEND, run, "web").code == 0
        first = world.clean_up(run, intercept_backend=BACKEND, faults=Faults(call, how))
        # What it reports as done is done.
        lied = world.made() if first.code == 0 else []
        second = world.clean_up(run, intercept_backend=BACKEND)
        if lied or second.code or world.made():
            left[call] = (first.output, lied, second.output, world.made())
    assert left == {}


@pytest.mark.parametrize("how", ["refuse", "die"])
def test_wherever_a_deploy_ends_its_retry_succeeds(world: World, how: str) -> None:
    world.app("web")
    world.remember()
    whole = world.new_run()
    counted = world.deploy_run(BACKEND, whole, "web", faults=NEVER)
    assert counted.run().code == 0
    assert world.clean_up(whole).code == 0

    failed = {}
    for call in range(1, calls(counted) + 1):
        run = world.new_run()
        world.deploy(BACKEND, run, "web", faults=Faults(call, how))
        retry = world.deploy(BACKEND, run, "web")
        if retry.code:
            failed[call] = retry.output
        assert world.clean_up(run).code == 0
    assert failed == {}


def test_a_deploy_whose_node_is_lost_leaves_what_cleanup_finds(world: World) -> None:
    world.app("web")
    world.remember()
    run = world.new_run()
    deploy = world.deploy_run(BACKEND, run, "web", fate="never-ready", ready_timeout="600")

    outcome = world.kill_when(deploy, _proxy_is_there(world))

    assert outcome.code != 0
    assert world.made() != []
    assert world.clean_up(run).code == 0
    assert world.made() == []


def _proxy_is_there(world: World) -> Callable[[], bool]:
    return lambda: bool(world.get("jobs", world.apps, selector="app=mirrord"))
