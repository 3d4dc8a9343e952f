"""cleanup-stack-pods before it removes anything: whether each intercept was there all the time.

tests/cluster asks the same of pods on a real API server.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from task_steps import RUN_ID, Steps

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.needs("jq")

RUN = {"tekton-intercepts.dev/run": RUN_ID}
PROXY, BUILD = "mirrord-proxy-shop", "shop-pr-3f1c"
CLIENT = "telepresence-client"
AT_FIRST, LATER = "2026-01-01T00:00:07Z", "2026-01-01T00:05:00Z"


def pod(
    name: str, *containers: str, ready: bool = True, since: str = AT_FIRST, **more: Any
) -> dict[str, Any]:
    """A pod of the run; `restarts` and `not_ready` tell of its containers."""
    restarts, not_ready = more.pop("restarts", {}), more.pop("not_ready", ())
    statuses = [
        {
            "name": container,
            "ready": container not in not_ready,
            "restartCount": restarts.get(container, 0),
            "state": {"running": {"startedAt": LATER}},
        }
        for container in containers
    ]
    conditions = [{"type": "Ready", "status": str(ready), "lastTransitionTime": since}]
    status = {"phase": "Running", "conditions": conditions, "containerStatuses": statuses}
    metadata = {"uid": f"uid-of-{name}", "labels": RUN} | more.pop("metadata", {})
    return {"name": name, "metadata": metadata, "status": status | more}


def agent(phase: str = "Running") -> dict[str, Any]:
    labels = RUN | {"app": "mirrord", "tekton-intercepts.dev/proxy": PROXY}
    return {"name": "mirrord-agent-x", "metadata": {"labels": labels}, "status": {"phase": phase}}


def noted(holder: str, container: str, *pods: dict[str, Any], agent: bool) -> str:
    """What a deploy notes of these pods."""
    fates = {
        pod["name"]: {
            "uid": pod["metadata"]["uid"],
            "ready": AT_FIRST,
            "restarts": {one["name"]: 0 for one in pod["status"]["containerStatuses"]},
        }
        for pod in pods
    }
    held_by = {"pod": holder, "container": container}
    return json.dumps(
        {"shop": {"namespace": "staging", "holder": held_by, "agent": agent, "pods": fates}}
    )


MIRRORD = noted(PROXY, "proxy", pod(PROXY, "proxy"), pod(BUILD, "app"), agent=True)
TELEPRESENCE = noted(BUILD, CLIENT, pod(BUILD, "app", CLIENT), agent=False)


@pytest.fixture
def steps(tmp_path: Path) -> Steps:
    """No cluster but what a test puts there."""
    return Steps("cleanup-stack-pods", tmp_path)


def held(steps: Steps, note: str | None, *pods: dict[str, Any]) -> list[str]:
    """What the step says, of these pods and what the deploy noted."""
    data = {"backend": "mirrord", "namespaces": "staging"}
    if note is not None:
        data["intercepts"] = note
    steps.add("ConfigMap", "ci", f"intercepts-{RUN_ID}", metadata={"labels": RUN}, data=data)
    for one in pods:
        steps.add("Pod", "staging", **one)
    run = steps.run("find", "held", run_id=RUN_ID)
    assert run.code == 0, run
    first, *said = run.stdout.splitlines()
    assert first == f"looking for run {RUN_ID} in: staging"
    return said + run.stderr.splitlines()


ALL_THE_TIME = "the intercept of shop in staging was there all the time since the deploy"
NOT_ANY_MORE = (
    "warning: the intercept of shop in staging is not there any more ({}): what was tested "
)
NOT_ANY_MORE += "since then may be the old build"
TAKEN_AGAIN = (
    "warning: the intercept of shop in staging was lost and taken again since the deploy ({}): "
)
TAKEN_AGAIN += "what was tested between may be the old build"
BUILD_AWAY = (
    "warning: the new build of shop in staging was not there all the time since the deploy ({}): "
)
BUILD_AWAY += "requests with the header may have failed"
TWICE: dict[str, Any] = {"restarts": {"proxy": 2, "app": 2, CLIENT: 2}}
MEANWHILE: list[Any] = [
    pytest.param(
        MIRRORD,
        [pod(PROXY, "proxy"), pod(BUILD, "app"), agent()],
        ALL_THE_TIME,
        id="mirrord, nothing",
    ),
    pytest.param(
        MIRRORD,
        [pod(PROXY, "proxy", since=LATER, **TWICE), pod(BUILD, "app"), agent()],
        TAKEN_AGAIN.format(
            f"{PROXY}: restarts of proxy: 2, the last at {LATER}, not ready until {LATER}"
        ),
        id="mirrord, the agent was lost and noticed",
    ),
    pytest.param(
        MIRRORD,
        [pod(PROXY, "proxy"), pod(BUILD, "app"), agent("Failed")],
        NOT_ANY_MORE.format(f"{PROXY}: its agent is gone"),
        id="mirrord, the agent is lost, which its proxy has not noticed",
    ),
    pytest.param(
        MIRRORD,
        [pod(PROXY, "proxy", ready=False, since=LATER, not_ready=["proxy"]), pod(BUILD, "app")],
        NOT_ANY_MORE.format(f"{PROXY}: not ready since {LATER}; {PROXY}: its agent is gone"),
        id="mirrord, the proxy is not ready",
    ),
    pytest.param(
        MIRRORD,
        [pod(PROXY, "proxy", metadata={"uid": "another"}), pod(BUILD, "app"), agent()],
        NOT_ANY_MORE.format(f"{PROXY}: gone"),
        id="mirrord, another proxy of that name",
    ),
    pytest.param(
        MIRRORD,
        [pod(PROXY, "proxy"), agent()],
        BUILD_AWAY.format(f"{BUILD}: gone"),
        id="mirrord, the PR pod is gone",
    ),
    pytest.param(
        MIRRORD,
        [pod(PROXY, "proxy"), pod(BUILD, "app", since=LATER, **TWICE), agent()],
        BUILD_AWAY.format(
            f"{BUILD}: restarts of app: 2, the last at {LATER}, not ready until {LATER}"
        ),
        id="mirrord, the new build ended twice",
    ),
    pytest.param(
        MIRRORD,
        [
            pod(PROXY, "proxy", ready=False, since=LATER, phase="Failed", reason="Evicted"),
            pod(BUILD, "app"),
            agent(),
        ],
        NOT_ANY_MORE.format(f"{PROXY}: ended (Evicted)"),
        id="mirrord, the proxy was evicted",
    ),
    pytest.param(
        TELEPRESENCE, [pod(BUILD, "app", CLIENT)], ALL_THE_TIME, id="Telepresence, nothing"
    ),
    pytest.param(
        TELEPRESENCE,
        [pod(BUILD, "app", CLIENT, since=LATER)],
        TAKEN_AGAIN.format(f"{BUILD}: not ready until {LATER}"),
        id="Telepresence, the daemon died and was replaced",
    ),
    pytest.param(
        TELEPRESENCE,
        [pod(BUILD, "app", CLIENT, since=LATER, restarts={CLIENT: 1})],
        TAKEN_AGAIN.format(
            f"{BUILD}: restarts of {CLIENT}: 1, the last at {LATER}, not ready until {LATER}"
        ),
        id="Telepresence, the client ended",
    ),
    pytest.param(
        TELEPRESENCE,
        [pod(BUILD, "app", CLIENT, since=LATER, restarts={"app": 1})],
        BUILD_AWAY.format(
            f"{BUILD}: restarts of app: 1, the last at {LATER}, not ready until {LATER}"
        ),
        id="Telepresence, the new build ended",
    ),
    pytest.param(
        TELEPRESENCE,
        [pod(BUILD, "app", CLIENT, ready=False, since=LATER, not_ready=[CLIENT])],
        NOT_ANY_MORE.format(f"{BUILD}: not ready since {LATER}"),
        id="Telepresence, the client is not ready",
    ),
    pytest.param(
        TELEPRESENCE,
        [pod(BUILD, "app", CLIENT, ready=False, since=LATER, not_ready=["app"])],
        BUILD_AWAY.format(f"{BUILD}: not ready since {LATER}"),
        id="Telepresence, the new build is not ready",
    ),
    pytest.param(
        TELEPRESENCE,
        [pod(BUILD, "app", CLIENT, metadata={"deletionTimestamp": LATER})],
        NOT_ANY_MORE.format(f"{BUILD}: being deleted"),
        id="Telepresence, somebody deletes the pod",
    ),
]


@pytest.mark.parametrize(("note", "pods", "said"), MEANWHILE)
def test_what_became_of_the_pods_since_the_deploy_is_said(
    steps: Steps, note: str, pods: list[dict[str, Any]], said: str
) -> None:
    assert held(steps, note, *pods) == [said]


def deploying(folder: Path) -> Steps:
    """A deploy with mirrord before its last step, with the agent that mirrord would have made."""
    steps = Steps("deploy-intercept-mirrord", folder)
    steps.add_app("shop")
    assert steps.deploy("plan", "begin", "pr-pods", "proxies", build_apps="shop").code == 0
    steps.add("Pod", "staging", **agent())
    return steps


def test_a_deploy_notes_how_its_pods_fare_when_the_intercepts_are_active(tmp_path: Path) -> None:
    steps = deploying(tmp_path)
    assert steps.deploy("ready", build_apps="shop").code == 0
    (build,) = steps.record().values()
    data = steps.objects()[f"configmap--ci--intercepts-{RUN_ID}"]["data"]
    assert json.loads(data["intercepts"]) == {
        "shop": {
            "namespace": "staging",
            "holder": {"pod": PROXY, "container": "proxy"},
            "agent": True,
            "pods": {
                PROXY: {"uid": f"uid-of-{PROXY}", "ready": AT_FIRST, "restarts": {"proxy": 0}},
                build: {"uid": f"uid-of-{build}", "ready": AT_FIRST, "restarts": {"app": 0}},
            },
        }
    }


def test_an_agent_in_a_namespace_of_its_own_is_noted_and_found_again(tmp_path: Path) -> None:
    (tmp_path / "deploy").mkdir()
    deploy = Steps("deploy-intercept-mirrord", tmp_path / "deploy")
    deploy.add_app("shop")
    deploy.add("Pod", "agents", **agent())
    assert deploy.deploy(build_apps="shop", agent_namespace="agents", prove="off").code == 0
    (tmp_path / "cleanup").mkdir()
    cleanup = Steps("cleanup-stack-pods", tmp_path / "cleanup")
    for name, thing in deploy.objects().items():
        (cleanup.cluster / f"{name}.json").write_text(json.dumps(thing))

    run = cleanup.run("find", "held", run_id=RUN_ID)

    assert run.stdout.splitlines() == [
        f"looking for run {RUN_ID} in: agents staging",
        ALL_THE_TIME,
    ]


def test_a_note_that_cannot_be_made_fails_no_deploy(tmp_path: Path) -> None:
    steps = deploying(tmp_path)
    steps.broken("replace")

    run = steps.deploy("ready", build_apps="shop")

    assert run.code == 0
    said = "warning: cleanup will not say whether the intercepts were there all the time"
    assert said in run.stderr.splitlines()


def test_where_a_deploy_noted_nothing_nothing_is_said(steps: Steps) -> None:
    assert held(steps, None, pod(BUILD, "app")) == []


def test_a_second_cleanup_says_nothing_since_it_may_see_what_the_first_removes(
    steps: Steps,
) -> None:
    assert held(steps, TELEPRESENCE, pod(BUILD, "app", CLIENT)) == [ALL_THE_TIME]

    again = steps.run("find", "held", run_id=RUN_ID)

    assert (again.code, again.stderr) == (0, "")
    assert again.stdout == f"looking for run {RUN_ID} in: staging\n"


@pytest.mark.parametrize("note", ["{", "[]", '{"shop": 7}', '""'])
def test_a_note_that_is_none_stops_nothing(steps: Steps, note: str) -> None:
    said = held(steps, note, pod(BUILD, "app"))

    assert said[-1] == (
        "warning: whether the intercepts were there all the time cannot be told: what the deploy "
        "noted cannot be read"
    )


def test_what_the_cluster_does_not_answer_stops_nothing(steps: Steps) -> None:
    assert held(steps, None) == []
    steps.broken("get")

    run = steps.run("held", run_id=RUN_ID)

    assert run.code == 0
