"""What an app that is intercepted by Telepresence can be asked, and how often."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from runs import Run
from stage import BASELINE

if TYPE_CHECKING:
    from collections.abc import Callable

    from apps import App
    from plane import Cluster

pytestmark = pytest.mark.usefixtures("others")

# What Go's client makes of an answer in HTTP/1.1.
TOO_LARGE = "frame too large, note that the frame header looked like an HTTP/1.1 header"
RIGHT = ["pr-42 new-42", "pr-43 old", "none old"]
OLD = ["pr-42 old", "pr-43 old", "none old"]
WAYS = ("http", "h2c", "websocket")


@pytest.mark.parametrize(
    ("protocol", "h2c", "websocket"),
    [
        (
            None,
            RIGHT,
            ["pr-42 new-42", "pr-43 502 Bad Gateway", "none 502 Bad Gateway"],
        ),
        (
            "http",
            [f"{who} fails: {TOO_LARGE}" for who in ("pr-42", "pr-43", "none")],
            RIGHT,
        ),
    ],
)
def test_an_app_that_speaks_http_2_has_no_websockets_and_with_app_protocol_http_only_those(
    cluster: Cluster,
    new_app: Callable[..., App],
    protocol: str | None,
    h2c: list[str],
    websocket: list[str],
) -> None:
    app = new_app(BASELINE, protocol, registry="node.test/h2c")
    before = {way: app.ask("once", way) for way in WAYS}
    run = Run.start(cluster, app, tests="waits")
    run.wait_for_tests()

    during = {way: app.ask("once", way) for way in WAYS}

    run.end_tests()
    run.wait()
    after = {way: app.ask("once", way) for way in WAYS}
    assert [before, during, after] == [
        dict.fromkeys(WAYS, OLD),
        {"http": RIGHT, "h2c": h2c, "websocket": websocket},
        dict.fromkeys(WAYS, OLD),
    ]
    assert run.remains() == []


def test_more_than_256_requests_at_once_hang_where_the_new_build_keeps_their_connections(
    cluster: Cluster, app: App
) -> None:
    run = Run.start(cluster, app, tests="waits")
    run.wait_for_tests()

    answers = app.ask("burst", "400")

    assert {line.partition(" ")[2] for line in answers} >= {"new-42", "hangs"}
    run.end_tests()
    run.wait()
