"""Derived Pipelines whose record somebody broke: nobody knows whose they are."""

from __future__ import annotations

from typing import Any

import pytest
from continued import AGAIN, MAIN, Run


@pytest.fixture(scope="module")
def first() -> Run:
    """A package after its first run."""
    return Run([MAIN], continuations=[AGAIN])


def test_a_record_that_is_none_is_said(first: Run) -> None:
    texts = [text.replace('"from":"deploy', '"from":deploy') for text in first.texts]

    assert Run(texts, continuations=[AGAIN]).errors == [
        (
            "annotation `tekton-intercepts.dev/continuation` must be the record that this "
            "function, of version 1, wrote: delete this Pipeline, and it is derived anew"
        )
    ]


@pytest.mark.parametrize(
    "spec", [{}, {"mode": "remove"}, {"continuations": [{"pipeline": "pr", "name": "another"}]}]
)
def test_one_with_such_a_record_that_nobody_asks_for_stays_with_its_tasks_and_that_is_said(
    first: Run, spec: dict[str, Any]
) -> None:
    texts = [text.replace('"from":"deploy', '"from":deploy') for text in first.texts]

    second = Run(texts, **spec)

    assert second.text("pr-again") == texts[1]
    assert second.names[2:6] == first.names[2:]
    assert second.warnings == [
        (
            "is not the record of a derived Pipeline, though the label says that it continues "
            "`pr`, so it stays, with the Tasks that it runs: delete this Pipeline where nobody "
            "needs it"
        )
    ]


def test_the_tasks_go_when_a_person_has_deleted_the_one_whose_record_was_broken(first: Run) -> None:
    run = Run([MAIN, *first.texts[2:]], mode="remove")

    # Its own is named by the Pipeline, with or without an injection.
    assert run.names == ["Pipeline/pr", "Task/deploy-stack-intercepts"]
