"""cleanup-stack-pods with a played kubectl: what it looks for, and in which order it deletes.

tests/cluster runs the same steps against a real API server.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from task_steps import RUN_ID, Run, Steps

from draws import examples

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.needs("jq")

PR_POD = {"managed-by": "tekton-job-standardization"}
LABEL = "tekton-intercepts.dev/run"


def add_run(steps: Steps, run: str = RUN_ID, backend: str = "mirrord") -> None:
    """Puts all that a run makes into the played cluster: in staging, and one pod in team-a."""
    ours = {LABEL: run}
    short = run[:4]
    steps.add(
        "ConfigMap",
        "ci",
        f"intercepts-{run}",
        metadata={"labels": ours},
        data={"backend": backend, "namespaces": "staging team-a"},
    )
    steps.add("Pod", "staging", f"shop-pr-{short}", metadata={"labels": ours | PR_POD})
    steps.add("Pod", "team-a", f"cart-pr-{short}", metadata={"labels": ours | PR_POD})
    if backend != "mirrord":
        return
    proxy, agent = ours | {"app": "mirrord-proxy"}, ours | {"app": "mirrord"}
    steps.add("Pod", "staging", f"mirrord-proxy-{short}", metadata={"labels": proxy})
    steps.add("ConfigMap", "staging", f"mirrord-shop-{short}", metadata={"labels": proxy})
    active = {"active": 1}
    steps.add("Job", "staging", f"agent-{short}", metadata={"labels": agent}, status=active)
    steps.add("Pod", "staging", f"agent-{short}-x", metadata={"labels": agent})


@pytest.fixture
def steps(tmp_path: Path) -> Steps:
    """A cluster with a mirrord run, and another one's things beside it."""
    steps = Steps("cleanup-stack-pods", tmp_path)
    add_run(steps)
    add_run(steps, "0000")
    return steps


def others(steps: Steps) -> list[str]:
    return [name for name in steps.objects() if not name.endswith(("0000", "0000-x"))]


def clean_up(steps: Steps, **params: str) -> Run:
    return steps.run(**({"run_id": RUN_ID, "wait": "2"} | params))


def deletions(steps: Steps) -> list[str]:
    """What was asked to be deleted, in order: kind and the selector's first part."""
    calls = [json.loads(line) for line in (steps.cluster / "calls").read_text().splitlines()]
    asked = [call for call in calls if "delete" in call]
    return [f"{call[3]} {call[5].split(',')[0]}" for call in asked if call[4] == "-l"]


def test_everything_of_the_run_goes_and_nothing_of_another(steps: Steps) -> None:
    run = clean_up(steps)
    assert (run.code, run.stderr) == (0, "")
    assert run.stdout.splitlines() == [
        f"looking for run {RUN_ID} in: staging team-a",
        "deleted pod/mirrord-proxy-3f1c in staging",
        "deleted job/agent-3f1c in staging",
        "deleted pod/agent-3f1c-x in staging",
        "deleted pod/shop-pr-3f1c in staging",
        "deleted pod/cart-pr-3f1c in team-a",
        "deleted configmap/mirrord-shop-3f1c in staging",
        f"deleted configmap/intercepts-{RUN_ID} in ci",
        "nothing is left",
    ]
    assert others(steps) == []


def test_proxies_go_first_then_agents_then_pr_pods_and_never_by_force(steps: Steps) -> None:
    assert clean_up(steps).code == 0
    kinds = list(dict.fromkeys(deletions(steps)))
    assert kinds == [
        "pods app=mirrord-proxy",
        "jobs app=mirrord",
        f"jobs {LABEL}={RUN_ID}",
        "pods app=mirrord",
        "pods managed-by=tekton-job-standardization",
        f"pods {LABEL}={RUN_ID}",
        "configmaps app=mirrord-proxy",
        f"configmaps {LABEL}={RUN_ID}",
    ]
    calls = (steps.cluster / "calls").read_text()
    assert "--force" not in calls
    assert "--grace-period" not in calls


def test_a_second_cleanup_finds_nothing_and_is_content(steps: Steps) -> None:
    assert clean_up(steps).code == 0
    run = clean_up(steps)
    assert (run.code, run.stdout.splitlines()[-1]) == (0, "nothing is left")


def test_with_telepresence_no_right_over_jobs_is_needed(tmp_path: Path) -> None:
    steps = Steps("cleanup-stack-pods", tmp_path)
    add_run(steps, backend="telepresence")
    assert clean_up(steps, intercept_backend="telepresence").code == 0
    assert others(steps) == []
    calls = [json.loads(line) for line in (steps.cluster / "calls").read_text().splitlines()]
    assert [call for call in calls if any("job" in word for word in call)] == [
        call for call in calls if any("managed-by=tekton-job" in word for word in call)
    ]


def test_without_its_configmap_a_run_is_looked_for_in_the_stack_and_the_default(
    steps: Steps,
) -> None:
    (steps.cluster / f"configmap--ci--intercepts-{RUN_ID}.json").unlink()
    stack = {"defaults": {"namespace": "team-b"}, "apps": [{"name": "cart", "namespace": "team-a"}]}
    run = clean_up(steps, stack_json=json.dumps(stack), intercept_backend="mirrord")
    assert run.stdout.splitlines()[0] == f"looking for run {RUN_ID} in: staging team-a team-b"
    assert (run.code, others(steps)) == (0, [])


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '"x"', '{"shop": 7}', "\x01", "x" * 90_000]
)
def test_unreadable_params_do_not_stop_it(steps: Steps, text: str) -> None:
    run = clean_up(steps, deployed_pods=text, stack_json=text)
    assert (run.code, others(steps)) == (0, [])


