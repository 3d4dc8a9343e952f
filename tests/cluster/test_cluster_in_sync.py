"""What the cluster stores is in sync for Argo CD, by each of its comparisons.

A real API server with Tekton's kinds, Tekton's own defaulting as its webhook, kubectl as what
applies, gitops-engine as what compares.
"""

from __future__ import annotations

import base64
import json
import secrets
import subprocess
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

import controlplane
import programs
import pytest
import yaml

import in_sync
from inject_intercepts.tekton import respelled
from krm_fn import yamledit
from processes import Processes, run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TESTS = programs.HERE.parent
MANAGER = ("--server-side", "--field-manager=argocd-controller", "--force-conflicts")


class Cluster(NamedTuple):
    """A namespace in which Tekton's webhook answers, and Argo CD's comparison."""

    plane: controlplane.ControlPlane
    namespace: str
    argocd: in_sync.ArgoCD
    openapi: Path

    def apply(self, objects: list[Any], *flags: str) -> list[Any]:
        """The objects as the API server answers, by `kubectl apply`."""
        text = json.dumps({"apiVersion": "v1", "kind": "List", "items": objects})
        arguments = ("apply", "-o", "json", f"--namespace={self.namespace}", *flags, "-f", "-")
        answer = json.loads(
            self.plane.kubectl_as_admin(*arguments, "--show-managed-fields", data=text)
        )
        return list(answer["items"] if answer["kind"] == "List" else [answer])

    def out_of_sync(self, objects: list[Any], comparison: str) -> dict[str, list[str]]:
        """The fields that keep each object from being in sync once it is applied."""
        flags = () if comparison == "client" else MANAGER
        self.apply(objects, *flags)
        stored = self.apply(objects, *flags)  # it is the second time that nothing may change
        predicted = self.apply(objects, *flags, "--dry-run=server")
        pairs = [
            {"written": a, "stored": b, "predicted": c}
            for a, b, c in zip(objects, stored, predicted, strict=True)
        ]
        how = () if comparison == "client" else (comparison, self.openapi)
        found = {}
        for one, text in zip(self.argocd.verdicts(pairs, *how), objects, strict=True):
            if not one["synced"]:
                found[name(text)] = sorted(in_sync.changed(text, one["found"]))
        return found


@pytest.fixture
def cluster(
    plane: controlplane.ControlPlane, tekton: None, cache: Path, tmp_path: Path
) -> Iterator[Cluster]:
    program = run([TESTS / "tekton" / "build", cache / "tekton"]).strip()
    argocd = in_sync.build(cache / "sync")
    namespace, port = f"sync-{secrets.token_hex(3)}", controlplane.free_port()
    plane.admin.ask("/api/v1/namespaces", {"metadata": {"name": namespace}})
    openapi = tmp_path / "openapi.json"
    openapi.write_text(json.dumps(plane.admin.ask("/openapi/v2")))
    certificate, key = tmp_path / "webhook.crt", tmp_path / "webhook.key"
    run(
        [
            "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj",
            "/CN=webhook", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out",
            certificate,
        ]
    )  # fmt: skip
    address = f"127.0.0.1:{port}"
    with Processes(tmp_path) as processes:
        processes.start(program, "webhook", address, certificate, key, ready=lambda: _listens(port))
        authority = base64.b64encode(certificate.read_bytes()).decode()
        plane.apply(json.dumps(_configuration(namespace, f"https://{address}", authority)))
        yield Cluster(plane, namespace, argocd, openapi)
        plane.kubectl_as_admin("delete", "mutatingwebhookconfiguration", namespace)


def _listens(port: int) -> bool:
    try:
        controlplane.listener(port).close()
    except OSError:
        return True
    return False


def _configuration(namespace: str, url: str, authority: str) -> dict[str, Any]:
    rule = {
        "apiGroups": ["tekton.dev"],
        "apiVersions": ["*"],
        "operations": ["CREATE", "UPDATE"],
        "resources": ["*"],
    }
    webhook = {
        "name": "webhook.pipeline.tekton.dev",
        "admissionReviewVersions": ["v1"],
        "clientConfig": {"url": url, "caBundle": authority},
        "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": namespace}},
        "rules": [rule],
        "sideEffects": "None",
    }
    return {
        "apiVersion": "admissionregistration.k8s.io/v1",
        "kind": "MutatingWebhookConfiguration",
        "metadata": {"name": namespace},
        "webhooks": [webhook],
    }


def injected_base() -> list[Any]:
    base = programs.HERE.parents[1] / "base"
    config = base / "config" / "inject-intercepts.yaml"
    command = [sys.executable, "-m", "inject_intercepts"]
    command += ["render", "--config", str(config), str(base / "stack-pr-test.yaml")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return list(yaml.safe_load_all(done.stdout))


def name(one: Any) -> str:
    return f"{one['kind']}/{one['metadata']['name']}"


@pytest.mark.parametrize("comparison", ["client", "server"])
def test_what_the_function_makes_of_the_base_is_in_sync(cluster: Cluster, comparison: str) -> None:
    objects = injected_base()

    # The Pipeline, the one that continues it, and the four Tasks.
    assert len(objects) == 6
    assert cluster.out_of_sync(objects, comparison) == {}


def test_with_server_side_apply_alone_every_field_that_tekton_adds_in_a_list_is_a_difference(
    cluster: Cluster,
) -> None:
    objects = injected_base()

    # No field is written otherwise than it is stored.
    assert cluster.out_of_sync(objects, "structured") == {name(one): [] for one in objects}


@pytest.mark.parametrize("comparison", ["client", "server"])
def test_what_tekton_respells_is_out_of_sync_unless_the_server_compares(
    cluster: Cluster, comparison: str
) -> None:
    text = (TESTS / "tekton" / "respelled.yaml").read_text(encoding="utf-8")
    objects = [one for one in yaml.safe_load_all(text) if one["kind"] != "PipelineRun"]
    said = {
        name(one): sorted(yamledit.format_path(each.path) for each in respelled.respelled(one))
        for one in objects
    }
    kept_out = {one: fields for one, fields in said.items() if fields}

    assert len(kept_out) == 2
    assert cluster.out_of_sync(objects, comparison) == ({} if comparison == "server" else kept_out)
