"""Whatever the function injects, mode `remove` takes back: over all cases of this folder."""

from __future__ import annotations

import os.path
from pathlib import Path

import pytest
from test_golden import CASES, FOLDING

import krm_fn as krm
from inject_intercepts import function, injection
from krm_fn import testing

# Not those that are refused, and not the one where others are taken back than the config names.
INJECTED = [
    case
    for case in CASES
    if not Path(case, "_exit_code").exists()
    and "is no longer chosen" not in Path(case, "_expected.yaml").read_text(encoding="utf-8")
]


def remove(resources: krm.ResourceList) -> None:
    function.process(resources, "remove")


def texts(stdout: bytes) -> list[str]:
    """The items but for Tasks: of these stay those that the base itself refers to."""
    items = krm.ResourceList.parse(stdout).items
    return [item.text for item in items if item.kind != "Task"]


@pytest.mark.parametrize("case", INJECTED, ids=os.path.basename)
def test_what_was_injected_is_taken_back_to_the_byte(case: str) -> None:
    before = testing.input_of(case, FOLDING)
    injected = testing.run_once(function.process, before)
    base = testing.run_once(remove, before)
    removed = testing.run_once(remove, testing.without_results(injected.stdout))

    assert (injected.code, base.code, removed.code) == (0, 0, 0), removed.stderr
    assert texts(removed.stdout) == texts(base.stdout)


def test_what_the_config_names_is_taken_back_and_nothing_else() -> None:
    (case,) = (case for case in CASES if case.endswith("/what-is-no-longer-chosen-is-taken-back"))
    before = testing.input_of(case, FOLDING)  # its config names `one` of three
    removed = testing.run_once(remove, before)

    one, *others = texts(before)
    new, *rest = texts(removed.stdout)
    assert (injection.ANNOTATION in one, injection.ANNOTATION in new) == (True, False)
    assert rest == others
    assert removed.stderr == (
        "[info] tekton.dev/v1/Pipeline/team-a/one: what was injected is taken back; "
        "what it runs itself stays: `deploy-stack-intercepts`\n"
    )


def test_a_run_follows_nobody_any_more_wherever_its_pipeline_is() -> None:
    (case,) = (case for case in CASES if case.endswith("/a-run-follows-the-pipeline-it-refers-to"))
    before = testing.input_of(case, FOLDING)
    injected = testing.run_once(function.process, before)

    def without_its_pipeline(resources: krm.ResourceList) -> None:
        resources.remove(resources.items[0])
        remove(resources)

    removed = testing.run_once(without_its_pipeline, testing.without_results(injected.stdout))
    _, *runs = texts(before)
    assert texts(injected.stdout)[1:] != runs
    assert texts(removed.stdout) == runs


def test_where_nothing_was_injected_it_says_so_and_changes_nothing() -> None:
    (case,) = (case for case in CASES if case.endswith("/a-run-follows-the-pipeline-it-refers-to"))
    before = testing.input_of(case, FOLDING)
    removed = testing.run_once(remove, before)

    assert texts(removed.stdout) == texts(before)
    assert removed.stderr == (
        "[info] nothing that was injected is in the input: there is nothing to remove\n"
    )
