"""What one test has: a run's namespace, namespaces with apps, and the Tasks to run there."""

from __future__ import annotations

import json
import re
import secrets
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import accounts
import api
import task_run
import yaml

from inject_intercepts import catalogue
from processes import wait_for

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from controlplane import ControlPlane
    from inventory import Inventory
    from task_run import Faults, Outcome

DEPLOY = {"mirrord": "deploy-intercept-mirrord", "telepresence": "deploy-stack-intercepts"}
HEADER = "x-dev-session:pr-42"
PIPELINE = "intercept-pipeline"
RANDOM = re.compile(r"(/mirrord-agent)-[a-z0-9]{10}(?:-[a-z0-9]{5})?$")
GROUPS = {
    "deployments": "/apis/apps/v1",
    "jobs": "/apis/batch/v1",
    "leases": "/apis/coordination.k8s.io/v1",
}
# So that nothing waits long where a test lets it fail, or for pods that are played.
SHORT = {"ready-timeout": "20", "wait": "20", "prove": "off"}


class World:
    """Namespaces of one test, and what is in them."""

    def __init__(
        self, plane: ControlPlane, inventory: Inventory, folder: Path, level: str = "privileged"
    ) -> None:
        """Makes the run's namespace, and the first one for apps.

        Args:
            plane: the cluster.
            inventory: lists what there is.
            folder: for the files of the test.
            level: the Pod Security level that is enforced in the namespace for apps. Agents of
                mirrord need `privileged`; below it, the namespace is one for Telepresence.
        """
        self.plane, self._inventory, self._folder = plane, inventory, folder
        self._suffix = secrets.token_hex(3)
        self.run_namespace = f"ci-{self._suffix}"
        self.namespaces: list[str] = []
        self._apps: list[dict[str, Any]] = []
        self.workspace = folder / "workspace"
        self.workspace.mkdir()
        self._numbers = iter(range(1000))
        self._namespace(self.run_namespace, "restricted")
        self._give("run", self.run_namespace)
        self.apps = self.namespace_for_apps("apps", level)
        self.given: list[str] = []
        # Params that every deploy of this test gets.
        self.usual = dict(SHORT)

    # ------------------------------------------------------------ what is there before

    def _namespace(self, name: str, level: str) -> None:
        labels = {"pod-security.kubernetes.io/enforce": level}
        self.plane.admin.ask("/api/v1/namespaces", {"metadata": {"name": name, "labels": labels}})
        path = f"/api/v1/namespaces/{name}/serviceaccounts/default"
        wait_for(path, lambda: self._there(path))
        self.namespaces.append(name)

    def namespace_for_apps(self, name: str, level: str = "privileged") -> str:
        """Makes a namespace where runs may intercept apps; gives its whole name."""
        whole = f"{name}-{self._suffix}"
        self._namespace(whole, level)
        for part in ("target", "telepresence", *(["mirrord"] if level == "privileged" else [])):
            self._give(part, whole)
        return whole

    def traffic_manager(self, version: str = "2.31.2") -> str:
        """Makes a namespace with a traffic manager as an admin would have; gives its name.

        Played: only the Deployment is there, and it is ready.
        """
        name = self.empty_manager()
        image = f"registry.test/telepresenceio/tel2:{version}"
        self._deployment("traffic-manager", name, 1, image, 8081)
        return name

    def empty_manager(self) -> str:
        """Makes the namespace for a traffic manager, with none in it; gives its name."""
        name = f"manager-{self._suffix}"
        self._namespace(name, "baseline")
        self._give("traffic-manager", name)
        return name

    def _give(self, part: str, namespace: str) -> None:
        accounts.give(
            self.plane, self._folder, part, namespace, self.run_namespace, f"apps-{self._suffix}"
        )

    def app(
        self,
        name: str,
        namespace: str = "",
        *,
        replicas: int = 1,
        port: int = 8080,
        protocol: str | None = None,
    ) -> None:
        """Deploys an app with its Service, and waits until it is ready; adds it to the stack.

        Args:
            name: that of the app, its Deployment and its Service.
            namespace: where; if empty, the first one for apps.
            replicas: how many.
            port: that of the container.
            protocol: the `appProtocol` of the Service's port.
        """
        where = namespace or self.apps
        selector = {"app.kubernetes.io/name": name}
        ports = [{"name": "http", "port": 80, "targetPort": port, "appProtocol": protocol}]
        service = {"metadata": {"name": name}, "spec": {"selector": selector, "ports": ports}}
        self.plane.admin.ask(f"/api/v1/namespaces/{where}/services", service)
        self._deployment(name, where, replicas, f"registry.test/main/{name}:1", port)
        self._apps.append({"name": name, "namespace": where, "container-port": port})

    def _deployment(self, name: str, namespace: str, replicas: int, image: str, port: int) -> None:
        labels = {"app.kubernetes.io/name": name}
        container = {"name": "app", "image": image, "ports": [{"containerPort": port}]}
        template = {"metadata": {"labels": labels}, "spec": {"containers": [container]}}
        spec = {"replicas": replicas, "selector": {"matchLabels": labels}, "template": template}
        path = f"/apis/apps/v1/namespaces/{namespace}/deployments"
        self.plane.admin.ask(path, {"metadata": {"name": name}, "spec": spec})
        wait_for(name, lambda: self._replicas(f"{path}/{name}") == replicas)

    def _replicas(self, path: str) -> int:
        return int(self.plane.admin.ask(path).get("status", {}).get("readyReplicas", 0))

    def _there(self, path: str) -> bool:
        try:
            self.plane.admin.ask(path)
        except api.Refused as error:
            if error.code != 404:
                raise
            return False
        return True

    # ---------------------------------------------------------------------- what runs

    def new_run(self) -> str:
        """An id as `$(context.pipelineRun.uid)` gives it."""
        return str(uuid.uuid4())

    def stack(self) -> str:
        """The param `stack-json` for all apps."""
        defaults = {"namespace": self.apps, "container-port": 8080, "service-port": 80}
        return json.dumps({"defaults": defaults, "apps": self._apps})

    def plan_of(self, header: str) -> dict[str, Any]:
        """What the first step of Telepresence's deploy makes of a header: its plan."""
        task = yaml.safe_load(catalogue.text(DEPLOY["telepresence"]))
        del task["spec"]["steps"][1:]
        run = self.deploy_run("telepresence", self.new_run(), "web", header=header, task=task)
        outcome = run.run()
        assert outcome.code == 0, outcome.output
        plan: dict[str, Any] = json.loads((run.volumes / "plan" / "plan.json").read_text())
        return plan

    def task(
        self,
        task: str | dict[str, Any],
        params: Mapping[str, Any],
        *,
        account: str = PIPELINE,
        faults: Faults | None = None,
        without: str = "",
    ) -> task_run.TaskRun:
        """A run of one of our Tasks, by its name, or of another Task; not started yet."""
        if isinstance(task, str):
            task = dict(yaml.safe_load(catalogue.text(task)))
        folder = self._folder / f"task-run-{next(self._numbers)}"
        folder.mkdir()
        workspaces = {w["name"]: self.workspace for w in task["spec"].get("workspaces", [])}
        return task_run.TaskRun(
            self.plane,
            folder,
            task,
            params,
            namespace=self.run_namespace,
            account=account,
            workspaces=workspaces,
            faults=faults,
            without=without,
        )

    def deploy_run(
        self,
        backend: str,
        run: str,
        *apps: str,
        header: str = HEADER,
        fate: str = "pr-42",
        faults: Faults | None = None,
        task: dict[str, Any] | None = None,
        without: str = "",
        **params: str,
    ) -> task_run.TaskRun:
        """The deploy of `apps` with a backend; `params` have `_` for `-`.

        Args:
            backend: its name.
            run: the run's id.
            apps: what is intercepted.
            header: as name:value.
            fate: how the pods of the new builds fare; see stages.yaml.
            faults: what goes wrong with kubectl.
            task: another Task than the backend's.
            without: a tool that the step's image does not have.
            params: of the Task.
        """
        images = {app: f"registry.test/{fate}/{app}:42" for app in apps}
        values = {
            "stack-json": self.stack(),
            "build-apps": " ".join(apps),
            "propagation-chain": " ".join(apps),
            "built-images": json.dumps(images),
            "intercept-header-value": header,
            "run-id": run,
            **self.usual,
            **{name.replace("_", "-"): value for name, value in params.items()},
        }
        return self.task(task or DEPLOY[backend], values, faults=faults, without=without)

    def deploy(self, backend: str, run: str, *apps: str, **more: Any) -> Outcome:
        """Deploys, as `deploy_run` says, and waits for the end."""
        return self.deploy_run(backend, run, *apps, **more).run()

    def clean_up_run(
        self, run: str, *, faults: Faults | None = None, without: str = "", **params: str
    ) -> task_run.TaskRun:
        """The cleanup with what Tekton would pass it; `params` have `_` for `-`."""
        values = {"run-id": run, "stack-json": self.stack()}
        values.update({name.replace("_", "-"): value for name, value in params.items()})
        return self.task("cleanup-stack-pods", values, faults=faults, without=without)

    def clean_up(self, run: str, **more: Any) -> Outcome:
        """Cleans up, as `clean_up_run` says, and waits for the end."""
        return self.clean_up_run(run, **more).run()

    # ------------------------------------------------------------------- what is there

    def remember(self) -> None:
        """What is there now belongs to others, and must be there at the end."""
        self.given = self.everything()

    def remember_all_but(self, run: str) -> None:
        """What is there now belongs to others, but for what carries a run's id in its labels."""
        ours = {f"{self.run_namespace}/ConfigMap/intercepts-{run}"}
        for namespace in self.namespaces:
            for kind, name in (("configmaps", "ConfigMap"), ("jobs", "Job"), ("pods", "Pod")):
                selector = f"tekton-intercepts.dev/run={run}"
                for found in self.get(kind, namespace, selector=selector):
                    ours.add(f"{namespace}/{name}/{found['metadata']['name']}")
            ours |= {
                f"{namespace}/Lease/{lock['metadata']['name']}"
                for lock in self.get("leases", namespace)
                if f"run.tekton-intercepts.dev/{run}" in lock["metadata"]["annotations"]
            }
        self.given = [name for name in self.everything() if name not in ours]

    def everything(self) -> list[str]:
        """All objects in the test's namespaces."""
        return self._inventory.of(self.namespaces)

    def made(self) -> list[str]:
        """What is there beyond what `remember` saw, without what is random in names.

        Raises:
            AssertionError: something of the others is gone.
        """
        now = self.everything()
        gone = sorted(set(self.given) - set(now))
        assert not gone, f"these were not ours to delete: {gone}"
        new = [name for name in now if name not in self.given]
        return sorted(RANDOM.sub(r"\1", name.replace(f"-{self._suffix}/", "/", 1)) for name in new)

    def get(self, kind: str, namespace: str, name: str = "", selector: str = "") -> Any:
        """An object, or with no name the list of them: `kind` as in kubectl."""
        group = GROUPS.get(kind, "/api/v1")
        path = f"{group}/namespaces/{namespace}/{kind}"
        if name:
            return self.plane.admin.ask(f"{path}/{name}")
        query = f"?labelSelector={selector}" if selector else ""
        return self.plane.admin.ask(path + query)["items"]

    def wait_until_phase(self, phase: str, *pods: str) -> None:
        """Waits until pods in the apps' namespace are in a phase."""

        def phases() -> set[str]:
            return {self.get("pods", self.apps, pod)["status"]["phase"] for pod in pods}

        wait_for(phase, lambda: phases() == {phase})

    def kill_when(self, run: task_run.TaskRun, holds: Callable[[], bool]) -> Outcome:
        """Runs a Task, and kills it when something holds."""
        with ThreadPoolExecutor() as pool:
            outcome = pool.submit(run.run)
            wait_for("the moment to kill", holds)
            run.kill()
            return outcome.result()

    def record(self, run: str) -> dict[str, str]:
        """The deploy's record in the workspace."""
        path = self.workspace / ".intercepts" / run / "deployed-pods.json"
        content: dict[str, str] = json.loads(path.read_text())
        return content


