"""Telepresence itself under our Tasks, by Tekton itself: who is answered by which build."""

from __future__ import annotations

import json
import os
import subprocess
from typing import TYPE_CHECKING

import pytest
from runs import NO_PROOF, PROOF, Run
from stage import REPOSITORY, continuation

from processes import wait_for

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from apps import App
    from plane import Cluster

pytestmark = pytest.mark.usefixtures("others")

DEPLOY = "deploy-intercepts-telepresence"
DONE = dict.fromkeys(
    (
        "fetch-source",
        "resolve-stack",
        "clone-app-repos",
        "build-apps",
        DEPLOY,
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
    assert run.said("since the deploy") == [
        f"the intercept of {app.name} in {app.namespace} was there all the time since the deploy"
    ]
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


def test_an_intercept_is_proved_by_request_unless_somebody_else_has_the_header_already(
    cluster: Cluster, new_app: Callable[..., App], tmp_path: Path
) -> None:
    quiet, asked = new_app(asked=False), new_app()
    # Until those who have the header already have been heard of.
    pipeline = continuation(tmp_path, settle="10")

    run = Run.start(cluster, quiet, asked, pipeline=pipeline).wait()

    untold = PROOF.format(asked, "200 OK", "200 OK")
    assert sorted(run.said("proof")) == [
        PROOF.format(quiet, "200 OK, by the PR pod", "200 OK, not by the PR pod"),
        NO_PROOF.format(asked, "it cannot be told who answered", untold),
    ]
    asked.wait_until_answered()
    assert run.remains() == []


def test_a_connection_that_was_open_before_is_never_intercepted_and_one_of_now_while_it_lasts(
    cluster: Cluster, app: App
) -> None:
    app.keep_asking("before")
    run = Run.start(cluster, app, tests="waits")
    run.wait_for_tests()
    app.keep_asking("during")
    app.wait_until_answered("new-42")
    wait_for("the answers", lambda: all(app.kept("during").values()), pause=1)
    assert app.kept("during") == {"pr-42": ["new-42"], "pr-43": ["old"], "none": ["old"]}

    run.end_tests()
    run.wait()

    app.wait_until_answered()
    assert app.kept("before") == {"pr-42": ["old"], "pr-43": ["old"], "none": ["old"]}
    during = app.kept("during")
    # The new build ends before its client has taken leave, and whoever asks just then is told so.
    ours = [answer for answer in during.pop("pr-42") if answer != "502 Bad Gateway"]
    assert (ours, during) == (["new-42", "old"], {"pr-43": ["old"], "none": ["old"]})


def test_two_apps_in_one_run_whose_new_builds_have_what_the_deployments_have(
    cluster: Cluster, new_app: Callable[..., App], tmp_path: Path
) -> None:
    apps = [new_app(), new_app()]
    before = [app.objects() for app in apps]
    pipeline = continuation(tmp_path, pr_pod_template="deployment")

    run = Run.start(cluster, *apps, tests="waits", pipeline=pipeline)
    run.wait_for_tests()

    pods = json.loads(run.results_of("deploy-intercepts-result")["deployed-pods"])
    for app in apps:
        app.wait_until_answered("new-42")
        where = f"--namespace={app.namespace}"
        (deployed,) = cluster.get("deployment", app.name, where)["spec"]["template"]["spec"][
            "containers"
        ]
        build, client = cluster.get("pod", pods[app.name], where)["spec"]["containers"]
        assert client["name"] == "telepresence-client"
        assert build == deployed | {"image": "node.test/app:pr-42"}
    run.end_tests()
    assert set(run.wait().tasks().values()) == {"Succeeded", FALSE}, run.story()
    for app in apps:
        app.wait_until_answered()
    assert run.remains() == []
    assert [app.objects() for app in apps] == before


@pytest.mark.long
def test_the_same_header_again_waits_for_the_run_that_has_it_and_fails_if_that_is_too_long(
    cluster: Cluster, app: App, tmp_path: Path
) -> None:
    before = app.objects()
    first = Run.start(cluster, app, tests="waits")
    first.wait_for_tests()
    says = f"run {first.uid} has the same header on {app.name}: this one waits until it has ended"
    conflict = f'created by client "root@{first.pod()}": header filters overlap'

    hasty = Run.start(cluster, app, pipeline=continuation(tmp_path, ready_timeout="20"))
    patient = Run.start(cluster, app)
    hasty.wait()

    assert hasty.tasks()[DEPLOY] == "StepFailed", hasty.story()
    for said in (says, conflict, f"the intercept of {app.name} is not active in time"):
        assert said in hasty.log(DEPLOY)
    assert not patient.has_ended()
    app.wait_until_answered("new-42")
    first.end_tests()
    first.wait()
    assert set(patient.wait().tasks().values()) == {"Succeeded", FALSE}, patient.story()
    assert says in patient.log(DEPLOY)
    assert patient.results()["test-summary"] == SUMMARY.format("new-42")
    app.wait_until_answered()
    assert first.remains() + hasty.remains() + patient.remains() == []
    assert app.objects() == before
