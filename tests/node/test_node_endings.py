"""Each way to end of docs/how-a-run-ends.md that Tekton's controller has a part in."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

import pytest
from runs import Run
from stage import REPOSITORY, RUNS

if TYPE_CHECKING:
    from pathlib import Path

    from apps import App
    from plane import Cluster

pytestmark = pytest.mark.usefixtures("others")

PAGE = REPOSITORY / "docs" / "how-a-run-ends.md"
OF_PAGE = "3f1c2b1e-7d0a-4a57-9c52-1f0d8a3c9b11"


def remove_by_hand(cluster: Cluster, kubectl: Path, run: Run) -> None:
    """Does what the page says, with the uid of a run, and waits for it."""
    (command,) = re.findall(
        r"^kubectl -n ci create -f - <<'RUN'\n.*?^RUN$", PAGE.read_text(), re.MULTILINE | re.DOTALL
    )
    done = subprocess.run(
        ["bash", "-c", command.replace(OF_PAGE, run.uid)],
        env={"PATH": f"{kubectl.parent}:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
    )
    name = done.stdout.removesuffix(" created\n")
    cluster.wait(name, "condition=Succeeded", f"--namespace={RUNS}")


@pytest.mark.parametrize("how", ["CancelledRunFinally"])
def test_a_run_that_is_stopped_gracefully_is_cleaned_up(
    cluster: Cluster, app: App, how: str
) -> None:
    before = app.objects()
    run = Run.start(cluster, app, tests="waits")
    run.wait_for_tests()
    app.wait_until_answered("new-42")

    run.stop(how)
    run.end_tests()
    run.wait()

    ended = run.tasks()
    assert {task: ended[task] for task in ("cleanup", "cleanup-fallback")} == {
        "cleanup": "Succeeded",
        "cleanup-fallback": "Succeeded",
    }, run.story()
    app.wait_until_answered()
    assert (run.remains(), app.objects()) == ([], before)


@pytest.mark.parametrize("how", ["cancelled"])
def test_a_run_that_is_cut_off_goes_on_to_intercept_until_it_is_removed_by_hand(
    cluster: Cluster, app: App, kubectl: Path, how: str
) -> None:
    before = app.objects()
    run = Run.start(cluster, app, tests="waits")
    run.wait_for_tests()
    there = run.remains()
    assert there == [f"ConfigMap/intercepts-{run.uid}", f"Pod/{run.pod()}"]

    if how == "cancelled":
        run.stop("Cancelled")
        assert "cleanup" not in run.wait().tasks()
    else:
        cluster.kubectl("delete", "pipelinerun", run.name, f"--namespace={RUNS}")

    app.wait_until_answered("new-42")
    assert run.remains() == there
    remove_by_hand(cluster, kubectl, run)
    app.wait_until_answered()
    assert (run.remains(), app.objects()) == ([], before)
