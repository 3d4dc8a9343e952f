"""What cannot be done faithfully is refused: what, where, and what can be done."""

from __future__ import annotations

from typing import Any

import pipelines as p
import pytest

from inject_intercepts import injection

OTHER = "$(tasks.deploy-intercepts.results.other)"
STATUS = "$(tasks.deploy-intercepts.status)"
Path = tuple[str | int, ...]


def in_final(value: str) -> dict[str, Any]:
    return p.pipeline([p.deploy()], [p.reading("f", value)])


def with_when(entry: dict[str, Any]) -> dict[str, Any]:
    return p.pipeline([p.deploy()], [p.task("f", when=[entry])])


READ: Path = ("spec", "finally", 0, "params", 0, "value")
CASES: list[tuple[str, dict[str, Any], dict[str, Any], Path, str]] = [
    ("a matrix", p.pipeline([p.deploy(matrix={"params": [{"name": "x"}]})]), {},
     ("spec", "tasks", 0, "matrix"), "must not have a `matrix`"),
    ("a Pipeline in a Pipeline",
     p.pipeline([{"name": "deploy-intercepts", "pipelineRef": {"name": "x"}}]),
     {"backends": ["mirrord"], "default": "mirrord"},
     ("spec", "tasks", 0, "pipelineRef"), "must run a Task"),
    ("a Pipeline by its kind",
     p.pipeline([p.deploy(taskRef={"apiVersion": "tekton.dev/v1", "kind": "Pipeline",
                                   "name": "x"})]), {},
     ("spec", "tasks", 0, "taskRef"), "must run a Task"),
    ("a Pipeline embedded by its kind",
     p.pipeline([{"name": "deploy-intercepts", "taskSpec": {"kind": "Pipeline", "spec": {}},
                  "workspaces": p.deploy()["workspaces"]}]),
     {"backends": ["telepresence"]}, ("spec", "tasks", 0, "taskSpec"), "must run a Task"),
    ("a deploy task that waits for itself", p.pipeline([p.deploy(runAfter=["deploy-intercepts"])]),
     {}, ("spec", "tasks"),
     "the tasks wait for each other: `deploy-intercepts` waits for `deploy-intercepts`; let one"),
    ("a cycle through a result",
     p.pipeline([p.deploy(runAfter=["test"]), p.reading("test", p.DEPLOYED)]), {},
     ("spec", "tasks"), "wait for each other: `deploy-intercepts` waits for `test` waits for"),
    ("a task that waits for one that is not there",
     p.pipeline([p.deploy(), p.task("a", runAfter=["nope"])]), {},
     ("spec", "tasks", 1, "runAfter", 0), "waits for `nope`, which is no pipeline task"),
    ("a finally task that waits", p.pipeline([p.deploy()], [p.task("f", runAfter=["g"])]), {},
     ("spec", "finally", 0, "runAfter"), "a finally task cannot wait for another one"),
    ("a taskRef that names nothing", p.pipeline([p.deploy(), p.task("a", taskRef={})]), {},
     ("spec", "tasks", 1, "taskRef"), "must name a Task"),
    ("no tasks at all", p.pipeline([]), {}, ("spec", "tasks"), "must have at least one task"),
    ("no tasks to insert between", p.pipeline([]),
     {"pipelines": ["pr"], "deploy": {"insert": {"runAfter": ["build"]}}},
     ("spec", "tasks"), "must have at least one task"),
    ("both a taskRef and a taskSpec", p.pipeline([p.deploy(taskSpec={"steps": []})]), {},
     ("spec", "tasks", 0), "must run one Task"),
    ("deploy in finally", p.pipeline([p.task("a")], [p.deploy()]), {},
     ("spec", "finally", 0), "must stand under `tasks`"),
    ("cleanup in tasks", p.pipeline([p.deploy(), p.task("cleanup")]), {},
     ("spec", "tasks", 1), "must stand under `finally`"),
    ("no deploy task", p.pipeline([p.task("a")]), {},
     ("spec", "tasks"), "has no pipeline task `deploy-intercepts`"),
    ("another result", in_final(OTHER), {}, READ, "reads the result `other`"),
    ("another result in brackets", in_final("$(tasks.deploy-intercepts.results['other'])"), {},
     READ, "reads the result `other`"),
    ("an indexed result", in_final("$(tasks.deploy-intercepts.results.deployed-pods[*])"), {},
     READ, "must read the result whole"),
    ("a keyed result", in_final("$(tasks.deploy-intercepts.results.deployed-pods.app)"), {},
     READ, "must read the result whole"),
    ("an artifact", in_final("$(tasks.deploy-intercepts.outputs.image)"), {},
     READ, "reads an artifact"),
    ("a taken name", p.pipeline([p.deploy(), p.task("deploy-intercepts-mirrord")]), {},
     ("spec", "tasks", 1, "name"), "carries no record of an injection"),
    ("a taken name in finally",
     p.pipeline([p.deploy()], [p.task("cleanup"), p.task("cleanup-fallback")]), {},
     ("spec", "finally", 1, "name"), "`cleanup-fallback` is the name of a task"),
    ("a param of another type",
     p.pipeline([p.deploy()], params=[{"name": "intercept-backend", "type": "array"}]), {},
     ("spec", "params", 0), "type array, no default, and must have type string"),
    ("a param with another default",
     p.pipeline([p.deploy()], params=[{"name": "intercept-backend", "default": "none"}]), {},
     ("spec", "params", 0), "default 'none', and must have type string, default 'telepresence'"),
    ("an optional workspace",
     p.pipeline([p.deploy()], workspaces=[{"name": "shared-workspace", "optional": True}]), {},
     ("spec", "workspaces", 0, "optional"), "must not be optional"),
    ("somebody's own Task without the workspace",
     p.pipeline([p.deploy(taskRef={"name": "own"}, workspaces=[])]), {},
     ("spec", "tasks", 0, "workspaces"), "must bind the workspace `shared-workspace`"),
    ("a run-id of its own",
     p.pipeline([p.deploy(params=[*p.deploy()["params"], {"name": "run-id", "value": "1"}])]), {},
     ("spec", "tasks", 0, "params", 3), "already passes `run-id`"),
    ("params that the other Task needs", p.pipeline([p.deploy(params=[])]), {},
     ("spec", "tasks", 0, "params"), "needs the params `build-apps`, `built-images`"),
    ("a status with more around it",
     with_when({"input": f"{STATUS}!", "operator": "in", "values": ["x"]}), {},
     ("spec", "finally", 0, "when", 0), "must be the whole `input`"),
    ("a status in cel", with_when({"cel": f"'{STATUS}' == 'Failed'"}), {},
     ("spec", "finally", 0, "when", 0), "must be the whole `input`"),
    ("a status compared with a param",
     with_when({"input": STATUS, "operator": "in", "values": ["$(params.x)"]}), {},
     ("spec", "finally", 0, "when", 0, "values", 0), "must be one of Succeeded, Failed, None"),
    ("a cleanup param that reads a result", p.pipeline([p.deploy()]),
     {"cleanup": {"params": [{"name": "sweep", "value": "$(tasks.a.results.r)"}]}},
     ("spec", "finally"), "must not read a result"),
    ("a task that waits for a backend that is not there",
     p.pipeline([p.deploy(), p.task("a", runAfter=["deploy-intercepts-gateway"])]), {},
     ("spec", "tasks", 1, "runAfter", 0), "not among the backends' tasks"),
    ("a spec that is no map", {**p.pipeline([]), "spec": "x"}, {}, ("spec",), "must be a map"),
    ("tasks that are a map", p.pipeline({"a": 1}), {},  # type: ignore[arg-type]
     ("spec", "tasks"), "must be a list, is a map"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("base", "spec", "path", "message"),
    [case[1:] for case in CASES],
    ids=[case[0] for case in CASES],
)
def test_it_is_refused_with_its_field_and_stays_as_it_is(
    base: dict[str, Any], spec: dict[str, Any], path: Path, message: str
) -> None:
    done = p.inject(base, **spec)

    assert done.obj is base
    assert done.record is None
    found = {f.path for f in done.findings if message in f.message and f.severity == "error"}
    assert found == {path}


def test_everything_that_is_wrong_is_said_at_once() -> None:
    base = p.pipeline(
        [p.deploy(matrix={"params": [{"name": "x"}]}), p.task("deploy-intercepts-result")],
        [p.reading("f", OTHER)],
    )

    assert len(p.inject(base).findings) == 3


def test_a_record_whose_task_is_gone_is_refused() -> None:
    obj = p.inject(p.pipeline([p.deploy()])).obj
    obj["spec"]["tasks"] = obj["spec"]["tasks"][1:]

    (finding,) = p.inject(obj).findings

    assert "which is gone" in finding.message


def with_own(name: str, **fields: Any) -> injection.Tasks:
    """The Tasks at hand, one of ours replaced by somebody's own of the same name."""
    own = p.TASKS.known[name]._replace(**fields)
    return p.TASKS._replace(known={**p.TASKS.known, name: own})


@pytest.mark.parametrize(
    ("name", "fields", "path", "message"),
    [
        (
            "deploy-intercepts-result",
            {"params": frozenset({"run-id"}), "results": frozenset()},
            ("spec", "tasks", 0, "taskRef"),
            "lacks the param `intercept-backend`, the param `backends`, the result `deployed-pods`",
        ),
        (
            "cleanup-stack-pods",
            {"params": frozenset()},
            ("spec", "finally", 0, "taskRef"),
            "`cleanup` lacks the param `intercept-backend`, the param `run-id`",
        ),
        (
            "cleanup-stack-pods",
            {"required": ("deployed-pods",)},
            ("spec", "finally", 1, "params"),
            "the Task `cleanup-stack-pods` of `cleanup-fallback` needs the params `deployed-pods`",
        ),
    ],
)
def test_a_task_of_our_name_that_cannot_do_its_part_is_refused(
    name: str, fields: dict[str, Any], path: Path, message: str
) -> None:
    pods = {"name": "deployed-pods", "value": p.DEPLOYED}
    clean = {"name": "cleanup", "taskRef": {"name": "cleanup-stack-pods"}, "params": [pods]}

    done = injection.inject(
        p.pipeline([p.deploy()], [clean]), p.settings(), with_own(name, **fields)
    )

    assert done.record is None
    assert path in [f.path for f in done.findings]
    assert any(message in f.message for f in done.findings)


DECLARED = [{"name": "mirrord", "params": [{"name": "mirrord-image", "value": "$(params.image)"}]}]
BUILT = [{"name": "wait", "value": "$(tasks.test.results.seconds)"}]


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        (
            {"backends": ["telepresence", *DECLARED]},
            "`spec.backends[1].params` reads $(params.image), which this Pipeline does not declare",
        ),
        (
            {"cleanup": {"params": [{"name": "sweep", "value": "$(params['how'])"}]}},
            "`spec.cleanup.params` reads $(params.how), which this Pipeline does not declare",
        ),
        (
            {"cleanup": {"params": [{"name": "sweep", "value": STATUS}]}},
            "`spec.cleanup.params` reads $(tasks.deploy-intercepts.status), and no task of that",
        ),
        (
            {"backends": ["telepresence", {"name": "mirrord", "params": BUILT}]},
            "the params of `spec.backends` make a cycle: `deploy-intercepts` waits for `test`",
        ),
        (
            {"deploy": {"workspace": "other"}},
            "as its `shared-workspace`, and `spec.deploy.workspace` says `other`",
        ),
    ],
)
def test_a_config_that_cannot_stand_in_the_pipeline_is_refused(
    spec: dict[str, Any], message: str
) -> None:
    base = p.pipeline([p.deploy(), p.task("test", runAfter=["deploy-intercepts"])])

    done = p.inject(base, **spec)

    assert done.record is None
    assert [f.message for f in done.findings if message in f.message] != []


