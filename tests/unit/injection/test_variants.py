"""The deploy task becomes one a backend, and one that hands the result on."""

from __future__ import annotations

from typing import Any

import pipelines as p
import pytest

from inject_intercepts import contract, injection

GUARD = {"input": "$(params.intercept-backend)", "operator": "in"}
RUN_ID = {"name": "run-id", "value": "$(context.pipelineRun.uid)"}


def test_the_split_keeps_what_the_task_had() -> None:
    own = {
        "displayName": "Deploy $(params.app)",
        "when": [{"input": "$(params.test)", "operator": "in", "values": ["yes"]}],
        "runAfter": ["build"],
        "timeout": "15m",
        "onError": "continue",
        "workspaces": [
            {"name": "shared-workspace", "workspace": "shared-workspace", "subPath": "x"}
        ],
    }
    base = p.pipeline(
        [p.task("build"), p.deploy(**own)], params=[{"name": "app"}, {"name": "test"}]
    )

    done = p.inject(base)

    for backend, ref in (
        ("telepresence", "deploy-stack-intercepts"),
        ("mirrord", "deploy-intercept-mirrord"),
    ):
        assert p.named(done.obj, f"deploy-intercepts-{backend}") == {
            **p.deploy(**own),
            "name": f"deploy-intercepts-{backend}",
            "taskRef": {"name": ref},
            "params": [*p.deploy()["params"], RUN_ID],
            "when": [*own["when"], {**GUARD, "values": [backend]}],
        }


@pytest.mark.parametrize("built_in", contract.BUILT_IN, ids=lambda built_in: built_in.name)
def test_a_built_in_backend_is_chosen_by_its_name_alone(built_in: contract.BuiltIn) -> None:
    base = p.pipeline([p.deploy(taskRef={"name": "of-my-own"})])

    done = p.inject(
        base,
        default=built_in.name,
        backends=[built_in.name, "of-my-own"],
        deploy={"backend": "of-my-own"},
    )

    assert p.named(done.obj, f"deploy-intercepts-{built_in.name}") == {
        **p.deploy(),
        "name": f"deploy-intercepts-{built_in.name}",
        "taskRef": {"name": built_in.task},
        "params": [*p.deploy()["params"], RUN_ID],
        "when": [{**GUARD, "values": [built_in.name]}],
    }


def test_the_pass_through_copies_when_on_error_and_the_binding() -> None:
    when = [{"input": "$(params.test)", "operator": "in", "values": ["yes"]}]
    binding = {"name": "shared-workspace", "workspace": "shared-workspace", "subPath": "run"}
    base = p.pipeline([p.deploy(when=when, onError="continue", workspaces=[binding])])

    done = p.inject(base)

    assert p.named(done.obj, "deploy-intercepts-result") == {
        "name": "deploy-intercepts-result",
        "runAfter": ["deploy-intercepts-telepresence", "deploy-intercepts-mirrord"],
        "when": when,
        "onError": "continue",
        "taskRef": {"name": "deploy-intercepts-result"},
        "params": [
            {"name": "intercept-backend", "value": "$(params.intercept-backend)"},
            {"name": "backends", "value": ["telepresence", "mirrord"]},
            RUN_ID,
        ],
        "workspaces": [binding],
    }


def test_the_tasks_stand_where_the_deploy_task_stood() -> None:
    done = p.inject(p.pipeline([p.task("a"), p.deploy(), p.task("z")]))

    assert [task["name"] for task in done.obj["spec"]["tasks"]] == [
        "a", "deploy-intercepts-telepresence", "deploy-intercepts-mirrord",
        "deploy-intercepts-result", "z",
    ]  # fmt: skip


def test_the_parameter_is_declared_with_the_default() -> None:
    done = p.inject(p.pipeline([p.deploy()]), default="mirrord", parameter="how")

    assert done.obj["spec"]["params"] == [
        {
            "name": "how",
            "type": "string",
            "description": "How this run intercepts traffic, one of telepresence, mirrord",
            "default": "mirrord",
        }
    ]
    assert p.named(done.obj, "deploy-intercepts-mirrord")["when"][0]["input"] == "$(params.how)"


