"""cleanup-stack-pods against a real API server, as its account; mirrord is played."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from world import mirrord_objects, side_by_side

if TYPE_CHECKING:
    from world import World

BACKEND = "mirrord"


@pytest.fixture
def run(world: World) -> str:
    """A run that intercepts `web`, beside a run of a colleague that intercepts `api`."""
    world.app("web")
    world.app("api")
    run, colleague = world.new_run(), world.new_run()
    outcomes = side_by_side(
        world.deploy_run(BACKEND, run, "web"),
        world.deploy_run(BACKEND, colleague, "api", header="x-dev-session:colleague"),
    )
    assert [outcome.code for outcome in outcomes] == [0, 0], outcomes
    world.remember_all_but(run)
    return run


def deployed_pods(world: World, run: str) -> str:
    return json.dumps(world.record(run))


def test_all_of_the_run_goes_and_what_others_have_stays(world: World, run: str) -> None:
    pods = deployed_pods(world, run)

    outcome = world.clean_up(run, intercept_backend=BACKEND, deployed_pods=pods)

    assert outcome.code == 0, outcome.output
    assert world.made() == []


def test_it_says_what_it_deleted(world: World, run: str) -> None:
    pod = world.record(run)["web"]
    (agent,) = world.get("jobs", world.apps, selector=f"tekton-intercepts.dev/run={run}")

    outcome = world.clean_up(run, intercept_backend=BACKEND)

    for name in (
        f"pod/{pod} in {world.apps}",
        f"pod/mirrord-proxy-web in {world.apps}",
        f"job.batch/{agent['metadata']['name']} in {world.apps}",
        f"configmap/mirrord-{pod} in {world.apps}",
        f"configmap/intercepts-{run} in {world.run_namespace}",
    ):
        assert f"deleted {name}\n" in outcome.output, outcome.output


def test_a_second_time_there_is_nothing_to_do(world: World, run: str) -> None:
    pods = deployed_pods(world, run)
    assert world.clean_up(run, intercept_backend=BACKEND, deployed_pods=pods).code == 0

    again = world.clean_up(run, intercept_backend=BACKEND, deployed_pods=pods)

    assert again.code == 0, again.output
    assert "deleted" not in again.output
    assert world.made() == []


def test_twice_at_once_as_cleanup_and_its_fallback(world: World, run: str) -> None:
    first = world.clean_up_run(
        run, intercept_backend=BACKEND, deployed_pods=deployed_pods(world, run)
    )
    second = world.clean_up_run(run, intercept_backend=BACKEND)

    outcomes = side_by_side(first, second)

    assert [outcome.code for outcome in outcomes] == [0, 0], outcomes
    assert world.made() == []


HOSTILE: list[dict[str, Any]] = [
    {"deployed_pods": ""},
    {"deployed_pods": "{}"},
    {"deployed_pods": "not JSON"},
    {"deployed_pods": '["web"]'},
    {"deployed_pods": '{"web": 3, "api": null}'},
    {"deployed_pods": '{"web": "$(kubectl delete pods --all)", "api": "`touch owned`"}'},
    {"deployed_pods": '{"web": "--all"}'},
    {"deployed_pods": '{"web": "' + "x" * 100_000 + '"}'},
    {"stack_json": "not JSON"},
    {"stack_json": '{"apps": 3, "defaults": "x"}'},
    {"stack_json": '{"defaults": {"namespace": "--all-namespaces"}}'},
    {"default_namespace": "no-such-namespace"},
    {"default_namespace": "kube-system"},
    {"intercept_backend": ""},
    {"intercept_backend": "unknown"},
]


def test_whatever_it_is_told_the_runs_config_map_leads_to_everything(world: World) -> None:
    apps = ["one", "two", "three", "four", "five"]
    for app in apps:
        world.app(app)
    world.remember()
    for first in range(0, len(HOSTILE), len(apps)):
        told = HOSTILE[first : first + len(apps)]
        runs = [world.new_run() for _ in told]
        pairs = list(zip(runs, apps, strict=True))
        deploys = side_by_side(*(world.deploy_run(BACKEND, run, app) for run, app in pairs))
        assert [deploy.code for deploy in deploys] == [0] * len(told), deploys

        cleanups = side_by_side(
            *(world.clean_up_run(run, **params) for run, params in zip(runs, told, strict=True))
        )

        assert [cleanup.code for cleanup in cleanups] == [0] * len(told), cleanups
        assert world.made() == [], cleanups


def test_pods_of_others_in_deployed_pods_are_left_alone_and_named(world: World, run: str) -> None:
    (other,) = world.get("pods", world.apps, selector="app.kubernetes.io/name%3Dapi")
    pods = json.dumps({"web": other["metadata"]["name"]})

    outcome = world.clean_up(run, intercept_backend=BACKEND, deployed_pods=pods)

    assert outcome.code == 1
    assert other["metadata"]["name"] in outcome.output
    assert world.made() == []


def test_in_several_namespaces(world: World, run: str) -> None:
    other = world.namespace_for_apps("other")
    world.app("shop", other)
    world.remember_all_but(run)
    second = world.new_run()
    assert world.deploy(BACKEND, second, "shop").code == 0
    world.remember_all_but(second)

    outcome = world.clean_up(second, stack_json="{}", default_namespace="nowhere")

    assert outcome.code == 0, outcome.output
    assert world.made() == []


def test_without_a_run_id_the_pods_of_deployed_pods_lead_to_their_run(
    world: World, run: str
) -> None:
    outcome = world.clean_up("", deployed_pods=deployed_pods(world, run))

    assert outcome.code == 0, outcome.output
    assert world.made() == []


def test_a_sweep_deletes_every_intercept_in_the_namespaces(world: World, run: str) -> None:
    outcome = world.clean_up(run, intercept_backend=BACKEND, sweep="namespace")

    assert outcome.code == 0, outcome.output
    kinds = [
        *world.get("jobs", world.apps, selector="app=mirrord"),
        *world.get("pods", world.apps, selector="app=mirrord"),
        *world.get("pods", world.apps, selector="app=mirrord-proxy"),
        *world.get("pods", world.apps, selector="managed-by=tekton-job-standardization"),
        *world.get("leases", world.apps),
    ]
    assert [found["metadata"]["name"] for found in kinds] == []
    assert sorted(app["metadata"]["name"] for app in world.get("deployments", world.apps)) == [
        *("api", "web")
    ]


def test_what_does_not_go_is_named_and_the_lock_and_the_runs_config_map_stay(
    world: World, run: str
) -> None:
    pod = world.record(run)["web"]
    path = f"/api/v1/namespaces/{world.apps}/pods/{pod}"
    world.plane.admin.patch(path, {"metadata": {"finalizers": ["test.example/stays"]}})

    outcome = world.clean_up(run, intercept_backend=BACKEND, wait="3")

    assert outcome.code == 1
    assert f"still there: pod/{pod} in {world.apps}" in outcome.output
    left = ["apps/Lease/intercept-web", f"apps/Pod/{pod}", f"ci/ConfigMap/intercepts-{run}"]
    assert world.made() == left
    world.plane.admin.patch(path, {"metadata": {"finalizers": None}})
    assert world.clean_up(run, intercept_backend=BACKEND).code == 0
    assert world.made() == []


def test_a_run_that_nobody_cleans_up_ends_at_its_deadline(world: World) -> None:
    world.app("web")
    world.remember()
    run = world.new_run()
    assert world.deploy(BACKEND, run, "web", pod_deadline="12").code == 0
    pods = world.record(run)

    world.wait_until_phase("Failed", pods["web"], "mirrord-proxy-web")

    # The agent ended with its proxy; its Job goes by its ttl. The ended pods hold nothing:
    # another run takes the app at once.
    second = world.new_run()
    outcome = world.deploy(BACKEND, second, "web", header="x-dev-session:pr-7")
    assert outcome.code == 0, outcome.output
    assert world.clean_up(run, intercept_backend=BACKEND).code == 0
    assert world.made() == mirrord_objects(second, world.record(second))
