"""The proof by request: what the step `ready` asks, and what it makes of who was asked.

An app that answers is played by a server here; that a request came to the PR pod, by the lines
that socat 1.7.4 and the client's own script print then.
"""

from __future__ import annotations

import json
import socketserver
import threading
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from task_steps import Steps

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.needs("jq")

POD = "shop-pr-b0ccbe4a69ef"
OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"


class Backend(NamedTuple):
    """A deploy Task, the pod whose log tells what came to the PR pod, such a line, and its page."""

    task: str
    pod: str
    line: str
    page: str


MIRRORD = Backend(
    "deploy-intercept-mirrord",
    "mirrord-proxy-shop",
    "2026/01/01 00:00:01 socat[{number}] N starting data transfer loop with FDs [6,6] and [5,5]\n",
    "mirrord",
)
TELEPRESENCE = Backend(
    "deploy-stack-intercepts",
    POD,
    f"[pod/{POD}/telepresence-client] connections to the app: 9C{{number}}\n",
    "telepresence",
)
BOTH = pytest.mark.parametrize("backend", [MIRRORD, TELEPRESENCE], ids=lambda backend: backend.task)


class App:
    """An app behind its Service: what it was asked, and how it answers."""

    def __init__(self, steps: Steps, backend: Backend) -> None:
        """Takes the cluster in which requests come to a PR pod."""
        self.asked: list[str] = []
        # What those with the header are answered, and those without; None lets them hang.
        self.with_it: str | None = OK
        self.without_it: str | None = OK
        # Which of them come to the PR pod.
        self.arrive = {True}
        self.line = backend.line
        self._said = steps.cluster / f"said--staging--{backend.pod}"
        self._ended = threading.Event()
        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.address = f"127.0.0.1:{self._server.server_address[1]}"
        if backend is TELEPRESENCE:
            self.say(f"[pod/{POD}/telepresence-client] connections to the app:\n")

    def say(self, line: str) -> None:
        """Lets the pod that tells of arrivals say a line."""
        with self._said.open("a") as said:
            said.write(line)

    def end(self) -> None:
        """Lets go of everybody."""
        self._ended.set()
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[socketserver.StreamRequestHandler]:
        app = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                head = b"".join(iter(self.rfile.readline, b"\r\n")).decode()
                self.wfile.write(app.answer(head).encode())

        return Handler

    def answer(self, head: str) -> str:
        """What a request with this head is answered."""
        self.asked.append(head)
        has_header = "\r\nx-dev-session: pr-42\r\n" in head
        if has_header in self.arrive:
            self.say(self.line.format(number=len(self.asked)))
        answer = self.with_it if has_header else self.without_it
        if answer is None:
            self._ended.wait(30)
        return answer or ""


@pytest.fixture
def steps(backend: Backend, tmp_path: Path) -> Steps:
    """A cluster with the app shop, and a traffic manager; nothing waits long."""
    steps = Steps(backend.task, tmp_path)
    steps.add_app("shop")
    template = {"spec": {"containers": [{"image": "tel2:2.31.2"}]}}
    manager: dict[str, Any] = {"spec": {"template": template}, "status": {"readyReplicas": 1}}
    steps.add("Deployment", "ambassador", "traffic-manager", **manager)
    for time, shorter in (
        ("sleep 3", "sleep 0.1"),
        ("sleep 1", "sleep 0.1"),
        ("-t 5", "-t 1"),
        ("-t 2", "-t 1"),
    ):
        steps.shorten("ready", time, shorter)
    return steps


@pytest.fixture
def app(steps: Steps, backend: Backend) -> Iterator[App]:
    """The app, which answers."""
    app = App(steps, backend)
    yield app
    app.end()


def deployed(steps: Steps, app: App, **params: str) -> list[str]:
    """Runs the Task, which must end well; gives what is said of the proof."""
    run = steps.deploy(build_apps="shop", prove_url=f"http://{app.address}/version", **params)
    assert run.code == 0, run.stderr
    return [line for line in (run.stdout + run.stderr).splitlines() if "proof" in line]


