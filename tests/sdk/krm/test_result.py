"""A finding on the wire and for people."""

from __future__ import annotations

import pytest

from krm_fn import KubeObject, ResourceRef, Result, Severity, element_text, exit_code, yamledit

PIPELINE = KubeObject.new(
    "apiVersion: tekton.dev/v1\nkind: Pipeline\nmetadata:\n  name: p\n  namespace: ns1\n"
    "  annotations:\n    config.kubernetes.io/path: a.yaml\n    config.kubernetes.io/index: '2'\n"
)


def test_a_line_for_people_is_the_one_that_kpt_prints() -> None:
    result = Result.error("must\n  be named", PIPELINE, ("spec", "tasks", 0, "taskRef", "name"))

    assert str(result) == (
        "[error] tekton.dev/v1/Pipeline/ns1/p spec.tasks[0].taskRef.name: must be named (a.yaml[2])"
    )


@pytest.mark.parametrize(
    ("result", "line"),
    [
        (Result.info("done"), "[info] done"),
        (Result.warning("odd", path="spec.x"), "[warning] spec.x: odd"),
        (Result.error("a\x1b[31m\u2028\ud800é"), "[error] a\\x1b[31m \\ud800é"),
        (Result("m", file_path="f.yaml", file_index=0), "[error] m (f.yaml)"),
    ],
)
def test_what_is_absent_leaves_no_trace_in_the_line(result: Result, line: str) -> None:
    assert str(result) == line


def test_the_wire_has_reference_field_and_file() -> None:
    result = Result.warning("m", PIPELINE, ("metadata", "labels", "a.b/c"), [1], {"a": None})

    assert result.to_wire() == {
        "message": "m",
        "severity": "warning",
        "resourceRef": {
            "apiVersion": "tekton.dev/v1", "kind": "Pipeline", "name": "p", "namespace": "ns1",
        },
        "field": {
            "path": "metadata.labels['a.b/c']", "currentValue": [1], "proposedValue": {"a": None},
        },
        "file": {"path": "a.yaml", "index": 2},
    }  # fmt: skip


def test_absent_means_absent_on_the_wire() -> None:
    assert Result.info("m").to_wire() == {"message": "m", "severity": "info"}


def test_a_field_needs_a_whole_reference_on_the_wire() -> None:
    nameless = KubeObject.new("apiVersion: v1\nkind: A\nmetadata:\n  labels: {}\n")
    result = Result.error("m", nameless, "spec.x")

    assert result.to_wire() == {"message": "m", "severity": "error"}
    assert str(result) == "[error] v1/A spec.x: m"


def test_an_object_that_gets_its_name_later_goes_by_what_it_is_made_of() -> None:
    generated = KubeObject.new("apiVersion: v1\nkind: A\nmetadata:\n  generateName: a-\n")
    result = Result.error("m", generated, "spec.x")

    assert result.to_wire() == {
        "message": "m",
        "severity": "error",
        "resourceRef": {"apiVersion": "v1", "kind": "A", "name": "a-"},
        "field": {"path": "spec.x"},
    }
    assert str(result) == "[error] v1/A/a- spec.x: m"
    assert generated.name is None


def test_an_error_makes_the_exit_code() -> None:
    assert exit_code([]) == 0
    assert exit_code([Result.info("a"), Result.warning("b")]) == 0
    assert exit_code([Result.info("a"), Result.error("b")]) == 1


@pytest.mark.parametrize(
    "text",
    ["plain words", "it's: \"odd\" # [", "no", "1", "null", "", " x ", "a\nb", "\x7f\x85\u2028",
     "- a", "\U0001f600", "\ufeff", "\\", "{a}", "%", "a: b", "y", "010", "2026-01-01"],
)  # fmt: skip
def test_any_text_survives_the_wire(text: str) -> None:
    result = Result(text, Severity.INFO, ResourceRef("v1", "A", "a"), ("a",), text, text)

    assert yamledit.load(element_text.block_element(result.to_wire(), 2)) == [
        {
            "message": text,
            "severity": "info",
            "resourceRef": {"apiVersion": "v1", "kind": "A", "name": "a"},
            "field": {"path": "a", "currentValue": text, "proposedValue": text},
        }
    ]
