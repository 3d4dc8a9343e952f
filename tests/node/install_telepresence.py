"""Telepresence on the node: its traffic manager, with the values of docs/telepresence.md."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from plane import Cluster

NAMESPACE = "ambassador"


def install(cluster: Cluster, built: Path) -> None:
    """Installs the traffic manager by the client's own `helm install`, and waits for it."""
    settings = (
        "intercept.allowGlobalIntercepts=false",
        "intercept.inactiveBlockTimeout=2m",
        "grpc.connectionTTL=3m",
        "usage.enabled=false",
        # The chart gives it ten seconds to start, which a machine that is busy does not keep.
        "startupProbe.grpc.port=8081",
        "startupProbe.failureThreshold=60",
        "startupProbe.timeoutSeconds=10",
    )
    cluster.machine.run(
        *("env", f"HOME={cluster.machine.folder}", f"KUBECONFIG={cluster.kubeconfig}"),
        *(built / "telepresence", "helm", "install", f"--manager-namespace={NAMESPACE}"),
        *(word for setting in settings for word in ("--set", setting)),
    )
    where = f"--namespace={NAMESPACE}"
    cluster.wait("deployment/traffic-manager", "condition=Available", where)
