"""Every position and form in which one pipeline task names another."""

from __future__ import annotations

from typing import Any

import pytest

from inject_intercepts.tekton import references

FORMS = [
    ("$(tasks.a.results.r)", "results", ("r", "", "")),
    ("$(tasks.a.results.r[*])", "results", ("r", "[*]", "")),
    ("$(tasks.a.results.r[0])", "results", ("r", "[0]", "")),
    ("$(tasks.a.results.r.key)", "results", ("r", ".key", "")),
    ("$(tasks.a.results['r'])", "results", ("r", "", "'")),
    ('$(tasks.a.results["r.s"][*])', "results", ("r.s", "[*]", '"')),
    ("$(finally.a.results.r)", "results", ("r", "", "")),
    ("$(tasks.a.status)", "status", None),
    ("$(tasks.a.reason)", "reason", None),
    ("$(tasks.a.outputs.image)", "outputs", None),
    ("$(tasks.a.inputs)", "inputs", None),
    ("$(tasks.a.matrix.length)", "matrix", None),
    ("$(tasks.a.matrix.r.length)", "matrix", None),
]


def in_param(value: Any) -> dict[str, Any]:
    return {"tasks": [{"name": "b", "params": [{"name": "p", "value": value}]}]}


@pytest.mark.parametrize(("text", "kind", "result"), FORMS)
def test_each_form_is_found_and_taken_apart(
    text: str, kind: str, result: tuple[str, str, str] | None
) -> None:
    (found,) = references.in_spec(in_param(f"before {text} after"))

    assert (str(found), found.task, found.kind) == (text, "a", kind)
    assert found.result == (None if result is None else references.ResultRead(*result))


@pytest.mark.parametrize("text", [form[0] for form in FORMS])
def test_each_form_keeps_its_look_when_it_is_renamed(text: str) -> None:
    (found,) = references.in_spec(in_param(text))

    assert found.renamed("new-name") == text.replace(".a.", ".new-name.", 1)


@pytest.mark.parametrize(
    "text",
    [
        "$(params.a)", "$(tasks.status)", "$(context.pipelineRun.uid)", "tasks.a.results.r",
        "$(date +%s)", "$(tasks.a)", "$(tasks..results.r)", "$$(x)", "$(workspaces.a.path)",
    ],
)  # fmt: skip
def test_what_names_no_task_is_no_reference(text: str) -> None:
    assert list(references.in_spec(in_param(text))) == []


def test_a_name_that_begins_like_another_is_another() -> None:
    spec = in_param("$(tasks.deploy.results.r) $(tasks.deploy-x.results.r) $(tasks.xdeploy.status)")

    assert [str(r) for r in references.in_spec(spec, "deploy")] == ["$(tasks.deploy.results.r)"]


POSITIONS: list[tuple[str, dict[str, Any]]] = [
    ("a param", {"params": [{"name": "p", "value": "@"}]}),
    ("an item of an array param", {"params": [{"name": "p", "value": ["x", "@"]}]}),
    ("a value of an object param", {"params": [{"name": "p", "value": {"description": "@"}}]}),
    ("a matrix", {"matrix": {"params": [{"name": "p", "value": ["@"]}]}}),
    ("a whole matrix", {"matrix": {"params": [{"name": "p", "value": "@"}]}}),
    ("an included matrix", {"matrix": {"include": [{"name": "i", "params": [{"value": "@"}]}]}}),
    ("the input of a when", {"when": [{"input": "@", "operator": "in", "values": ["x"]}]}),
    ("a value of a when", {"when": [{"input": "x", "operator": "in", "values": ["@"]}]}),
    ("the cel of a when", {"when": [{"cel": "'@' == 'x'"}]}),
    ("displayName", {"displayName": "for @"}),
    ("a subPath", {"workspaces": [{"name": "w", "subPath": "runs/@"}]}),
    ("a resolver's param", {"taskRef": {"resolver": "git", "params": [{"value": "@"}]}}),
    ("an embedded script", {"taskSpec": {"steps": [{"script": "#!/bin/sh\necho '@'\n"}]}}),
    ("an embedded step's env", {"taskSpec": {"steps": [{"env": [{"name": "E", "value": "@"}]}]}}),
    ("an embedded sidecar", {"taskSpec": {"sidecars": [{"image": "@"}]}}),
    ("an embedded volume", {"taskSpec": {"volumes": [{"configMap": {"name": "@"}}]}}),
]


@pytest.mark.parametrize("section", ["tasks", "finally"])
@pytest.mark.parametrize("fields", [p[1] for p in POSITIONS], ids=[p[0] for p in POSITIONS])
@pytest.mark.parametrize("text", ["$(tasks.a.results.r)", "$(tasks.a.results['r'])"])
def test_a_reference_follows_in_every_position(
    section: str, fields: dict[str, Any], text: str
) -> None:
    spec = {section: [{"name": "b", **filled(fields, text)}]}

    renamed = references.substitute(spec, lambda reference: reference.renamed("c"))

    wanted = text.replace(".a.", ".c.")
    assert renamed == {section: [{"name": "b", **filled(fields, wanted)}]}
    assert len(list(references.in_spec(spec, "a"))) == 1


def filled(data: Any, text: str) -> Any:
    if isinstance(data, dict):
        return {key: filled(value, text) for key, value in data.items()}
    if isinstance(data, list):
        return [filled(value, text) for value in data]
    return data.replace("@", text)


@pytest.mark.parametrize(
    "value", ["$(tasks.a.results.r)", ["$(tasks.a.results.r[*])"], {"k": "$(tasks.a.results.r.k)"}]
)
def test_a_result_of_the_pipeline_follows_whatever_its_type(value: Any) -> None:
    spec = {"results": [{"name": "out", "description": "$(tasks.a.results.r)", "value": value}]}

    renamed = references.substitute(spec, lambda reference: reference.renamed("c"))

    assert renamed["results"][0]["value"] == filled_name(value)
    assert renamed["results"][0]["description"] == "$(tasks.a.results.r)"


def filled_name(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: filled_name(item) for key, item in value.items()}
    if isinstance(value, list):
        return [filled_name(item) for item in value]
    return value.replace(".a.", ".c.")


def test_a_nested_pipeline_has_names_of_its_own() -> None:
    inner = {"tasks": [{"name": "a"}, {"name": "z", "displayName": "$(tasks.a.results.r)"}]}
    spec = {"tasks": [{"name": "a"}, {"name": "b", "pipelineSpec": inner}]}

    assert list(references.in_spec(spec, "a")) == []
    assert references.substitute(spec, lambda reference: reference.renamed("c")) == spec


def test_what_was_given_is_never_changed() -> None:
    spec = in_param(["$(tasks.a.results.r)"])

    references.substitute(spec, lambda reference: reference.renamed("c"))

    assert spec == in_param(["$(tasks.a.results.r)"])


def test_run_after_takes_the_new_names_once_and_in_place() -> None:
    tasks = [{"name": "t", "runAfter": ["x", "a", "n1"]}, {"name": "u", "runAfter": ["b"]}]

    renamed = references.rename_in_run_after(tasks, "a", ("n1", "n2"))

    assert renamed == [
        {"name": "t", "runAfter": ["x", "n1", "n2"]},
        {"name": "u", "runAfter": ["b"]},
    ]
