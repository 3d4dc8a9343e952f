"""The parameters of an Application, as Argo CD hands them to its plugins."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

from inject_intercepts.cli import parameters

PIPELINE = """\
apiVersion: tekton.dev/v1
kind: Pipeline
metadata: {name: p}
spec:
  workspaces: [{name: shared-workspace}]
  tasks:
    - name: deploy-intercepts
      taskRef: {name: deploy-stack-intercepts}
      workspaces: [{name: shared-workspace, workspace: shared-workspace}]
"""
CONFIG = """\
apiVersion: tekton-intercepts.dev/v1alpha1
kind: InjectIntercepts
metadata: {name: c}
spec: {default: mirrord, tasks: reference, cleanup: {task: tidy}}
"""
NO_LIST = (
    "[error] ARGOCD_APP_PARAMETERS must be a list of maps, as `plugin.parameters` of an Application"
)
WRONG = (
    '[{"string": "a"}, {"name": "b"}, {"name": "c", "array": [1]}, {"name": "c", '
    '"string": "x"}, {"name": "d", "string": 1}, {"name": "e", "map": {"x": ["y"]}}]'
)


@pytest.mark.parametrize("text", [None, "", " ", "null", "[]"])
def test_none_are_none(text: str | None) -> None:
    assert parameters.read(text) == {}


def test_each_type_is_read() -> None:
    text = json.dumps(
        [
            {"name": "a", "string": ""},
            {"name": "b", "array": []},
            {"name": "c", "map": {"x": "y"}},
            {"name": "d", "string": None, "array": ["z"]},
        ]
    )

    assert parameters.read(text) == {"a": "", "b": [], "c": {"x": "y"}, "d": ["z"]}


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("{", ["[error] ARGOCD_APP_PARAMETERS must be JSON"]),
        ("[" * 9999, ["[error] ARGOCD_APP_PARAMETERS must be JSON"]),
        (
            '{"name": "a"}',
            [
                NO_LIST,
            ],
        ),
        (
            WRONG,
            [
                "[error] parameters[0]: must have a `name`",
                "[error] parameters.b: must have one of `string`, `array`, `map`",
                "[error] parameters.c: must have text in its `array`: quote it",
                "[error] parameters.c: is given twice",
                "[error] parameters.d: must have text in its `string`: quote it",
                "[error] parameters.e: must have text in its `map`: quote it",
            ],
        ),
    ],
)
def test_what_is_none_is_refused_with_its_name(
    package: Any, monkeypatch: pytest.MonkeyPatch, text: str, lines: list[str]
) -> None:
    package.put(a_yaml=PIPELINE)
    monkeypatch.setenv("ARGOCD_APP_PARAMETERS", text)

    assert package.run("generate", ".") == (2, "", lines)


def test_they_lie_over_the_config(package: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    package.put(a_yaml=PIPELINE, config_yaml=CONFIG)
    given = [{"name": "parameter", "string": "by"}, {"name": "backends", "array": ["mirrord"]}]
    monkeypatch.setenv("ARGOCD_APP_PARAMETERS", json.dumps(given))

    ran = package.run("generate", ".")

    assert (ran.code, ran.stderr) == (0, [])
    (pipeline,) = yaml.safe_load_all(ran.stdout)
    assert pipeline["spec"]["params"][0]["name"] == "by"
    assert pipeline["spec"]["params"][0]["default"] == "mirrord"
    assert [task["name"] for task in pipeline["spec"]["tasks"]] == [
        "deploy-intercepts-mirrord", "deploy-intercepts-result",
    ]  # fmt: skip
    assert pipeline["spec"]["finally"][0]["name"] == "tidy"


def test_other_variables_of_argo_cd_are_not_read(
    package: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    package.put(a_yaml=PIPELINE, config_yaml=CONFIG)
    before = package.run("generate", ".")
    monkeypatch.setenv("ARGOCD_ENV_DEFAULT", "telepresence")
    monkeypatch.setenv("PARAM_DEFAULT", "telepresence")

    assert package.run("generate", ".") == before


def test_an_unknown_one_and_a_bad_value_are_each_named(
    package: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    package.put(a_yaml=PIPELINE, config_yaml=CONFIG)
    given = [{"name": "defualt", "string": "x"}, {"name": "tasks", "string": "keep"}]
    monkeypatch.setenv("ARGOCD_APP_PARAMETERS", json.dumps(given))

    ran = package.run("generate", ".")

    assert (ran.code, ran.stdout, len(ran.stderr)) == (2, "", 2)
    assert ran.stderr[0].startswith("[error] parameters.defualt: is not a known parameter: must ")
    assert ran.stderr[1] == (
        "[error] parameters.tasks: must be one of `emit`, `reference`, got `keep`"
    )
