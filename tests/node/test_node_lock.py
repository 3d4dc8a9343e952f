"""The lock on an app between the backends, with mirrord's program played: it steals nothing.

What the real one does beside Telepresence is in docs/choosing-a-backend.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from runs import Run
from stage import PRIVILEGED

if TYPE_CHECKING:
    from collections.abc import Callable

    from apps import App
    from plane import Cluster

pytestmark = pytest.mark.usefixtures("others")

REFUSAL = (
    "run {run.uid} with {backend} (TaskRun {run.name}-deploy-intercepts-{backend}, "
    'header "x-dev-session: pr-42") has the app {app.name} in {app.namespace}, '
    "and two backends on one app at once break it for everybody. "
    "Try again when that run has ended; "
    "or let the port of the app's Service say appProtocol: http, which lets both in"
)


@pytest.mark.parametrize(
    ("first", "second", "ours"),
    [("telepresence", "mirrord", "new-42"), ("mirrord", "telepresence", "old")],
)
def test_a_run_that_finds_its_app_held_by_the_other_backend_says_so_and_hurts_nobody(
    cluster: Cluster,
    new_app: Callable[..., App],
    first: str,
    second: str,
    ours: str,
) -> None:
    app = new_app(PRIVILEGED)
    before = app.objects()
    holder = Run.start(cluster, app, backend=first, tests="waits")
    holder.wait_for_tests()
    held = app.objects()

    late = Run.start(cluster, app, backend=second, header="x-dev-session: pr-43").wait()

    assert late.tasks()[f"deploy-intercepts-{second}"] == "StepFailed", late.story()
    refusal = REFUSAL.format(run=holder, backend=first, app=app)
    assert refusal in late.log(f"deploy-intercepts-{second}")
    assert (late.remains(), app.objects()) == ([], held)
    app.wait_until_answered(ours)
    holder.end_tests()
    holder.wait()
    assert (holder.remains(), app.objects()) == ([], before)


def test_both_backends_have_an_app_whose_service_says_that_it_speaks_http(
    cluster: Cluster, new_app: Callable[..., App]
) -> None:
    app = new_app(PRIVILEGED, "http")
    before = app.objects()
    runs = [
        Run.start(cluster, app, backend="telepresence", tests="waits"),
        Run.start(cluster, app, backend="mirrord", tests="waits", header="x-dev-session: pr-43"),
    ]
    for run in runs:
        run.wait_for_tests()

    app.wait_until_answered("new-42")
    for run in runs:
        run.end_tests()
        run.wait()

    app.wait_until_answered()
    assert [run.remains() for run in runs] == [[], []]
    assert app.objects() == before
