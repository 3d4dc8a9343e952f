"""The programs that the node is made of: built here and in `tests/cluster`, or Debian's."""

from __future__ import annotations

from pathlib import Path

import apiserver

HERE = Path(__file__).parent
# Debian's, and what they are in.
NEEDED = {
    "containerd": "containerd",
    "runc": "runc",
    "/usr/lib/cni/bridge": "containernetworking-plugins",
    "iptables": "iptables",
    "conntrack": "conntrack",
    "etcd": "etcd-server",
    "openssl": "openssl",
    "docker-registry": "docker-registry",
    "debootstrap": "debootstrap",
    "go": "golang",
}


def built() -> Path:
    """The folder with what the script `build` builds, as `apiserver.built` says."""
    return apiserver.built("node")


def control_plane() -> Path:
    """The folder with the API server and what else `tests/cluster` builds."""
    return apiserver.built("cluster")