def mirrord_objects(run: str, pods: Mapping[str, str], where: str = "apps") -> list[str]:
    """What a run with mirrord consists of, for a map from app to PR pod."""
    objects = [f"ci/ConfigMap/intercepts-{run}"]
    for app, pod in pods.items():
        objects += [f"{where}/Lease/intercept-{app}"]
        objects += [f"{where}/ConfigMap/mirrord-{pod}", f"{where}/Pod/{pod}"]
        objects += [f"{where}/Pod/mirrord-proxy-{app}"]
        objects += [f"{where}/Job/mirrord-agent", f"{where}/Pod/mirrord-agent"]
    return sorted(objects)


def telepresence_objects(run: str, pods: Mapping[str, str]) -> list[str]:
    """What a run with Telepresence consists of, for a map from app to PR pod."""
    objects = [f"ci/ConfigMap/intercepts-{run}"]
    for app, pod in pods.items():
        objects += [f"apps/Lease/intercept-{app}", f"apps/Pod/{pod}"]
    return sorted(objects)


def side_by_side(*runs: task_run.TaskRun) -> list[Outcome]:
    """Runs Tasks at the same time; gives their outcomes in order."""
    with ThreadPoolExecutor() as pool:
        return list(pool.map(lambda run: run.run(), runs))
