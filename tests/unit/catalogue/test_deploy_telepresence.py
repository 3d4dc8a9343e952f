"""deploy-stack-intercepts after its plan, with a played kubectl: the pod, its client, its checks.

tests/cluster runs the same steps against a real API server, and Telepresence's own parser over
the client's command lines.
"""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import threading
from typing import TYPE_CHECKING, Any

import pytest
from task_steps import RUN_ID, Steps

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.needs("jq")

TASK = "deploy-stack-intercepts"
POD = "shop-pr-b0ccbe4a69ef"


def add_manager(
    steps: Steps, image: str = "ghcr.io/telepresenceio/tel2:2.31.2", ready: int = 1
) -> None:
    """Puts a traffic manager into the played cluster."""
    template = {"spec": {"containers": [{"image": image}]}}
    steps.add(
        "Deployment",
        "ambassador",
        "traffic-manager",
        spec={"template": template},
        status={"readyReplicas": ready},
    )


@pytest.fixture
def steps(tmp_path: Path) -> Steps:
    """A cluster with a traffic manager and the app shop."""
    steps = Steps(TASK, tmp_path)
    add_manager(steps)
    steps.add_app("shop", ready=2)
    return steps


def pod_of(steps: Steps, **params: str) -> Any:
    """The PR pod of shop."""
    run = steps.deploy(build_apps="shop", **params)
    assert run.code == 0, run.stderr
    return steps.pods()[POD]


