"""What a function sends back of two items, an app and a database: for whole comparisons."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import krm_fn

if TYPE_CHECKING:
    from collections.abc import Callable

HEAD = "apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems:\n"
WEB = """\
- apiVersion: apps/v1  # since 1.16
  kind: Deployment
  metadata:
    name: web
    annotations:
      internal.config.kubernetes.io/path: web.yaml
      internal.config.kubernetes.io/index: '0'
      config.k8s.io/id: '1'
  spec:
    replicas: 1   # for now
    template: {spec: {containers: [{name: web, image: 'web:1'}]}}
"""
DB = "- apiVersion: v1\n  kind: Service\n  metadata: {name: db, namespace: data}\n"
CHANGED = WEB.replace("      config.k8s.io/id: '1'\n", "")  # see orchestrator_annotations.unpaired


def answer(process: Callable[[krm_fn.ResourceList], Any], *items: str) -> str:
    """What the function sends back of these items; it must succeed."""
    stdout, stderr = io.BytesIO(), io.StringIO()
    code = krm_fn.run(process, io.BytesIO((HEAD + "".join(items)).encode()), stdout, stderr)
    assert (code, stderr.getvalue()) == (0, "")
    return stdout.getvalue().decode().removeprefix(HEAD)


def changed(act: Callable[[krm_fn.KubeObject], Any], *items: str) -> str:
    """What the function sends back that does this with the first item."""
    return answer(lambda resources: act(resources.items[0]), *items)
