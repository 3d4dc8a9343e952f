"""Brings up the node with all that is on it, and keeps it until it is told to end.

usage: up.py FOLDER   (empty; the file `ready` there says how to reach it)
"""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import install_tekton
import install_telepresence
import kubernetes_node
import machine
import plane
import programs
import stage
from plane import Cluster

from processes import Processes


def bring_up(processes: Processes, folder: Path) -> Cluster:
    """Brings up everything, with its files in `folder`; ends with `processes`.

    Raises:
        RuntimeError: a program ended, or said no; with what it printed.
        TimeoutError: something was not ready in time.
    """
    built = programs.built()
    started = machine.start(processes, folder)
    kubernetes_node.start_containerd(started, built / "images.tar")
    kubernetes_node.start_registry(started)
    cluster = plane.start(started, programs.control_plane())
    kubernetes_node.start(cluster, built)
    install_tekton.install(cluster, built / "tekton-config")
    install_telepresence.install(cluster, built)
    stage.set_up(cluster)
    return cluster


def main() -> None:
    """Brings it up, and waits for a signal."""
    folder = Path(sys.argv[1])
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        with Processes(folder) as processes:
            cluster = bring_up(processes, folder)
            enter = " ".join(cluster.machine.inside())
            (folder / "ready").write_text(
                f"{enter} {cluster.kubectl_program} --kubeconfig={cluster.kubeconfig}"
            )
            signal.pause()
    finally:
        machine.remove_cgroups(folder.name)


if __name__ == "__main__":
    main()
