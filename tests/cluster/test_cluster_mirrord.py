"""deploy-intercept-mirrord against a real API server, as its account; mirrord is played."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import accounts
import pytest
from world import HEADER, mirrord_objects, side_by_side

if TYPE_CHECKING:
    from pathlib import Path

    from world import World

BACKEND = "mirrord"


def test_a_deploy_makes_these_objects_and_no_others(world: World) -> None:
    world.app("web")
    world.remember()
    run = world.new_run()

    outcome = world.deploy(BACKEND, run, "web")

    assert outcome.code == 0, outcome.output
    pods = world.record(run)
    assert outcome.results == {"deployed-pods": json.dumps(pods, separators=(",", ":"))}
    assert list(pods) == ["web"]
    assert world.made() == mirrord_objects(run, pods)


def test_everything_that_a_run_makes_carries_its_label(world: World) -> None:
    world.app("web")
    world.remember()
    run = world.new_run()
    assert world.deploy(BACKEND, run, "web").code == 0

    labelled = [
        *(("ci", kind) for kind in ("configmaps",)),
        *(("apps", kind) for kind in ("configmaps", "jobs", "pods")),
    ]
    found = 0
    for where, kind in labelled:
        namespace = world.run_namespace if where == "ci" else world.apps
        found += len(world.get(kind, namespace, selector=f"tekton-intercepts.dev/run={run}"))
    # The lock is the app's, and names the runs that share it.
    lock = world.get("leases", world.apps, "intercept-web")
    assert f"run.tekton-intercepts.dev/{run}" in lock["metadata"]["annotations"]
    assert found == len(world.made()) - 1


def test_several_apps_in_several_namespaces(world: World) -> None:
    other = world.namespace_for_apps("other")
    world.app("web")
    world.app("api", other)
    world.remember()
    run = world.new_run()

    outcome = world.deploy(BACKEND, run, "web", "api")

    assert outcome.code == 0, outcome.output
    pods = world.record(run)
    assert sorted(pods) == ["api", "web"]
    expected = {
        *mirrord_objects(run, {"web": pods["web"]}),
        *mirrord_objects(run, {"api": pods["api"]}, "other"),
    }
    assert world.made() == sorted(expected)


def test_a_namespace_that_admits_no_agent_is_told_before_anything_is_made(world: World) -> None:
    world.app("web")
    labels = {"pod-security.kubernetes.io/enforce": "baseline"}
    world.plane.admin.patch(f"/api/v1/namespaces/{world.apps}", {"metadata": {"labels": labels}})
    world.remember()
    run = world.new_run()

    outcome = world.deploy(BACKEND, run, "web")

    assert outcome.code == 1
    last = outcome.output.splitlines()[-1]
    assert f"the namespace {world.apps} admits no agent of mirrord: violates PodSecurity" in last
    assert world.made() == [f"ci/ConfigMap/intercepts-{run}"]


def test_the_pr_pod_is_no_endpoint_of_the_apps_service(world: World) -> None:
    world.app("web")
    world.remember()
    run = world.new_run()
    assert world.deploy(BACKEND, run, "web").code == 0

    pod = world.get("pods", world.apps, world.record(run)["web"])
    (deployment,) = world.get("deployments", world.apps)
    selector = deployment["spec"]["selector"]["matchLabels"]
    assert not selector.items() <= pod["metadata"]["labels"].items()
    assert pod["spec"]["automountServiceAccountToken"] is False


def test_a_retry_with_the_same_run_id_replaces_what_the_first_attempt_made(world: World) -> None:
    world.app("web")
    world.remember()
    run = world.new_run()
    assert world.deploy(BACKEND, run, "web").code == 0
    first = world.get("pods", world.apps, world.record(run)["web"])

    outcome = world.deploy(BACKEND, run, "web")

    assert outcome.code == 0, outcome.output
    pods = world.record(run)
    assert world.made() == mirrord_objects(run, pods)
    assert world.get("pods", world.apps, pods["web"])["metadata"]["uid"] != first["metadata"]["uid"]


def test_a_rerun_on_the_failed_runs_volume_finds_nothing_in_its_way(world: World) -> None:
    world.app("web")
    world.remember()
    failed = world.new_run()
    assert world.deploy(BACKEND, failed, "web", fate="crashes").code == 1
    assert world.clean_up(failed).code == 0

    rerun = world.new_run()
    outcome = world.deploy(BACKEND, rerun, "web")

    assert outcome.code == 0, outcome.output
    assert world.made() == mirrord_objects(rerun, world.record(rerun))


def test_two_runs_on_different_apps_at_once(world: World) -> None:
    world.app("web")
    world.app("api")
    world.remember()
    runs = {"web": world.new_run(), "api": world.new_run()}

    outcomes = side_by_side(*(world.deploy_run(BACKEND, runs[app], app) for app in runs))

    assert [outcome.code for outcome in outcomes] == [0, 0], outcomes
    expected = [mirrord_objects(run, world.record(run)) for run in runs.values()]
    assert world.made() == sorted(expected[0] + expected[1])
    assert world.clean_up(runs["web"], intercept_backend=BACKEND).code == 0
    assert world.made() == expected[1]


def test_on_the_same_app_another_header_fails_at_once_and_says_who_holds_it(world: World) -> None:
    world.app("web")
    world.remember()
    first, second = world.new_run(), world.new_run()
    assert world.deploy(BACKEND, first, "web").code == 0

    outcome = world.deploy(BACKEND, second, "web", header="x-dev-session:pr-7", wait="600")

    assert outcome.code == 1
    assert first in outcome.output
    assert world.clean_up(second, intercept_backend=BACKEND).code == 0
    assert world.made() == mirrord_objects(first, world.record(first))


def test_on_the_same_app_with_the_same_header_the_second_waits_for_the_first(world: World) -> None:
    world.app("web")
    world.remember()
    first, second = world.new_run(), world.new_run()
    assert world.deploy(BACKEND, first, "web").code == 0

    waiting = world.deploy_run(BACKEND, second, "web", wait="100")
    cleaning = world.clean_up_run(first, intercept_backend=BACKEND)
    outcomes = side_by_side(waiting, cleaning)

    assert [outcome.code for outcome in outcomes] == [0, 0], outcomes
    assert world.made() == mirrord_objects(second, world.record(second))


def test_of_two_at_once_on_the_same_app_one_gets_it(world: World) -> None:
    world.app("web")
    world.remember()
    headers = {world.new_run(): HEADER, world.new_run(): "x-dev-session:pr-7"}

    runs = [world.deploy_run(BACKEND, run, "web", header=headers[run]) for run in headers]
    outcomes = dict(zip(headers, side_by_side(*runs), strict=True))

    assert sorted(outcome.code for outcome in outcomes.values()) == [0, 1], outcomes
    (winner,) = (run for run, outcome in outcomes.items() if outcome.code == 0)
    (loser,) = (run for run in headers if run != winner)
    assert winner in outcomes[loser].output
    assert world.clean_up(loser, intercept_backend=BACKEND).code == 0
    assert world.made() == mirrord_objects(winner, world.record(winner))


@pytest.mark.parametrize(
    ("params", "said"),
    [
        ({"fate": "cannot-pull"}, "ImagePullBackOff"),
        ({"fate": "crashes"}, "the PR pod of web is broken"),
        ({"fate": "never-ready", "ready_timeout": "4"}, "not active in time"),
        ({"mirrord_image": "registry.test/cannot-pull/mirrord:1"}, "ImagePullBackOff"),
        ({"mirrord_image": "registry.test/crashes/mirrord:1"}, "the proxy of web is broken"),
        (
            {"mirrord_image": "registry.test/never-ready/mirrord:1", "ready_timeout": "4"},
            "not active in time",
        ),
        (
            {"agent_image": "registry.test/cannot-pull/mirrord:1", "ready_timeout": "5"},
            "Timeout waiting for agent",
        ),
        ({"proxy_service_account": "nobody"}, "nobody"),
    ],
)
def test_a_deploy_that_cannot_work_fails_and_says_why_and_cleans_up(
    world: World, params: dict[str, str], said: str
) -> None:
    world.app("web")
    world.remember()
    run = world.new_run()

    outcome = world.deploy(BACKEND, run, "web", **params)

    assert outcome.code == 1, outcome.output
    assert said in outcome.output
    assert world.clean_up(run, intercept_backend=BACKEND).code == 0
    assert world.made() == []


def test_agents_in_a_namespace_of_their_own_leave_that_of_the_apps_calm(
    world: World, tmp_path: Path
) -> None:
    agents = world.namespace_for_apps("agents")
    (tmp_path / "again").mkdir()
    accounts.give(
        world.plane,
        tmp_path / "again",
        "mirrord",
        agents,
        world.run_namespace,
        proxies=world.apps,
    )
    calm = {"pod-security.kubernetes.io/enforce": "baseline"}
    world.plane.admin.patch(f"/api/v1/namespaces/{world.apps}", {"metadata": {"labels": calm}})
    world.app("web")
    world.remember()
    run = world.new_run()

    outcome = world.deploy(BACKEND, run, "web", agent_namespace=agents)

    assert outcome.code == 0, outcome.output
    made = mirrord_objects(run, world.record(run))
    assert world.made() == sorted(
        name.replace("apps/", "agents/") if "/mirrord-agent" in name else name for name in made
    )
    assert world.clean_up(run, intercept_backend=BACKEND).code == 0
    assert world.made() == []


def test_the_account_may_read_all_that_a_proof_needs(world: World) -> None:
    world.app("web")
    run = world.new_run()

    outcome = world.deploy(BACKEND, run, "web", prove="fail")

    # The app and its address are played: nobody answers, and the log tells of nobody.
    last = outcome.output.splitlines()[-1]
    assert outcome.code == 1
    assert "no proof that the intercept of web works: nothing answers to this pod" in last
    assert f"asked as http://web.{world.apps}:80/" in last


def test_a_second_replica_is_refused_with_the_count_before_anything_is_made(world: World) -> None:
    world.app("web", replicas=2)
    world.remember()
    run = world.new_run()

    outcome = world.deploy(BACKEND, run, "web")

    assert outcome.code == 1
    assert "2 replicas" in outcome.output
    assert world.made() == [f"ci/ConfigMap/intercepts-{run}"]
    assert world.clean_up(run).code == 0
    assert world.made() == []


def test_a_second_replica_is_warned_about_where_the_team_says_so(world: World) -> None:
    world.app("web", replicas=2)
    world.remember()
    run = world.new_run()

    outcome = world.deploy(BACKEND, run, "web", replicas="warn")

    assert outcome.code == 0, outcome.output
    assert "2 replicas" in outcome.output
    assert world.made() == mirrord_objects(run, world.record(run))
