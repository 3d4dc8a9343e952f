"""Whoever read the deploy task's result, waited for it, or tested its status."""

from __future__ import annotations

from typing import Any

import pipelines as p
import pytest

from inject_intercepts import injection

PASSED = "$(tasks.deploy-intercepts-result.results.deployed-pods)"
STATUS = "$(tasks.deploy-intercepts.status)"
BOTH = "$(tasks.deploy-intercepts-telepresence.status)$(tasks.deploy-intercepts-mirrord.status)"


def when(text: str, operator: str, *values: str) -> dict[str, Any]:
    return {"input": text, "operator": operator, "values": list(values)}


def test_consumers_wait_for_the_pass_through_and_read_its_result() -> None:
    base = p.pipeline(
        [
            p.deploy(),
            p.reading("test", f"pods {p.DEPLOYED}"),
            p.task("next", runAfter=["deploy-intercepts"]),
        ],
        [p.reading("report", p.DEPLOYED)],
        results=[{"name": "pods", "value": p.DEPLOYED}],
    )

    done = p.inject(base)

    assert p.named(done.obj, "test")["params"] == [{"name": "p", "value": f"pods {PASSED}"}]
    assert p.named(done.obj, "next")["runAfter"] == ["deploy-intercepts-result"]
    assert p.named(done.obj, "report")["params"] == [{"name": "p", "value": PASSED}]
    assert done.obj["spec"]["results"] == [{"name": "pods", "value": PASSED}]
    assert "tasks.deploy-intercepts." not in str(done.obj)


def test_a_result_of_another_name_is_handed_on_as_deployed_pods() -> None:
    base = p.pipeline([p.deploy(), p.reading("test", "$(tasks.deploy-intercepts.results['pods'])")])

    done = p.inject(base, deploy={"result": "pods"})

    wanted = "$(tasks.deploy-intercepts-result.results['deployed-pods'])"
    assert p.named(done.obj, "test")["params"] == [{"name": "p", "value": wanted}]
    assert injection.take_back(done.obj).obj == base


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        (["Failed"], ["FailedNone", "NoneFailed"]),
        (["None"], ["NoneNone"]),
        (["Succeeded", "None"], ["SucceededNone", "NoneSucceeded", "NoneNone"]),
        (["Skipped"], ["Skipped"]),
    ],
)
@pytest.mark.parametrize("operator", ["in", "notin"])
def test_a_tested_status_is_that_of_both_variants(
    operator: str, values: list[str], wanted: list[str]
) -> None:
    base = p.pipeline([p.deploy()], [p.task("f", when=[when(STATUS, operator, *values)])])

    done = p.inject(base)

    assert p.named(done.obj, "f")["when"] == [when(BOTH, operator, *wanted)]
    assert [f for f in done.findings if f.severity != "info"] == []
    assert injection.take_back(done.obj).obj == base


def test_three_backends_have_three_places_in_a_status() -> None:
    own = {"name": "gateway", "taskRef": {"name": "deploy-by-gateway"}}
    base = p.pipeline([p.deploy()], [p.task("f", when=[when(STATUS, "in", "Failed")])])

    done = p.inject(base, backends=["telepresence", "mirrord", own])

    (test,) = p.named(done.obj, "f")["when"]
    assert test["values"] == ["FailedNoneNone", "NoneFailedNone", "NoneNoneFailed"]


def test_a_reason_is_that_of_both_variants_everywhere() -> None:
    base = p.pipeline([p.deploy()], [p.reading("f", "because $(tasks.deploy-intercepts.reason)!")])

    done = p.inject(base)

    joined = BOTH.replace("status", "reason")
    assert p.named(done.obj, "f")["params"] == [{"name": "p", "value": f"because {joined}!"}]
    assert injection.take_back(done.obj).obj == base


def test_a_status_that_is_passed_on_becomes_the_pass_throughs_with_a_warning() -> None:
    base = p.pipeline([p.deploy()], [p.reading("f", STATUS)])

    done = p.inject(base)

    value = "$(tasks.deploy-intercepts-result.status)"
    assert p.named(done.obj, "f")["params"] == [{"name": "p", "value": value}]
    (warning,) = (f for f in done.findings if f.severity == "warning")
    assert warning.path == ("spec", "finally", 0, "params", 0, "value")
    assert warning.message == (
        f"reads {value} where it read {STATUS}: that is `None`, not `Failed`, when the deploy "
        "failed"
    )


@pytest.mark.parametrize("operator", ["in", "notin"])
def test_completed_joins_where_the_aggregate_is_tested_for_succeeded(operator: str) -> None:
    base = p.pipeline(
        [p.deploy()], [p.task("f", when=[when("$(tasks.status)", operator, "Succeeded", "None")])]
    )

    done = p.inject(base)

    assert p.named(done.obj, "f")["when"] == [
        when("$(tasks.status)", operator, "Succeeded", "None", "Completed")
    ]
    assert injection.take_back(done.obj).obj == base


def test_one_backend_is_never_skipped_so_the_aggregate_stays() -> None:
    test = when("$(tasks.status)", "in", "Succeeded")
    base = p.pipeline([p.deploy()], [p.task("f", when=[test])])

    done = p.inject(base, backends=["telepresence"])

    assert p.named(done.obj, "f")["when"] == [test]


@pytest.mark.parametrize(
    ("final", "guarded", "wanted"),
    [
        (
            p.task("f", when=[when("$(tasks.status)", "in", "Completed")]),
            False,
            (
                "tests $(tasks.status) for `Completed`, which every run without a failure now has: "
                "one deploy task is always skipped"
            ),
        ),
        (
            p.task("f", when=[when("$(tasks.status)", "in", "Succeeded")]),
            True,
            (
                "takes `Completed` for `Succeeded` from now on, also where `scan` was skipped by "
                "its own `when`"
            ),
        ),
        (
            p.reading("f", "run $(tasks.status)"),
            False,
            (
                "passes $(tasks.status) on, which is `Completed` where it was `Succeeded`: one "
                "deploy task is skipped in every run"
            ),
        ),
    ],
)
def test_what_completed_changes_for_the_reader_is_said(
    final: dict[str, Any],
    guarded: bool,  # noqa: FBT001  # a column of the table
    wanted: str,
) -> None:
    tasks = [p.deploy()]
    if guarded:
        tasks.append(p.task("scan", when=[when("$(params.scan)", "in", "on")]))

    done = p.inject(p.pipeline(tasks, [final], params=[{"name": "scan"}]))

    assert [f.message for f in done.findings if f.severity == "warning"] == [wanted]
