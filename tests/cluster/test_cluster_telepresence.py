"""deploy-stack-intercepts and its cleanup against a real API server, as their accounts.

Played: the traffic manager (its Deployment alone) and the readiness of the client, which in a
cluster asks Telepresence whether the intercept is active. The namespace of the apps enforces the
Pod Security level `baseline`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from world import side_by_side, telepresence_objects

if TYPE_CHECKING:
    from world import World

BACKEND = "telepresence"


@pytest.fixture
def world(calm: World) -> World:
    """An app `web`, and a traffic manager; all deploys here get its namespace."""
    calm.usual["manager-namespace"] = calm.traffic_manager()
    calm.app("web")
    calm.app("api")
    calm.remember()
    return calm


def test_a_deploy_makes_these_objects_and_no_others(world: World) -> None:
    run = world.new_run()

    outcome = world.deploy(BACKEND, run, "web", "api")

    assert outcome.code == 0, outcome.output
    pods = world.record(run)
    assert outcome.results == {"deployed-pods": json.dumps(pods, separators=(",", ":"))}
    assert sorted(pods) == ["api", "web"]
    assert world.made() == telepresence_objects(run, pods)
    assert world.clean_up(run, intercept_backend=BACKEND).code == 0
    assert world.made() == []


def test_only_the_client_gets_a_token_and_no_service_selects_the_pr_pod(world: World) -> None:
    run = world.new_run()
    assert world.deploy(BACKEND, run, "web").code == 0

    pod: dict[str, Any] = world.get("pods", world.apps, world.record(run)["web"])
    mounts = {
        container["name"]: [
            mount["mountPath"]
            for mount in container.get("volumeMounts", [])
            if "serviceaccount" in mount["mountPath"]
        ]
        for container in pod["spec"]["containers"]
    }
    assert mounts == {
        "app": [],
        "telepresence-client": ["/var/run/secrets/kubernetes.io/serviceaccount"],
    }
    assert "app.kubernetes.io/name" not in pod["metadata"]["labels"]


def test_the_client_with_a_network_device_is_refused_where_the_level_is_baseline(
    world: World,
) -> None:
    run = world.new_run()

    outcome = world.deploy(BACKEND, run, "web", client_security_context="net-admin")

    assert outcome.code == 1
    assert "violates PodSecurity" in outcome.output
    assert world.made() == ["apps/Lease/intercept-web", f"ci/ConfigMap/intercepts-{run}"]
    assert world.clean_up(run).code == 0
    assert world.made() == []


def test_two_runs_with_different_headers_share_an_app(world: World) -> None:
    runs = {world.new_run(): "x-dev-session:pr-42", world.new_run(): "x-dev-session:pr-7"}

    outcomes = side_by_side(
        *(world.deploy_run(BACKEND, run, "web", header=header) for run, header in runs.items())
    )

    assert [outcome.code for outcome in outcomes] == [0, 0], outcomes
    first, second = runs
    assert world.clean_up(first, intercept_backend=BACKEND).code == 0
    assert world.made() == telepresence_objects(second, world.record(second))


def test_a_retry_replaces_and_cleanup_runs_twice(world: World) -> None:
    run = world.new_run()
    assert world.deploy(BACKEND, run, "web").code == 0
    outcome = world.deploy(BACKEND, run, "web")
    assert outcome.code == 0, outcome.output
    assert world.made() == telepresence_objects(run, world.record(run))

    pods = json.dumps(world.record(run))
    first = world.clean_up_run(run, intercept_backend=BACKEND, deployed_pods=pods)
    second = world.clean_up_run(run, intercept_backend=BACKEND)
    assert [outcome.code for outcome in side_by_side(first, second)] == [0, 0]
    assert world.made() == []
    assert world.clean_up(run).code == 0


@pytest.mark.parametrize(
    ("params", "said"),
    [
        ({"fate": "cannot-pull"}, "ImagePullBackOff"),
        ({"fate": "crashes"}, "the PR pod of web is broken"),
        ({"fate": "never-ready", "ready_timeout": "4"}, "not active in time"),
        (
            {"telepresence_image": "registry.test/never-ready/client:1", "ready_timeout": "4"},
            "not active in time",
        ),
        ({"client_service_account": "nobody"}, "nobody"),
    ],
)
def test_a_deploy_that_cannot_work_fails_and_says_why_and_cleans_up(
    world: World, params: dict[str, str], said: str
) -> None:
    run = world.new_run()

    outcome = world.deploy(BACKEND, run, "web", **params)

    assert outcome.code == 1, outcome.output
    assert said in outcome.output
    assert world.clean_up(run, intercept_backend=BACKEND).code == 0
    assert world.made() == []


def test_without_a_traffic_manager_nothing_is_made_and_the_admin_is_named(calm: World) -> None:
    calm.app("web")
    calm.usual["manager-namespace"] = calm.empty_manager()
    calm.remember()

    outcome = calm.deploy(BACKEND, calm.new_run(), "web")

    assert outcome.code == 1
    assert "there is no traffic manager in" in outcome.output
    assert calm.made() == []


def test_a_traffic_manager_that_knows_no_header_filters_is_refused(calm: World) -> None:
    calm.app("web")
    calm.usual["manager-namespace"] = calm.traffic_manager("2.24.1")
    calm.remember()

    outcome = calm.deploy(BACKEND, calm.new_run(), "web")

    assert outcome.code == 1
    assert "older than 2.25" in outcome.output
    assert calm.made() == []
