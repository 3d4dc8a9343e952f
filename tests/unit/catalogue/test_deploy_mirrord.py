"""deploy-intercept-mirrord after its plan, with a played kubectl: objects, lock, retries.

tests/cluster runs the same steps against a real API server.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from task_steps import RUN_ID, Steps

from draws import examples

pytestmark = pytest.mark.needs("jq")

TASK = "deploy-intercept-mirrord"
OURS = {"tekton-intercepts.dev/run": RUN_ID}
ROOT = Path(__file__).parents[3]
SCHEMA = ROOT / "tests" / "recorded" / "mirrord-config.json"


@pytest.fixture
def steps(tmp_path: Path) -> Steps:
    """A cluster with the app shop."""
    steps = Steps(TASK, tmp_path)
    steps.add_app("shop")
    return steps


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Steps:
    """The same after a run; for tests that only look."""
    steps = Steps(TASK, tmp_path_factory.mktemp("deployed"))
    steps.add_app("shop")
    run = steps.deploy(build_apps="shop", agent_image="registry/agent:3")
    assert run.code == 0, run.stderr
    return steps


@pytest.fixture(scope="module")
def mirrord() -> jsonschema_rs.Validator:
    """The rules of mirrord's published schema for the fields that the Task writes."""
    return jsonschema_rs.validator_for(json.loads(SCHEMA.read_text(encoding="utf-8")))


def config_of(steps: Steps, name: str) -> Any:
    return json.loads(steps.objects()[name]["data"]["mirrord.json"])


def test_what_one_intercept_is_made_of(deployed: Steps) -> None:
    assert list(deployed.objects()) == [
        f"configmap--ci--intercepts-{RUN_ID}",
        "configmap--staging--mirrord-shop-pr-b0ccbe4a69ef",
        "deployment--staging--shop",
        "lease--staging--intercept-shop",
        "pod--staging--mirrord-proxy-shop",
        "pod--staging--shop-pr-b0ccbe4a69ef",
    ]
    assert deployed.record() == {"shop": "shop-pr-b0ccbe4a69ef"}
    assert deployed.result.read_text() == '{"shop":"shop-pr-b0ccbe4a69ef"}'
    configmap = deployed.objects()[f"configmap--ci--intercepts-{RUN_ID}"]
    assert configmap["data"].keys() == {"backend", "namespaces", "intercepts"}
    assert configmap["data"]["backend"] == "mirrord"
    assert configmap["data"]["namespaces"] == "staging"
    assert configmap["metadata"]["labels"] == OURS


def test_the_pr_pod_is_the_image_and_nothing_else(deployed: Steps) -> None:
    pod = deployed.pods()["shop-pr-b0ccbe4a69ef"]
    assert pod["metadata"]["labels"] == OURS | {"managed-by": "tekton-job-standardization"}
    assert pod["spec"] == {
        "containers": [
            {
                "name": "app",
                "image": "registry.example.com/shop:pr-42",
                "ports": [{"containerPort": 8080}],
                "readinessProbe": {
                    "tcpSocket": {"port": 8080},
                    "periodSeconds": 2,
                    "failureThreshold": 30,
                },
            }
        ],
        "securityContext": {"seccompProfile": {"type": "RuntimeDefault"}},
        "automountServiceAccountToken": False,
        "activeDeadlineSeconds": 7200,
        "terminationGracePeriodSeconds": 30,
        "restartPolicy": "Always",
    }


def test_the_proxy_runs_mirrord_with_no_right_of_its_own_on_the_node(deployed: Steps) -> None:
    pod = deployed.pods()["mirrord-proxy-shop"]
    assert pod["metadata"]["labels"] == OURS | {"app": "mirrord-proxy"}
    (container,) = pod["spec"]["containers"]
    assert container["image"] == "localhost:5001/tekton-dag-build-mirrord:latest"
    assert " ".join(container["command"]) == (
        "mirrord exec -f /etc/mirrord/mirrord.json -- "
        "socat -d -d TCP-LISTEN:8080,fork,reuseaddr TCP:10.0.0.7:8080"
    )
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert pod["spec"]["securityContext"] == {
        "runAsNonRoot": True,
        "runAsUser": 1001,
        "runAsGroup": 1001,
        "seccompProfile": {"type": "RuntimeDefault"},
    }
    assert pod["spec"]["serviceAccountName"] == "intercept-mirrord-proxy"
    assert {"hostPID", "hostNetwork", "hostIPC"} & pod["spec"].keys() == set()


def test_mirrord_gets_one_port_one_header_and_nothing_else_of_the_app(deployed: Steps) -> None:
    assert config_of(deployed, "configmap--staging--mirrord-shop-pr-b0ccbe4a69ef") == {
        "target": {"path": "deployment/shop", "namespace": "staging"},
        "operator": False,
        "telemetry": False,
        "api": False,
        "internal_proxy": {"ping_interval": 10},
        "agent": {
            "namespace": "staging",
            "labels": OURS | {"tekton-intercepts.dev/proxy": "mirrord-proxy-shop"},
            "image": "registry/agent:3",
            "startup_timeout": 120,
            "check_out_of_pods": False,
            "ttl": 60,
            "override_cache_control": False,
            "resources": {
                "requests": {"cpu": "10m", "memory": "64Mi"},
                "limits": {"cpu": "1", "memory": "256Mi"},
            },
        },
        "feature": {
            "env": False,
            "fs": False,
            "hostname": False,
            "network": {
                "dns": False,
                "outgoing": False,
                "incoming": {
                    "mode": "steal",
                    "ports": [8080],
                    "http_filter": {"header_filter": "^x-dev-session: (?-i:pr-42)$"},
                },
            },
        },
    }


