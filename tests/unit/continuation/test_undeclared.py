"""What only a run that embeds its Pipeline need not declare is declared where it is continued."""

from __future__ import annotations

from typing import Any

import pytest
import second_halves as s


def run_of(whole: dict[str, Any], passed: dict[str, Any], **spec: Any) -> dict[str, Any]:
    """A run that embeds the Pipeline, and passes params."""
    params = [{"name": name, "value": value} for name, value in passed.items()]
    return {
        "apiVersion": "tekton.dev/v1",
        "kind": "PipelineRun",
        "metadata": {"generateName": "pr-"},
        "spec": {"params": params, "pipelineSpec": whole["spec"], **spec},
    }


def test_of_a_run_that_embeds_its_pipeline_what_it_passes_is_declared() -> None:
    whole = s.pipeline(
        s.task("a"),
        s.reading(
            "cut",
            "$(params.text) $(params.list[0]) $(params.map.k) $(tasks.a.results.r)",
            workspaces=[{"name": "w", "workspace": "passed"}],
        ),
        params=[{"name": "text", "default": "x"}],
    )
    passed = {"text": "y", "list": ["z"], "map": {"k": "v"}, "unused": ""}

    made = s.derive(run_of(whole, passed, workspaces=[{"name": "passed", "emptyDir": {}}])).obj

    assert made is not None
    assert (made["kind"], made["metadata"]["name"]) == ("Pipeline", "pr-again")
    assert made["metadata"]["labels"] == {"tekton-intercepts.dev/continuation-of": "pr"}
    assert made["spec"]["params"] == [
        s.carried("r", "a.r"),
        {"name": "text", "default": "x"},
        {"name": "list", "type": "array"},
        {"name": "map", "type": "object", "properties": {"k": {"type": "string"}}},
    ]
    assert made["spec"]["workspaces"] == [{"name": "passed"}]


def test_a_workspace_that_the_run_does_without_is_optional() -> None:
    bound = [{"name": "cache"}, {"name": "w", "workspace": "more"}]
    whole = s.pipeline(s.task("a"), s.task("cut", workspaces=bound))

    made = s.derive(run_of(whole, {}, workspaces=[{"name": "more", "emptyDir": {}}])).obj

    assert made is not None
    assert made["spec"]["workspaces"] == [{"name": "more"}, {"name": "cache", "optional": True}]


def embedded(text: str, **task_spec: Any) -> dict[str, Any]:
    """An embedded Task whose step says `text`."""
    return {**task_spec, "steps": [{"image": "x", "script": text}]}


def declared_in(task: dict[str, Any], passed: dict[str, Any]) -> Any:
    """The params that the embedded Task declares where the run of its Pipeline is continued."""
    made = s.derive(run_of(s.pipeline(s.task("a"), task), passed)).obj
    assert made is not None
    return made["spec"]["tasks"][1]["taskSpec"].get("params")


@pytest.mark.parametrize(
    ("value", "text", "declaration"),
    [
        ("x", "$(params.p)", {"type": "string"}),
        (["x"], "$(params.p[0])", {"type": "array"}),
        ({"k": "x"}, "$(params.p.k)", {"type": "object", "properties": {"k": {"type": "string"}}}),
        ("$(tasks.a.results.r)", "$(params['p'])", {"type": "string"}),
        ("$(tasks.a.results.r[*])", "$(params.p[*])", {"type": "array"}),
        (
            "$(tasks.typed.results.map[*])",
            "$(params.p.a) $(params.p.b)",
            {"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "string"}}},
        ),
    ],
)
def test_what_a_pipeline_task_passes_is_declared_by_the_task_that_it_embeds(
    value: Any, text: str, declaration: dict[str, Any]
) -> None:
    task = s.reading("cut", value, taskSpec=embedded(text))
    whole = s.pipeline(s.task("a"), s.task("typed"), task)

    made = s.derive(run_of(whole, {})).obj

    assert made is not None
    (spec,) = (one["taskSpec"] for one in made["spec"]["tasks"] if one["name"] == "cut")
    assert spec == embedded(text, params=[{"name": "p", **declaration}])


def test_what_is_declared_not_read_or_the_pipelines_own_is_left_as_it_is() -> None:
    own = [{"name": "p", "default": "own"}]
    task = s.reading(
        "cut", "x", "not read", "y", taskSpec=embedded("$(params.p) $(params.r)", params=own)
    )

    assert declared_in(task, {"r": "of the run"}) == own


def test_an_object_that_is_put_together_of_two_is_refused() -> None:
    task = s.reading("cut", {"k": "x", "more": "y"}, taskSpec=embedded("$(params.p.more)"))
    whole = s.pipeline(s.task("a"), task)

    assert s.errors(run_of(whole, {"p": {"k": "v"}})) == [
        (
            "spec.pipelineSpec.tasks.1.params.0: is put over the Pipeline's param `p`, key by key, "
            "which only an embedded Pipeline allows: give it a name of its own, and declare that "
            "in `taskSpec.params`"
        )
    ]
    assert s.derive(run_of(whole, {"p": {"k": "v", "more": "w"}})).obj is not None
