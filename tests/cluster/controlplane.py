"""A Kubernetes control plane on the loopback: real, but for the nodes, which KWOK plays.

etcd, kube-apiserver (RBAC, Pod Security and service-account tokens as in a cluster),
kube-controller-manager, kube-scheduler. No container runs: `stages.yaml` says how pods fare.
"""

from __future__ import annotations

import json
import socket
from contextlib import closing
from typing import TYPE_CHECKING, NamedTuple

import api
import programs
import yaml

import apiserver
from processes import Processes, run, wait_for

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NODES = ("node-1", "node-2")
CONTROLLERS = (
    "clusterrole-aggregation-controller",
    "deployment-controller",
    "endpointslice-controller",
    "garbage-collector-controller",
    "job-controller",
    "namespace-controller",
    "node-lifecycle-controller",
    "pod-garbage-collector-controller",
    "replicaset-controller",
    "root-ca-certificate-publisher-controller",
    "serviceaccount-controller",
    "ttl-after-finished-controller",
)


class ControlPlane(NamedTuple):
    """A running control plane: its port, its authority's file, and access as an admin."""

    port: int
    authority: Path
    kubectl: Path
    kubeconfig: Path
    admin: api.Client

    def client(self, token: str) -> api.Client:
        """Access as the account of `token`."""
        return api.Client(self.port, self.authority, token)

    def token(self, namespace: str, account: str) -> str:
        """A token of a service account, as the kubelet would mount it into a pod."""
        path = f"/api/v1/namespaces/{namespace}/serviceaccounts/{account}/token"
        answer = self.admin.ask(path, {"spec": {"expirationSeconds": 3600}})
        return str(answer["status"]["token"])

    def apply(self, text: str, *flags: str) -> str:
        """`kubectl apply --server-side` of YAML text, with strict validation; its stdout."""
        return self.kubectl_as_admin(
            "apply", "--server-side", "--validate=strict", *flags, "-f", "-", data=text
        )

    def define(self, definition: api.Object) -> None:
        """Adds a kind of object, and waits until the server knows it."""
        self.apply(json.dumps(definition))
        name = definition["metadata"]["name"]
        path = f"/apis/apiextensions.k8s.io/v1/customresourcedefinitions/{name}"

        def established() -> bool:
            conditions = self.admin.ask(path).get("status", {}).get("conditions") or []
            return any(c["type"] == "Established" and c["status"] == "True" for c in conditions)

        wait_for(name, established)

    def kubectl_as_admin(self, *arguments: str, data: str | None = None) -> str:
        """Runs kubectl with all rights; its stdout."""
        return run([self.kubectl, f"--kubeconfig={self.kubeconfig}", *arguments], data=data)


def free_port() -> int:
    """A port on the loopback that nobody uses just now."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        return int(server.getsockname()[1])


def listener(port: int) -> socket.socket:
    """Listens on a port of the loopback, until it is closed."""
    return socket.create_server(("127.0.0.1", port))


def start(processes: Processes, folder: Path) -> ControlPlane:
    """Starts everything, with its files in `folder`, and waits until the nodes are ready."""
    binaries = programs.built()
    etcd = _etcd(processes, folder / "etcd")
    plane = _api_server(processes, binaries, folder, etcd)
    flags = (f"--kubeconfig={plane.kubeconfig}", "--leader-elect=false", "--secure-port=0")
    processes.start(
        binaries / "kube-controller-manager",
        *flags,
        f"--controllers={','.join(CONTROLLERS)}",
        f"--root-ca-file={plane.authority}",
        # Nodes that are played get lost when a test says so, not when the machine is busy.
        "--node-monitor-grace-period=1h",
        ready=lambda: _exists(plane, "/api/v1/namespaces/default/serviceaccounts/default"),
    )
    processes.start(binaries / "kube-scheduler", *flags, ready=lambda: True)
    _nodes(processes, binaries, plane, folder)
    return plane


def _etcd(processes: Processes, folder: Path) -> str:
    client, peer = (f"http://127.0.0.1:{free_port()}" for _ in range(2))
    processes.start(
        programs.installed("etcd", "etcd-server"),
        f"--data-dir={folder}",
        f"--listen-client-urls={client}",
        f"--advertise-client-urls={client}",
        f"--listen-peer-urls={peer}",
        f"--initial-advertise-peer-urls={peer}",
        f"--initial-cluster=default={peer}",
        ready=_listens(client),
    )
    return client


def _api_server(processes: Processes, binaries: Path, folder: Path, etcd: str) -> ControlPlane:
    port = free_port()
    credentials = apiserver.credentials(folder)
    processes.start(
        binaries / "kube-apiserver",
        *apiserver.flags(credentials),
        f"--etcd-servers={etcd}",
        "--bind-address=127.0.0.1",
        f"--secure-port={port}",
        # Recorded nowhere: the reconciler is off. It only must not be a loopback address.
        "--advertise-address=192.0.2.1",
        "--endpoint-reconciler-type=none",
        "--authorization-mode=RBAC",
        ready=credentials.authority.exists,
    )
    authority, token = credentials.authority, credentials.token
    config = folder / "admin.kubeconfig"
    config.write_text(apiserver.kubeconfig(f"https://127.0.0.1:{port}", authority, token))
    client = api.Client(port, authority, token)
    plane = ControlPlane(port, authority, binaries / "kubectl", config, client)
    wait_for("kube-apiserver", lambda: _exists(plane, "/readyz"))
    return plane


def _nodes(processes: Processes, binaries: Path, plane: ControlPlane, folder: Path) -> None:
    for definition in sorted((binaries / "kwok-kinds").iterdir()):
        plane.define(yaml.safe_load(definition.read_text()))
    port = free_port()
    certificate, key = folder / "node.crt", folder / "node.key"
    run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-noenc", "-subj", "/CN=node"),
            *("-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate),
        ]
    )
    for name in NODES:
        metadata = {
            "name": name,
            "labels": {"kubernetes.io/hostname": name, "kubernetes.io/os": "linux"},
        }
        plane.admin.ask("/api/v1/nodes", {"metadata": metadata})
    processes.start(
        binaries / "kwok",
        f"--kubeconfig={plane.kubeconfig}",
        f"--config={binaries / 'kwok-stages' / 'node-initialize.yaml'}",
        f"--config={programs.HERE / 'stages.yaml'}",
        "--enable-crds=Logs",
        "--manage-all-nodes",
        "--node-lease-duration-seconds=40",
        f"--server-address=127.0.0.1:{port}",
        "--node-ip=127.0.0.1",
        f"--node-port={port}",
        "--cidr=10.244.0.0/16",
        f"--tls-cert-file={certificate}",
        f"--tls-private-key-file={key}",
        ready=lambda: all(_node_takes_pods(plane, name) for name in NODES),
    )


def _node_takes_pods(plane: ControlPlane, name: str) -> bool:
    node = plane.admin.ask(f"/api/v1/nodes/{name}")
    conditions = {c["type"]: c["status"] for c in node["status"].get("conditions", [])}
    return conditions.get("Ready") == "True" and not node["spec"].get("taints")


def _exists(plane: ControlPlane, path: str) -> bool:
    try:
        plane.admin.ask(path)
    except (OSError, api.Refused):
        return False
    return True


def _listens(url: str) -> Callable[[], bool]:
    port = int(url.rpartition(":")[2])

    def listens() -> bool:
        with closing(socket.socket()) as client:
            return client.connect_ex(("127.0.0.1", port)) == 0

    return listens
