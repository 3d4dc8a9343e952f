"""Tekton on the node: its controller and webhook, installed from its own config folder."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from plane import Cluster

NAMESPACE = "tekton-pipelines"
# Of its folder: no events, no resolvers, no autoscaling.
FILES = (
    "100-namespace/*.yaml",
    "2*.yaml",
    "300-crds/*.yaml",
    "500-webhooks.yaml",
    "clusterrole-*.yaml",
    "config-*.yaml",
    "controller.yaml",
    "webhook.yaml",
)
OUR_IMAGES = (
    (r"ko://github\.com/tektoncd/pipeline/cmd/([a-z]+)", r"node.test/tekton/\1:1"),
    (r"cgr\.dev/chainguard/busybox@sha256:[0-9a-f]+", "docker.io/alpine/k8s:1.32.4"),
)


def install(cluster: Cluster, folder: Path) -> None:
    """Applies `folder`, Tekton's own `config`, and waits until the webhook admits objects."""
    objects = list(_objects(folder))
    first = [o for o in objects if o["kind"] in {"Namespace", "CustomResourceDefinition"}]
    cluster.apply(*first)
    for kind in ("pipelines", "tasks", "pipelineruns", "taskruns"):
        cluster.wait(f"crd/{kind}.tekton.dev", "condition=Established")
    cluster.apply(*(o for o in objects if o not in first))
    for name in ("controller", "webhook"):
        cluster.wait(
            f"deployment/tekton-pipelines-{name}", "condition=Available", f"--namespace={NAMESPACE}"
        )


def _objects(folder: Path) -> Iterator[dict[str, Any]]:
    for pattern in FILES:
        for path in sorted(folder.glob(pattern)):
            text = path.read_text()
            for expression, ours in OUR_IMAGES:
                text = re.sub(expression, ours, text)
            yield from filter(None, yaml.safe_load_all(text))
