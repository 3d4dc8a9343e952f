"""The node: containerd, kubelet, kube-proxy, a resolver and a registry, in the machine."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from machine import ADDRESS, HERE, Machine

from processes import wait_for

if TYPE_CHECKING:
    from pathlib import Path

    from plane import Cluster

SOCKET = "/run/containerd/containerd.sock"
DNS = "10.96.0.10"

CONTAINERD = """
version = 2
oom_score = 0
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "node.test/pause:1"
  restrict_oom_score_adj = true
  disable_apparmor = true
  disable_hugetlb_controller = true
  tolerate_missing_hugetlb_controller = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "{folder}"
"""

BRIDGE = {
    "cniVersion": "0.4.0",
    "name": "pods",
    "plugins": [
        {
            "type": "bridge",
            "bridge": "pods0",
            "isGateway": True,
            "hairpinMode": True,
            "ipam": {
                "type": "host-local",
                "ranges": [[{"subnet": "10.244.0.0/24"}]],
                "routes": [{"dst": "0.0.0.0/0"}],
            },
        },
        {"type": "portmap", "capabilities": {"portMappings": True}},
    ],
}

# Nothing is set for the whole host, and nothing is evicted on a disk that others fill.
KUBELET: dict[str, Any] = {
    "apiVersion": "kubelet.config.k8s.io/v1beta1",
    "kind": "KubeletConfiguration",
    "failCgroupV1": False,
    "cgroupDriver": "cgroupfs",
    "containerRuntimeEndpoint": f"unix://{SOCKET}",
    "failSwapOn": False,
    "oomScoreAdj": 0,
    "clusterDNS": [DNS],
    "clusterDomain": "cluster.local",
    "address": ADDRESS,
    "authentication": {"anonymous": {"enabled": True}, "webhook": {"enabled": False}},
    "authorization": {"mode": "AlwaysAllow"},
    "enforceNodeAllocatable": [],
    "imageGCHighThresholdPercent": 100,
    "imageGCLowThresholdPercent": 99,
    "evictionHard": {"memory.available": "50Mi", "nodefs.available": "0.1%"},
    "volumePluginDir": "/var/lib/kubelet/flex",
    "imagePullCredentialsVerificationPolicy": "NeverVerify",
}

PROXY: dict[str, Any] = {
    "apiVersion": "kubeproxy.config.k8s.io/v1alpha1",
    "kind": "KubeProxyConfiguration",
    "mode": "iptables",
    "bindAddress": ADDRESS,
    "clusterCIDR": "10.244.0.0/24",
    "hostnameOverride": "node-1",
    "oomScoreAdj": 0,
    "conntrack": {
        "maxPerCore": 0,
        "min": 0,
        "tcpEstablishedTimeout": "0s",
        "tcpCloseWaitTimeout": "0s",
    },
}

REGISTRY = {
    "version": "0.1",
    "log": {"level": "warn"},
    "storage": {"filesystem": {"rootdirectory": "/var/lib/registry"}},
    "http": {"addr": "127.0.0.1:5001"},
}

RESOLVER: list[dict[str, Any]] = [
    {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "kube-dns", "namespace": "kube-system"},
        "spec": {"clusterIP": DNS, "ports": [{"name": "dns", "port": 53, "protocol": "UDP"}]},
    },
    {
        "apiVersion": "discovery.k8s.io/v1",
        "kind": "EndpointSlice",
        "metadata": {
            "name": "kube-dns",
            "namespace": "kube-system",
            "labels": {"kubernetes.io/service-name": "kube-dns"},
        },
        "addressType": "IPv4",
        "endpoints": [{"addresses": [ADDRESS], "conditions": {"ready": True}}],
        "ports": [{"name": "dns", "port": 53, "protocol": "UDP"}],
    },
]


def start_containerd(machine: Machine, images: Path) -> None:
    """Starts containerd, and gives it the images of an archive."""
    networks = machine.folder / "cni"
    networks.mkdir()
    (networks / "pods.conflist").write_text(json.dumps(BRIDGE))
    config = machine.folder / "containerd.toml"
    config.write_text(CONTAINERD.format(folder=networks))
    machine.start("containerd", f"--config={config}", ready=lambda: _serves(machine))
    ctr(machine, "images", "import", str(images))


def start_registry(machine: Machine) -> None:
    """Starts a registry, and gives it the images that are named after it.

    The default of `mirrord-image` has the tag latest, which the kubelet always pulls.
    """
    config = machine.folder / "registry.json"
    config.write_text(json.dumps(REGISTRY))
    machine.start("docker-registry", "serve", config, ready=lambda: machine.listens(5001))
    for name in ctr(machine, "images", "list", "--quiet", "name~=^localhost:5001/").split():
        ctr(machine, "images", "push", "--plain-http", name)


def ctr(machine: Machine, *arguments: str) -> str:
    """Runs containerd's own client on the kubelet's images and containers; its stdout."""
    return machine.run("ctr", "--namespace", "k8s.io", *arguments)


def start(cluster: Cluster, binaries: Path) -> None:
    """Starts what makes a node of the machine, and waits until it takes pods."""
    machine, folder = cluster.machine, cluster.machine.folder
    kubelet, proxy = folder / "kubelet.json", folder / "kube-proxy.json"
    kubelet.write_text(json.dumps({**KUBELET, "cgroupRoot": machine.cgroup}))
    access = {"clientConnection": {"kubeconfig": str(cluster.kubeconfig)}}
    proxy.write_text(json.dumps({**PROXY, **access}))
    cluster.apply(*RESOLVER)
    machine.start(sys.executable, HERE / "resolver.py", cluster.kubeconfig, ready=lambda: True)
    machine.start(binaries / "kube-proxy", f"--config={proxy}", ready=lambda: True)
    machine.start(
        binaries / "kubelet",
        f"--config={kubelet}",
        f"--kubeconfig={cluster.kubeconfig}",
        "--hostname-override=node-1",
        f"--node-ip={ADDRESS}",
        ready=lambda: cluster.get("node", "node-1"),
    )
    cluster.wait("node/node-1", "condition=Ready")
    wait_for("the default account", lambda: cluster.get("serviceaccount", "default"))


def _serves(machine: Machine) -> bool:
    try:
        return bool(ctr(machine, "version"))
    except RuntimeError:
        return False