@pytest.fixture(scope="module")
def pod(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The same with all defaults; for tests that only look."""
    steps = Steps(TASK, tmp_path_factory.mktemp("deployed"))
    add_manager(steps)
    steps.add_app("shop")
    return pod_of(steps)


def client_of(pod: Any) -> Any:
    app, client = pod["spec"]["containers"]
    assert app["image"] == "registry.example.com/shop:pr-42"
    assert client["name"] == "telepresence-client"
    return client


def test_the_app_runs_as_it_is_and_has_no_token(pod: Any) -> None:
    assert pod["spec"]["containers"][0] == {
        "name": "app",
        "image": "registry.example.com/shop:pr-42",
        "ports": [{"containerPort": 8080}],
    }
    assert pod["spec"]["automountServiceAccountToken"] is False
    assert pod["metadata"]["labels"] == {
        "tekton-intercepts.dev/run": RUN_ID,
        "managed-by": "tekton-job-standardization",
    }


def test_the_client_alone_gets_the_token(pod: Any) -> None:
    assert pod["spec"]["serviceAccountName"] == "intercept-telepresence-client"
    assert pod["spec"]["volumes"] == [
        {
            "name": "intercept-token",
            "projected": {
                "sources": [
                    {"serviceAccountToken": {"path": "token", "expirationSeconds": 3600}},
                    {
                        "configMap": {
                            "name": "kube-root-ca.crt",
                            "items": [{"key": "ca.crt", "path": "ca.crt"}],
                        }
                    },
                ]
            },
        },
        {"name": "intercept-client", "emptyDir": {}},
    ]
    assert client_of(pod)["volumeMounts"] == [
        {
            "name": "intercept-token",
            "readOnly": True,
            "mountPath": "/var/run/secrets/kubernetes.io/serviceaccount",
        },
        {"name": "intercept-client", "mountPath": "/client"},
    ]


def test_the_client_is_told_by_its_environment_what_to_intercept(pod: Any) -> None:
    client = client_of(pod)
    assert client["image"] == "ghcr.io/telepresenceio/telepresence:2.31.2"
    assert {item["name"]: item["value"] for item in client["env"]} == {
        "APP": "shop",
        "APP_NAMESPACE": "staging",
        "APP_PORT": "8080",
        "INTERCEPT_PORT": "8080:80",
        "INTERCEPT_NAME": POD,
        "INTERCEPT_FILTER": "x-dev-session:pr-42",
        "MANAGER_NAMESPACE": "ambassador",
        "SECURITY_CONTEXT": "baseline",
        "HOME": "/client",
    }
    assert client["securityContext"] == {
        "runAsUser": 0,
        "runAsNonRoot": False,
        "allowPrivilegeEscalation": False,
        "capabilities": {"drop": ["ALL"], "add": ["NET_BIND_SERVICE"]},
        "seccompProfile": {"type": "RuntimeDefault"},
    }


def test_ready_means_that_the_intercept_is_active(pod: Any) -> None:
    client = client_of(pod)
    assert client["readinessProbe"]["exec"]["command"][2] == (
        'test -f /tmp/intercepted && telepresence status | grep -q "^ *$INTERCEPT_NAME *: "'
    )
    assert client["lifecycle"]["preStop"]["exec"]["command"][2] == (
        'rm -f /tmp/intercepted; telepresence leave "$INTERCEPT_NAME"; telepresence quit'
    )
    assert pod["spec"]["terminationGracePeriodSeconds"] == 60


@pytest.mark.needs("shellcheck", tier=2)
def test_the_clients_script_passes_shellcheck_and_holds_nothing_that_kubernetes_expands(
    pod: Any,
) -> None:
    shell, option, script = client_of(pod)["command"]
    assert (shell, option) == ("/bin/sh", "-c")
    done = subprocess.run(
        ["shellcheck", "--severity=style", "--shell=sh", "-"],
        input=script,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)
    assert re.findall(r"\$\$|\$\(\w+\)", script) == []


def test_the_client_with_a_network_device(steps: Steps) -> None:
    pod = pod_of(steps, client_security_context="net-admin")
    client = client_of(pod)
    assert client["securityContext"] == {
        "runAsUser": 0,
        "runAsNonRoot": False,
        "capabilities": {"add": ["NET_ADMIN"]},
    }
    assert {"name": "intercept-tun", "mountPath": "/dev/net/tun"} in client["volumeMounts"]
    assert {
        "name": "intercept-tun",
        "hostPath": {"path": "/dev/net/tun", "type": "CharDevice"},
    } in pod["spec"]["volumes"]


@pytest.mark.parametrize(("service_port", "want"), [(None, "8080"), ("http", "8080:http")])
def test_the_port_of_the_service_may_be_a_name_or_left_out(
    steps: Steps, service_port: str | None, want: str
) -> None:
    app = {"name": "shop", "container-port": 8080, "service-port": service_port}
    client = client_of(pod_of(steps, stack_json=json.dumps({"apps": [app]})))
    assert {"name": "INTERCEPT_PORT", "value": want} in client["env"]


def played_client(pod: Any, folder: Path, telepresence: str) -> subprocess.CompletedProcess[str]:
    """Runs the client's script with stand-ins for the programs of its image."""
    folder.mkdir()
    names = ("nc", "touch", "sleep", "mkdir", "cat", "rm")
    programs = dict.fromkeys(names, "exit 0") | {"telepresence": telepresence}
    programs["timeout"] = 'shift; exec "$@"'
    for name, script in programs.items():
        path = folder / name
        path.write_text(f"#!/bin/bash\n{script}\n")
        path.chmod(0o755)
    script = client_of(pod)["command"][2]
    (folder / ".kube").mkdir()
    (folder / ".config" / "telepresence").mkdir(parents=True)
    env = {item["name"]: item["value"] for item in client_of(pod)["env"]}
    env |= {
        "HOME": str(folder),
        "KUBERNETES_SERVICE_HOST": "fd00::1",
        "KUBERNETES_SERVICE_PORT": "443",
    }
    return subprocess.run(
        ["/bin/sh", "-c", script],
        env=env | {"PATH": f"{folder}:/usr/bin:/bin", "LOG": str(folder / "log")},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


# The intercept is there in two looks, then the daemon is gone, and cannot be had again.
DIES = """printf '%q ' "$@" >>"$LOG"; echo >>"$LOG"
looks="$(grep -c ^status "$LOG")"
case "$1" in
    status) (( looks <= 2 )) && echo "    $INTERCEPT_NAME: root@some" || echo 'Not running' ;;
    connect) (( looks == 0 )) ;;
esac
"""


def test_what_the_client_asks_of_telepresence_in_order(pod: Any, tmp_path: Path) -> None:
    folder = tmp_path / "bin"
    done = played_client(pod, folder, DIES)
    assert done.returncode == 1
    calls = [shlex.split(line) for line in (folder / "log").read_text().splitlines()]
    connect = [
        *("connect", "--name", "daemon"),
        *("--namespace", "staging", "--mapped-namespaces", "staging"),
        *("--manager-namespace", "ambassador"),
    ]
    assert calls == [
        connect,
        ["leave", POD],
        [
            *("intercept", POD, "--workload", "shop", "--port", "8080:80"),
            *("--http-header", "x-dev-session:pr-42", "--mount=false"),
        ],
        *[["status"]] * 5,
        *[connect] * 60,
        ["status"],
        ["quit"],
    ]


def test_the_client_sends_no_usage_reports(pod: Any, tmp_path: Path) -> None:
    folder = tmp_path / "bin"
    played_client(pod, folder, "exit 1")
    config = folder / ".config" / "telepresence" / "config.yml"
    assert config.read_text() == "usage: {enabled: false}\n"


def test_a_client_that_cannot_intercept_gives_up_after_a_while(pod: Any, tmp_path: Path) -> None:
    script = 'echo "$1" >>"$LOG"; [ "$1" != intercept ]'
    done = played_client(pod, tmp_path / "bin", script)
    assert done.returncode == 1
    calls = (tmp_path / "bin" / "log").read_text().split()
    assert calls.count("intercept") == 60
    assert calls[-2:] == ["status", "quit"]


# ----------------------------------------------------------------- the traffic manager


def test_a_missing_traffic_manager_is_said_and_not_installed(tmp_path: Path) -> None:
    steps = Steps(TASK, tmp_path)
    steps.add_app("shop")
    assert steps.refuse(build_apps="shop", manager_namespace="tp") == (
        "there is no traffic manager in tp. An admin installs it once: docs/telepresence.md. "
        "If it is elsewhere, set the param manager-namespace"
    )
    assert list(steps.objects()) == ["deployment--staging--shop"]


def test_a_traffic_manager_that_is_not_ready_is_waited_for_and_then_named(steps: Steps) -> None:
    add_manager(steps, ready=0)

    refused = steps.deploy("plan", "begin", build_apps="shop", ready_timeout="1")

    assert refused.code == 1
    assert "the traffic manager in ambassador is not ready" in refused.stderr
    timer = threading.Timer(2, add_manager, [steps])
    timer.start()
    assert steps.deploy("plan", "begin", build_apps="shop", ready_timeout="60").code == 0
    timer.join()


@pytest.mark.parametrize("image", ["tel2:2.24.1", "registry:5000/tel2:v1.30.0@sha256:ab"])
def test_a_traffic_manager_that_knows_no_header_filters_is_refused(
    steps: Steps, image: str
) -> None:
    add_manager(steps, image)
    assert steps.refuse(build_apps="shop") == (
        "the traffic manager in ambassador is older than 2.25, and knows no header filters"
    )


@pytest.mark.parametrize(
    ("manager", "client", "old"),
    [
        ("tel2:2.27.3", "telepresence:2.31.2", "tel2:2.27.3"),
        ("tel2:2.31.2", "telepresence:2.26.0", "telepresence:2.26.0"),
        ("tel2:2.27.4", "telepresence:2.27.4", None),
        ("registry:5000/tel2", "telepresence:latest", None),
    ],
)
def test_several_replicas_need_a_telepresence_that_intercepts_all_of_them(
    tmp_path: Path, manager: str, client: str, old: str | None
) -> None:
    steps = Steps(TASK, tmp_path)
    add_manager(steps, manager)
    steps.add_app("shop", ready=2)
    params = {"build_apps": "shop", "telepresence_image": client}
    if old is None:
        assert steps.deploy("plan", "begin", "pr-pods", **params).code == 0
        return
    assert steps.refuse(**params) == (
        "the Deployment shop in staging has 2 replicas, and Telepresence before 2.27.4 "
        f"({old}) intercepts one of them alone. Upgrade it, or scale shop to 1"
    )
    steps.add_app("shop", ready=1)
    assert steps.deploy("plan", "begin", "pr-pods", **params).code == 0


@pytest.mark.parametrize("image", ["tel2:2.25.0", "registry:5000/tel2", "tel2:3.0.0-rc.1", "a:b"])
def test_a_new_traffic_manager_and_one_that_does_not_tell_are_taken(
    steps: Steps, image: str
) -> None:
    add_manager(steps, image)
    assert steps.deploy("plan", "begin", build_apps="shop").code == 0


def test_a_target_without_a_ready_replica_is_refused(steps: Steps) -> None:
    steps.add_app("shop", ready=0)
    assert steps.refuse(build_apps="shop") == (
        "the Deployment shop in staging has no ready replica to intercept"
    )
    assert steps.pods() == {}
