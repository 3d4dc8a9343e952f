"""The tables "What failures look like" of the backends' pages: each row that can be had cheaply.

What a row quotes is read from the page, and looked for in the log, where `…` stands for anything:
so a page cannot say what no log says.
"""

from __future__ import annotations

import json
import re
import secrets
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pytest
from apps import LONG
from stage import BASELINE, PRIVILEGED, REPOSITORY, RUNS, another_namespace

if TYPE_CHECKING:
    from collections.abc import Callable

    from apps import App
    from plane import Cluster

pytestmark = pytest.mark.usefixtures("others")

TASKS = {"telepresence": "deploy-stack-intercepts", "mirrord": "deploy-intercept-mirrord"}
NAMESPACES = {"telepresence": BASELINE, "mirrord": PRIVILEGED}


@dataclass(frozen=True)
class Wrong:
    """What is wrong with a deploy: with its params, the stack, the build, its account, the app."""

    params: dict[str, str] = field(default_factory=dict)
    stack: dict[str, Any] = field(default_factory=dict)
    image: str = "node.test/app:pr-42"
    account: str = "intercept-pipeline"
    namespace: str = ""
    # What kubectl does to the app before, with `APP` for its name.
    to_app: tuple[str, ...] = ()
    # Whether the namespace of the app is its own.
    apart: bool = False
    # A namespace for the traffic manager, where one of an old version has so many replicas.
    manager: int | None = None


OF_ANOTHER = "--labels=app=mirrord-proxy,tekton-intercepts.dev/run=another"
SAYS_HTTPS = {"op": "add", "path": "/spec/ports/0/appProtocol", "value": "https"}
# Of the app's one pod alone.
FULL = ("create", "quota", "full", "--hard=pods=1")
NO_LOCK = ("delete", "role", "intercept-lock")
HTTPS = ("patch", "service/APP", "--type=json", f"--patch={json.dumps([SAYS_HTTPS])}")
NO_IMAGE = "node.test/app:none"
NO_AGENT = {"telepresence.io/inject-traffic-agent": "disabled"}


def changed(template: dict[str, Any]) -> tuple[str, ...]:
    """What changes the pod template of an app."""
    return ("patch", "deployment/APP", "--patch", json.dumps({"spec": {"template": template}}))


def quotes(backend: str) -> list[str]:
    """What the table of a backend's page quotes, in the column of what a log says."""
    page = (REPOSITORY / "docs" / f"{backend}.md").read_text()
    _, _, table = page.partition("## What failures look like\n")
    rows = re.findall(r"^\| (.*?) \|", table.partition("\n## ")[0], re.MULTILINE)
    return [quote for row in rows for quote in re.findall(r"`([^`]+)`", row)]


