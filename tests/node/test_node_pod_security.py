"""How strict a namespace may be about its pods: what rbac/README.md says, asked of the server."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from runs import Run
from stage import BASELINE, PRIVILEGED, REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Callable

    from apps import App
    from plane import Cluster

pytestmark = pytest.mark.usefixtures("others")

STRICTEST_FIRST = ("restricted", "baseline", "privileged")


def claims() -> dict[str, list[str]]:
    """The table of the page: which pod fits which levels."""
    _, _, section = (REPOSITORY / "rbac" / "README.md").read_text().partition("## Pod Security\n")
    rows = [line.split(" | ") for line in section.splitlines() if line.startswith("| ")]
    return {cells[0].removeprefix("| "): re.findall("`([a-z]+)`", cells[1]) for cells in rows}


def strictest(cluster: Cluster, pod: dict[str, Any]) -> str:
    """The strictest level that admits a pod as this one."""
    # Its account is of its own namespace, and no matter of the level.
    mine = ("nodeName", "serviceAccount", "serviceAccountName")
    spec = {key: value for key, value in pod["spec"].items() if key not in mine}
    spec["automountServiceAccountToken"] = False
    return next(level for level in STRICTEST_FIRST if admits(cluster, level, spec))


def admits(cluster: Cluster, level: str, spec: dict[str, Any]) -> bool:
    """Whether a namespace of that level admits a pod with that spec."""
    name = f"level-{level}"
    labels = {"pod-security.kubernetes.io/enforce": level}
    cluster.apply(
        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "labels": labels}}
    )
    meta = {"name": "alike", "namespace": name}
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": meta, "spec": spec}
    try:
        cluster.kubectl("create", "--dry-run=server", "-f", "-", data=json.dumps(pod))
    except RuntimeError as error:
        if "violates PodSecurity" not in str(error):
            raise
        return False
    return True


def test_each_pod_fits_the_level_that_the_page_says(
    cluster: Cluster, new_app: Callable[..., App]
) -> None:
    named, numbered = new_app(BASELINE), new_app(PRIVILEGED, target=8080)
    runs = {
        "telepresence": Run.start(cluster, named, tests="waits"),
        "mirrord": Run.start(cluster, numbered, tests="waits", backend="mirrord"),
    }
    for run in runs.values():
        run.wait_for_tests()

    said = claims()
    (with_client,) = runs["telepresence"].pods()
    alone, proxy = sorted(runs["mirrord"].pods(), key=is_proxy)
    found = {
        "PR pod (`pr-pod-template: image`)": [alone],
        "Telepresence client (`client-security-context: baseline`)": [with_client],
        "mirrord's proxy": [proxy],
        "Telepresence's agent in the app's pod": [*named.pods(), *numbered.pods()],
    }
    levels = {row: [strictest(cluster, pod) for pod in pods] for row, pods in found.items()}
    assert levels == {row: said[row] for row in found}
    for run in runs.values():
        run.end_tests()
        run.wait()


def is_proxy(pod: dict[str, Any]) -> bool:
    """Whether it is mirrord's proxy, which a run makes beside the PR pod."""
    return bool(pod["metadata"]["labels"].get("app") == "mirrord-proxy")
