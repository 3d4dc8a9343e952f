"""References to the deploy task are a closed set: each follows, or the object is refused."""

from __future__ import annotations

from typing import Any

import pipelines as p
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inject_intercepts.tekton import paths, places, references

DEPLOY = "deploy-intercepts"
THROUGH = f"{DEPLOY}-result"
FOLLOWED = {
    f"$(tasks.{DEPLOY}.{rest})": f"$(tasks.{THROUGH}.{rest})"
    for rest in (
        "results.deployed-pods", "results['deployed-pods']", 'results["deployed-pods"]', "status",
    )
} | {
    f"$(tasks.{DEPLOY}.reason)": (
        f"$(tasks.{DEPLOY}-telepresence.reason)$(tasks.{DEPLOY}-mirrord.reason)"
    )
}  # fmt: skip
"""What is written, and what it becomes in every place; `when` has a rule of its own for status."""

KNOWN_AND_REFUSED = [
    f"$(tasks.{DEPLOY}.{rest})"
    for rest in (
        "results.other", "results['other']", "results.deployed-pods[*]", "results.deployed-pods[0]",
        "results.deployed-pods.key", "results['deployed-pods'][0]", "inputs", "inputs.source",
        "outputs", "outputs.image", "matrix.length", "matrix.deployed-pods.length",
    )
] + [f"$(finally.{DEPLOY}.results.deployed-pods)"]  # fmt: skip

MADE_UP = [
    f"$(tasks.{DEPLOY}.startTime)",
    f"$(tasks.{DEPLOY})",
    f"$(tasks.{DEPLOY}.)",
    f"$(tasks.{DEPLOY}.results)",
    f"$(tasks.{DEPLOY}.results.)",
    f"$(tasks.{DEPLOY}.results.deployed-pods.a.b)",
    f"$(tasks.{DEPLOY}.results.deployed-pods )",
    f"$(tasks.{DEPLOY}.results.$(params.name))",
    f"$(tasks.{DEPLOY}.statuses)",
    f"$(tasks.{DEPLOY}.status.reason)",
    f"$(tasks.{DEPLOY}.matrix)",
    f"$(tasks.{DEPLOY}[0])",
    f"$( tasks.{DEPLOY}.status )",
    f"$(tasks['{DEPLOY}'].results.deployed-pods)",
    f"$(finally.{DEPLOY}.startTime)",
    "$(tasks.$(params.name).results.deployed-pods)",
    "$(tasks.deploy-$(params.name).results.deployed-pods)",
]

UNKNOWN_PLACES = [
    "tasks[].timeout", "tasks[].workspaces[].workspace", "tasks[].taskRef.bundle",
    "tasks[].params[].foo", "finally[].onError", "finally[].somethingNew", "results[].type",
    "workspaces[].somethingNew", "somethingNew",
]  # fmt: skip


def at_place(field: str, text: str) -> dict[str, Any]:
    """A spec that has the text in a field of the table, and nothing else of any interest."""
    spec: dict[str, Any] = p.pipeline([p.deploy()], [p.task("cleanup-of-ones-own")])["spec"]
    steps = field.replace("[]", ".[]").split(".")
    if steps[0] in ("tasks", "finally"):
        reader = {"name": "reader", **grown(steps[2:], text)}
        if not {"taskRef", "taskSpec", "pipelineRef", "pipelineSpec"} & set(reader):
            reader["taskRef"] = {"name": "reader"}
        spec[steps[0]].append(reader)
        return spec
    if steps[0] in spec:
        spec[steps[0]] += grown(steps[1:], text)
        return spec
    spec |= grown(steps, text)
    return spec


def grown(steps: list[str], text: str) -> Any:
    if not steps:
        return text
    if steps[0] == "[]":
        item = grown(steps[1:], text)
        return [{"name": "n", **item} if isinstance(item, dict) else item]
    return {steps[0]: grown(steps[1:], text)}


def place_of(spec: dict[str, Any], text: str) -> tuple[str | int, ...]:
    (found,) = (found for found in places.texts(spec) if text in found.text)
    return found.path


def injected(field: str, text: str) -> tuple[str | None, list[tuple[str | int, ...]]]:
    """What the text has become, and where errors are."""
    spec = at_place(field, text)
    base = {**p.pipeline([]), "spec": spec}
    path = ("spec", *place_of(spec, text))
    done = p.inject(base)
    errors = [finding.path for finding in done.findings if finding.severity == "error"]
    if errors:
        assert done.obj == base
        assert all(str(error[:4]) == str(path[: len(error[:4])]) for error in errors), errors
        return None, errors
    # The deploy task has become three, so what stood behind it stands two further on.
    if path[1] == "tasks":
        path = ("spec", "tasks", int(path[2]) + 2, *path[3:])
    return paths.at(done.obj, path), []


def examples(*, substituted: bool) -> list[str]:
    """The fields of the table; where one stands for all below it, something below it."""
    below = {"taskSpec": "taskSpec.volumes[].name", "pipelineSpec": "pipelineSpec.tasks[].name"}
    fields = [p.field for p in places.PIPELINE.places if p.is_substituted == substituted]
    return [
        field.removesuffix(end) + below[end]
        for field in fields
        for end in [field.rpartition(".")[2]]
        if end in below
    ] + [field for field in fields if field.rpartition(".")[2] not in below]


SUBSTITUTED = examples(substituted=True)
TEXT = examples(substituted=False)


