"""Whether intercepts were there all the time, as cleanup says it of pods on a real API server.

mirrord is played, and so are the pods' states.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from world import side_by_side

from processes import wait_for

if TYPE_CHECKING:
    from world import World

UNAWARE = "registry.test/unaware/mirrord:1"


def told(world: World, output: str) -> list[str]:
    """What is said of the app `web`."""
    lines = output.replace(world.apps, "apps").splitlines()
    return [line for line in lines if "of web in apps " in line]


def proxy_of(world: World) -> Any:
    return world.get("pods", world.apps, "mirrord-proxy-web")


def lose_agent(world: World, run: str) -> None:
    """Somebody deletes the Job of the agent, and its pod with it."""
    selector = f"tekton-intercepts.dev/run={run},app=mirrord"
    (job,) = world.get("jobs", world.apps, selector=selector)
    name = job["metadata"]["name"]
    path = f"/apis/batch/v1/namespaces/{world.apps}/jobs/{name}"
    world.plane.admin.delete(path, {"propagationPolicy": "Background"})
    gone = f"job-name={name}"
    wait_for("the agent to go", lambda: not world.get("pods", world.apps, selector=gone))


def test_an_intercept_that_nothing_befell_was_there_all_the_time(world: World) -> None:
    world.app("web")
    world.remember()
    run = world.new_run()
    assert world.deploy("mirrord", run, "web").code == 0

    outcome = world.clean_up(run, intercept_backend="mirrord")

    assert outcome.code == 0, outcome.output
    assert told(world, outcome.output) == [
        "the intercept of web in apps was there all the time since the deploy"
    ]


def test_of_mirrord_that_lost_its_agent_and_took_the_app_again_it_is_said_and_all_goes(
    world: World,
) -> None:
    world.app("web")
    world.remember()
    run = world.new_run()
    assert world.deploy("mirrord", run, "web").code == 0
    lose_agent(world, run)

    def restarts() -> int:
        return int(proxy_of(world)["status"]["containerStatuses"][0]["restartCount"])

    wait_for("the proxy to take the app again", lambda: restarts() == 1)
    started = proxy_of(world)["status"]["containerStatuses"][0]["state"]["running"]["startedAt"]

    outcome = world.clean_up(run, intercept_backend="mirrord")

    assert outcome.code == 0, outcome.output
    (said,) = told(world, outcome.output)
    assert said.startswith(
        "warning: the intercept of web in apps was lost and taken again since the deploy "
        f"(mirrord-proxy-web: restarts of proxy: 1, the last at {started}"
    )
    assert world.made() == []


def test_of_mirrord_whose_proxy_does_not_know_that_its_agent_is_lost_it_is_said(
    world: World,
) -> None:
    world.app("web")
    world.remember()
    run = world.new_run()
    assert world.deploy("mirrord", run, "web", mirrord_image=UNAWARE).code == 0
    lose_agent(world, run)
    ready = {c["type"]: c["status"] for c in proxy_of(world)["status"]["conditions"]}["Ready"]

    outcome = world.clean_up(run, intercept_backend="mirrord")

    assert (outcome.code, ready) == (0, "True"), outcome.output
    assert told(world, outcome.output) == [
        (
            "warning: the intercept of web in apps is not there any more (mirrord-proxy-web: its "
            "agent is gone): what was tested since then may be the old build"
        )
    ]
    assert world.made() == []


def test_of_a_client_of_telepresence_that_started_again_it_is_said(calm: World) -> None:
    world = calm
    world.usual["manager-namespace"] = world.traffic_manager()
    world.app("web")
    world.remember()
    run = world.new_run()
    assert world.deploy("telepresence", run, "web").code == 0
    name = world.record(run)["web"]
    status = world.get("pods", world.apps, name)["status"]
    later = "2100-01-01T00:00:00Z"
    for container in status["containerStatuses"]:
        if container["name"] == "telepresence-client":
            container |= {"restartCount": 1, "state": {"running": {"startedAt": later}}}
    for condition in status["conditions"]:
        condition["lastTransitionTime"] = later
    world.plane.admin.patch(
        f"/api/v1/namespaces/{world.apps}/pods/{name}/status", {"status": status}
    )

    outcome = world.clean_up(run, intercept_backend="telepresence")

    assert outcome.code == 0, outcome.output
    assert told(world, outcome.output) == [
        (
            "warning: the intercept of web in apps was lost and taken again since the deploy "
            f"({name}: restarts of telepresence-client: 1, the last at {later}, not ready until "
            f"{later}): what was tested between may be the old build"
        )
    ]


def test_of_two_cleanups_at_once_one_says_it_and_none_takes_the_others_work_for_a_loss(
    world: World,
) -> None:
    world.app("web")
    world.remember()
    run = world.new_run()
    assert world.deploy("mirrord", run, "web").code == 0

    outcomes = side_by_side(
        world.clean_up_run(run, intercept_backend="mirrord"),
        world.clean_up_run(run, intercept_backend="mirrord"),
    )

    assert [outcome.code for outcome in outcomes] == [0, 0], outcomes
    assert [line for outcome in outcomes for line in told(world, outcome.output)] == [
        "the intercept of web in apps was there all the time since the deploy"
    ]
