"""The accounts of `rbac/`, in a test's namespaces: as its README says to put them there."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import programs

from processes import run

if TYPE_CHECKING:
    from pathlib import Path

    from controlplane import ControlPlane

SOURCE = programs.HERE.parents[1] / "rbac"
# The bindings whose account is in the namespace of the runs, and the one whose account is in
# that of the apps.
OF_PIPELINE = "tekton-intercepts.dev/account=pipeline"
OF_CLIENT = {"kind": "RoleBinding", "name": "intercept-traffic-manager"}
OF_PROXY = {"kind": "RoleBinding", "name": "intercept-mirrord-proxy"}


def give(
    plane: ControlPlane,
    folder: Path,
    part: str,
    namespace: str,
    runs: str,
    apps: str = "",
    proxies: str = "",
) -> None:
    """Applies one part of `rbac/` to a namespace.

    Args:
        plane: the cluster.
        folder: where a copy of `rbac/` may lie.
        part: the name of a folder there.
        namespace: where the part goes.
        runs: the namespace of the runs.
        apps: for the part `traffic-manager`, the namespace of the apps.
        proxies: for the part `mirrord`, that of the proxies, where it is not that of the agents.
    """
    copy = folder / "rbac"
    if not copy.exists():
        shutil.copytree(SOURCE, copy)
    overlay = copy / f"overlay-{part}-{namespace}"
    overlay.mkdir()
    patches = [(runs, {"kind": "RoleBinding", "labelSelector": OF_PIPELINE})]
    if part == "traffic-manager":
        patches.append((apps, OF_CLIENT))
    if proxies:
        patches.append((proxies, OF_PROXY))
    kustomization = {
        "apiVersion": "kustomize.config.k8s.io/v1beta1",
        "kind": "Kustomization",
        "namespace": namespace,
        "resources": [f"../{part}"],
        "patches": [{"target": target, "patch": _subject_in(where)} for where, target in patches],
    }
    (overlay / "kustomization.yaml").write_text(json.dumps(kustomization))
    plane.apply(run([plane.kubectl, "kustomize", overlay]))


def _subject_in(namespace: str) -> str:
    return json.dumps([{"op": "add", "path": "/subjects/0/namespace", "value": namespace}])