def test_a_param_that_the_run_passes_need_not_be_declared() -> None:
    body = p.pipeline([p.deploy()])
    run = {
        **body,
        "kind": "PipelineRun",
        "spec": {"pipelineSpec": body["spec"], "params": [{"name": "image", "value": "m:1"}]},
    }

    assert p.inject(run, backends=["telepresence", *DECLARED]).record is not None


def test_what_is_left_of_an_injection_without_its_record_is_refused() -> None:
    obj = p.inject(p.pipeline([p.deploy()])).obj
    del obj["metadata"]["annotations"]

    (finding,) = p.inject(obj).findings

    assert finding.path == ("spec", "tasks")
    assert finding.message == (
        "is split already, and nothing says by whom: it has `deploy-intercepts-telepresence`, "
        "`deploy-intercepts-mirrord`, `deploy-intercepts-result` and no `deploy-intercepts`. If "
        "somebody split it by hand, either leave it so, and list in `spec.pipelines` the others "
        "alone; or make it one task again, called `deploy-intercepts`, made of "
        "`deploy-intercepts-telepresence` without its `when`, and let all that names "
        "`deploy-intercepts-result` name that. If this function did, put its annotation "
        "`tekton-intercepts.dev/injection` back"
    )


def test_a_pass_through_alone_is_no_deploy_step() -> None:
    (finding,) = p.inject(p.pipeline([p.task("deploy-intercepts-result")])).findings

    assert finding.message.startswith(
        "is split already, and nothing says by whom: it has `deploy-intercepts-result` and no "
        "`deploy-intercepts`. If somebody split it by hand, either leave it so, and list in "
        "`spec.pipelines` the others alone; or make it one task again, called "
        "`deploy-intercepts`, and let all"
    )


def test_a_malformed_pipeline_with_a_record_is_not_taken_back() -> None:
    obj = p.inject(p.pipeline([p.deploy()])).obj
    obj["spec"]["tasks"] = {"a": 1}

    with pytest.raises(injection.BadRecord, match=r"spec\.tasks must be a list, is a map"):
        injection.take_back(obj)
