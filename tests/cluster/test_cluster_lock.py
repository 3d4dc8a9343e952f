"""The lock on an app, which is one for both backends: the Tasks' own steps on a real API server."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import api
import pytest
from task_run import Faults
from world import DEPLOY, HEADER, mirrord_objects, side_by_side, telepresence_objects

if TYPE_CHECKING:
    from task_run import Outcome
    from world import World

OBJECTS = {"mirrord": mirrord_objects, "telepresence": telepresence_objects}
ORDERS = pytest.mark.parametrize(
    ("first", "second"), [("telepresence", "mirrord"), ("mirrord", "telepresence")]
)
OTHER_HEADER = "x-dev-session:pr-7"
ENTRY = "run.tekton-intercepts.dev/"
BREAKS = "two backends on one app at once break it for everybody. Try again when "
LETS_IN = "; or let the port of the app's Service say appProtocol: http, which lets both in"


@pytest.fixture
def shared(world: World) -> World:
    """Namespaces for both backends, with a traffic manager."""
    world.usual["manager-namespace"] = world.traffic_manager()
    return world


def held(world: World, backend: str, run: str) -> list[str]:
    """What a run consists of that has the app `web`."""
    return OBJECTS[backend](run, world.record(run))


def both(*objects: list[str]) -> list[str]:
    return sorted({name for some in objects for name in some})


def last_line(outcome: Outcome) -> str:
    """What a Task said last, with its name, and without the random name of a TaskRun."""
    return re.sub(r"run-[0-9a-f]{8}(?=,)", "run-0", outcome.output.splitlines()[-1])


def entries(world: World) -> dict[str, str]:
    """The runs that have the app `web`, each with its backend."""
    lock = world.get("leases", world.apps, "intercept-web")
    found = {
        key.removeprefix(ENTRY): json.loads(value)["backend"]
        for key, value in lock["metadata"]["annotations"].items()
        if key.startswith(ENTRY)
    }
    assert lock["spec"]["holderIdentity"].split() == sorted(set(found.values()))
    return found


def age(world: World, run: str) -> None:
    """Makes the entry of a run one of long ago."""
    path = f"/apis/coordination.k8s.io/v1/namespaces/{world.apps}/leases/intercept-web"
    annotations = world.plane.admin.ask(path)["metadata"]["annotations"]
    old = json.loads(annotations[ENTRY + run]) | {"since": "2026-01-01T00:00:00Z"}
    world.plane.admin.patch(path, {"metadata": {"annotations": {ENTRY + run: json.dumps(old)}}})


def killed_with_the_lock(world: World, backend: str) -> str:
    """A run that took the lock, and was killed before it had made a pod; gives its id."""
    # The first change is the run's ConfigMap.
    for change in range(2, 20):
        run = world.new_run()
        world.deploy(backend, run, "web", faults=Faults(change, "die-after"))
        if any(name.endswith("/Lease/intercept-web") for name in world.everything()):
            return run
        assert world.clean_up(run, intercept_backend=backend).code == 0
    pytest.fail("no change takes the lock")


@ORDERS
def test_the_other_backend_is_refused_and_told_who_has_the_app_and_what_would_let_both_in(
    shared: World, first: str, second: str
) -> None:
    shared.app("web")
    shared.remember()
    holder, loser = shared.new_run(), shared.new_run()
    assert shared.deploy(first, holder, "web").code == 0

    outcome = shared.deploy(second, loser, "web", header=OTHER_HEADER)

    assert outcome.code == 1
    assert last_line(outcome) == (
        f"{DEPLOY[second]}: run {holder} with {first} (TaskRun run-0, header "
        f'"x-dev-session: pr-42") has the app web in {shared.apps}, and {BREAKS}that run has '
        f"ended{LETS_IN}"
    )
    expected = held(shared, first, holder)
    assert shared.made() == both(expected, [f"ci/ConfigMap/intercepts-{loser}"])
    assert entries(shared) == {holder: first}
    assert shared.clean_up(loser, intercept_backend=second).code == 0
    assert shared.made() == expected


@ORDERS
def test_with_the_app_protocol_http_both_backends_have_the_app_and_leave_it_one_by_one(
    shared: World, first: str, second: str
) -> None:
    shared.app("web", protocol="http")
    shared.remember()
    one, two = shared.new_run(), shared.new_run()
    assert shared.deploy(first, one, "web").code == 0

    outcome = shared.deploy(second, two, "web", header=OTHER_HEADER)

    assert outcome.code == 0, outcome.output
    assert entries(shared) == {one: first, two: second}
    assert shared.made() == both(held(shared, first, one), held(shared, second, two))
    cleanup = shared.clean_up(one, intercept_backend=first)
    assert f"released the app web in {shared.apps}, which others have still: {two}\n" in (
        cleanup.output
    )
    assert entries(shared) == {two: second}
    assert shared.made() == held(shared, second, two)
    cleanup = shared.clean_up(two, intercept_backend=second)
    assert f"released the app web in {shared.apps}\n" in cleanup.output
    assert shared.made() == []


def test_an_app_protocol_that_came_after_the_first_run_lets_nobody_in_beside_it(
    shared: World,
) -> None:
    shared.app("web")
    shared.remember()
    holder, loser = shared.new_run(), shared.new_run()
    assert shared.deploy("telepresence", holder, "web").code == 0
    path = f"/api/v1/namespaces/{shared.apps}/services/web"
    port = shared.plane.admin.ask(path)["spec"]["ports"][0] | {"appProtocol": "http"}
    shared.plane.admin.patch(path, {"spec": {"ports": [port]}})

    outcome = shared.deploy("mirrord", loser, "web", header=OTHER_HEADER)

    assert outcome.code == 1
    assert last_line(outcome).endswith(
        f"{BREAKS}that run has ended: it came before the port of the Service said appProtocol: http"
    )
    assert entries(shared) == {holder: "telepresence"}


def test_of_two_backends_at_once_one_gets_the_app(shared: World) -> None:
    shared.app("web")
    shared.remember()
    runs = {"mirrord": shared.new_run(), "telepresence": shared.new_run()}

    outcomes = side_by_side(
        *(shared.deploy_run(backend, run, "web") for backend, run in runs.items())
    )

    codes = dict(zip(runs, (outcome.code for outcome in outcomes), strict=True))
    assert sorted(codes.values()) == [0, 1], outcomes
    (winner,) = (backend for backend, code in codes.items() if code == 0)
    (loser,) = (backend for backend, code in codes.items() if code == 1)
    assert entries(shared) == {runs[winner]: winner}
    assert shared.clean_up(runs[loser], intercept_backend=loser).code == 0
    assert shared.made() == held(shared, winner, runs[winner])


def test_runs_with_telepresence_share_the_lock_and_a_retry_keeps_the_others_entry(
    shared: World,
) -> None:
    shared.app("web")
    shared.remember()
    headers = {shared.new_run(): HEADER, shared.new_run(): OTHER_HEADER}
    runs = [shared.deploy_run("telepresence", r, "web", header=h) for r, h in headers.items()]
    assert [outcome.code for outcome in side_by_side(*runs)] == [0, 0]
    everybody = dict.fromkeys(headers, "telepresence")
    assert entries(shared) == everybody
    one, two = headers

    retry = shared.deploy("telepresence", one, "web", header=HEADER)

    assert retry.code == 0, retry.output
    assert f"released the app web in {shared.apps}, which others have still: {two}\n" in (
        retry.output
    )
    assert entries(shared) == everybody
    assert shared.clean_up(one, intercept_backend="telepresence").code == 0
    assert entries(shared) == {two: "telepresence"}
    assert shared.made() == held(shared, "telepresence", two)
    assert shared.clean_up(two, intercept_backend="telepresence").code == 0
    assert shared.made() == []


def test_a_run_whose_pods_have_ended_holds_nothing(shared: World) -> None:
    shared.app("web")
    shared.remember()
    forgotten, run = shared.new_run(), shared.new_run()
    assert shared.deploy("telepresence", forgotten, "web", pod_deadline="12").code == 0
    shared.wait_until_phase("Failed", shared.record(forgotten)["web"])

    outcome = shared.deploy("mirrord", run, "web")

    assert outcome.code == 0, outcome.output
    assert entries(shared) == {run: "mirrord"}
    assert shared.clean_up(forgotten, intercept_backend="telepresence").code == 0
    assert shared.made() == held(shared, "mirrord", run)


def test_a_run_that_took_the_lock_and_was_killed_holds_it_for_two_minutes(shared: World) -> None:
    shared.app("web")
    shared.remember()
    killed = killed_with_the_lock(shared, "telepresence")
    assert shared.made() == ["apps/Lease/intercept-web", f"ci/ConfigMap/intercepts-{killed}"]
    early, late = shared.new_run(), shared.new_run()

    assert shared.deploy("mirrord", early, "web").code == 1
    assert shared.clean_up(early).code == 0
    age(shared, killed)
    outcome = shared.deploy("mirrord", late, "web")

    assert outcome.code == 0, outcome.output
    assert entries(shared) == {late: "mirrord"}
    assert shared.clean_up(killed).code == 0
    assert shared.made() == held(shared, "mirrord", late)


def test_a_lease_that_is_no_lock_of_ours_is_left_alone_and_named(shared: World) -> None:
    shared.app("web")
    path = f"/apis/coordination.k8s.io/v1/namespaces/{shared.apps}/leases"
    shared.plane.admin.ask(path, {"metadata": {"name": "intercept-web"}, "spec": {}})
    shared.remember()
    run = shared.new_run()

    outcome = shared.deploy("telepresence", run, "web")

    assert outcome.code == 1
    assert last_line(outcome) == (
        f"{DEPLOY['telepresence']}: the Lease intercept-web in {shared.apps} is no lock of a "
        "deploy Task, and in the way of one"
    )
    assert shared.clean_up(run).code == 0
    assert shared.made() == []


def test_a_lock_that_has_gone_is_not_made_again_by_who_read_it_before(shared: World) -> None:
    path = f"/apis/coordination.k8s.io/v1/namespaces/{shared.apps}/leases"
    read = shared.plane.admin.ask(path, {"metadata": {"name": "intercept-web"}, "spec": {}})
    shared.plane.admin.delete(f"{path}/intercept-web")

    with pytest.raises(api.Refused) as refused:
        shared.plane.admin.ask(f"{path}/intercept-web", read, method="PUT")

    # The words by which the Task knows that it has to read again.
    assert refused.value.status["reason"] in {"Conflict", "NotFound"}


def agent(container: str) -> dict[str, Any]:
    """An agent as mirrord makes it for somebody who started it by hand."""
    args = ["-l", "31000", "-t", "30", "targeted", "--container-id", container]
    image = "registry.test/metalbear-co/mirrord:3.250.0"
    containers = [{"name": "mirrord-agent", "image": image, "args": args}]
    metadata = {"name": "mirrord-agent-of-a-colleague", "labels": {"app": "mirrord"}}
    return {"metadata": metadata, "spec": {"containers": containers}}


def test_an_agent_of_mirrord_that_no_run_made_keeps_telepresence_off_its_app_alone(
    shared: World,
) -> None:
    shared.app("web")
    shared.app("api")
    (web,) = shared.get("pods", shared.apps, selector="app.kubernetes.io/name%3Dweb")
    container = web["status"]["containerStatuses"][0]["containerID"].removeprefix("containerd://")
    shared.plane.admin.ask(f"/api/v1/namespaces/{shared.apps}/pods", agent(container))
    shared.remember()
    refused, run = shared.new_run(), shared.new_run()

    outcome = shared.deploy("telepresence", refused, "web")

    assert outcome.code == 1
    assert last_line(outcome) == (
        f"{DEPLOY['telepresence']}: mirrord intercepts the app web in {shared.apps}, by the agent "
        f"mirrord-agent-of-a-colleague, and {BREAKS}it has ended{LETS_IN}"
    )
    assert shared.made() == [f"ci/ConfigMap/intercepts-{refused}"]
    assert shared.clean_up(refused).code == 0
    outcome = shared.deploy("telepresence", run, "api")
    assert outcome.code == 0, outcome.output