@pytest.mark.parametrize("field", SUBSTITUTED)
def test_each_known_kind_follows_in_each_place(field: str) -> None:
    wanted: dict[str, str | None] = {**FOLLOWED}
    if ".when[]" in field:
        # A status' values are mapped with it, so it has to be the whole input.
        joined = f"$(tasks.{DEPLOY}-telepresence.status)$(tasks.{DEPLOY}-mirrord.status)"
        wanted[f"$(tasks.{DEPLOY}.status)"] = joined if field.endswith(".input") else None

    assert {text: injected(field, text)[0] for text in FOLLOWED} == wanted


@pytest.mark.parametrize("field", SUBSTITUTED)
def test_every_other_kind_is_refused_in_each_place(field: str) -> None:
    for text in (*KNOWN_AND_REFUSED, *MADE_UP):
        becomes, errors = injected(field, f"before {text} after")

        assert (text, becomes, len(errors)) == (text, None, 1)


@pytest.mark.parametrize("field", UNKNOWN_PLACES)
def test_a_place_that_is_not_in_the_table_is_refused(field: str) -> None:
    for text in (*FOLLOWED, *KNOWN_AND_REFUSED, *MADE_UP):
        assert (text, injected(field, text)[0]) == (text, None)


@pytest.mark.parametrize("field", TEXT)
def test_what_tekton_takes_for_text_stays(field: str) -> None:
    for text in (*FOLLOWED, *KNOWN_AND_REFUSED, *MADE_UP):
        assert injected(field, text) == (text, [])


@given(
    field=st.sampled_from([*SUBSTITUTED, *UNKNOWN_PLACES]),
    section=st.sampled_from(["tasks", "finally"]),
    rest=st.text(st.characters(codec="utf-8", exclude_characters=")"), max_size=12)
    | st.lists(
        st.sampled_from([*references.KINDS, "deployed-pods", "length", "['deployed-pods']", "x"])
    ).map(".".join),
)
def test_nothing_stays_and_nothing_is_renamed_by_guess(field: str, section: str, rest: str) -> None:
    text = f"$({section}.{DEPLOY}.{rest})"

    becomes, _ = injected(field, text)

    assert becomes in (None, FOLLOWED.get(text)) or ".when[].input" in field
    assert f".{DEPLOY}." not in (becomes or "")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            f"$(tasks.{DEPLOY}.startTime)",
            (
                f"$(tasks.{DEPLOY}.startTime) is nothing that Tekton knows of a pipeline task "
                "(that is `results`, `status`, `reason`, `inputs`, `outputs`, `matrix`), so nobody "
                "can tell what it should become: take it out, or mend it"
            ),
        ),
        (
            "$(tasks.$(params.t).status)",
            (
                "$(tasks.$(params.t) names a task by another variable, which may make "
                f"`{DEPLOY}` of it: write the name out"
            ),
        ),
        (
            f"$(finally.{DEPLOY}.results.deployed-pods)",
            (
                f"$(finally.{DEPLOY}.results.deployed-pods) names a task under `finally`, and "
                f"`{DEPLOY}` stands under `tasks`: write `$(tasks.`"
            ),
        ),
    ],
)
def test_a_refusal_says_what_can_be_done(text: str, message: str) -> None:
    done = p.inject(p.pipeline([p.deploy(), p.reading("reader", text)]))

    (found,) = done.findings
    assert (found.message, found.path) == (message, ("spec", "tasks", 1, "params", 0, "value"))


def test_a_place_that_is_unknown_is_said_so() -> None:
    done = p.inject(p.pipeline([p.deploy(), p.task("reader", timeout=p.DEPLOYED)]))

    (found,) = done.findings
    assert (found.message, found.path) == (
        (
            f"{p.DEPLOYED} stands where Tekton is not known to put anything in: pass it in "
            "`params`, or take it out"
        ),
        ("spec", "tasks", 1, "timeout"),
    )


RUN_FIELDS = [
    "workspaces[].subPath", "workspaces[].persistentVolumeClaim.claimName",
    "workspaces[].csi.driver", "workspaces[].secret.items[].key",
]  # fmt: skip


def run_with(field: str, text: str) -> dict[str, Any]:
    base = p.pipeline([p.deploy()])
    run = {**base, "kind": "PipelineRun", "spec": {"pipelineSpec": base["spec"]}}
    run["spec"] |= grown(field.replace("[]", ".[]").split("."), text)
    return run


@pytest.mark.parametrize("field", RUN_FIELDS)
def test_a_run_takes_results_around_its_pipeline(field: str) -> None:
    done = p.inject(run_with(field, p.DEPLOYED))

    wanted = run_with(field, p.DEPLOYED.replace(DEPLOY, THROUGH))["spec"]["workspaces"]
    assert done.obj["spec"]["workspaces"] == wanted


@pytest.mark.parametrize(
    ("field", "text"),
    [
        *((RUN_FIELDS[0], text) for text in [*KNOWN_AND_REFUSED, *MADE_UP]),
        *((field, f"$(tasks.{DEPLOY}.{kind})") for field in RUN_FIELDS for kind in ("status", "x")),
        *((field, p.DEPLOYED) for field in ("params[].value", "timeouts.tasks", "status")),
    ],
)
def test_nothing_else_is_followed_in_a_run(field: str, text: str) -> None:
    run = run_with(field, text)

    done = p.inject(run)

    assert done.obj == run
    assert [finding.severity for finding in done.findings] == ["error"]
