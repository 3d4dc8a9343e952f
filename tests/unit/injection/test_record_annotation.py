"""The record on an object: what is written for years to come, and what of it is read."""

from __future__ import annotations

import json
from typing import Any

import pipelines as p
import pytest

from inject_intercepts import injection
from inject_intercepts.injection import record_annotation
from krm_fn import yamledit
from krm_fn.yamledit import compare

AT = ("metadata", "annotations", injection.ANNOTATION)
EVERYTHING = injection.Record(
    config="c",
    deploy="d",
    backends=("telepresence", "own"),
    result="pods",
    given={"telepresence": ("run-id",), "own": ("run-id", "image")},
    original={"taskRef": {"name": "t"}, "workspaces": []},
    params=("intercept-backend",),
    workspace="w",
    insert=("test",),
    cleanup="cleanup",
    cleanup_made=True,
    cleanup_params=("run-id",),
    fallback="cleanup-fallback",
    completed=(("notify", 1),),
    task_run_specs=("d-own",),
    empty={"finally": [], "annotations": None},
    empty_as_written={"finally": "  [ ]", "annotations": ""},
)
# Stands on users' objects: what is written here must be read by every later version.
VERSION_1 = (
    '{"v":1,"config":"c","deployTask":"d","backends":["telepresence","own"],"result":"pods",'
    '"variantParams":{"telepresence":["run-id"],"own":["run-id","image"]},'
    '"original":{"taskRef":{"name":"t"},"workspaces":[]},"params":["intercept-backend"],'
    '"workspace":"w","insertedBefore":["test"],"cleanupTask":"cleanup","cleanupMade":true,'
    '"cleanupParams":["run-id"],"fallbackTask":"cleanup-fallback",'
    '"completed":[{"task":"notify","when":1}],"taskRunSpecs":["d-own"],'
    '"empty":{"finally":[],"annotations":null},'
    '"emptyAsWritten":{"finally":"  [ ]","annotations":""}}'
)
UNVERSIONED = (
    '{"config":"c","deploy":"d","backends":["telepresence","own"],"result":"pods",'
    '"given":{"telepresence":["run-id"],"own":["run-id","image"]},'
    '"original":{"taskRef":{"name":"t"},"workspaces":[]},"params":["intercept-backend"],'
    '"workspace":"w","insert":["test"],"cleanup":"cleanup","made":true,'
    '"cleanup_params":["run-id"],"fallback":"cleanup-fallback","completed":[["notify",1]],'
    '"task_run_specs":["d-own"],"empty":{"finally":[]}}'
)
NEEDED: dict[str, Any] = {"config": "c", "deployTask": "d", "backends": ["b"], "result": "r"}
EDITS: list[dict[str, Any]] = [
    {"v": 0},
    {"v": -1},
    {"v": "1"},
    {"v": True},
    {"v": 1.0},
    {"config": ""},
    {"deploy": "d"},
    {"backends": []},
    {"backends": "b"},
    {"params": [1]},
    {"variantParams": ["run-id"]},
    {"variantParams": {"b": "run-id"}},
    {"completed": [["notify", 1]]},
    {"completed": [{"task": "notify"}]},
    {"completed": [{"task": "notify", "when": "1"}]},
    {"original": {"workspaces": 3}},
    {"original": {"timeout": "1h"}},
    {"empty": {"params": {"a": 1}}},
    {"emptyAsWritten": {"params": None}},
    {"emptyAsWritten": {"params": 1}},
    {"emptyAsWritten": [" ~"]},
    {"cleanupMade": "no"},
]


def carrying(text: Any) -> dict[str, Any]:
    """A Pipeline with this annotation."""
    obj = p.pipeline([p.deploy()])
    obj["metadata"]["annotations"] = {injection.ANNOTATION: text}
    return obj


def refusal(text: Any) -> str:
    """What is said to whoever injects into an object with this annotation."""
    (finding,) = p.inject(carrying(text)).findings
    assert (finding.severity, finding.path) == ("error", AT)
    return finding.message


