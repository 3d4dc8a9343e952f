"""What policies ask of the pods that the deploy Tasks make: resources, pull secrets, places."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from task_steps import CONTAINER, RUN_ID, Steps

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.needs("jq")

POD = "shop-pr-b0ccbe4a69ef"
SMALL = {"requests": {"cpu": "5m"}, "limits": {"memory": "32Mi", "cpu": 1}}
SECRETS = [{"name": "registry-a"}, {"name": "registry-b"}]


@pytest.fixture
def mirrord(tmp_path: Path) -> Steps:
    """deploy-intercept-mirrord, and the app shop."""
    steps = Steps("deploy-intercept-mirrord", tmp_path)
    steps.add_app("shop")
    return steps


@pytest.fixture
def telepresence(tmp_path: Path) -> Steps:
    """deploy-stack-intercepts, a traffic manager, and the app shop."""
    steps = Steps("deploy-stack-intercepts", tmp_path)
    steps.add_app("shop")
    template = {"spec": {"containers": [{"image": "tel2:2.31.2"}]}}
    manager: dict[str, Any] = {"spec": {"template": template}, "status": {"readyReplicas": 1}}
    steps.add("Deployment", "ambassador", "traffic-manager", **manager)
    return steps


def deployed(steps: Steps, **params: str) -> dict[str, Any]:
    """The objects after a run that must end well."""
    run = steps.deploy(build_apps="shop", prove="off", **params)
    assert run.code == 0, run.stderr
    return steps.objects()


def config_of(objects: dict[str, Any]) -> Any:
    data = objects[f"configmap--staging--mirrord-{POD}"]["data"]
    return json.loads(data["mirrord.json"])["agent"]


def test_each_pod_of_a_run_with_mirrord_gets_the_resources_it_is_given(mirrord: Steps) -> None:
    text = json.dumps(SMALL)
    objects = deployed(mirrord, pr_pod_resources=text, proxy_resources=text, agent_resources=text)
    pods = mirrord.pods()
    assert pods[POD]["spec"]["containers"][0]["resources"] == SMALL
    assert pods["mirrord-proxy-shop"]["spec"]["containers"][0]["resources"] == SMALL
    assert config_of(objects)["resources"] == SMALL


def test_nothing_is_said_of_resources_where_the_params_are_empty(mirrord: Steps) -> None:
    objects = deployed(mirrord, proxy_resources="", agent_resources="")
    assert mirrord.pods()["mirrord-proxy-shop"]["spec"]["containers"][0]["resources"] == {}
    assert "resources" not in config_of(objects)
    assert "resources" not in mirrord.pods()[POD]["spec"]["containers"][0]


def test_both_containers_of_a_run_with_telepresence_get_theirs(telepresence: Steps) -> None:
    text = json.dumps(SMALL)
    deployed(telepresence, pr_pod_resources=text, client_resources=text)
    containers = telepresence.pods()[POD]["spec"]["containers"]
    assert [container["resources"] for container in containers] == [SMALL, SMALL]


def test_pull_secrets_are_for_all_pods_of_the_run(mirrord: Steps) -> None:
    objects = deployed(mirrord, pull_secrets=" registry-a  registry-b ")
    pods = mirrord.pods()
    assert pods[POD]["spec"]["imagePullSecrets"] == SECRETS
    assert pods["mirrord-proxy-shop"]["spec"]["imagePullSecrets"] == SECRETS
    assert config_of(objects)["image_pull_secrets"] == SECRETS


def test_pull_secrets_join_those_of_the_deployment(telepresence: Steps) -> None:
    secrets = [{"name": "registry-a"}, {"name": "of-the-app"}]
    spec = {"containers": [CONTAINER], "imagePullSecrets": secrets}
    template = {"metadata": {"labels": {"app": "shop"}}, "spec": spec}
    telepresence.add(
        "Deployment", "staging", "shop", spec={"template": template}, status={"readyReplicas": 1}
    )
    deployed(telepresence, pull_secrets="registry-a registry-b", pr_pod_template="deployment")
    assert telepresence.pods()[POD]["spec"]["imagePullSecrets"] == [
        {"name": "of-the-app"},
        *SECRETS,
    ]


def test_pods_can_be_kept_out_of_a_service_mesh(mirrord: Steps) -> None:
    deployed(mirrord, mesh="out")
    for name in (POD, "mirrord-proxy-shop"):
        metadata = mirrord.pods()[name]["metadata"]
        meshes = ("istio", "linkerd", "kuma")
        assert {
            kind: {k: v for k, v in metadata[kind].items() if any(mesh in k for mesh in meshes)}
            for kind in ("labels", "annotations")
        } == {
            "labels": {
                "istio.io/dataplane-mode": "none",
                "kuma.io/sidecar-injection": "disabled",
                "sidecar.istio.io/inject": "false",
            },
            "annotations": {"linkerd.io/inject": "disabled", "sidecar.istio.io/inject": "false"},
        }


def test_an_agent_can_be_privileged(mirrord: Steps) -> None:
    assert config_of(deployed(mirrord, agent_privileged="true"))["privileged"] is True


def test_connections_that_were_open_before_are_cut_by_mirrords_default_alone(
    mirrord: Steps,
) -> None:
    assert "flush_connections" not in config_of(deployed(mirrord))


def test_connections_that_were_open_before_can_be_left_and_the_log_says_where_they_lead(
    mirrord: Steps,
) -> None:
    run = mirrord.deploy(build_apps="shop", prove="off", flush_connections="false")

    assert config_of(mirrord.objects())["flush_connections"] is False
    assert run.stdout.splitlines()[-1] == (
        "a connection that was open before is left as it is, and leads to the normal build: have "
        "what asks connect anew"
    )


def test_agents_can_have_a_namespace_of_their_own_where_cleanup_looks_for_them(
    mirrord: Steps,
) -> None:
    objects = deployed(mirrord, agent_namespace="agents")
    assert config_of(objects)["namespace"] == "agents"
    where = objects[f"configmap--ci--intercepts-{RUN_ID}"]["data"]["namespaces"]
    assert where == "agents staging"


def test_that_namespace_is_the_one_that_is_asked_whether_it_admits_agents(mirrord: Steps) -> None:
    (mirrord.cluster / "dry-run-refused").write_text('x is forbidden: violates PodSecurity "a"')
    assert mirrord.refuse(build_apps="shop", agent_namespace="agents") == (
        'the namespace agents admits no agent of mirrord: violates PodSecurity "a". Label it '
        "pod-security.kubernetes.io/enforce=privileged, or use Telepresence"
    )


@pytest.mark.parametrize(
    ("param", "value", "said"),
    [
        ("pr_pod_resources", "{", "pr-pod-resources must be JSON: "),
        ("pr_pod_resources", "[]", "pr-pod-resources must be JSON like "),
        ("agent_resources", '{"claims": []}', "agent-resources must be JSON like "),
        ("proxy_resources", '{"limits": {"cpu": "a lot"}}', "proxy-resources must be JSON like "),
        ("pull_secrets", "a b_c", "pull-secrets must be names, separated by blanks; got "),
        ("flush_connections", "no", "flush-connections must be one of: true, false; got "),
        ("agent_privileged", "yes", "agent-privileged must be one of: false, true; got "),
        ("agent_namespace", "a.b", "agent-namespace must be a DNS label, or empty; got "),
    ],
)
def test_what_kubernetes_would_not_take_is_refused(
    mirrord: Steps, param: str, value: str, said: str
) -> None:
    assert mirrord.refuse("plan", **{param: value}).startswith(said)
