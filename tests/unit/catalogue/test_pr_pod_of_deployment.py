"""`pr-pod-template: deployment`: the PR pod is the Deployment's, less what a PR must not have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from task_steps import Steps

from inject_intercepts import contract

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.needs("jq")

TASKS = contract.DEPLOY_TASKS.values()
POD = "shop-pr-b0ccbe4a69ef"
SIDECAR = {"name": "proxy", "image": "envoy:1"}
APP = {
    "name": "main",
    "image": "shop:1",
    "ports": [{"containerPort": 8080, "hostPort": 8080}],
    "env": [{"name": "DATABASE", "value": "db"}],
    "readinessProbe": {"httpGet": {"path": "/ready", "port": 8080}},
    "volumeMounts": [{"name": "both", "mountPath": "/both"}],
}
TEMPLATE: dict[str, Any] = {
    "metadata": {
        "labels": {"app": "shop"},
        "annotations": {
            "telepresence.io/inject-traffic-agent": "enabled",
            "vault.example.com/role": "shop",
        },
    },
    "spec": {
        "containers": [SIDECAR, APP],
        "serviceAccountName": "shop",
        "serviceAccount": "shop",
        "automountServiceAccountToken": True,
        "shareProcessNamespace": True,
        "imagePullSecrets": [{"name": "pull"}],
        "hostname": "shop",
        "terminationGracePeriodSeconds": 600,
        "volumes": [
            {"name": "token", "projected": {"sources": [{"serviceAccountToken": {"path": "t"}}]}},
            {
                "name": "both",
                "projected": {
                    "sources": [
                        {"serviceAccountToken": {"path": "t"}},
                        {"configMap": {"name": "shop"}},
                    ]
                },
            },
            {"name": "config", "configMap": {"name": "shop"}},
        ],
    },
}


@pytest.fixture(params=TASKS)
def steps(request: pytest.FixtureRequest, tmp_path: Path) -> Steps:
    steps = Steps(request.param, tmp_path)
    manager = {"spec": {"containers": [{"image": "tel2:2.31.2"}]}}
    ready = {"readyReplicas": 1}
    steps.add(
        "Deployment", "ambassador", "traffic-manager", spec={"template": manager}, status=ready
    )
    return steps


def deploy(steps: Steps, template: dict[str, Any]) -> Any:
    """The PR pod of a Deployment with this template."""
    steps.add(
        "Deployment",
        "staging",
        "shop",
        spec={"template": template},
        status={"readyReplicas": 1},
    )
    run = steps.deploy("plan", "begin", "pr-pods", build_apps="shop", pr_pod_template="deployment")
    assert run.code == 0, run.stderr
    return steps.pods()[POD]


def test_env_volumes_and_pull_secrets_stay_and_identity_and_labels_go(steps: Steps) -> None:
    pod = deploy(steps, TEMPLATE)
    spec = pod["spec"]
    assert sorted(pod["metadata"]["labels"]) == ["managed-by", "tekton-intercepts.dev/run"]
    assert "telepresence.io/inject-traffic-agent" not in pod["metadata"]["annotations"]
    assert pod["metadata"]["annotations"]["vault.example.com/role"] == "shop"
    assert spec["containers"][0] == SIDECAR
    assert spec["containers"][1] == APP | {
        "image": "registry.example.com/shop:pr-42",
        "ports": [{"containerPort": 8080}],
    }
    assert spec["imagePullSecrets"] == [{"name": "pull"}]
    assert spec["volumes"][:3] == [
        {"name": "token", "emptyDir": {}},
        {"name": "both", "projected": {"sources": [{"configMap": {"name": "shop"}}]}},
        {"name": "config", "configMap": {"name": "shop"}},
    ]
    assert spec["automountServiceAccountToken"] is False
    assert spec["activeDeadlineSeconds"] == 7200
    assert spec["terminationGracePeriodSeconds"] <= 60
    assert {"serviceAccount", "hostname"} & spec.keys() == set()
    assert spec.get("serviceAccountName") in {None, "intercept-telepresence-client"}


def test_no_container_looks_into_the_processes_of_the_telepresence_client(steps: Steps) -> None:
    spec = deploy(steps, TEMPLATE)["spec"]
    clients = [c for c in spec["containers"] if c["name"] == "telepresence-client"]
    assert not (clients and spec.get("shareProcessNamespace"))


@pytest.mark.parametrize("field", ["hostNetwork", "hostPID", "hostIPC"])
def test_a_pod_that_shares_its_node_is_refused(steps: Steps, field: str) -> None:
    spec = TEMPLATE["spec"] | {field: True}
    steps.add(
        "Deployment",
        "staging",
        "shop",
        spec={"template": TEMPLATE | {"spec": spec}},
        status={"readyReplicas": 1},
    )
    why = steps.refuse(build_apps="shop", pr_pod_template="deployment")
    if (steps.name, field) == ("deploy-intercept-mirrord", "hostNetwork"):
        # Nothing that mirrord could intercept, whatever the PR pod starts from.
        assert why.startswith("the Deployment shop in staging has spec.template.spec.hostNetwork: ")
    else:
        assert why == (
            "pr-pod-template is deployment, and the pods of shop share the network or the "
            "processes of their node, which no PR pod may"
        )


def images(pod: Any) -> list[str]:
    return [container["image"] for container in pod["spec"]["containers"]][:2]


def test_the_build_goes_into_the_container_with_the_port_else_the_usual_one(steps: Steps) -> None:
    build = "registry.example.com/shop:pr-42"
    assert images(deploy(steps, TEMPLATE)) == ["envoy:1", build]
    without_port = {key: value for key, value in APP.items() if key != "ports"}
    spec = TEMPLATE["spec"] | {"containers": [SIDECAR, without_port]}
    annotations = {"kubectl.kubernetes.io/default-container": "main"}
    template = {"metadata": {"annotations": annotations}, "spec": spec}
    assert images(deploy(steps, template)) == ["envoy:1", build]
    alone = {"spec": {"containers": [without_port]}}
    assert images(deploy(steps, alone))[0] == build


def test_of_several_containers_none_is_guessed(steps: Steps) -> None:
    containers = [SIDECAR, {"name": "main", "image": "shop:1"}]
    steps.add(
        "Deployment",
        "staging",
        "shop",
        spec={"template": {"spec": {"containers": containers}}},
        status={"readyReplicas": 1},
    )
    assert steps.refuse(build_apps="shop", pr_pod_template="deployment") == (
        "pr-pod-template is deployment, and the pods of shop have several containers, none of "
        "which has the port 8080 or is named by the annotation "
        "kubectl.kubernetes.io/default-container"
    )