def test_a_backend_of_ones_own_runs_its_own_task() -> None:
    ref = {"resolver": "cluster", "params": [{"name": "name", "value": "deploy-by-gateway"}]}
    extra = [{"name": "gateway", "value": "istio"}]
    own = {"name": "gateway", "taskRef": ref, "params": extra}

    done = p.inject(p.pipeline([p.deploy()]), backends=["telepresence", own])

    variant = p.named(done.obj, "deploy-intercepts-gateway")
    assert variant["taskRef"] == ref
    assert variant["params"] == [*p.deploy()["params"], RUN_ID, *extra]
    assert "gateway" not in str(p.named(done.obj, "deploy-intercepts-telepresence"))


@pytest.mark.parametrize(
    "elsewhere",
    [{"bundle": "registry.example/tasks:1"}, {"resolver": "git"}],
    ids=["a bundle", "a resolver"],
)
def test_a_task_from_another_source_is_not_ours_though_it_has_the_name(
    elsewhere: dict[str, Any],
) -> None:
    # Not ours: it need not take our params, and nothing of it is emitted.
    ref = {"name": "deploy-stack-intercepts", **elsewhere}
    base = p.pipeline(
        [p.deploy(taskRef=ref, params=[])],
        [p.task("cleanup", taskRef={"name": "cleanup-stack-pods", **elsewhere})],
    )

    done = p.inject(base, backends=["telepresence"])

    assert p.named(done.obj, "deploy-intercepts-telepresence")["taskRef"] == ref
    assert p.named(done.obj, "cleanup") == base["spec"]["finally"][0]
    assert p.named(done.obj, "cleanup-fallback")["taskRef"] == {"name": "cleanup-stack-pods"}
    assert done.named == ()


def test_further_params_are_declared_and_given() -> None:
    param = {"name": "mirrord-image", "value": "$(params.image)"}
    done = p.inject(
        p.pipeline([p.deploy()], params=[{"name": "app"}]),
        pipelineParams=[{"name": "image", "default": "m:1"}],
        backends=["telepresence", {"name": "mirrord", "params": [param]}],
    )

    assert [d["name"] for d in done.obj["spec"]["params"]] == ["app", "intercept-backend", "image"]
    assert param in p.named(done.obj, "deploy-intercepts-mirrord")["params"]
    assert param not in p.named(done.obj, "deploy-intercepts-telepresence")["params"]


def test_an_embedded_task_stays_with_its_backend() -> None:
    spec = {"params": [{"name": "run-id"}], "steps": [{"image": "i", "script": "true"}]}
    task = {"name": "deploy-intercepts", "taskSpec": spec, "params": p.deploy()["params"]}

    done = p.inject(p.pipeline([task]))

    assert p.named(done.obj, "deploy-intercepts-telepresence")["taskSpec"] == spec
    mirrord = p.named(done.obj, "deploy-intercepts-mirrord")
    assert "taskSpec" not in mirrord
    assert mirrord["taskRef"] == {"name": "deploy-intercept-mirrord"}
    assert mirrord["workspaces"] == [{"name": "shared-workspace", "workspace": "shared-workspace"}]


def test_our_task_gets_the_workspace_that_the_base_forgot() -> None:
    base = p.pipeline([p.deploy(workspaces=[])])

    done = p.inject(base)

    bound = [{"name": "shared-workspace", "workspace": "shared-workspace"}]
    assert p.named(done.obj, "deploy-intercepts-telepresence")["workspaces"] == bound
    assert injection.take_back(done.obj).obj == base


def test_without_the_base_backend_its_task_waits_in_the_record() -> None:
    base = p.pipeline([p.deploy(taskRef={"name": "our-own-deploy"})])

    done = p.inject(base, backends=["mirrord"], default="mirrord")

    assert "our-own-deploy" not in str(done.obj["spec"])
    assert injection.take_back(done.obj).obj == base


def test_a_prefixed_task_is_referred_to_by_its_prefixed_name() -> None:
    actual = {"deploy-intercept-mirrord": "team-deploy-intercept-mirrord"}
    tasks = injection.Tasks(p.TASKS.known, actual)

    done = injection.inject(p.pipeline([p.deploy()]), p.settings(), tasks)

    variant = p.named(done.obj, "deploy-intercepts-mirrord")
    assert variant["taskRef"] == {"name": "team-deploy-intercept-mirrord"}


