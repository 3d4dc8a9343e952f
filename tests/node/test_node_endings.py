"""Each way to end of docs/how-a-run-ends.md that Tekton's controller has a part in."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

import pytest
from runs import Run
from stage import REPOSITORY, RUNS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from apps import App
    from plane import Cluster

pytestmark = pytest.mark.usefixtures("others")

PAGE = REPOSITORY / "docs" / "how-a-run-ends.md"
CLEANED_UP = dict.fromkeys(
    (
        "deploy-intercepts-telepresence",
        "deploy-intercepts-result",
        "validate-propagation",
        "validate-original-traffic",
        "cleanup",
        "cleanup-fallback",
    ),
    "Succeeded",
)
# The tests had the time to pass: so to the finally tasks it looks like success.
STOPPED = {
    "deploy-intercepts-mirrord": "PipelineRun was gracefully stopped",
    "run-tests": "Succeeded",
    "push-images": "PipelineRun was gracefully stopped",
    "comment-success": "Succeeded",
    "comment-failure": "When Expressions evaluated to false",
}
CUT_SHORT = {
    "deploy-intercepts-mirrord": "PipelineRun was stopping",
    "run-tests": "TaskRunCancelled",
    "push-images": "PipelineRun was stopping",
    "comment-success": "Results were missing",
    "comment-failure": "Succeeded",
}
OTHER = "x-dev-session: pr-43"
OF_PAGE = "3f1c2b1e-7d0a-4a57-9c52-1f0d8a3c9b11"


def remove_by_hand(cluster: Cluster, kubectl: Path, *runs: Run) -> None:
    """Does what the page says, with the uid of each run, and waits for it."""
    (command,) = re.findall(
        r"^kubectl -n ci create -f - <<'RUN'\n.*?^RUN$", PAGE.read_text(), re.MULTILINE | re.DOTALL
    )
    done = [
        subprocess.run(
            ["bash", "-c", command.replace(OF_PAGE, run.uid)],
            env={"PATH": f"{kubectl.parent}:/usr/bin:/bin"},
            capture_output=True,
            text=True,
            check=True,
        )
        for run in runs
    ]
    for created in done:
        name = created.stdout.removesuffix(" created\n")
        cluster.wait(name, "condition=Succeeded", f"--namespace={RUNS}")


def test_runs_that_are_stopped_or_cancelled_gracefully_or_out_of_time_for_tasks_are_cleaned_up(
    cluster: Cluster, new_app: Callable[..., App]
) -> None:
    shop, web = new_app(), new_app()
    before = shop.objects(), web.objects()
    stopped = Run.start(cluster, shop, backend="telepresence", tests="waits")
    cancelled = Run.start(cluster, shop, tests="waits", header=OTHER)
    late = Run.start(cluster, web, tests="waits", timeouts={"tasks": "30m", "pipeline": "1h"})
    for run in (stopped, cancelled, late):
        run.wait_for_tests()
    shop.wait_until_answered("new-42", others="new-43")

    stopped.stop("StoppedRunFinally")
    cancelled.stop("CancelledRunFinally")
    late.grow_older(minutes=31)
    # Tekton lets a task of this one end, and cancels that of the others.
    stopped.end_tests()

    assert [run.wait().tasks() for run in (stopped, cancelled, late)] == [
        CLEANED_UP | STOPPED,
        CLEANED_UP | CUT_SHORT,
        CLEANED_UP | CUT_SHORT,
    ]
    assert [run.remains() for run in (stopped, cancelled, late)] == [[], [], []]
    shop.wait_until_answered()
    web.wait_until_answered()
    assert (shop.objects(), web.objects()) == before


def test_runs_that_are_cancelled_or_deleted_or_out_of_all_time_intercept_until_removed_by_hand(
    cluster: Cluster, new_app: Callable[..., App], kubectl: Path
) -> None:
    shop, web = new_app(), new_app()
    before = shop.objects(), web.objects()
    cancelled = Run.start(cluster, shop, backend="telepresence", tests="waits")
    deleted = Run.start(cluster, shop, tests="waits", header=OTHER)
    late = Run.start(cluster, web, tests="waits", timeouts={"pipeline": "1h"})
    runs = (cancelled, deleted, late)
    for run in runs:
        run.wait_for_tests()
    there = [[f"ConfigMap/intercepts-{run.uid}", f"Pod/{run.pod()}"] for run in runs]
    assert [run.remains() for run in runs] == there

    cancelled.stop("Cancelled")
    cluster.kubectl("delete", "pipelinerun", deleted.name, f"--namespace={RUNS}")
    late.grow_older(minutes=61)

    for run in (cancelled, late):
        assert not {"cleanup", "cleanup-fallback"} & run.wait().task_runs().keys()
    shop.wait_until_answered("new-42", others="new-43")
    web.wait_until_answered("new-42")
    assert [run.remains() for run in runs] == there
    remove_by_hand(cluster, kubectl, *runs)
    shop.wait_until_answered()
    web.wait_until_answered()
    assert [run.remains() for run in runs] == [[], [], []]
    assert (shop.objects(), web.objects()) == before
