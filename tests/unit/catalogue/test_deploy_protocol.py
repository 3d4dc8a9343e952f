"""What the deploy Tasks make of what the app's Service says that it speaks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from task_steps import Steps

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.needs("jq")

PORT: dict[str, Any] = {"port": 80, "targetPort": 8080}
MIRRORD = "deploy-intercept-mirrord"
TELEPRESENCE = "deploy-stack-intercepts"
TLS = (
    "Telepresence takes the port {} of the Service shop for TLS: its agent needs the "
    "certificate of shop, or no request is intercepted"
)
NOT_SAID = (
    "the port 80 of the Service shop does not say what it speaks: if shop speaks cleartext HTTP/2, "
    "everybody else's WebSockets fail while it is intercepted. Let the port say appProtocol: http, "
    "unless somebody asks it by cleartext HTTP/2"
)
HTTP = (
    "the port 80 of the Service shop says appProtocol: http: whoever asks shop by cleartext HTTP/2 "
    "fails while it is intercepted"
)
LOOKS_LIKE_TLS = (
    "the port 443 of the Service shop looks like TLS, into which free mirrord cannot look"
)


def steps_with(task: str, folder: Path, *ports: dict[str, Any]) -> Steps:
    """A cluster with the app shop, and a Service with these ports."""
    steps = Steps(task, folder)
    steps.add_app("shop")
    steps.add("Service", "staging", "shop", spec={"selector": {"app": "shop"}, "ports": ports})
    template = {"spec": {"containers": [{"image": "tel2:2.31.2"}]}}
    manager: dict[str, Any] = {"spec": {"template": template}, "status": {"readyReplicas": 1}}
    steps.add("Deployment", "ambassador", "traffic-manager", **manager)
    return steps


@pytest.mark.parametrize(
    ("task", "ports", "warned"),
    [
        (MIRRORD, [PORT], []),
        (MIRRORD, [PORT | {"appProtocol": "kubernetes.io/h2c"}], []),
        (MIRRORD, [PORT | {"port": 443}], [LOOKS_LIKE_TLS]),
        (MIRRORD, [PORT | {"appProtocol": "https"}, PORT | {"port": 81}], []),
        (TELEPRESENCE, [PORT], [NOT_SAID]),
        (TELEPRESENCE, [PORT | {"appProtocol": "http"}], [HTTP]),
        (TELEPRESENCE, [PORT | {"appProtocol": "kubernetes.io/h2c"}], []),
        (TELEPRESENCE, [PORT | {"appProtocol": "HTTPS"}], [TLS.format(80)]),
        (TELEPRESENCE, [PORT | {"port": 443}], [TLS.format(443)]),
        (TELEPRESENCE, [{"port": 9, "targetPort": 9}], []),
    ],
)
def test_a_task_says_what_follows_from_what_the_service_says(
    tmp_path: Path, task: str, ports: list[dict[str, Any]], warned: list[str]
) -> None:
    steps = steps_with(task, tmp_path, *ports)
    run = steps.deploy("plan", "begin", "pr-pods", build_apps="shop")
    assert run.code == 0, run.stderr
    assert run.stderr.splitlines() == [f"warning: {text}" for text in warned]


def test_mirrord_refuses_an_app_whose_every_port_says_tls(tmp_path: Path) -> None:
    steps = steps_with(MIRRORD, tmp_path, PORT | {"appProtocol": "https"})
    assert steps.refuse(build_apps="shop") == (
        "the port 80 of the Service shop says appProtocol: https, and free mirrord cannot look "
        "into TLS: no request to shop would be intercepted. Take another container-port, use "
        "Telepresence with the certificate of the app, or leave shop out of build-apps"
    )
    assert steps.pods() == {}


def test_a_task_waits_for_old_connections_as_long_as_it_is_told_to(tmp_path: Path) -> None:
    steps = steps_with(MIRRORD, tmp_path, PORT)
    run = steps.deploy(build_apps="shop", settle="1", prove="off")
    assert "waiting 1 s for connections that were open before to age out\n" in run.stdout
    assert run.code == 0
