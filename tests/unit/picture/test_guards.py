"""What a task's `when` says in a picture."""

from __future__ import annotations

from typing import Any

import pytest

from inject_intercepts.picture import guards


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({"input": "$(params.tool)", "operator": "in", "values": ["a"]}, "when tool = a"),
        ({"input": "$(params.tool)", "operator": "in", "values": ["a", "b"]}, "when tool in a, b"),
        ({"input": "$(params.tool)", "operator": "notin", "values": ["a"]}, "when tool ≠ a"),
        (
            {"input": "$(params.tool)", "operator": "notin", "values": ["a", "b"]},
            "when tool not in a, b",
        ),
        (
            {"input": "$(tasks.build.results.ok)", "operator": "in", "values": ["yes"]},
            "when build.ok = yes",
        ),
        (
            {"input": "$(tasks.a.status)$(tasks.b.status)", "operator": "in", "values": ["None"]},
            "when a.status + b.status = None",
        ),
        ({"input": "$(tasks.status)", "operator": "in", "values": ["Failed"]},
         "when tasks.status = Failed"),
        ({"input": "pr-$(params.n)", "operator": "in", "values": [""]},
         'when pr-$(params.n) = ""'),
        ({"input": "x", "operator": "in", "values": ["a, b"]}, 'when x = "a, b"'),
        ({"input": "x", "operator": "in", "values": []}, "when x in"),
        ({"cel": "'$(params.a)' == 'b'"}, "when '$(params.a)' == 'b'"),
    ],
)  # fmt: skip
def test_a_guard_is_said_in_short(entry: dict[str, Any], said: str) -> None:
    assert guards.lines({"name": "t", "when": [entry]}) == (said,)


def test_each_guard_is_a_line() -> None:
    when = [
        {"input": "a", "operator": "in", "values": ["b"]},
        {"input": "c", "operator": "in", "values": ["d"]},
    ]

    assert guards.lines({"name": "t", "when": when}) == ("when a = b", "when c = d")


def test_a_task_without_a_guard_has_no_line() -> None:
    assert guards.lines({"name": "t"}) == ()
    assert guards.lines({"name": "t", "when": None}) == ()


def test_a_long_guard_is_broken_at_blanks_and_a_very_long_one_is_cut() -> None:
    word = "w" * 70
    values = ["one", "two", "three", "four", "five", "six", "seven", "eight", word]
    many = {"name": "t", "when": [{"cel": "x"}] * 9}

    assert guards.lines({"when": [{"input": "x", "operator": "in", "values": values}]}) == (
        "when x in one, two, three, four, five,",
        "six, seven, eight,",
        f"{'w' * 59}…",
    )
    assert guards.lines(many) == (*["when x"] * 5, "…")
