"""The jq programs of the lock on an app: who may have it, and what is left when a run goes."""

from __future__ import annotations

import json
import subprocess
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from inject_intercepts import catalogue
from inject_intercepts.catalogue import programs

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.needs("jq")

RUN = "of-ours"
APP = {"app": "shop", "namespace": "staging", "port": 8080, "lock": "intercept-shop"}
PLAN = {
    "run": RUN,
    "backend": "mirrord",
    "task-run": "deploy-1",
    "header": "x-dev-session: pr-42",
}
LABELS = {"app": "shop"}
LONG_AGO = "2026-01-01T00:00:00Z"
KEY = "run.tekton-intercepts.dev/"
HTTP: dict[str, Any] = {"port": 80, "targetPort": 8080, "appProtocol": "http"}
PLAIN: dict[str, Any] = {"port": 80, "targetPort": 8080}
Thing = dict[str, Any]


def now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def program(part: str, task: str = "deploy-intercept-mirrord") -> str:
    """The text of the only program of a deploy Task with `part` in it."""
    steps = yaml.safe_load(catalogue.text(task))["spec"]["steps"]
    texts = {p.text for step in steps for p in programs.found(step["script"]) if part in p.text}
    (text,) = texts
    return text


def entry(backend: str = "telepresence", since: str = LONG_AGO, **more: str) -> Thing:
    return {"backend": backend, "task-run": "deploy-7", "header": "a: b", "since": since} | more


def lock(**entries: Any) -> Thing:
    """A lock with these runs; in their names `_` stands for `-`."""
    notes = {KEY + run.replace("_", "-"): json.dumps(entries[run]) for run in entries}
    annotations = {"tekton-intercepts.dev/app": "shop"} | notes
    labels = {"tekton-intercepts.dev/lock": "app"}
    metadata = {"name": "intercept-shop", "namespace": "staging", "uid": "u", "labels": labels}
    return {"metadata": metadata | {"resourceVersion": "7", "annotations": annotations}, "spec": {}}


def pod(run: str, phase: str = "Running") -> Thing:
    return {"metadata": {"labels": {"tekton-intercepts.dev/run": run}}, "status": {"phase": phase}}


def service(*ports: Thing, selector: Thing | None = None) -> Thing:
    return {"spec": {"selector": LABELS if selector is None else selector, "ports": list(ports)}}


def verdict(
    folder: Path,
    *,
    held: Thing | None = None,
    pods: tuple[Thing, ...] = (),
    services: tuple[Thing, ...] = (service(PLAIN),),
    app: Thing = APP,
) -> Thing:
    """What the program makes of what there is."""
    files = {
        "plan": json.dumps(PLAN),
        "lock": json.dumps(held) if held else "",
        "pods": json.dumps({"items": pods}),
        "services": json.dumps({"items": services}),
    }
    for name, text in files.items():
        (folder / name).write_text(text)
    spec = {"containers": [{"ports": [{"containerPort": 8080, "name": "http"}]}]}
    target = {"spec": {"template": {"metadata": {"labels": LABELS}, "spec": spec}}}
    given = [
        *("--argjson", "app", json.dumps(app), "--argjson", "target", json.dumps(target)),
        *(word for name in files for word in ("--slurpfile", name, str(folder / name))),
    ]
    return dict(json.loads(jq(program("def refusal($http)"), "-n", *given)))


