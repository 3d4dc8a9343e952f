"""Each folder here is a case: a package and a config in, the whole answer out, twice."""

from __future__ import annotations

import os.path

import pytest

import shipped_tasks
from inject_intercepts import function
from krm_fn import testing

FOLDING = testing.Folding(shipped_tasks.fold, shipped_tasks.unfold)
CASES = testing.cases(os.path.dirname(__file__))


@pytest.mark.parametrize("case", CASES, ids=[os.path.basename(case) for case in CASES])
def test_the_answer_is_the_expected_one(case: str) -> None:
    testing.check(case, function.process, FOLDING)


@pytest.mark.parametrize("case", CASES, ids=[os.path.basename(case) for case in CASES])
def test_what_was_taken_once_is_taken_again(case: str) -> None:
    # An input that is refused comes back as it was: no other comparison would see it.
    first = testing.run_once(function.process, testing.input_of(case, FOLDING))
    again = testing.run_once(function.process, testing.without_results(first.stdout))

    assert again.code == first.code