def test_every_field_is_written_by_a_name_of_its_own_and_read_again() -> None:
    usual = injection.Record("c", "d", ("b",), "r")
    same = [one for one, other in zip(EVERYTHING[4:], usual[4:], strict=True) if one == other]
    assert same == []

    written = record_annotation.write({}, EVERYTHING)

    assert written == {"metadata": {"annotations": {injection.ANNOTATION: VERSION_1}}}
    assert injection.read(written) == EVERYTHING


def test_what_was_not_done_is_not_written() -> None:
    record = injection.Record("c", "d", ("b",), "r")

    written = record_annotation.write({}, record)

    text = '{"v":1,"config":"c","deployTask":"d","backends":["b"],"result":"r"}'
    assert written == {"metadata": {"annotations": {injection.ANNOTATION: text}}}
    assert injection.read(written) == record


def test_a_record_from_before_there_were_versions_is_read() -> None:
    # How people write nothing was not in it.
    known = EVERYTHING._replace(empty={"finally": []}, empty_as_written={})
    assert injection.read(carrying(UNVERSIONED)) == known


def test_an_object_with_a_record_from_before_there_were_versions_gets_one_of_today() -> None:
    made = p.inject(p.pipeline([p.deploy()])).obj
    before = {
        **made,
        "metadata": {
            **made["metadata"],
            "annotations": {
                injection.ANNOTATION: '{"config":"pr-intercepts","deploy":"deploy-intercepts",'
                '"backends":["telepresence","mirrord"],"result":"deployed-pods","given":'
                '{"telepresence":["run-id"],"mirrord":["run-id"]},"params":["intercept-backend"],'
                '"cleanup":"cleanup","made":true}'
            },
        },
    }

    assert p.inject(before).obj == made
    assert injection.take_back(before).obj == p.pipeline([p.deploy()])


@pytest.mark.parametrize("text", ["1.10", "1e3", "-0", "1E3", "1e400", "1e-07", "1.5", "7"])
def test_a_number_in_the_record_is_written_as_it_was(text: str) -> None:
    number = yamledit.load(text)
    task = p.deploy(taskSpec={"steps": [{"image": "i", "env": [{"name": "N", "value": number}]}]})
    del task["taskRef"]
    base = p.pipeline([task])

    done = p.inject(base, backends=["mirrord"], default="mirrord")

    assert f'"value":{text}}}' in done.obj["metadata"]["annotations"][injection.ANNOTATION]
    (back,) = injection.take_back(done.obj).obj["spec"]["tasks"]
    assert compare.same(back["taskSpec"], task["taskSpec"])


@pytest.mark.parametrize("text", ["0x1F", "+1", ".5", ".inf", ".NaN"])
def test_a_number_that_the_record_cannot_keep_is_refused(text: str) -> None:
    number = yamledit.load(text)
    task = p.deploy(taskSpec={"steps": [{"image": "i"}, {"image": "i", "timeout": number}]})
    del task["taskRef"]
    base = p.pipeline([p.task("build"), task])

    assert [f for f in p.inject(base).findings if f.severity == "error"] == []
    (finding,) = p.inject(base, backends=["mirrord"], default="mirrord").findings
    assert finding.message == (
        f"`{text}` cannot be kept in the record, which is JSON: write the number as JSON does, or "
        "quote it if it is text"
    )
    assert finding.path == ("spec", "tasks", 1, "taskSpec", "steps", 1, "timeout")


@pytest.mark.parametrize("version", [2, 17])
def test_a_record_of_a_newer_version_is_refused_with_what_to_do(version: int) -> None:
    assert refusal(json.dumps({"v": version, "somethingNew": {}})) == (
        f"annotation `tekton-intercepts.dev/injection` is a record of version {version}, and this "
        "inject-intercepts reads version 1 at most: a newer one wrote it, so use that one or a "
        "newer one"
    )


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        "null",
        7,
        {"v": 1},
        '{"config":1}',
        '{"config":"x","deploy":"d","backends":[],"result":"r"}',
        # Names of version 1, and no version.
        json.dumps(NEEDED),
        *(json.dumps({"v": 1} | NEEDED | edit) for edit in EDITS),
    ],
    ids=str,
)
def test_what_this_function_did_not_write_is_refused(text: Any) -> None:
    assert refusal(text) == (
        "annotation `tekton-intercepts.dev/injection` must be the record that this function wrote: "
        "restore it, or remove it together with what was injected"
    )
