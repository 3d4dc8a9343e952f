"""The programs that the node is made of: built here and in `tests/cluster`, or Debian's."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

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


def cache() -> Path:
    """The folder that keeps what is dear to build: `$INJECT_INTERCEPTS_CACHE`, or `.cache`."""
    return Path(os.environ.get("INJECT_INTERCEPTS_CACHE") or HERE.parents[1] / ".cache")


def built() -> Path:
    """The folder with what the script `build` builds, built first where its pins changed.

    Raises:
        CalledProcessError: something does not build; the script's stderr says what.
    """
    target = cache() / "node"
    subprocess.run([HERE / "build", target], check=True)
    return target


def control_plane() -> Path:
    """The folder with the API server and what else `tests/cluster` builds.

    Raises:
        CalledProcessError: something does not build; the script's stderr says what.
    """
    target = cache() / "cluster"
    subprocess.run([HERE.parent / "cluster" / "build", target], check=True)
    return target
