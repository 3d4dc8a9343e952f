"""What a person at a terminal sees, and that nobody else gets any of it."""

from __future__ import annotations

import io
import os
import pty
import re
import subprocess
import sys
import time
import tty
from typing import TYPE_CHECKING, Any

import pytest

import krm_fn as krm
from krm_fn import file_mode

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Process = Callable[[Callable[[krm.ResourceList], None]], None]

PIPELINE = "apiVersion: tekton.dev/v1\nkind: Pipeline\nmetadata: {name: p}\n"
TASK = "apiVersion: tekton.dev/v1\nkind: Task\nmetadata: {{name: {0}}}\n"
RUN = "apiVersion: tekton.dev/v1\nkind: PipelineRun\nmetadata: {name: r}\n"
WIPE = "\r\x1b[K"
SECONDS = 60


class Terminal(io.StringIO):
    """A terminal that remembers what was written to it."""

    def isatty(self) -> bool:
        return True

    def shows(self, text: str) -> bool:
        """Whether the text appears in time."""
        end = time.monotonic() + SECONDS
        while text not in self.getvalue() and time.monotonic() < end:
            time.sleep(0.01)
        return text in self.getvalue()


def diff_on_a_terminal(folder: Path, **environment: str) -> str:
    """What `render --diff` prints to one that has the file p.yaml."""
    ours, theirs = pty.openpty()
    tty.setraw(theirs)
    command = [sys.executable, "-m", "inject_intercepts", "render", "--diff", "p.yaml"]
    surroundings = {"PATH": os.environ["PATH"], "TERM": "xterm", **environment}
    started = subprocess.Popen(
        command, cwd=folder, env=surroundings, stdin=subprocess.DEVNULL, stdout=theirs,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(theirs)
    with started, os.fdopen(ours, "rb", buffering=0) as screen:
        seen = b"".join(iter(lambda: _next(screen), b""))
    assert started.returncode == 0
    return seen.decode()


def _next(screen: Any) -> bytes:
    try:
        return bytes(screen.read(65536))
    except OSError:  # Linux says so at the end
        return b""


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.setenv("TERM", "xterm")
    return Terminal()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    params = ("build-apps", "built-images", "intercept-header-value")
    given = ", ".join(f"{{name: {name}, value: x}}" for name in params)
    bound = "workspaces: [{name: shared-workspace}]"
    task = f"name: deploy-intercepts, taskRef: {{name: mine}}, params: [{given}], {bound}"
    text = f"{PIPELINE}spec:\n  tasks:\n  - {{{task}}}\n  {bound}\n"
    (tmp_path / "p.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def test_a_diff_on_a_terminal_has_the_colours_of_git(folder: Path) -> None:
    seen = diff_on_a_terminal(folder)

    assert seen.startswith("\x1b[1m--- a/p.yaml\x1b[0m\n\x1b[1m+++ b/p.yaml\x1b[0m\n\x1b[36m@@ -1,")
    assert "\x1b[31m-  - {name: deploy-intercepts, " in seen
    assert "\n\x1b[32m+    - input: $(params.intercept-backend)\x1b[0m\n" in seen
    assert re.sub(r"\x1b\[\d*m", "", seen) == diff_on_a_terminal(folder, NO_COLOR="1")


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_who_wants_no_colours_gets_the_patch(folder: Path, environment: dict[str, str]) -> None:
    piped = subprocess.run(
        [sys.executable, "-m", "inject_intercepts", "render", "--diff", "p.yaml"],
        cwd=folder, capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert diff_on_a_terminal(folder, **environment) == piped.stdout
    assert piped.stdout.startswith("--- a/p.yaml\n+++ b/p.yaml\n@@ -")


def test_an_empty_no_color_asks_for_nothing(folder: Path) -> None:
    assert diff_on_a_terminal(folder, NO_COLOR="") == diff_on_a_terminal(folder)


def test_colours_end_before_the_line_does_and_only_the_first_two_lines_are_names() -> None:
    patch = b"--- a/p\n+++ b/p\n@@ -1,2 +1,2 @@\n one\r\n--- two\r\n+++ 2\n\\ No newline at end\n"

    assert file_mode.coloured(patch) == (
        b"\x1b[1m--- a/p\x1b[0m\n\x1b[1m+++ b/p\x1b[0m\n\x1b[36m@@ -1,2 +1,2 @@\x1b[0m\n one\r\n"
        b"\x1b[31m--- two\x1b[0m\r\n\x1b[32m+++ 2\x1b[0m\n\\ No newline at end\n"
    )


def test_a_diff_counts_the_objects_that_change_come_and_go(package: Any, process: Process) -> None:
    def work(resources: krm.ResourceList) -> None:
        for item in list(resources.items):
            if item.kind == "Task":
                resources.remove(item)
            else:
                item.replace({**item.data, "spec": {"seen": True}})
        resources.add(krm.KubeObject.new(TASK.format("n")))

    package.put(
        a_yaml=PIPELINE, b_yaml="---\n".join(map(TASK.format, "xyz")), c_yaml=RUN,
        d_yaml=PIPELINE.replace("p}", "q}"),
    )  # fmt: skip
    process(work)

    assert package.run("render", "--diff", ".").stderr == [
        "[info] 2 Pipelines and 1 PipelineRun changed, 1 Task added, 3 Tasks removed"
    ]


def test_what_is_written_as_it_was_is_not_counted(package: Any, process: Process) -> None:
    def replace(resources: krm.ResourceList) -> None:
        for item in resources.items:
            item.replace({**item.data})

    package.put(a_yaml=PIPELINE)
    process(replace)

    assert package.run("render", "--diff", ".") == (0, "", [])


def test_a_run_that_takes_long_says_what_it_does_and_takes_that_back(folder: Path) -> None:
    ours, theirs = pty.openpty()
    tty.setraw(theirs)
    with subprocess.Popen(
        [sys.executable, "-m", "inject_intercepts", "render", "-"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=theirs,
        env={"PATH": os.environ["PATH"], "TERM": "xterm"},
    ) as started:  # fmt: skip
        os.close(theirs)
        seen = os.read(ours, 1000).decode()  # it waits for its input, and says so
        printed, _ = started.communicate((folder / "p.yaml").read_bytes())
    seen += b"".join(iter(lambda: _next(os.fdopen(ours, "rb", 0, closefd=False)), b"")).decode()
    os.close(ours)

    said, _, rest = seen.rpartition(WIPE)
    assert {*said.split(WIPE)} == {"", "reading …"}
    assert rest.startswith("[info] tekton.dev/v1/Pipeline/p spec: added tasks ")
    assert b"deploy-intercepts-mirrord" in printed


def test_progress_counts_files_where_their_number_is_known(screen: Terminal) -> None:
    with file_mode.Progress(screen, patience=0) as progress:
        progress.now("injecting")
        assert screen.shows(f"{WIPE}injecting …")
        progress.now("editing", 2000)
        for _ in range(1234):
            progress.step()
        assert screen.shows(f"{WIPE}editing 1,234 of 2,000 files …")

    assert screen.getvalue().endswith(f"…{WIPE}")


def test_after_an_error_the_line_is_gone_too(screen: Terminal) -> None:
    def fail() -> None:
        with file_mode.Progress(screen, patience=0) as progress:
            progress.now("reading")
            assert screen.shows("reading …")
            raise KeyError

    with pytest.raises(KeyError):
        fail()

    assert screen.getvalue().endswith(f"…{WIPE}")


def test_a_short_run_and_a_log_get_no_progress(screen: Terminal) -> None:
    log = io.StringIO()
    with (
        file_mode.Progress(screen, SECONDS) as short,
        file_mode.Progress(log, patience=0) as logged,
    ):
        short.now("reading")
        logged.now("reading")
        time.sleep(0.05)

    assert (screen.getvalue(), log.getvalue()) == ("", "")
