"""The step `plan` of the deploy Tasks: what it makes of the params, and what it refuses."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from task_steps import Steps

from draws import examples
from inject_intercepts import contract

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.needs("jq")

TASKS = contract.DEPLOY_TASKS.values()
LONG = "a-very-long-name-of-an-app-that-somebody-gave-to-it-in-a-hurry"


@pytest.fixture(scope="module", params=TASKS)
def steps(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Steps:
    return Steps(request.param, tmp_path_factory.mktemp("steps"))


def stack(*apps: dict[str, Any], **defaults: Any) -> str:
    return json.dumps({"apps": list(apps), "defaults": defaults})


def planned(steps: Steps, **params: str) -> dict[str, Any]:
    """The app `shop` as the plan has it."""
    params = {"build_apps": "shop", "built_images": '{"shop": "registry/shop:1"}'} | params
    run = steps.deploy("plan", **params)
    assert run.code == 0, run.stderr
    (app,) = steps.plan()["apps"]
    assert isinstance(app, dict)
    return app


def test_an_apps_own_value_wins_over_the_defaults_and_those_over_the_tasks(steps: Steps) -> None:
    own = {"name": "shop", "namespace": "own", "container-port": 1}
    assert planned(steps, stack_json=stack(own, namespace="theirs"))["namespace"] == "own"
    app = {"name": "shop", "container-port": "8081"}
    defaults = {"namespace": "theirs", "container-port": 9}
    assert planned(steps, stack_json=stack(app, **defaults))["namespace"] == "theirs"
    assert planned(steps, stack_json=stack(app, **defaults))["port"] == 8081
    bare = stack({"name": "shop"}, **{"container-port": 9})
    assert planned(steps, stack_json=bare)["namespace"] == "staging"
    assert planned(steps, stack_json=bare, default_namespace="mine")["namespace"] == "mine"
    assert planned(steps, stack_json=bare)["port"] == 9


def test_apps_may_stand_twice_and_be_separated_by_whatever_is_blank(steps: Steps) -> None:
    assert steps.deploy("plan", build_apps="\n shop\tcart  shop\n").code == 0
    assert [app["app"] for app in steps.plan()["apps"]] == ["shop", "cart"]


def test_every_run_takes_its_apps_in_one_order_so_that_no_two_wait_for_each_other(
    steps: Steps,
) -> None:
    orders = []
    for apps in ("shop cart", "cart shop"):
        assert steps.deploy("plan", build_apps=apps).code == 0
        orders.append([app["app"] for app in steps.plan()["apps"]])
    assert orders[0] == orders[1]


def test_a_run_without_an_id_takes_that_of_the_task_run(steps: Steps) -> None:
    assert steps.deploy("plan", run_id="").code == 0
    assert steps.plan()["run"] == "0d1d0c6a-0000-4000-8000-000000000001"


HOSTILE = [
    "$(touch pwned)",
    "`touch pwned`",
    "'; touch pwned; '",
    '"; touch pwned; "',
    "--help",
    "-n kube-system",
    "shöp",
    "..",
    "shop/../cart",
    "{{ get_env(name='HOME') }}",
    "x" * 100_000,
]


@pytest.mark.parametrize("app", HOSTILE)
def test_a_hostile_name_of_an_app_is_refused(steps: Steps, app: str) -> None:
    name = app.split(maxsplit=1)[0]
    shown = json.dumps(name, ensure_ascii=False)
    shown = shown if len(shown) <= 120 else shown[:120] + "..."
    said = steps.refuse("plan", build_apps=app, stack_json=stack({"name": app}))
    # Of several words, the first in their order is named.
    assert said.startswith("build-apps: an app must have the name of a Deployment; got ")
    if app == name:
        assert said.endswith(f"got {shown}")
    assert len(said) < 250


@pytest.mark.parametrize("image", [*HOSTILE[:6], "shöp", HOSTILE[-2], "a\nb", "", "x" * 600])
def test_a_hostile_name_of_an_image_is_refused(steps: Steps, image: str) -> None:
    said = steps.refuse("plan", build_apps="shop", built_images=json.dumps({"shop": image}))
    assert said.startswith("built-images: shop must have the name of an image; got ")


REFUSED = [
    ({"build_apps": " "}, "build-apps names no app: nothing would be intercepted"),
    (
        {"build_apps": "till"},
        "stack-json must have the app till of build-apps once; it is there 0 times",
    ),
    ({"stack_json": "[]"}, "stack-json must be a JSON map"),
    ({"stack_json": '{"apps": {}}'}, "stack-json: apps must be a list of maps"),
    ({"stack_json": '{"apps": ["shop"]}'}, "stack-json: apps must be a list of maps"),
    ({"stack_json": '{"defaults": []}'}, "stack-json: defaults must be a map"),
    ({"built_images": "[]"}, "built-images must be a JSON map"),
    ({"built_images": "{}"}, "built-images has no image for cart"),
    ({"default_namespace": "a.b"}, 'the namespace of shop must be a DNS label; got "a.b"'),
    ({"default_namespace": "-n"}, 'the namespace of shop must be a DNS label; got "-n"'),
    ({"ready_timeout": "5m"}, 'ready-timeout must be a number of seconds; got "5m"'),
    ({"ready_timeout": "0"}, "pod-deadline and ready-timeout must be at least 1"),
    ({"pod_deadline": "-1"}, 'pod-deadline must be a number of seconds; got "-1"'),
    (
        {"pr_pod_template": "Image"},
        'pr-pod-template must be one of: image, deployment; got "Image"',
    ),
    (
        {"run_id": "a..b"},
        (
            "run-id must be 1 to 63 characters of a-z, 0-9, - and ., with a letter or digit at "
            'both ends and no .. in it; got "a..b"'
        ),
    ),
]


@pytest.mark.parametrize(("params", "said"), REFUSED)
def test_a_wrong_param_is_named(steps: Steps, params: dict[str, str], said: str) -> None:
    assert steps.refuse("plan", **params) == said


@pytest.mark.parametrize("port", [0, 65536, 80.5, "http", "", [], {}, True, "8080 "])
def test_a_port_must_be_one(steps: Steps, port: object) -> None:
    said = steps.refuse(
        "plan", build_apps="shop", stack_json=stack({"name": "shop", "container-port": port})
    )
    got = json.dumps(port)
    assert said == f"stack-json: container-port of shop must be a port; got {got}"


def test_an_app_without_a_port_is_refused(steps: Steps) -> None:
    said = steps.refuse("plan", build_apps="shop", stack_json=stack({"name": "shop"}))
    assert said == "stack-json: the app shop has no container-port, and neither have the defaults"


def test_text_that_is_not_json_is_refused(steps: Steps) -> None:
    assert steps.refuse("plan", stack_json="{").startswith("stack-json must be JSON: ")
    assert steps.refuse("plan", built_images="nope").startswith("built-images must be JSON: ")


def test_a_large_stack_is_read(steps: Steps) -> None:
    apps = [{"name": "shop", "container-port": 8080, "note": "'$(id)`é" * 10_000}]
    assert planned(steps, stack_json=stack(*apps))["port"] == 8080


few = examples(15)
labels = st.from_regex(r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?", fullmatch=True)
apps = st.builds(lambda *parts: ".".join(parts)[:253].strip(".-"), labels, labels, labels) | labels


@few
@given(names=st.lists(apps, min_size=1, max_size=8, unique=True))
@example(names=[LONG, f"{LONG}-2", LONG[:50], f"{LONG[:49]}.x", f"{LONG[:50]}-0123456789ab"])
def test_names_are_as_kubernetes_allows_and_nobody_elses(steps: Steps, names: list[str]) -> None:
    names = [name for name in names if name and ".-" not in name and "-." not in name]
    names = names or ["shop"]
    taken: dict[str, set[str]] = {}
    for run in ("run-1", "run-2"):
        done = steps.deploy(
            "plan",
            run_id=run,
            build_apps=" ".join(names),
            stack_json=stack(*({"name": name, "container-port": 1} for name in names)),
            built_images=json.dumps(dict.fromkeys(names, "i")),
        )
        assert done.code == 0, done.stderr
        for app in steps.plan()["apps"]:
            assert len(app["pod"]) <= 63
            for kind in ("pod", "config", "proxy"):
                if kind in app:
                    name = r"[a-z0-9]([-a-z0-9]*[a-z0-9])?"
                    assert re.fullmatch(rf"{name}(\.{name})*", app[kind]), app
            # A pod is one run's; a proxy is one app's, whatever the run: it is the lock.
            taken.setdefault(app["pod"], set()).add(f"{run} {app['app']}")
            taken.setdefault(app.get("proxy", app["app"]), set()).add(app["app"])
    assert {name: owners for name, owners in taken.items() if len(owners) != 1} == {}


def test_as_many_pods_as_a_result_holds_are_planned_and_one_byte_more_is_refused_before_all(
    steps: Steps,
) -> None:
    # A pod's containers share 12 KiB for all that they hand on: the steps, and two of Tekton's
    # own (pkg/pod/pod.go). Of a container's share, 109 bytes are Tekton's.
    limit = 12288 // (steps.count + 2) - 109
    names = [f"an-app-with-a-long-name-{number}" for number in range(10, 99)]
    while _size_of_result(names) > limit - 200:
        names.pop()
    # Of a name this long, the pod's has the start: a letter more is one byte more.
    names.append("z" * 47)
    names[-1] += "z" * (limit - _size_of_result(names))

    at_the_limit = steps.deploy("plan", **_many(names))
    assert (at_the_limit.code, at_the_limit.stderr) == (0, "")
    assert len(steps.plan()["apps"]) == len(names)

    names[-1] += "z"
    said = steps.refuse(**_many(names))
    assert said == (
        f"deployed-pods would be over what Tekton takes for a result: {limit + 1} bytes, "
        f"of at most {limit}. Intercept fewer apps in one run"
    )
    assert not (steps.cluster / "calls").exists()


def _many(names: list[str]) -> dict[str, str]:
    return {
        "build_apps": " ".join(names),
        "stack_json": stack(*({"name": name, "container-port": 1} for name in names)),
        "built_images": json.dumps(dict.fromkeys(names, "i")),
    }


def _size_of_result(names: list[str]) -> int:
    """The bytes of the map of these apps as Tekton writes a result: as a string in JSON."""
    pods = {name: f"{name[:46]}-pr-{'0' * 12}" for name in names}
    return len(json.dumps(json.dumps(pods, separators=(",", ":")))) - 2


@pytest.mark.parametrize("missing", ["kubectl", "jq", "sha256sum"])
def test_a_program_that_the_image_lacks_is_named(
    steps: Steps, missing: str, tmp_path: Path
) -> None:
    said = steps.refuse("plan", path=steps.path_without(missing, tmp_path / "bin"))
    image = steps.default("kubectl-image")
    assert said == f"the image {image} (param kubectl-image) has no {missing}"
