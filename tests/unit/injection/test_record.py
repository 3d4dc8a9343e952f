"""Undo is exact, and a config that changed leaves no trace of what it said before.

Over generated Pipelines: any mix of what a base may have, and any two configs after each other.
"""

from __future__ import annotations

import copy
from typing import Any

import pipelines as p
from hypothesis import given
from hypothesis import strategies as st

from inject_intercepts import injection

OURS = {"name": "cleanup-stack-pods"}
OWN = {"name": "gateway", "taskRef": {"name": "deploy-by-gateway"}}
READS = ["x", p.DEPLOYED, f"a {p.DEPLOYED} b", "$(tasks.build.results.r)", "$(params.app)"]
FINAL_READS = [*READS, "$(tasks.deploy-intercepts.status)", "$(tasks.deploy-intercepts.reason)",
               "$(tasks.status)"]  # fmt: skip
WAITS = [["deploy-intercepts"], ["deploy-intercepts"] * 2, ["build", "build", "deploy-intercepts"]]
STATUSES = ["Succeeded", "Failed", "None", "Completed"]


def optional(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=fields)


def params(values: list[str]) -> st.SearchStrategy[list[dict[str, Any]]]:
    value = st.sampled_from(values) | st.lists(st.sampled_from(values), max_size=2)
    entry = st.builds(lambda i, v: {"name": f"p{i}", "value": v}, st.integers(0, 9), value)
    return st.lists(entry, max_size=3, unique_by=lambda e: e["name"])


def when(inputs: list[str]) -> st.SearchStrategy[list[dict[str, Any]]]:
    entry = st.fixed_dictionaries(
        {
            "input": st.sampled_from(inputs),
            "operator": st.sampled_from(["in", "notin"]),
            "values": st.lists(st.sampled_from(STATUSES), max_size=3) | st.none(),
        }
    )
    return st.lists(entry, max_size=3)


OWN_FIELDS = {
    "displayName": st.just("Deploy"),
    "timeout": st.just("15m"),
    "retries": st.just(1),
    "when": when(["$(params.app)"]),
    "runAfter": st.sampled_from([[], None, ["build"], ["build", "build"]]),
}


@st.composite
def bases(draw: st.DrawFn) -> dict[str, Any]:
    """A Pipeline or an embedded one, of which nothing is refused."""
    deploy = p.deploy(**draw(optional(**OWN_FIELDS)))
    consumer = p.task(
        "test",
        params=draw(params(READS)),
        **draw(optional(runAfter=st.sampled_from(WAITS))),
    )
    tasks = draw(st.permutations([p.task("build"), deploy, consumer]))
    cleanup = {"name": "cleanup", "taskRef": draw(st.sampled_from([OURS, {"name": "own"}]))}
    cleanup |= draw(optional(params=params(FINAL_READS), when=when(["$(tasks.status)"])))
    report = p.task(
        "report",
        params=draw(params(FINAL_READS)),
        when=draw(when(["$(tasks.status)", "$(tasks.deploy-intercepts.status)"])),
    )
    final = draw(st.sampled_from([None, [], [cleanup], [report, cleanup], [report]]))
    rest = draw(
        optional(
            params=st.sampled_from([[], [{"name": "app"}]]),
            results=st.just([{"name": "r", "value": p.DEPLOYED}]),
        )
    )
    base = p.pipeline(list(tasks), final, **copy.deepcopy(rest))
    base["metadata"] |= draw(optional(annotations=st.sampled_from([{}, {"a": "b"}])))
    if draw(st.booleans()):
        specs = draw(
            st.lists(st.sampled_from(["deploy-intercepts", "cleanup", "test"]), unique=True)
        )
        base["kind"] = "PipelineRun"
        base["spec"] = {
            "pipelineSpec": base["spec"],
            "taskRunSpecs": [{"pipelineTaskName": name, "timeout": "1h"} for name in specs],
        }
    return base


@st.composite
def configs(draw: st.DrawFn) -> dict[str, Any]:
    """The `spec` of a FunctionConfig."""
    backends = draw(
        st.lists(st.sampled_from(["telepresence", "mirrord", "gateway"]), min_size=1, unique=True)
    )
    spec: dict[str, Any] = {
        "backends": [OWN if name == "gateway" else name for name in backends],
        "default": draw(st.sampled_from(backends)),
        "parameter": draw(st.sampled_from(["intercept-backend", "how"])),
    }
    spec |= draw(
        optional(
            pipelineParams=st.just([{"name": "image", "default": "m:1"}]),
            cleanup=optional(
                fallback=st.booleans(), params=st.just([{"name": "sweep", "value": "run"}])
            ),
        )
    )
    return spec


def injected(obj: dict[str, Any], spec: dict[str, Any]) -> dict[str, Any]:
    done = p.inject(obj, **spec)
    assert [f for f in done.findings if f.severity == "error"] == []
    return done.obj


@given(bases(), configs())
def test_taking_all_back_gives_the_base(base: dict[str, Any], spec: dict[str, Any]) -> None:
    before = copy.deepcopy(base)

    made = injected(base, spec)

    assert injection.take_back(made).obj == before
    assert base == before