@examples(8)
@given(
    header=st.text("".join(chr(c) for c in range(0x21, 0x7F) if chr(c) != "$"), min_size=1),
    app=st.from_regex(r"[a-z0-9]([-a-z0-9]{0,20}[a-z0-9])?(\.[a-z0-9]{1,9})?", fullmatch=True),
    port=st.integers(1, 65535),
    agent_image=st.sampled_from(["", "registry.example.com:5000/a/agent@sha256:0"]),
    choice=st.sampled_from(["true", "false"]),
)
def test_every_config_is_one_that_mirrord_takes(
    mirrord: jsonschema_rs.Validator,
    tmp_path_factory: pytest.TempPathFactory,
    header: str,
    app: str,
    port: int,
    agent_image: str,
    choice: str,
) -> None:
    steps = Steps(TASK, tmp_path_factory.mktemp("steps"))
    params = {
        "build_apps": app,
        "built_images": json.dumps({app: "i"}),
        "stack_json": json.dumps({"apps": [{"name": app, "container-port": port}]}),
        "intercept_header_value": f"x-dev-session:{header}",
        "agent_image": agent_image,
        "agent_privileged": choice,
        "flush_connections": choice,
        "pull_secrets": "registry" if choice == "true" else "",
    }
    assert steps.deploy("plan", **params).code == 0
    pod = steps.plan()["apps"][0]["pod"]
    steps.add("Pod", "staging", pod, status={"podIP": "fd00::1"})
    run = steps.deploy("proxies", **params)
    assert run.code == 0, run.stderr
    text = steps.objects()[f"configmap--staging--mirrord-{pod}"]["data"]["mirrord.json"]
    mirrord.validate(json.loads(text))
    # mirrord reads the file as a template before it reads it as JSON.
    assert [mark for mark in ("{{", "{%", "{#") if mark in text] == []


def test_the_schema_is_of_the_version_that_our_image_has() -> None:
    dockerfile = (ROOT / "build-images" / "Dockerfile.mirrord").read_text(encoding="utf-8")
    version = json.loads(SCHEMA.read_text(encoding="utf-8"))["version"]

    assert f"\nARG MIRRORD_VERSION={version}\n" in dockerfile


def test_the_schema_refuses_what_mirrord_does_not_know(mirrord: jsonschema_rs.Validator) -> None:
    assert not mirrord.is_valid({"feature": {"network": {"incoming": {"http_fliter": {}}}}})


def test_a_port_that_only_root_may_bind_is_opened_to_the_proxy(steps: Steps) -> None:
    stack = json.dumps({"apps": [{"name": "shop", "container-port": 80}]})
    assert steps.deploy(build_apps="shop", stack_json=stack).code == 0
    assert steps.pods()["mirrord-proxy-shop"]["spec"]["securityContext"]["sysctls"] == [
        {"name": "net.ipv4.ip_unprivileged_port_start", "value": "0"}
    ]


@pytest.mark.parametrize(("timeout", "startup"), [("1", 1), ("60", 30), ("3600", 120)])
def test_mirrord_gives_up_well_before_the_task_does(
    steps: Steps, timeout: str, startup: int
) -> None:
    names = ("plan", "begin", "pr-pods", "proxies")
    assert steps.deploy(*names, build_apps="shop", ready_timeout=timeout).code == 0
    config = config_of(steps, "configmap--staging--mirrord-shop-pr-b0ccbe4a69ef")
    assert config["agent"]["startup_timeout"] == startup


def test_at_the_end_stands_what_to_try_by_hand(steps: Steps) -> None:
    ports = [{"port": 80, "targetPort": 8080}, {"port": 9000, "targetPort": 9000}]
    steps.add("Service", "staging", "shop", spec={"selector": {"app": "shop"}, "ports": ports})
    run = steps.deploy(
        build_apps="shop", intercept_header_value="x-dev-session:it's 42", prove="off"
    )
    assert run.code == 0
    assert run.stdout.partition("\n\nshop in staging")[2].splitlines() == [
        ", from any pod of the cluster:",
        "  curl -H 'x-dev-session: it'\\''s 42' http://shop.staging:80/",
        "  kubectl -n staging logs mirrord-proxy-shop --all-containers --follow   # on no node",
        "  kubectl -n staging logs shop-pr-b0ccbe4a69ef --all-containers --follow   # on no node",
        "",
        "the header: x-dev-session: it's 42",
        "the end: with the run; and 7200 s after it began, the cluster ends a PR pod by itself",
        (
            "on a connection that was open before, the next request hangs until its client "
            "gives up: have what asks connect anew"
        ),
    ]


def test_what_cannot_be_read_for_that_fails_nothing(steps: Steps) -> None:
    assert steps.deploy("plan", "begin", "pr-pods", "proxies", build_apps="shop").code == 0
    run = steps.run("ready")
    assert "  no Service that leads to its port was found\n" in run.stdout
    assert run.code == 0


def test_the_record_is_empty_before_the_first_pod_and_grows_with_each(steps: Steps) -> None:
    steps.broken("create")
    assert steps.deploy("plan", "begin").code == 1
    assert steps.record() == {}
    steps.broken()
    run = steps.deploy(build_apps="shop cart")
    assert run.code == 1
    assert steps.record() == {}
    steps.add_app("cart", "team-a")
    assert steps.deploy(build_apps="shop cart").code == 0
    assert steps.record() == {"shop": "shop-pr-b0ccbe4a69ef", "cart": "cart-pr-bde36705723b"}


def test_a_workspace_that_leads_elsewhere_is_refused(steps: Steps, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (steps.workspace / ".intercepts").symlink_to(elsewhere)
    said = steps.refuse(build_apps="shop")
    assert said == f"{steps.workspace}/.intercepts is a link, and must be a folder"
    assert list(elsewhere.iterdir()) == []