def played_manager(cluster: Cluster, replicas: int) -> str:
    """A namespace with the Role to look for a traffic manager there, and none if `replicas` < 0."""
    namespace = f"manager-{secrets.token_hex(3)}"
    cluster.apply({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": namespace}})
    role = REPOSITORY / "rbac" / "traffic-manager" / "pipeline.yaml"
    cluster.apply_text(role.read_text(), namespace)
    # The version is that of the image, and this one is 1.32.4.
    image = "docker.io/alpine/k8s:1.32.4"
    words = (f"--image={image}", f"--replicas={replicas}", f"--namespace={namespace}")
    if replicas >= 0:
        made = ("create", "deployment", "traffic-manager", *words)
        cluster.kubectl(*made, "--", "sleep", "infinity")
    if replicas > 0:
        where = f"--namespace={namespace}"
        cluster.wait("deployment/traffic-manager", "condition=Available", where)
    return namespace


def deploy(cluster: Cluster, app: App, backend: str, wrong: Wrong) -> str:
    """Runs the deploy Task for an app by Tekton, and takes away what it made; its log."""
    name = f"deploy-{secrets.token_hex(3)}"
    task_run = ("taskrun", name, f"--namespace={RUNS}")
    cluster.apply(_task_run(name, app, backend, wrong), namespace=RUNS)
    ended = "jsonpath={.status.completionTime}"
    cluster.wait(f"taskrun/{name}", ended, f"--namespace={RUNS}", seconds=LONG)
    found = cluster.get(*task_run)
    assert found["status"]["conditions"][0]["reason"] == "StepFailed", found["status"]["conditions"]
    which = (f"--selector=tekton.dev/taskRun={name}", f"--namespace={RUNS}")
    log = cluster.kubectl("logs", *which, "--all-containers", "--tail=-1")
    made = f"--selector=tekton-intercepts.dev/run={found['metadata']['uid']}"
    for namespace in (app.namespace, RUNS):
        flags = (made, f"--namespace={namespace}", "--wait=false")
        cluster.kubectl("delete", "pods,configmaps", *flags)
    where = (f"--namespace={app.namespace}", "--ignore-not-found")
    cluster.kubectl("delete", "lease", f"intercept-{app.name}", *where)
    return log


def _task_run(name: str, app: App, backend: str, wrong: Wrong) -> dict[str, Any]:
    stack = {"name": app.name, "container-port": 8080, "service-port": 80, **wrong.stack}
    params = {
        "stack-json": json.dumps({"defaults": {"namespace": app.namespace}, "apps": [stack]}),
        "build-apps": app.name,
        "built-images": json.dumps({app.name: wrong.image}),
        "intercept-header-value": "x-dev-session: pr-42",
        "ready-timeout": "20",
        **wrong.params,
    }
    return {
        "apiVersion": "tekton.dev/v1",
        "kind": "TaskRun",
        "metadata": {"name": name},
        "spec": {
            "taskRef": {"name": TASKS[backend]},
            "serviceAccountName": wrong.account,
            "params": [{"name": key, "value": value} for key, value in params.items()],
            "workspaces": [{"name": "shared-workspace", "emptyDir": {}}],
        },
    }


WRONG = {
    "telepresence": {
        "cannot look for the traffic manager in …: see rbac/": Wrong(
            {"manager-namespace": BASELINE}
        ),
        "there is no traffic manager in …": Wrong(manager=-1),
        "the traffic manager in … is not ready": Wrong(manager=0),
        "the traffic manager … is older than 2.25": Wrong(manager=1),
        "cannot read the Deployment …": Wrong(to_app=("delete", "deployment/APP")),
        "the Deployment … has no ready replica to intercept": Wrong(
            to_app=("scale", "deployment/APP", "--replicas=0")
        ),
        "has no interceptable port matching port …": Wrong(to_app=("delete", "service/APP")),
        "is not interceptable": Wrong(to_app=changed({"metadata": {"annotations": NO_AGENT}})),
        "the PR pod of … is broken: ImagePullBackOff": Wrong(image=NO_IMAGE),
        "Unable to retrieve some image pull secrets (…)": Wrong(
            {"pull-secrets": "nobodys"}, image=NO_IMAGE
        ),
        "… has 2 replicas, and Telepresence before 2.27.4 … intercepts one of them alone": Wrong(
            {"telepresence-image": "node.test/telepresence:2.27.3"},
            to_app=("scale", "deployment/APP", "--replicas=2"),
        ),
        "no proof that the intercept of … works": Wrong(
            {"prove": "fail", "prove-url": "http://nobody.staging/", "ready-timeout": "120"}
        ),
        "waiting for the app on port …": Wrong(stack={"container-port": 8081}),
        "forbidden": Wrong({"client-service-account": "default"}),
        "error looking up service account": Wrong({"client-service-account": "nobody"}),
        "cannot make the PR pod of …": Wrong(apart=True, to_app=FULL),
        "exceeded quota: …": Wrong(apart=True, to_app=FULL),
        "cannot take an earlier attempt out of the locks … forbidden": Wrong(
            apart=True, to_app=NO_LOCK
        ),
        "violates PodSecurity": Wrong({"client-security-context": "net-admin"}),
    },
    "mirrord": {
        "the namespace … admits no agent of mirrord: violates PodSecurity": Wrong(
            namespace=BASELINE
        ),
        "no proof that the intercept of … works": Wrong({"prove": "fail", "ready-timeout": "120"}),
        "… says appProtocol: https, and free mirrord cannot look into TLS": Wrong(to_app=HTTPS),
        "the app … can have one intercept with free mirrord, and it is held by run …": Wrong(
            to_app=("run", "mirrord-proxy-APP", "--image=node.test/app:main", OF_ANOTHER)
        ),
        "the Deployment … has … replicas": Wrong(
            to_app=("scale", "deployment/APP", "--replicas=2")
        ),
        "the Deployment … has spec.template.spec.hostNetwork": Wrong(
            to_app=changed({"spec": {"hostNetwork": True}})
        ),
        "cannot take an earlier attempt out of the locks … forbidden": Wrong(
            apart=True, to_app=NO_LOCK
        ),
        "warning: a pod like the agent of mirrord is refused": Wrong(apart=True, to_app=FULL),
        "the proxy of … is broken: ImagePullBackOff": Wrong({"mirrord-image": NO_IMAGE}),
        "the PR pod of … is broken: it ended 3 times": Wrong(
            {"ready-timeout": "120"}, image="node.test/tekton/nop:1"
        ),
        "cannot make the proxy of …: … forbidden: error looking up service account": Wrong(
            {"proxy-service-account": "nobody"}
        ),
    },
}


@pytest.mark.parametrize(
    ("backend", "quote"), [(backend, quote) for backend, rows in WRONG.items() for quote in rows]
)
def test_the_log_of_a_deploy_that_cannot_work_says_what_the_page_quotes(
    cluster: Cluster,
    new_app: Callable[..., App],
    backend: str,
    quote: str,
) -> None:
    wrong = WRONG[backend][quote]
    if wrong.manager is not None:
        manager = played_manager(cluster, wrong.manager)
        wrong = replace(wrong, params={**wrong.params, "manager-namespace": manager})
    namespace = wrong.namespace or NAMESPACES[backend]
    if wrong.apart:
        namespace = f"apart-{secrets.token_hex(3)}"
        another_namespace(cluster, namespace)
    app = new_app(namespace, asked=False)
    if wrong.to_app:
        change = [word.replace("APP", app.name) for word in wrong.to_app]
        cluster.kubectl(*change, f"--namespace={app.namespace}")

    log = deploy(cluster, app, backend, wrong)

    assert quote in quotes(backend)
    assert re.search(".*".join(map(re.escape, quote.split("…"))), log), log
    assert "No resources found" not in log
