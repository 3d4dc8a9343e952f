"""Each folder here is a case: a package and a config in, the whole answer out, twice."""

from __future__ import annotations

import os.path

import pytest

import shipped_tasks
from inject_intercepts import function
from inject_intercepts.krm import testing

FOLDING = testing.Folding(shipped_tasks.fold, shipped_tasks.unfold)
CASES = testing.cases(os.path.dirname(__file__))


@pytest.mark.parametrize("case", CASES, ids=[os.path.basename(case) for case in CASES])
def test_the_answer_is_the_expected_one(case: str) -> None:
    testing.check(case, function.process, FOLDING)
