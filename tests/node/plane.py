"""The control plane in the machine: etcd, API server, controllers, scheduler; and access to it."""

from __future__ import annotations

import json
import secrets
from typing import TYPE_CHECKING, Any, NamedTuple

from machine import ADDRESS, Machine

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
    folder, token = machine.folder, secrets.token_hex()
    certificate = _api_server(machine, binaries, token)
    cluster = Cluster(machine, binaries / "kubectl", folder / "kubeconfig")
    config = cluster.kubeconfig
    config.write_text(json.dumps(_kubeconfig(certificate, token)))
    config.chmod(0o600)
    wait_for("kube-apiserver", lambda: _answers(cluster), 120)
    flags = (f"--kubeconfig={config}", "--leader-elect=false", "--bind-address=127.0.0.1")
    machine.start(
        binaries / "kube-controller-manager",
        *flags,
        f"--root-ca-file={certificate}",
        f"--service-account-private-key-file={folder / 'accounts.key'}",
        "--use-service-account-credentials=true",
        "--flex-volume-plugin-dir=/var/lib/kubelet/flex",
        ready=lambda: cluster.get("serviceaccount", "default"),
    )
    machine.start(binaries / "kube-scheduler", *flags, ready=lambda: True)
    return cluster


def _api_server(machine: Machine, binaries: Path, token: str) -> Path:
    folder = machine.folder
    machine.start(
        "etcd",
        "--data-dir=/var/lib/etcd",
        "--unsafe-no-fsync",
        f"--listen-client-urls={ETCD}",
        f"--advertise-client-urls={ETCD}",
        ready=lambda: machine.listens(2379),
    )
    key, tokens = folder / "accounts.key", folder / "tokens.csv"
    machine.run("openssl", "genpkey", "-quiet", "-algorithm", "RSA", "-out", key)
    tokens.write_text(f"{token},admin,admin,system:masters\n")
    tokens.chmod(0o600)
    certificate = folder / "certificates" / "apiserver.crt"
    machine.start(
        binaries / "kube-apiserver",
        f"--etcd-servers={ETCD}",
        f"--bind-address={ADDRESS}",
        f"--advertise-address={ADDRESS}",
        f"--cert-dir={certificate.parent}",
        "--service-cluster-ip-range=10.96.0.0/16",
        "--authorization-mode=Node,RBAC",
        f"--token-auth-file={tokens}",
        # Debian's etcd is older than what this needs; clients then list before they watch.
        "--feature-gates=WatchList=false",
        "--allow-privileged=true",
        "--service-account-issuer=https://kubernetes.default.svc",
        f"--service-account-key-file={key}",
        f"--service-account-signing-key-file={key}",
        "--kubelet-preferred-address-types=InternalIP",
        "--endpoint-reconciler-type=lease",
        ready=certificate.exists,
    )
    return certificate


def _kubeconfig(certificate: Path, token: str) -> dict[str, Any]:
    server = {"server": f"https://{ADDRESS}:6443", "certificate-authority": str(certificate)}
    return {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": "node",
        "contexts": [{"name": "node", "context": {"cluster": "node", "user": "admin"}}],
        "clusters": [{"name": "node", "cluster": server}],
        "users": [{"name": "admin", "user": {"token": token}}],
    }


def _answers(cluster: Cluster) -> bool:
    try:
        return cluster.kubectl("get", "--raw", "/readyz") == "ok"
    except RuntimeError:
        return False