def proof(app: App, with_it: str, without_it: str) -> str:
    return (
        f"proof: shop in staging, asked as http://{app.address}/version: "
        f"with the header: {with_it}; without it: {without_it}"
    )


def warning(missing: str, seen: str) -> list[str]:
    return [f"warning: no proof that the intercept of shop works: {missing}. {seen}"]


@BOTH
def test_an_intercept_that_works_is_proved_by_one_request_with_the_header_and_one_without(
    steps: Steps, app: App
) -> None:
    assert deployed(steps, app, prove="fail") == [
        proof(app, "200 OK, by the PR pod", "200 OK, not by the PR pod")
    ]
    task = steps.name
    head = f"Host: {app.address}\r\nUser-Agent: {task}\r\nAccept: */*\r\n"
    assert app.asked == [
        f"GET /version HTTP/1.1\r\n{head}Connection: close\r\n",
        f"GET /version HTTP/1.1\r\n{head}x-dev-session: pr-42\r\nConnection: close\r\n",
    ]


@pytest.mark.parametrize("backend", [MIRRORD])
def test_any_status_proves_whose_it_is(steps: Steps, app: App) -> None:
    app.with_it = "HTTP/1.1 404 Not Found\r\n\r\n"
    app.without_it = "HTTP/1.0 302 Found\r\n\r\n"
    assert deployed(steps, app, prove="fail") == [
        proof(app, "404 Not Found, by the PR pod", "302 Found, not by the PR pod")
    ]


@BOTH
def test_a_request_with_the_header_that_the_normal_build_answers_is_no_proof(
    steps: Steps, app: App, backend: Backend
) -> None:
    app.arrive = set()
    seen = proof(app, "200 OK, and nothing came to the PR pod", "200 OK, not by the PR pod")
    missing = "the request with the header did not reach the PR pod"
    assert deployed(steps, app) == warning(missing, seen)
    assert steps.refuse(
        build_apps="shop", prove="fail", prove_url=f"http://{app.address}/version"
    ) == (
        f"no proof that the intercept of shop works: {missing}. {seen} "
        f"(what to do: docs/{backend.page}.md#what-failures-look-like of inject-intercepts)"
    )


@BOTH
def test_a_pr_pod_that_is_asked_without_the_header_is_no_proof(steps: Steps, app: App) -> None:
    app.arrive = {True, False}
    assert deployed(steps, app) == warning(
        "the PR pod was asked without the header, too (by a probe of its own?)",
        proof(app, "200 OK, by the PR pod", "200 OK, and the PR pod was asked"),
    )


@pytest.mark.parametrize("backend", [MIRRORD])
def test_a_request_that_gets_stuck_before_the_pr_pod_is_no_proof(steps: Steps, app: App) -> None:
    app.arrive, app.with_it = set(), None
    assert deployed(steps, app) == warning(
        "the request with the header did not reach the PR pod",
        proof(app, "no answer, and nothing came to the PR pod", "200 OK, not by the PR pod"),
    )


@pytest.mark.parametrize("backend", [TELEPRESENCE])
def test_a_pr_pod_that_never_answers_is_no_proof(steps: Steps, app: App) -> None:
    app.with_it = None
    assert deployed(steps, app) == warning(
        "only one of the two requests was answered",
        proof(app, "no answer, by the PR pod", "200 OK, not by the PR pod"),
    )


@pytest.mark.parametrize("backend", [MIRRORD])
def test_an_app_that_speaks_no_http_is_said_to(steps: Steps, app: App) -> None:
    app.with_it = app.without_it = "220 shop ESMTP\r\n"
    assert deployed(steps, app) == warning(
        "what answers speaks no HTTP/1.1",
        proof(app, "220 shop ESMTP, by the PR pod", "220 shop ESMTP, not by the PR pod"),
    )


@pytest.mark.parametrize("backend", [TELEPRESENCE])
def test_where_nobody_answers_this_pod_that_is_said(steps: Steps, app: App) -> None:
    app.end()
    assert deployed(steps, app) == warning(
        "nothing answers to this pod (a NetworkPolicy, mTLS, a name that is not known?)",
        proof(app, "no answer, and nothing came to the PR pod", "no answer, not by the PR pod"),
    )


