"""Cleaning up, however the run ends."""

from __future__ import annotations

from typing import Any

import pipelines as p

from inject_intercepts import injection

OURS = {"name": "cleanup-stack-pods"}
BACKEND = {"name": "intercept-backend", "value": "$(params.intercept-backend)"}
RUN_ID = {"name": "run-id", "value": "$(context.pipelineRun.uid)"}
STARTED = {
    "input": (
        "$(tasks.deploy-intercepts-telepresence.status)$(tasks.deploy-intercepts-mirrord.status)"
    ),
    "operator": "notin",
    "values": ["NoneNone"],
}


def cleanup(**fields: Any) -> dict[str, Any]:
    pods = {"name": "deployed-pods", "value": p.DEPLOYED}
    return {"name": "cleanup", "taskRef": OURS, "params": [pods], **fields}


def test_the_cleanup_learns_the_backend_and_the_run() -> None:
    done = p.inject(p.pipeline([p.deploy()], [cleanup()]))

    pods = "$(tasks.deploy-intercepts-result.results.deployed-pods)"
    assert p.named(done.obj, "cleanup") == {
        "name": "cleanup",
        "taskRef": OURS,
        "params": [{"name": "deployed-pods", "value": pods}, BACKEND, RUN_ID],
    }


def test_the_fallback_is_the_same_task_without_any_result() -> None:
    namespace = {"name": "default-namespace", "value": "$(params.ns)"}
    pods = {"name": "deployed-pods", "value": p.DEPLOYED}
    base = p.pipeline(
        [p.deploy()],
        [
            cleanup(
                params=[pods, namespace],
                timeout="5m",
                when=[{"input": "$(params.clean)", "operator": "in", "values": ["true"]}],
                displayName=f"Clean {p.DEPLOYED}",
            )
        ],
        params=[{"name": "ns"}, {"name": "clean"}],
    )

    done = p.inject(base)

    assert p.named(done.obj, "cleanup-fallback") == {
        "name": "cleanup-fallback",
        "when": [STARTED],
        "taskRef": OURS,
        "params": [namespace, BACKEND, RUN_ID],
        "timeout": "5m",
    }
    assert injection.take_back(done.obj).obj == base


def test_the_config_can_do_without_the_fallback() -> None:
    done = p.inject(p.pipeline([p.deploy()], [cleanup()]), cleanup={"fallback": False})

    assert [task["name"] for task in done.obj["spec"]["finally"]] == ["cleanup"]


def test_a_missing_cleanup_is_made_and_needs_no_fallback() -> None:
    namespace = {"name": "default-namespace", "value": "$(params.ns)"}
    read = {"name": "stack-json", "value": "$(tasks.resolve.results.stack)"}
    base = p.pipeline(
        [p.task("resolve"), p.deploy(params=[*p.deploy()["params"], namespace, read])],
        params=[{"name": "ns"}],
    )

    done = p.inject(base)

    assert done.obj["spec"]["finally"] == [
        {
            "name": "cleanup",
            "when": [STARTED],
            "taskRef": OURS,
            "params": [namespace, BACKEND, RUN_ID],
        }
    ]
    assert injection.take_back(done.obj).obj == base


def test_an_empty_finally_is_empty_again_when_all_is_taken_back() -> None:
    empties: tuple[list[Any] | None, ...] = ([], None)
    for empty in empties:
        base = p.pipeline([p.deploy()])
        base["spec"]["finally"] = empty

        assert injection.take_back(p.inject(base).obj).obj == base


def test_somebody_elses_cleanup_is_left_alone_but_its_references_follow() -> None:
    theirs = cleanup(taskRef={"name": "our-own-cleanup"})
    base = p.pipeline([p.deploy()], [theirs, p.task("report")])

    done = p.inject(base)

    pods = "$(tasks.deploy-intercepts-result.results.deployed-pods)"
    assert done.obj["spec"]["finally"] == [
        {**theirs, "params": [{"name": "deployed-pods", "value": pods}]},
        {
            "name": "cleanup-fallback",
            "when": [STARTED],
            "taskRef": OURS,
            "params": [BACKEND, RUN_ID],
        },
        p.task("report"),
    ]


def test_the_cleanup_gets_the_params_of_the_config() -> None:
    sweep = {"name": "sweep", "value": "namespace"}

    done = p.inject(p.pipeline([p.deploy()], [cleanup()]), cleanup={"params": [sweep]})

    assert p.named(done.obj, "cleanup")["params"][1:] == [BACKEND, RUN_ID, sweep]
    assert p.named(done.obj, "cleanup-fallback")["params"] == [BACKEND, RUN_ID, sweep]
