"""Derived Pipelines in a package: they follow the main one at every run, and go with the config."""

from __future__ import annotations

from typing import Any

import pytest
from continued import AGAIN, MAIN, OTHER, PLAIN, Run

DERIVED = "was derived from `pr`, and is removed"
UNASKED = "is no longer asked for, and is removed"


def tasks(pipeline: dict[str, Any]) -> list[str]:
    return [one["name"] for one in pipeline["spec"]["tasks"]]


@pytest.fixture(scope="module")
def first() -> Run:
    """A package after its first run."""
    return Run([MAIN], continuations=[AGAIN])


def test_at_the_deploy_the_derived_pipeline_has_the_tasks_of_all_backends(first: Run) -> None:
    assert first.errors == []
    assert tasks(first.named("pr-again")) == [
        "deploy-intercepts-telepresence", "deploy-intercepts-mirrord", "deploy-intercepts-result",
        "test",
    ]  # fmt: skip


def test_a_second_run_changes_nothing(first: Run) -> None:
    second = Run(first.texts, continuations=[AGAIN])

    assert second.texts == first.texts
    assert second.said == []


def test_it_follows_the_main_one_at_every_run(first: Run) -> None:
    changed = [text.replace("- name: test", "- name: smoke-test") for text in first.texts]
    changed[1] = first.texts[1]

    second = Run(changed, continuations=[AGAIN], backends=["telepresence"])

    assert tasks(second.named("pr-again")) == [
        "deploy-intercepts-telepresence", "deploy-intercepts-result", "smoke-test",
    ]  # fmt: skip
    assert second.warnings == []
    assert "Task/deploy-intercept-mirrord" not in second.names


@pytest.mark.parametrize(
    ("spec", "left", "said"),
    [
        ({"mode": "remove"}, MAIN, DERIVED),
        ({"mode": "remove", "pipelines": ["pr"]}, MAIN, DERIVED),
        ({}, None, UNASKED),
        ({"continuations": [{"pipeline": "pr", "name": "another"}]}, None, UNASKED),
    ],
)
def test_it_goes_when_the_config_does(
    first: Run, spec: dict[str, Any], left: str | None, said: str
) -> None:
    second = Run(first.texts, **spec)

    assert "Pipeline/pr-again" not in second.names
    assert [message for _, message in second.said if message.endswith("is removed")] == [said]
    assert second.text("pr") == (left or first.text("pr"))
    # Tasks that nobody runs any more go with it.
    assert ("Task/deploy-intercepts-result" in second.names) == (left is None)


def test_the_derived_pipeline_of_another_config_is_left_alone(first: Run) -> None:
    second = Run([*first.texts, PLAIN], config="other", mode="remove")

    assert "Pipeline/pr-again" in second.names


def test_what_a_person_changed_is_derived_anew_with_a_warning(first: Run) -> None:
    edited = [text.replace("    - name: pods", "    - name: mine") for text in first.texts]
    edited[0] = first.texts[0]

    second = Run(edited, continuations=[AGAIN])

    assert second.texts == first.texts
    assert second.warnings == ["was edited by hand, and is derived anew: change `pr` instead"]


def test_a_prefix_that_its_name_got_stays(first: Run) -> None:
    texts = [text.replace("  name: pr-again", "  name: team-pr-again") for text in first.texts]

    assert Run(texts, continuations=[AGAIN]).texts == texts


def test_a_pipeline_of_its_name_is_somebodys_own() -> None:
    run = Run([MAIN, OTHER], continuations=[AGAIN], pipelines=["pr"])

    assert run.errors == [
        (
            "is somebody's own, and `spec.continuations` gives its name to what continues `pr`: "
            "delete it, or give that one another name"
        )
    ]
    assert run.texts == [MAIN, OTHER]


def test_one_that_another_config_derived_keeps_its_name(first: Run) -> None:
    texts = [PLAIN, first.text("pr-again")]

    run = Run(
        texts,
        config="other",
        continuations=[{"pipeline": "plain", "name": "pr-again", "from": "b"}],
    )

    assert run.errors == [
        (
            "is derived by the config `pr-intercepts`, and `spec.continuations` gives its name to "
            "what continues `plain`: delete it, or give that one another name"
        )
    ]


def test_a_pipeline_that_nobody_injects_into_can_be_continued() -> None:
    run = Run([PLAIN], continuations=[{"pipeline": "plain", "name": "plain-b", "from": "b"}])

    assert run.names == ["Pipeline/plain", "Pipeline/plain-b"]
    assert run.texts[0] == PLAIN
    assert tasks(run.named("plain-b")) == ["b"]


def test_a_pipeline_that_has_not_the_shape_of_one_is_refused_by_its_field() -> None:
    text = PLAIN.partition("  tasks:")[0] + "  tasks: all of them\n"

    run = Run([text], continuations=[{"pipeline": "plain", "name": "plain-b", "from": "b"}])

    assert run.errors == ["must be a list, is a string"]