@BOTH
def test_who_answered_cannot_be_told_where_the_log_does_not_tell(
    steps: Steps, app: App, backend: Backend
) -> None:
    (steps.cluster / f"said--staging--{backend.pod}").unlink(missing_ok=True)
    # The first words of both are missing, but not to the step that waits for them.
    steps.shorten("ready", "log_of_arrivals 2>/dev/null", "true")
    app.arrive = set()
    assert deployed(steps, app) == warning(
        "it cannot be told who answered", proof(app, "200 OK", "200 OK")
    )


@pytest.mark.parametrize("backend", [TELEPRESENCE])
@pytest.mark.parametrize("when", ["before", "between"])
def test_who_answered_cannot_be_told_where_others_send_requests_with_this_header(
    steps: Steps, app: App, when: str
) -> None:
    many = f"[pod/{POD}/telepresence-client] connections to the app: many\n"
    if when == "before":
        app.say(many)
        app.say(f"[pod/{POD}/telepresence-client] connections to the app: 9C41\n")
    else:
        app.arrive = {False}
        app.line = many
    assert deployed(steps, app) == warning(
        "it cannot be told who answered", proof(app, "200 OK", "200 OK")
    )


@pytest.mark.parametrize("backend", [MIRRORD])
def test_no_request_is_sent_where_none_is_wanted(steps: Steps, app: App) -> None:
    assert deployed(steps, app, prove="off") == []
    assert app.asked == []


@pytest.mark.parametrize("backend", [TELEPRESENCE])
def test_a_way_to_the_app_that_is_not_known_is_asked_for(steps: Steps) -> None:
    run = steps.deploy(build_apps="shop")
    assert [line for line in run.stderr.splitlines() if "proof" in line] == warning(
        "no Service that leads to its port was found; set the param prove-url",
        "shop in staging was not asked",
    )
    assert run.code == 0


@pytest.mark.parametrize("backend", [TELEPRESENCE])
@pytest.mark.parametrize(
    "url", ["front.staging", "ftp://front/", "http://front/a b", "http://f:x/", "http://f/\n"]
)
def test_a_url_that_cannot_be_asked_is_refused(steps: Steps, url: str) -> None:
    assert steps.refuse("plan", prove_url=url) == (
        f"prove-url must be a URL such as http://front.staging/; got {json.dumps(url)}"
    )


@pytest.mark.parametrize("backend", [TELEPRESENCE])
@pytest.mark.parametrize(
    ("ports", "asked"),
    [
        ([{"port": 80, "targetPort": 8080}], "http://shop.staging:80/"),
        (
            [{"port": 81, "targetPort": 8080}, {"port": 80, "targetPort": 8080}],
            "http://shop.staging:80/",
        ),
        ([{"port": 443, "targetPort": 8080}], "https://shop.staging:443/"),
    ],
)
def test_without_a_url_the_apps_own_service_is_asked(
    steps: Steps, ports: list[dict[str, Any]], asked: str
) -> None:
    steps.add("Service", "staging", "shop", spec={"selector": {"app": "shop"}, "ports": ports})
    run = steps.deploy(build_apps="shop")
    (line,) = [line for line in run.stderr.splitlines() if "proof" in line]
    assert f"proof: shop in staging, asked as {asked}: with the header" in line


@pytest.mark.parametrize("backend", [TELEPRESENCE])
def test_to_ask_by_https_takes_curl_and_by_http_nothing_but_bash(
    steps: Steps, app: App, tmp_path: Path
) -> None:
    path = steps.path_without("curl", tmp_path / "few")
    assert deployed(steps, app, path=path) == [
        proof(app, "200 OK, by the PR pod", "200 OK, not by the PR pod")
    ]
    run = steps.deploy(build_apps="shop", path=path, prove_url="https://front.staging/")
    assert [line for line in run.stderr.splitlines() if "proof" in line] == warning(
        "to ask by https takes curl, which the image of this step (param kubectl-image) lacks",
        "shop in staging was not asked",
    )
    assert run.code == 0
