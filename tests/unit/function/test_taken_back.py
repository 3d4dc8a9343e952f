"""Injecting and taking back gives the file that was there, by the byte."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pipeline_texts
import pytest
import stream
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

import krm_fn as krm
from draws import examples
from krm_fn import yamledit

if TYPE_CHECKING:
    from pathlib import Path

PARAMS = [
    {"name": "build-apps", "value": "shop"},
    {"name": "built-images", "value": "{}"},
    {"name": "intercept-header-value", "value": "x:y"},
]
FOLDERS = ["base/*.yaml", "examples/*/*.yaml", "tests/golden/*/[!_]*.yaml"]


def inserting(workspace: str = "shared-workspace", **where: list[str]) -> dict[str, Any]:
    """A config that inserts a deploy step into the Pipeline `shop`."""
    insert = {**where, "params": PARAMS}
    return {
        "pipelines": ["shop"],
        "deploy": {"task": "ship", "workspace": workspace, "insert": insert},
    }


CONFIGS: list[dict[str, Any]] = [
    {},
    {"backends": ["telepresence"]},
    {"pipelineParams": [{"name": "image", "default": "m:1"}], "parameter": "how"},
    inserting(before=["test"]),
    inserting(runAfter=["test"]),
    inserting(runAfter=["deploy-intercepts"], before=["test"]),
    inserting(workspace="another", runAfter=["test"]),
]


def test_every_pipeline_of_this_repository_comes_back(repository: Path) -> None:
    found = 0
    for path in sorted(file for folder in FOLDERS for file in repository.glob(folder)):
        try:
            text = stream.take_back(path.read_bytes().decode())
            made = stream.inject(text)
        except (stream.Refused, krm.NotAResourceList, krm.Unreadable):
            continue
        found += made != text
        assert stream.take_back(made) == text, path
    assert found > 30


@settings(examples(200), phases=[Phase.explicit, Phase.generate])
@given(st.integers(0, 2**32), st.sampled_from(CONFIGS))
def test_however_it_is_written_it_comes_back(number: int, config: dict[str, Any]) -> None:
    text = pipeline_texts.text(random.Random(number))  # noqa: S311 - a drawn text is no secret

    made = stream.inject(text, **config)

    assert made != text
    # Again, since a record is renewed by each run.
    assert stream.take_back(stream.inject(made, **config)) == text


@settings(examples(60), phases=[Phase.explicit, Phase.generate])
@given(st.integers(0, 2**32), st.sampled_from(CONFIGS))
@example(0, {})
def test_as_json_it_comes_back(number: int, config: dict[str, Any]) -> None:
    rng = random.Random(number)  # noqa: S311 - a drawn text is no secret
    text = pipeline_texts.as_json(yamledit.load(pipeline_texts.text(rng)), rng)

    made = stream.inject(text, **config)

    assert made != text
    assert stream.take_back(made) == text


@pytest.mark.parametrize("written", [*pipeline_texts.EMPTY_MAPS, "\n    ~", " {\n  }", " !!null"])
def test_empty_values_are_written_as_they_were(written: str) -> None:
    text = (
        "apiVersion: tekton.dev/v1\nkind: Pipeline\n"
        f"metadata:\n  name: shop\n  annotations:{written}\n"
        "spec:\n  workspaces: [{name: shared-workspace}]\n  tasks:\n  - name: build\n"
        "    taskRef: {name: build}\n  - name: test\n    runAfter: # of these\n"
        "    taskRef: {name: test}\n"
    )

    made = stream.inject(text, **inserting(runAfter=["build"], before=["test"]))

    assert stream.take_back(made) == text


@pytest.mark.parametrize(
    "written",
    ["{name: shop, annotations: ~ }", "{annotations: , name: shop}", "{name: shop, annotations: }"],
)
def test_empty_values_in_braces_are_written_as_they_were(written: str) -> None:
    text = (
        f"{{apiVersion: tekton.dev/v1, kind: Pipeline, metadata: {written}, spec: {{"
        "workspaces: [{name: shared-workspace}], tasks: [{name: test, taskRef: {name: test}, "
        "runAfter:  [ ]}]}}\n"
    )

    made = stream.inject(text, **inserting(before=["test"]))

    assert stream.take_back(made) == text


def test_merge_keys_are_read_through_and_stay() -> None:
    text = (
        "apiVersion: tekton.dev/v1\nkind: Pipeline\nmetadata:\n  name: shop\nspec:\n"
        "  workspaces: [{name: shared-workspace}]\n  tasks:\n"
        "  - &build\n    name: build\n    taskRef: &ref {name: x, kind: Task}\n    retries: 1\n"
        "  - <<: *build\n    name: deploy-intercepts\n    taskRef: {<<: *ref, name: own}\n"
        "    params:\n    - {name: build-apps, value: x}\n    - {name: built-images, value: x}\n"
        "    - {name: intercept-header-value, value: x}\n"
        "    workspaces: [{name: shared-workspace}]\n"
        "  - <<: *build\n    name: test\n    runAfter: [deploy-intercepts]\n"
    )

    made = stream.inject(text)

    tasks = {task["name"]: task for task in tasks_of(made)}
    assert tasks["deploy-intercepts-telepresence"]["retries"] == 1
    assert tasks["deploy-intercepts-mirrord"]["retries"] == 1
    assert tasks["test"]["taskRef"] == {"name": "x", "kind": "Task"}
    assert made.count("<<: *build") == 2
    assert "{<<: *ref, name: own}" in made
    assert stream.take_back(made) == text


def tasks_of(text: str) -> Any:
    """The pipeline tasks of a Pipeline."""
    obj: Any = yamledit.load(text)
    return obj["spec"]["tasks"]