def jq(text: str, *options: str, stdin: str = "") -> str:
    done = subprocess.run(
        ["jq", "-c", *options, text], input=stdin, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_a_free_app_gets_a_lock_with_the_entry_of_the_run(tmp_path: Path) -> None:
    before = now()
    said = verdict(tmp_path)

    notes = said["lease"]["metadata"].pop("annotations")
    ours = json.loads(notes.pop(KEY + RUN))
    assert before <= ours.pop("since") <= now()
    assert ours == {key: PLAN[key] for key in ("backend", "task-run", "header")}
    assert notes == {"tekton-intercepts.dev/app": "shop"}
    assert said == {
        "verb": "create",
        "gone": [],
        "http": False,
        "refusal": "",
        "lease": {
            "apiVersion": "coordination.k8s.io/v1",
            "kind": "Lease",
            "metadata": {
                "name": "intercept-shop",
                "namespace": "staging",
                "labels": {"tekton-intercepts.dev/lock": "app"},
            },
            "spec": {"holderIdentity": "mirrord"},
        },
    }


@pytest.mark.parametrize(
    ("since", "pods", "refused", "gone"),
    [
        (LONG_AGO, [pod("other")], True, []),
        (LONG_AGO, [pod("other", "Failed"), pod("other")], True, []),
        (LONG_AGO, [pod("other", "Pending")], True, []),
        ("now", [], True, []),
        ("now", [pod("other", "Failed")], False, ["other"]),
        ("now", [pod("other", "Succeeded")], False, ["other"]),
        (LONG_AGO, [], False, ["other"]),
        (LONG_AGO, [pod("another")], False, ["other"]),
        ("no time", [], False, ["other"]),
    ],
)
def test_a_run_has_an_app_as_long_as_a_pod_of_it_goes_on_and_before_its_first_one(
    tmp_path: Path, since: str, pods: list[Thing], gone: list[str], *, refused: bool
) -> None:
    other = entry(since=now() if since == "now" else since)

    said = verdict(tmp_path, held=lock(other=other), pods=tuple(pods))

    assert said["verb"] == "replace"
    assert said["gone"] == gone
    assert bool(said["refusal"]) == refused
    assert said["lease"]["metadata"]["resourceVersion"] == "7"
    runs = {key for key in said["lease"]["metadata"]["annotations"] if key.startswith(KEY)}
    assert runs == {KEY + RUN, *([] if gone else [KEY + "other"])}


def test_the_refusal_names_the_run_and_the_ways_out(tmp_path: Path) -> None:
    said = verdict(tmp_path, held=lock(other=entry()), pods=(pod("other"),))
    assert said["refusal"] == (
        'run other with telepresence (TaskRun deploy-7, header "a: b") has the app shop in '
        "staging, and two backends on one app at once break it for everybody. Try again when "
        "that run has ended; or let the port of the app's Service say appProtocol: http, which "
        "lets both in"
    )


def test_an_entry_that_cannot_be_read_is_refused_while_its_pods_go_on(tmp_path: Path) -> None:
    held = lock(other=3)
    assert verdict(tmp_path, held=held, pods=(pod("other"),))["refusal"].startswith(
        "run other with an unknown backend (TaskRun unknown, "
    )
    assert verdict(tmp_path, held=held)["gone"] == ["other"]


def test_the_same_backend_and_the_run_itself_are_let_in(tmp_path: Path) -> None:
    held = lock(other=entry("mirrord"), of_ours=entry("telepresence"))
    said = verdict(tmp_path, held=held, pods=(pod("other"), pod(RUN)))
    assert (said["refusal"], said["gone"]) == ("", [])
    assert json.loads(said["lease"]["metadata"]["annotations"][KEY + RUN])["backend"] == "mirrord"


def test_where_both_came_with_the_app_protocol_http_both_are_let_in(tmp_path: Path) -> None:
    other = entry(**{"app-protocol": "http"})
    pods, services = (pod("other"),), (service(HTTP),)

    said = verdict(tmp_path, held=lock(other=other), pods=pods, services=services)

    assert said["refusal"] == ""
    assert said["lease"]["spec"] == {"holderIdentity": "mirrord telepresence"}
    assert json.loads(said["lease"]["metadata"]["annotations"][KEY + RUN])["app-protocol"] == "http"
    early = verdict(tmp_path, held=lock(other=entry()), pods=pods, services=services)
    assert early["refusal"].endswith(
        "it came before the port of the Service said appProtocol: http"
    )
    assert verdict(tmp_path, held=lock(other=other), pods=pods)["refusal"] != ""


@pytest.mark.parametrize(
    ("services", "app", "http"),
    [
        ([], {}, False),
        ([service(HTTP)], {}, True),
        ([service(HTTP | {"targetPort": "http"})], {}, True),
        ([service({"port": 8080, "appProtocol": "http"})], {}, True),
        ([service(HTTP), service(PLAIN)], {}, False),
        ([service(HTTP), service(PLAIN, selector={"app": "cart"})], {}, True),
        ([service(HTTP, selector={"app": "cart"})], {}, False),
        ([service(HTTP, selector={})], {}, False),
        ([service(HTTP, {"port": 9, "targetPort": 9})], {}, True),
        ([service(HTTP, PLAIN | {"protocol": "UDP"})], {}, True),
        ([service(HTTP | {"appProtocol": "kubernetes.io/h2c"})], {}, False),
        # Telepresence intercepts a port of the Service, wherever it leads.
        ([service(HTTP, {"port": 9, "targetPort": 9})], {"service-port": 9}, False),
        ([service(HTTP, {"port": 9, "name": "x"})], {"service-port": "x"}, False),
        ([service(HTTP | {"targetPort": 9})], {"service-port": 80}, True),
        ([service(HTTP, {"port": 9, "targetPort": 9})], {"service-port": None}, True),
    ],
)
def test_the_app_protocol_is_that_of_every_port_that_leads_to_the_app(
    tmp_path: Path, services: list[Thing], app: Thing, *, http: bool
) -> None:
    assert verdict(tmp_path, services=tuple(services), app=APP | app)["http"] is http


def test_a_lease_of_somebody_else_is_in_the_way(tmp_path: Path) -> None:
    said = verdict(tmp_path, held={"metadata": {"name": "intercept-shop"}, "spec": {}})
    assert said["refusal"] == (
        "the Lease intercept-shop in staging is no lock of a deploy Task, and in the way of one"
    )


def test_a_run_that_was_taken_for_gone_and_is_there_is_named() -> None:
    pods = json.dumps({"items": [pod("slow"), pod("ended", "Failed")]})
    said = jq(
        f"{json.dumps([json.loads(pods)])} as $pods | {program('.gone[]')}",
        stdin='{"gone": ["ended", "slow", "none"]}',
    )
    assert json.loads(said) == "slow"


@pytest.mark.parametrize(
    ("runs", "verb", "said"),
    [
        (["a"], "replace", "released the app shop in staging, which others have still: aa"),
        (["a", "aa"], "delete", "released the app shop in staging"),
        (None, "delete", "released the app shop in staging"),
        (["b"], None, None),
    ],
)
def test_a_run_that_goes_leaves_the_others_and_takes_the_lock_with_the_last(
    runs: list[str] | None, verb: str | None, said: str | None
) -> None:
    held = lock(a=entry("mirrord"), aa=entry())
    options = ("--argjson", "runs", json.dumps(runs))
    found = jq(program("released the app"), *options, stdin=json.dumps({"items": [held]}))

    if verb is None:
        assert found == ""
        return
    one = json.loads(found)
    assert (one["lock"], one["verb"], one["said"]) == ("intercept-shop", verb, said)
    if verb == "delete":
        preconditions = {"uid": "u", "resourceVersion": "7"}
        expected: Thing = {"apiVersion": "v1", "kind": "DeleteOptions"}
        assert one["body"] == expected | {"preconditions": preconditions}
    else:
        assert one["body"] == lock(aa=entry()) | {"spec": {"holderIdentity": "telepresence"}}


def of_app(container: str, **labels: str) -> Thing:
    """A pod of an app, with one container."""
    status = {"phase": "Running", "containerStatuses": [{"containerID": container}]}
    return {"metadata": {"name": "some", "labels": labels}, "spec": {}, "status": status}


def agent(name: str, *words: str, phase: str = "Running") -> Thing:
    """A pod of mirrord's agent, with these words in its command line."""
    spec = {"containers": [{"command": ["./mirrord-agent"], "args": list(words)}]}
    metadata = {"name": name, "labels": {"app": "mirrord"}}
    return {"metadata": metadata, "spec": spec, "status": {"phase": phase}}


@pytest.mark.parametrize(
    "spec",
    [
        {"selector": {"matchLabels": LABELS}},
        {"selector": {"matchExpressions": []}, "template": {"metadata": {"labels": LABELS}}},
    ],
)
def test_agents_on_an_app_are_those_that_go_on_in_a_container_of_its_pods(spec: Thing) -> None:
    pods = [
        of_app("containerd://c1", app="shop", version="1"),
        of_app("cri-o://c2", app="shop"),
        of_app("containerd://c3", app="cart"),
        {"metadata": {"name": "new"}, "spec": {}, "status": {"phase": "Pending"}},
        agent("one", "-l", "31000", "targeted", "--container-id", "c1"),
        agent("two", "--container-id", "c2", "--container-runtime", "cri-o", phase="Pending"),
        agent("of-cart", "--container-id", "c3"),
        agent("ended", "--container-id", "c1", phase="Succeeded"),
        agent("targetless", "targetless"),
        agent("strange", "--container-id"),
    ]
    target = json.dumps({"spec": spec})

    said = jq(
        program("--container-id", "deploy-stack-intercepts"),
        *("--argjson", "target", target),
        stdin=json.dumps({"items": pods}),
    )

    assert json.loads(said) == "one, two"