@examples(10)
@given(
    pods=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20),
    pod=st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
)
@example(pods="{}", pod="--all")
@example(pods="{}", pod="x -n kube-system")
@example(pods="{}", pod="$(id)")
def test_whatever_deployed_pods_holds_only_the_run_is_deleted(
    tmp_path_factory: pytest.TempPathFactory, pods: str, pod: str
) -> None:
    for text in (pods, json.dumps({"shop": pod})):
        steps = Steps("cleanup-stack-pods", tmp_path_factory.mktemp("steps"))
        add_run(steps, backend="telepresence")
        add_run(steps, "0000", backend="telepresence")
        run = steps.run("find", run_id=RUN_ID, deployed_pods=text)
        assert run.code == 0, run.stderr
        plan = steps.plan()
        assert (plan["runs"], plan["unlabelled"]) == ([RUN_ID], [])


def pods(*names: str) -> str:
    return json.dumps({str(number): name for number, name in enumerate(names)})


def test_a_pod_of_deployed_pods_that_is_not_the_runs_is_left_alone_and_said(steps: Steps) -> None:
    steps.add("Pod", "staging", "database", metadata={"labels": {"app": "database"}})
    run = clean_up(steps, deployed_pods=pods("database", "shop-pr-0000", "gone", "shop-pr-3f1c"))
    assert run.code == 1
    assert run.stderr.splitlines() == [
        "cleanup-stack-pods: staging/database of deployed-pods is no PR pod, and is left alone",
        (
            "cleanup-stack-pods: staging/shop-pr-0000 of deployed-pods is of another run, and is "
            "left alone"
        ),
    ]
    assert others(steps) == ["pod--staging--database"]


def test_a_pr_pod_of_a_task_that_knows_no_runs_is_deleted_by_its_name(steps: Steps) -> None:
    steps.add("Pod", "staging", "old-pr-pod", metadata={"labels": PR_POD})
    run = clean_up(steps, deployed_pods=pods("old-pr-pod"))
    assert "deleted pod/old-pr-pod in staging\n" in run.stdout
    assert (run.code, others(steps)) == (0, [])


def test_without_an_id_the_pods_of_deployed_pods_tell_the_run(steps: Steps) -> None:
    run = clean_up(steps, run_id="", deployed_pods=pods("shop-pr-3f1c"), stack_json=STACK)
    assert (run.code, others(steps)) == (0, [])


def test_without_anything_it_does_nothing_and_is_content(steps: Steps) -> None:
    before = steps.objects()
    run = steps.run()
    assert (run.code, run.stderr) == (0, "")
    assert steps.objects() == before


STACK = json.dumps({"apps": [{"namespace": "team-a"}]})


def test_sweep_deletes_every_intercept_in_the_namespaces(steps: Steps) -> None:
    steps.add("Pod", "staging", "shop", metadata={"labels": {"app": "shop"}})
    run = clean_up(steps, sweep="namespace")
    assert run.code == 0, run.stderr
    assert list(steps.objects()) == ["configmap--ci--intercepts-0000", "pod--staging--shop"]


def test_what_stays_is_said_and_keeps_the_configmap(steps: Steps) -> None:
    steps.broken("delete")
    run = clean_up(steps)
    assert run.code == 1
    assert [line for line in run.stderr.splitlines() if line.startswith("cleanup-stack-pods")] == [
        "cleanup-stack-pods: still there: configmap/mirrord-shop-3f1c in staging",
        "cleanup-stack-pods: still there: job/agent-3f1c in staging",
        "cleanup-stack-pods: still there: pod/agent-3f1c-x in staging",
        "cleanup-stack-pods: still there: pod/mirrord-proxy-3f1c in staging",
        "cleanup-stack-pods: still there: pod/shop-pr-3f1c in staging",
        "cleanup-stack-pods: still there: pod/cart-pr-3f1c in team-a",
    ]
    assert f"configmap--ci--intercepts-{RUN_ID}" in steps.objects()


@pytest.mark.parametrize(
    ("params", "said"),
    [
        (
            {"run_id": "a b"},
            "run-id must be 1 to 63 characters of a-z, 0-9, - and ., without .. in it; got a\\ b",
        ),
        ({"sweep": "all"}, "sweep must be one of: run, namespace"),
        ({"wait": "1m"}, "wait must be a number of seconds"),
    ],
)
def test_a_wrong_param_is_named(steps: Steps, params: dict[str, Any], said: str) -> None:
    run = clean_up(steps, **params)
    assert (run.code, run.stderr) == (1, f"cleanup-stack-pods: {said}\n")


@pytest.mark.parametrize("missing", ["kubectl", "jq"])
def test_a_program_that_the_image_lacks_is_named(
    steps: Steps, missing: str, tmp_path: Path
) -> None:
    run = steps.run(path=steps.path_without(missing, tmp_path / "without"))
    image = steps.default("kubectl-image")
    said = f"cleanup-stack-pods: the image {image} (param kubectl-image) has no {missing}\n"
    assert (run.code, run.stderr) == (1, said)
