"""What deploy-intercept-mirrord asks of its target before it makes anything, kubectl played."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING

import pytest
from task_steps import RUN_ID, Steps

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.needs("jq")


@pytest.fixture
def steps(tmp_path: Path) -> Steps:
    """A cluster with the app shop."""
    steps = Steps("deploy-intercept-mirrord", tmp_path)
    steps.add_app("shop")
    return steps


def test_a_deployment_that_is_not_there_is_named(steps: Steps) -> None:
    said = steps.refuse(build_apps="cart")
    assert said == (
        "cannot read the Deployment cart in team-a: it must be there, and rbac/ applied"
    )
    assert steps.pods() == {}


@pytest.mark.parametrize(
    ("ready", "said"),
    [
        (0, "has no ready replica, and mirrord needs one"),
        (
            3,
            (
                "has 3 replicas, and free mirrord takes over one: 1 of 3 requests would "
                "reach the new build. Scale it to 1, use Telepresence, or set the param replicas "
                "to warn"
            ),
        ),
    ],
)
def test_other_than_one_replica_is_refused_with_the_count(
    steps: Steps, ready: int, said: str
) -> None:
    steps.add_app("shop", ready=ready)
    assert steps.refuse(build_apps="shop") == f"the Deployment shop in staging {said}"
    assert steps.pods() == {}


def test_replicas_that_are_not_ready_yet_count_too(steps: Steps) -> None:
    path = steps.cluster / "deployment--staging--shop.json"
    deployment = json.loads(path.read_text())
    deployment["spec"]["replicas"] = 3
    path.write_text(json.dumps(deployment))
    assert "has 3 replicas, and free mirrord takes over one" in steps.refuse(build_apps="shop")


def test_more_than_one_replica_can_be_a_warning(steps: Steps) -> None:
    steps.add_app("shop", ready=3)
    run = steps.deploy(build_apps="shop", replicas="warn")
    assert run.code == 0
    assert run.stderr.startswith("warning: the Deployment shop in staging has 3 replicas")


def rolled_out(steps: Steps, ready: int, *, updated: int) -> None:
    steps.add_app("shop", ready=ready)
    path = steps.cluster / "deployment--staging--shop.json"
    deployment = json.loads(path.read_text())
    deployment["metadata"]["generation"] = 2
    deployment["status"] |= {"observedGeneration": 2, "replicas": ready, "updatedReplicas": updated}
    path.with_suffix(".new").write_text(json.dumps(deployment))
    path.with_suffix(".new").rename(path)


def test_replicas_are_counted_when_a_rollout_has_ended(steps: Steps) -> None:
    rolled_out(steps, 2, updated=1)
    assert steps.deploy("plan", "begin", build_apps="shop").code == 0
    later = threading.Timer(2, rolled_out, [steps, 1], {"updated": 1})
    later.start()
    run = steps.deploy("pr-pods", build_apps="shop")
    later.join()
    assert run.code == 0, run.stderr
    assert run.stdout.count("waiting for the rollout of shop in staging, 0 of 60 s\n") == 1


def test_a_rollout_that_does_not_end_is_counted_as_it_is(steps: Steps) -> None:
    rolled_out(steps, 2, updated=1)
    assert "has 2 replicas" in steps.refuse(build_apps="shop", wait="1")


def test_a_namespace_that_admits_no_agent_is_told_at_once(steps: Steps) -> None:
    (steps.cluster / "dry-run-refused").write_text(
        'Error from server (Forbidden): error when creating "STDIN": pods "mirrord-agent-1" is '
        'forbidden: violates PodSecurity "baseline:latest": host namespaces (hostPID=true)'
    )
    assert steps.refuse(build_apps="shop") == (
        "the namespace staging admits no agent of mirrord: violates PodSecurity "
        '"baseline:latest": host namespaces (hostPID=true). Label it '
        "pod-security.kubernetes.io/enforce=privileged, or use Telepresence"
    )
    assert steps.pods() == {}


def test_another_refusal_of_such_a_pod_is_a_warning(steps: Steps) -> None:
    (steps.cluster / "dry-run-refused").write_text("a webhook does not support dry run")
    run = steps.deploy(build_apps="shop", prove="off")
    assert run.code == 0
    assert run.stderr == (
        "warning: a pod like the agent of mirrord is refused in staging: "
        "a webhook does not support dry run\n"
    )


def test_an_app_in_the_network_of_its_node_is_refused_before_anything_is_made(
    tmp_path: Path,
) -> None:
    steps = Steps("deploy-intercept-mirrord", tmp_path)
    spec = {"hostNetwork": True, "containers": []}
    template = {"metadata": {"labels": {"app": "shop"}}, "spec": spec}
    steps.add("Deployment", "staging", "shop", spec={"template": template})
    before = [*steps.objects(), f"configmap--ci--intercepts-{RUN_ID}"]

    assert steps.refuse(build_apps="shop") == (
        "the Deployment shop in staging has spec.template.spec.hostNetwork: its pods share the "
        "network of their node, which mirrord must not change. Take hostNetwork out, or leave "
        "shop out of build-apps"
    )
    assert sorted(steps.objects()) == sorted(before)