@given(bases(), configs())
def test_a_second_run_changes_nothing_and_says_nothing_new(
    base: dict[str, Any], spec: dict[str, Any]
) -> None:
    made = injected(base, spec)
    again = p.inject(made, **spec)

    assert again.obj == made
    assert [f for f in again.findings if f.severity == "info"] == []


@given(bases(), configs(), configs())
def test_another_config_leaves_no_trace_of_the_first(
    base: dict[str, Any], first: dict[str, Any], second: dict[str, Any]
) -> None:
    assert injected(injected(base, first), second) == injected(base, second)


@given(bases(), configs())
def test_nothing_names_the_deploy_task_any_more(base: dict[str, Any], spec: dict[str, Any]) -> None:
    made = injected(base, spec)

    made = {**made, "metadata": {}}
    assert "$(tasks.deploy-intercepts." not in str(made)
    assert "'deploy-intercepts'" not in str(made)


def test_what_a_person_changed_in_a_variant_stays_with_that_variant() -> None:
    made = p.inject(p.pipeline([p.deploy()])).obj
    p.named(made, "deploy-intercepts-mirrord")
    for task in made["spec"]["tasks"]:
        if task["name"] == "deploy-intercepts-mirrord":
            task["timeout"] = "2h"
            task["params"].append({"name": "wait", "value": "10"})

    again = p.inject(made, backends=["telepresence", "mirrord", OWN]).obj

    mirrord = p.named(again, "deploy-intercepts-mirrord")
    assert mirrord["timeout"] == "2h"
    assert {"name": "wait", "value": "10"} in mirrord["params"]
    assert "timeout" not in p.named(again, "deploy-intercepts-telepresence")
    assert "timeout" not in p.named(again, "deploy-intercepts-gateway")


def test_what_a_person_gave_one_variant_to_run_with_stays_with_it() -> None:
    run = p.pipeline([p.deploy()])
    run = {
        **run,
        "kind": "PipelineRun",
        "spec": {
            "pipelineSpec": run["spec"],
            "taskRunSpecs": [{"pipelineTaskName": "deploy-intercepts", "serviceAccountName": "a"}],
        },
    }
    made = p.inject(run).obj
    made["spec"]["taskRunSpecs"][1]["serviceAccountName"] = "b"

    again = p.inject(made, default="mirrord").obj

    assert [e["serviceAccountName"] for e in again["spec"]["taskRunSpecs"]] == ["a", "b"]


def test_a_field_without_value_that_the_record_keeps_comes_back() -> None:
    own = p.deploy(taskSpec={"steps": [{"image": "i"}]}, workspaces=None)
    del own["taskRef"]
    base = p.pipeline([own])

    assert (
        injection.take_back(injected(base, {"backends": ["mirrord"], "default": "mirrord"})).obj
        == base
    )


ACME = {"name": "acme-deploy"}


def by(obj: dict[str, Any], *specs: dict[str, Any]) -> dict[str, Any]:
    """The object after one config behind the other."""
    for spec in specs:
        obj = injected(obj, spec)
    return obj


def test_the_bases_task_moves_to_another_backend_and_back() -> None:
    base = p.pipeline([p.deploy(taskRef=ACME)])
    moved: dict[str, Any] = {"deploy": {"backend": "mirrord"}}

    assert by(base, {}, moved) == injected(base, moved)
    assert by(base, {}, moved, {}) == injected(base, {})
    assert p.named(by(base, {}, moved), "deploy-intercepts-mirrord")["taskRef"] == ACME


def test_a_task_given_instead_of_the_bases_goes_when_the_config_no_longer_says_so() -> None:
    base = p.pipeline([p.deploy(taskRef=ACME)])
    other = {"backends": [{"name": "telepresence", "taskRef": {"name": "tele2"}}, "mirrord"]}

    assert by(base, other, {}) == injected(base, {})


def test_an_inserted_step_follows_the_config_but_keeps_what_a_person_added() -> None:
    base = p.pipeline([p.task("build"), p.task("test")])
    one: dict[str, Any] = {
        "pipelines": ["pr"],
        "deploy": {"insert": {"runAfter": ["build"], "params": p.deploy()["params"]}},
    }
    params = [*p.deploy()["params"], {"name": "stack-json", "value": "{}"}]
    two: dict[str, Any] = {
        "pipelines": ["pr"],
        "deploy": {"insert": {"before": ["test"], "params": params}},
    }

    assert by(base, one, two) == injected(base, two)

    made = injected(base, one)
    for task in made["spec"]["tasks"]:
        if task["name"] == "deploy-intercepts-mirrord":
            task["timeout"] = "2h"
    again = injected(made, two)

    assert p.named(again, "deploy-intercepts-mirrord")["timeout"] == "2h"
    assert p.named(again, "deploy-intercepts-mirrord")["params"][3]["name"] == "stack-json"


def test_another_workspace_takes_the_binding_that_we_made() -> None:
    base = p.pipeline([p.deploy(workspaces=[])], workspaces=[{"name": "other"}])

    moved: dict[str, Any] = {"deploy": {"workspace": "other"}}

    assert by(base, {}, moved) == injected(base, moved)