def test_any_number_continues_one() -> None:
    wanted = [AGAIN, {"pipeline": "pr", "name": "pr-test", "from": "test"}]

    run = Run(
        [MAIN, PLAIN], continuations=[*wanted, {**AGAIN, "name": "pr-build", "from": "build"}]
    )

    assert [name for name in run.names if name.startswith("Pipeline/")] == [
        "Pipeline/pr", "Pipeline/plain", "Pipeline/pr-again", "Pipeline/pr-test",
        "Pipeline/pr-build",
    ]  # fmt: skip
    assert (
        "`pr-test` begins behind the deploy: the intercepts of the run that it continues are gone, "
        "once that was cleaned up"
    ) in run.warnings


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (
            {"pipeline": "pr", "name": "x", "from": "tests"},
            (
                "`spec.continuations[0].from` is `tests`, which must be one of its tasks: `build`, "
                "`deploy-intercepts`, `test`"
            ),
        ),
        (
            {"pipeline": "pr", "name": "x", "from": "deploy-intercepts-result"},
            (
                "`spec.continuations[0].from` is `deploy-intercepts-result`, which must be one of "
                "its tasks: `build`, `deploy-intercepts`, `test`"
            ),
        ),
        (
            {"pipeline": "prs", "name": "x"},
            (
                "`spec.continuations[0].pipeline` names `prs`, which is not in the input: it has "
                "`plain`, `pr`"
            ),
        ),
        (
            {"pipeline": "plain", "name": "x"},
            (
                "`spec.continuations[0].from` is `deploy-intercepts`, which must be one of its "
                "tasks: `a`, `b`"
            ),
        ),
    ],
)
def test_what_is_not_there_is_named_with_what_is(asked: dict[str, Any], said: str) -> None:
    run = Run([MAIN, PLAIN], continuations=[asked])

    assert run.errors == [said]
    assert run.texts == [MAIN, PLAIN]


def test_the_derived_one_is_not_to_be_injected_into(first: Run) -> None:
    run = Run(first.texts, continuations=[AGAIN], pipelines=["pr", "pr-again"])

    assert run.errors == [
        "`spec.pipelines[1]` names `pr-again`, which is derived from `pr`: name that one"
    ]


def test_a_copied_scalar_that_readers_disagree_on_is_refused_behind_the_cut_alone() -> None:
    ahead = PLAIN.replace("name: a, task", "name: a, retries: 010, task")
    behind = PLAIN.replace("name: b, task", "name: b, retries: 010, task")
    asked = [{"pipeline": "plain", "name": "plain-b", "from": "b"}]

    assert Run([ahead], continuations=asked).errors == []
    assert Run([behind], continuations=asked).errors == [
        "`010` is read in two ways by Kubernetes' tools: quote it"
    ]


def test_a_copied_number_keeps_its_text() -> None:
    text = PLAIN.replace("name: b, task", "name: b, retries: 0x1F, task")

    run = Run([text], continuations=[{"pipeline": "plain", "name": "plain-b", "from": "b"}])

    assert "retries: 0x1F\n" in run.text("plain-b")


def test_each_namespace_has_its_own() -> None:
    there = [MAIN.replace("name: pr}", f"name: pr, namespace: {one}}}") for one in ("x", "y")]

    run = Run(there, continuations=[AGAIN], tasks="reference")

    assert [
        one["metadata"]["namespace"] for one in run.objects if one["metadata"]["name"] == "pr-again"
    ] == ["x", "y"]


def test_a_run_of_the_derived_one_follows_its_tasks() -> None:
    text = """\
apiVersion: tekton.dev/v1
kind: PipelineRun
metadata: {name: run}
spec:
  pipelineRef: {name: pr-again}
  taskRunSpecs: [{pipelineTaskName: deploy-intercepts, serviceAccountName: deployer}]
"""
    run = Run([MAIN, text], continuations=[AGAIN])

    assert [one["pipelineTaskName"] for one in run.named("run")["spec"]["taskRunSpecs"]] == [
        "deploy-intercepts-telepresence", "deploy-intercepts-mirrord",
    ]  # fmt: skip


def test_check_says_what_is_missing_what_differs_and_what_is_too_much(first: Run) -> None:
    missing = Run([MAIN], continuations=[AGAIN], mode="check", tasks="reference")
    edited = [first.texts[0], first.texts[1].replace("$(params.images)", "mine")]
    differs = Run(edited, continuations=[AGAIN], mode="check", tasks="reference")
    too_much = Run(first.texts, mode="check")

    assert missing.errors[-1] == "is missing: `inject` would add it"
    assert differs.errors[-1] == "is not what `inject` would make it"
    assert too_much.errors == ["is no longer asked for: `inject` would remove it"]
