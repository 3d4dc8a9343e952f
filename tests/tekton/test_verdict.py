"""The Go program refuses what Tekton refuses, so that the other tests mean something."""

from __future__ import annotations

import textwrap

import pytest
import verdict

pytestmark = pytest.mark.needs("go")

PIPELINE = """
    apiVersion: tekton.dev/{version}
    kind: Pipeline
    metadata: {{name: {name}}}
    spec:
      tasks:
        - name: first
          taskRef: {{name: task}}
        - name: second
          taskRef: {{name: task}}
          {extra}
    """


def pipeline(extra: str, *, version: str = "v1", name: str = "one") -> str:
    return textwrap.dedent(PIPELINE).format(extra=extra, version=version, name=name)


@pytest.mark.parametrize("version", ["v1", "v1beta1"])
@pytest.mark.parametrize(
    ("extra", "error"),
    [
        ("runAfter: [third]", "task second depends on third but third wasn't present"),
        ("runAfter: [second]", 'cycle detected; task "second" depends on "second"'),
        ("bogus: 1", 'unknown field "bogus"'),
        ("params: [{name: p, value: $(params.undeclared)}]", "non-existent variable"),
        ("when: [{input: a, operator: in, values: [yes]}]", "cannot unmarshal bool"),
        ("workspaces: [{name: w, workspace: w}]", "none exists in pipeline spec"),
    ],
)
def test_what_tekton_refuses_is_refused(
    tekton: verdict.Tekton, version: str, extra: str, error: str
) -> None:
    [found] = tekton.admit({"p": pipeline(extra, version=version)})
    assert not found.admitted
    assert error in found.error


@pytest.mark.parametrize("version", ["v1", "v1beta1"])
def test_what_tekton_admits_is_admitted(tekton: verdict.Tekton, version: str) -> None:
    text = pipeline("runAfter: [first]", version=version)
    assert tekton.admit({"p": text}) == [
        verdict.Verdict("p", 0, f"tekton.dev/{version}", "Pipeline", "one", True, True, "")
    ]


def test_objects_of_other_apis_are_counted_and_not_judged(tekton: verdict.Tekton) -> None:
    text = "{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {a: b}}"
    assert tekton.admit({"c": text}) == [
        verdict.Verdict("c", 0, "v1", "ConfigMap", "c", False, True, "")
    ]


def test_the_resource_templates_of_a_trigger_template_are_judged(tekton: verdict.Tekton) -> None:
    template = """
        apiVersion: triggers.tekton.dev/v1beta1
        kind: TriggerTemplate
        metadata: {name: template}
        spec:
          params: [{name: pipeline, default: one}]
          resourcetemplates:
            - apiVersion: tekton.dev/v1
              kind: PipelineRun
              metadata: {generateName: run-}
              spec: {pipelineRef: {name: $(tt.params.pipeline)}}
            - apiVersion: tekton.dev/v1
              kind: PipelineRun
              metadata: {generateName: run-}
              spec: {pipelineRef: {name: $(tt.params.undeclared)}}
        """
    found = tekton.admit({"t": textwrap.dedent(template)})
    assert [(one.file, one.kind, one.admitted, one.error) for one in found] == [
        ("t", "TriggerTemplate", True, ""),
        ("t: TriggerTemplate/template template 0 resource 0", "PipelineRun", True, ""),
        (
            "t: TriggerTemplate/template template 0 resource 1",
            "PipelineRun",
            False,
            "undeclared param '$(tt.params.undeclared)'",
        ),
    ]


def test_the_graph_knows_order_and_results(tekton: verdict.Tekton) -> None:
    text = pipeline("params: [{name: p, value: $(tasks.first.results.r)}]")
    assert tekton.graph(text) == {
        "Pipeline/one": verdict.Graph({"first": [], "second": ["first"]}, {})
    }


def test_a_run_is_played_by_its_script(tekton: verdict.Tekton) -> None:
    text = pipeline("params: [{name: p, value: $(tasks.first.results.r)}]")
    well, failed = tekton.simulate(
        [text],
        [
            {"name": "well", "pipeline": "one"},
            {"name": "fails", "pipeline": "one", "script": {"first": {"outcome": "fail"}}},
        ],
    )
    assert (well.status, well.reason) == ("True", "Succeeded")
    assert well.tasks["second"].params == {"p": "<first.r>"}
    assert (failed.status, failed.reason) == ("False", "Failed")
    assert failed.tasks["second"].reason == "PipelineRun was stopping"
