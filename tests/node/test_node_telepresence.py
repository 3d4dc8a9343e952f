"""Telepresence itself under our Tasks, by Tekton itself: who is answered by which build."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest
from runs import Run
from stage import REPOSITORY

if TYPE_CHECKING:
    from pathlib import Path

    from apps import App
    from plane import Cluster

pytestmark = pytest.mark.usefixtures("others")

DONE = dict.fromkeys(
    (
        "fetch-source",
        "resolve-stack",
        "clone-app-repos",
        "build-apps",
        "deploy-intercepts-telepresence",
        "deploy-intercepts-result",
        "validate-propagation",
        "validate-original-traffic",
        "run-tests",
        "push-images",
        "cleanup",
        "cleanup-fallback",
        "comment-success",
    ),
    "Succeeded",
)
FALSE = "When Expressions evaluated to false"
SUMMARY = "with the header {}, with another old, with none old"


def test_a_run_sends_the_requests_with_its_header_to_the_new_build_and_leaves_nothing(
    cluster: Cluster, app: App
) -> None:
    before = app.objects()

    run = Run.start(cluster, app, whole=True).wait()

    assert run.tasks() == DONE | {"deploy-intercepts-mirrord": FALSE, "comment-failure": FALSE}, (
        run.story()
    )
    pod = run.results().pop("deployed-pods")
    assert run.results() == {"deployed-pods": pod, "test-summary": SUMMARY.format("new-42")}
    app.wait_until_answered()
    assert run.remains() == []
    assert app.objects() == before


def test_a_run_whose_tests_fail_leaves_nothing_and_is_continued_from_its_deploy(
    cluster: Cluster, app: App, kubectl: Path
) -> None:
    before = app.objects()
    failed = Run.start(cluster, app, tests="fails-once", whole=True).wait()
    assert failed.tasks()["run-tests"] == "StepFailed", failed.story()
    assert (failed.remains(), app.objects()) == ([], before)

    done = subprocess.run(
        [REPOSITORY / "scripts" / "rerun-pr-from.sh", "-n", "ci", failed.name],
        env={**os.environ, "PATH": f"{kubectl.parent}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    name = done.stdout.removeprefix("pipelinerun.tekton.dev/").removesuffix(" created\n")
    run = Run(cluster, name).wait()
    first_half = ("fetch-source", "resolve-stack", "clone-app-repos", "build-apps")
    assert run.tasks() == {task: how for task, how in DONE.items() if task not in first_half} | {
        "deploy-intercepts-mirrord": FALSE,
        "comment-failure": FALSE,
    }, run.story()
    assert run.results()["test-summary"] == SUMMARY.format("new-42")
    app.wait_until_answered()
    assert (run.remains(), app.objects()) == ([], before)


def test_two_runs_with_different_headers_have_one_app_each_for_its_own_requests(
    cluster: Cluster, app: App
) -> None:
    before = app.objects()
    first = Run.start(cluster, app, tests="waits")
    second = Run.start(cluster, app, tests="waits", header="x-dev-session: pr-43")
    first.wait_for_tests()
    second.wait_for_tests()
    app.wait_until_answered("new-42", others="new-43")

    first.end_tests()
    first.wait()
    app.wait_until_answered(others="new-43")
    second.end_tests()
    second.wait()

    app.wait_until_answered()
    assert first.remains() + second.remains() == []
    assert app.objects() == before
