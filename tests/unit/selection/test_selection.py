"""Which objects a config chooses, and what is said of the others."""

from __future__ import annotations

import pytest

import krm_fn as krm
from inject_intercepts import config, selection

HEAD = {"apiVersion": "tekton-intercepts.dev/v1alpha1", "kind": "InjectIntercepts"}
# Two objects of one name: the template's run has no deploy step, nor has the Pipeline.
TEMPLATE = """\
apiVersion: triggers.tekton.dev/v1beta1
kind: TriggerTemplate
metadata: {name: build}
spec:
  resourcetemplates:
  - apiVersion: tekton.dev/v1
    kind: PipelineRun
    metadata: {generateName: notify-}
    spec: {pipelineSpec: {tasks: [{name: notify, taskRef: {name: notify}}]}}
"""
PIPELINE = """\
apiVersion: tekton.dev/v1
kind: Pipeline
metadata: {name: build}
spec: {tasks: [{name: compile, taskRef: {name: compile}}]}
"""
KNOWN = "`Pipeline/build`, `PipelineRun/notify`, `TriggerTemplate/build`"
DEPLOYING = "spec: {tasks: [{name: deploy-intercepts, taskRef: {name: t}}]}"


def select(*pipelines: str, items: tuple[str, ...] = (TEMPLATE, PIPELINE)) -> selection.Selection:
    spec = {"pipelines": [*pipelines], "deploy": {"insert": {}}} if pipelines else {}
    resources = krm.ResourceList([krm.KubeObject.new(text) for text in items])
    return selection.select(resources, config.load({**HEAD, "spec": spec}))


@pytest.mark.parametrize(
    ("entries", "chosen"),
    [
        (["build"], ["PipelineRun/notify", "Pipeline/build"]),
        (["Pipeline/build"], ["Pipeline/build"]),
        (["TriggerTemplate/build"], ["PipelineRun/notify"]),
        (["PipelineRun/notify"], ["PipelineRun/notify"]),
        (["notify", "Pipeline/build"], ["PipelineRun/notify", "Pipeline/build"]),
    ],
)
def test_a_name_means_all_that_have_it_and_with_a_kind_those_of_that_kind(
    entries: list[str], chosen: list[str]
) -> None:
    found = select(*entries)

    assert [f"{unit.data['kind']}/{unit.name}" for unit in found.inject] == chosen
    assert found.results == []


@pytest.mark.parametrize(
    ("entry", "choices"),
    [
        ("PipelineRun/build", KNOWN),
        ("Trigger/build", KNOWN),
        ("Pipeline/notify", KNOWN),
        ("other", "`build`, `notify`"),
    ],
)
def test_one_that_is_missing_is_named_as_it_is_written(entry: str, choices: str) -> None:
    message = f"`spec.pipelines[0]` names `{entry}`, which is not in the input: it has {choices}"

    assert [str(result) for result in select(entry).results] == [f"[error] {message}"]


LIST = "is a list, and is not looked into: make each of its items an object of its own, with"


@pytest.mark.parametrize(
    ("version", "kind"),
    [("tekton.dev/v1", "PipelineList"), ("v1", "List"), ("a/v1", "TriggerList")],
)
def test_a_list_that_is_not_looked_into_is_said_to_be_one(version: str, kind: str) -> None:
    items = "items:\n- {apiVersion: tekton.dev/v1, metadata: {name: p}, DEPLOYING}\n"
    text = f"apiVersion: {version}\nkind: {kind}\n{items.replace('DEPLOYING', DEPLOYING)}"

    first, *rest = select(items=(text,)).results

    assert str(first) == f"[warning] {version}/{kind}: {LIST} `apiVersion` and `kind`"
    assert [result.severity for result in rest] == ["warning"]


def test_a_list_in_which_nobody_is_meant_is_not_spoken_of() -> None:
    text = "apiVersion: tekton.dev/v1\nkind: PipelineList\nitems: [{metadata: {name: p}}]\n"

    assert [result.message for result in select(items=(text,)).results] == [
        "no object runs a pipeline task `deploy-intercepts`: nothing to inject into"
    ]


def continuing(name: str, *items: str) -> list[str]:
    """What is said of a config that continues what is called `name`."""
    asked = [{"pipeline": name, "name": "again", "from": "notify"}]
    resources = krm.ResourceList([krm.KubeObject.new(text) for text in items])
    settings = config.load({**HEAD, "spec": {"continuations": asked}})
    return [str(result) for result in selection.select(resources, settings).results]


@pytest.mark.parametrize("name", ["notify", "nightly"])
def test_a_run_that_a_trigger_carries_is_not_continued(name: str) -> None:
    template = TEMPLATE.replace("name: build", "name: nightly")

    assert continuing(name, template, PIPELINE) == [
        (
            "[error] triggers.tekton.dev/v1beta1/TriggerTemplate/nightly "
            "spec.resourcetemplates[0].spec.pipelineSpec: `spec.continuations[0].pipeline` names "
            f"`{name}`, which stands in a trigger: make its `pipelineSpec` a Pipeline, refer to "
            "that by `pipelineRef` here, and name it instead"
        )
    ]


RUN = """\
apiVersion: tekton.dev/v1
kind: PipelineRun
metadata: {name: now}
spec: {pipelineRef: {name: build}}
"""
AGAIN = """\
apiVersion: tekton.dev/v1
kind: Pipeline
metadata:
  name: build-again
  labels: {tekton-intercepts.dev/continuation-of: build}
  annotations:
    tekton-intercepts.dev/continuation: '{"v":1,"config":"c","name":"b","pipeline":"build"}'
spec: {tasks: [{name: notify, taskRef: {name: notify}}]}
"""


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (
            "now",
            (
                "tekton.dev/v1/PipelineRun/now spec.pipelineRef: `now` has no `pipelineSpec` of "
                "its own: name its Pipeline `build` instead"
            ),
        ),
        (
            "build-again",
            (
                "`spec.continuations[0].pipeline` names `build-again`, which is derived from "
                "`build`: name that one"
            ),
        ),
        (
            "other",
            (
                "`spec.continuations[0].pipeline` names `other`, which is not in the input: it has "
                "`build`"
            ),
        ),
    ],
)
def test_what_cannot_be_continued_is_told_what_can(name: str, said: str) -> None:
    assert continuing(name, RUN, TEMPLATE, AGAIN, PIPELINE) == [f"[error] {said}"]