def test_an_embedded_pipeline_of_a_run_is_injected_and_its_task_run_specs_follow() -> None:
    body = p.pipeline([p.deploy()], [p.task("cleanup", taskRef={"name": "cleanup-stack-pods"})])
    run = {
        "apiVersion": "tekton.dev/v1",
        "kind": "PipelineRun",
        "metadata": {"generateName": "pr-"},
        "spec": {
            "pipelineSpec": body["spec"],
            "workspaces": [{"name": "shared-workspace", "subPath": p.DEPLOYED}],
            "taskRunSpecs": [
                {"pipelineTaskName": "deploy-intercepts", "serviceAccountName": "deployer"},
                {"pipelineTaskName": "cleanup", "serviceAccountName": "cleaner"},
            ],
        },
    }

    done = p.inject(run)

    assert [tuple(entry.values()) for entry in done.obj["spec"]["taskRunSpecs"]] == [
        ("deploy-intercepts-telepresence", "deployer"),
        ("deploy-intercepts-mirrord", "deployer"),
        ("cleanup", "cleaner"),
        ("cleanup-fallback", "cleaner"),
    ]
    assert done.obj["spec"]["workspaces"] == [
        {
            "name": "shared-workspace",
            "subPath": "$(tasks.deploy-intercepts-result.results.deployed-pods)",
        }
    ]
    assert injection.take_back(done.obj).obj == run


def test_a_run_follows_the_pipeline_that_it_refers_to() -> None:
    done = p.inject(p.pipeline([p.deploy()]))
    run = {
        "apiVersion": "tekton.dev/v1",
        "kind": "PipelineRun",
        "metadata": {"name": "r"},
        "spec": {
            "pipelineRef": {"name": "pr"},
            "taskRunSpecs": [{"pipelineTaskName": "deploy-intercepts", "serviceAccountName": "d"}],
        },
    }

    followed = injection.inject_run(run, done.record, "cleanup")

    assert [e["pipelineTaskName"] for e in followed.obj["spec"]["taskRunSpecs"]] == [
        "deploy-intercepts-telepresence", "deploy-intercepts-mirrord",
    ]  # fmt: skip
    again = injection.inject_run(followed.obj, done.record, "cleanup")
    assert (again.obj, again.findings) == (followed.obj, [])
    assert injection.inject_run(followed.obj, None, "cleanup").obj == run


def test_a_run_with_nothing_to_follow_stays_as_it_is() -> None:
    done = p.inject(p.pipeline([p.deploy()]))
    run = {
        "apiVersion": "tekton.dev/v1",
        "kind": "PipelineRun",
        "metadata": {"name": "r"},
        "spec": {"pipelineRef": {"name": "pr"}},
    }

    assert injection.inject_run(run, done.record, "cleanup") == injection.Injection(
        run, None, [], ()
    )


def test_the_bases_reference_follows_a_task_of_ours_to_its_prefixed_name() -> None:
    names = ("deploy-stack-intercepts", "cleanup-stack-pods")
    actual = {name: f"team-{name}" for name in names}
    known = {actual.get(name, name): task for name, task in p.TASKS.known.items()}
    clean = p.task("cleanup", taskRef={"name": "cleanup-stack-pods"})

    done = injection.inject(
        p.pipeline([p.deploy()], [clean]), p.settings(), injection.Tasks(known, actual)
    )

    variant = p.named(done.obj, "deploy-intercepts-telepresence")
    assert variant["taskRef"] == {"name": "team-deploy-stack-intercepts"}
    for name in ("cleanup", "cleanup-fallback"):
        assert p.named(done.obj, name)["taskRef"] == {"name": "team-cleanup-stack-pods"}


def test_a_custom_task_of_our_name_is_not_ours() -> None:
    custom = {"apiVersion": "tekton.dev/v1", "kind": "Task", "name": "cleanup-stack-pods"}
    base = p.pipeline([p.deploy()], [p.task("cleanup", taskRef=custom)])

    done = p.inject(base)

    assert p.named(done.obj, "cleanup") == p.task("cleanup", taskRef=custom)


def test_a_tolerated_failure_is_warned_of() -> None:
    done = p.inject(p.pipeline([p.deploy(onError="continue")]))

    assert [f.path for f in done.findings if "tests the old build" in f.message] == [
        ("spec", "tasks", 2, "onError")
    ]
