"""The control plane in the machine: etcd, API server, controllers, scheduler; and access to it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from machine import ADDRESS, Machine

import apiserver
from processes import wait_for

if TYPE_CHECKING:
    from pathlib import Path

ETCD = "http://127.0.0.1:2379"


class Cluster(NamedTuple):
    """A running cluster: its machine, kubectl, and access as an admin."""

    machine: Machine
    kubectl_program: Path
    kubeconfig: Path

    def kubectl(self, *arguments: str, data: str | None = None) -> str:
        """Runs kubectl as admin, in the machine; its stdout.

        Raises:
            RuntimeError: it failed; with what it printed on stderr.
        """
        program = (self.kubectl_program, f"--kubeconfig={self.kubeconfig}")
        return self.machine.run(*program, *arguments, data=data)

    def apply(self, *objects: dict[str, Any], namespace: str = "") -> None:
        """Applies objects, with strict validation."""
        text = json.dumps({"apiVersion": "v1", "kind": "List", "items": objects})
        self.apply_text(text, namespace)

    def apply_text(self, text: str, namespace: str = "") -> None:
        """Applies YAML text, with strict validation; to a namespace, or where the objects say."""
        flags = ["--server-side", "--force-conflicts", "--validate=strict"]
        flags += [f"--namespace={namespace}"] if namespace else []
        self.kubectl("apply", *flags, "-f", "-", data=text)

    def get(self, *arguments: str) -> Any:
        """What `kubectl get` has of an object, parsed; None where it is not there."""
        text = self.kubectl("get", "--ignore-not-found", "-o", "json", *arguments)
        return json.loads(text) if text else None

    def list(self, *arguments: str) -> Any:
        """The objects of a list that `kubectl get` has, parsed."""
        return (self.get(*arguments) or {"items": []})["items"]

    def wait(self, what: str, condition: str, *flags: str, seconds: int = 180) -> None:
        """Waits for a condition, as `kubectl wait` words it.

        Raises:
            RuntimeError: it did not hold in time.
        """
        self.kubectl("wait", what, f"--for={condition}", f"--timeout={seconds}s", *flags)


def start(machine: Machine, binaries: Path) -> Cluster:
    """Starts the control plane, and waits until it takes objects."""
    credentials = _api_server(machine, binaries)
    cluster = Cluster(machine, binaries / "kubectl", machine.folder / "kubeconfig")
    config, server = cluster.kubeconfig, f"https://{ADDRESS}:6443"
    config.write_text(apiserver.kubeconfig(server, credentials.authority, credentials.token))
    config.chmod(0o600)
    wait_for("kube-apiserver", lambda: _answers(cluster), 120)
    flags = (f"--kubeconfig={config}", "--leader-elect=false", "--bind-address=127.0.0.1")
    machine.start(
        binaries / "kube-controller-manager",
        *flags,
        f"--root-ca-file={credentials.authority}",
        f"--service-account-private-key-file={credentials.key}",
        "--use-service-account-credentials=true",
        "--flex-volume-plugin-dir=/var/lib/kubelet/flex",
        ready=lambda: cluster.get("serviceaccount", "default"),
    )
    machine.start(binaries / "kube-scheduler", *flags, ready=lambda: True)
    return cluster


def _api_server(machine: Machine, binaries: Path) -> apiserver.Credentials:
    machine.start(
        "etcd",
        "--data-dir=/var/lib/etcd",
        "--unsafe-no-fsync",
        f"--listen-client-urls={ETCD}",
        f"--advertise-client-urls={ETCD}",
        ready=lambda: machine.listens(2379),
    )
    credentials = apiserver.credentials(machine.folder)
    machine.start(
        binaries / "kube-apiserver",
        *apiserver.flags(credentials),
        f"--etcd-servers={ETCD}",
        f"--bind-address={ADDRESS}",
        f"--advertise-address={ADDRESS}",
        "--endpoint-reconciler-type=lease",
        "--authorization-mode=Node,RBAC",
        ready=credentials.authority.exists,
    )
    return credentials


def _answers(cluster: Cluster) -> bool:
    try:
        return cluster.kubectl("get", "--raw", "/readyz") == "ok"
    except RuntimeError:
        return False
