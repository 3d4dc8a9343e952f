"""What one test has: an app of its own that somebody asks all the time, and runs that test it."""

from __future__ import annotations

import json
import secrets
from typing import TYPE_CHECKING, Any

from stage import BASELINE, PRIVILEGED, RUNS

from processes import wait_for

if TYPE_CHECKING:
    from plane import Cluster

# What a run may take where others keep the machine busy; and a look costs something, too.
LONG = 600
PAUSE = 2


class App:
    """An app behind a Service, and a pod that asks it again and again, as three people would.

    One has the header of pull request 42, one that of 43, and one has none.
    """

    def __init__(
        self,
        cluster: Cluster,
        namespace: str,
        protocol: str | None = None,
        registry: str = "node.test",
    ) -> None:
        """Deploys the old build with an idle traffic agent, and has it asked.

        Args:
            cluster: where.
            namespace: one that was made for apps.
            protocol: the `appProtocol` of the Service's port.
            registry: where its builds are; those in `node.test/h2c` speak cleartext HTTP/2, too.
        """
        self.cluster, self.namespace, self.registry = cluster, namespace, registry
        self.name = f"shop-{secrets.token_hex(3)}"
        # The Service first: an agent that was made without it is replaced, and its pod with it.
        cluster.apply(_service(self.name, protocol), namespace=namespace)
        cluster.apply(_deployment(self.name, registry), namespace=namespace)
        where = f"--namespace={namespace}"
        cluster.wait(f"deployment/{self.name}", "condition=Available", where)
        cluster.apply(_asker(self.name), namespace=namespace)
        cluster.wait(f"pod/{self.name}-asker", "condition=Ready", where)
        self.wait_until_answered(["old"], ["old"], ["old"])

    def ask(self, *how: str) -> list[str]:
        """Has the asker ask once more, in a way of its own; the lines that it prints."""
        where = (f"--namespace={self.namespace}", f"{self.name}-asker")
        command = ("app", *how, f"{self.name}:80")
        return self.cluster.kubectl("exec", *where, "--", *command).splitlines()

    def answers(self) -> dict[str, list[str]]:
        """What each of the three was answered since the app is there: whenever it changed."""
        log = self.cluster.kubectl("logs", f"--namespace={self.namespace}", f"{self.name}-asker")
        found: dict[str, list[str]] = {"pr-42": [], "pr-43": [], "none": []}
        for line in log.splitlines():
            who, _, answer = line.partition(" ")
            found[who].append(answer)
        return found

    def wait_until_answered(self, ours: list[str], others: list[str], none: list[str]) -> None:
        """Waits until that, whole, is what the three were answered.

        Raises:
            TimeoutError: it is something else; says what.
        """
        expected = {"pr-42": ours, "pr-43": others, "none": none}
        try:
            wait_for("the answers", lambda: self.answers() == expected, LONG / 2, PAUSE)
        except TimeoutError as error:
            message = f"expected {expected}, got {self.answers()}"
            raise TimeoutError(message) from error

    def wait_until_now_answered(self, ours: str, others: str = "old", none: str = "old") -> None:
        """Waits until that is what the three are answered now, whatever was before.

        Raises:
            TimeoutError: it is something else; says what.
        """
        expected = {"pr-42": ours, "pr-43": others, "none": none}

        def now() -> dict[str, str]:
            return {who: answers[-1] for who, answers in self.answers().items() if answers}

        try:
            wait_for("the answers", lambda: now() == expected, LONG / 2, PAUSE)
        except TimeoutError as error:
            message = f"expected {expected} at the end, got {self.answers()}"
            raise TimeoutError(message) from error

    def remove(self) -> None:
        """Takes the app away, with who asks it."""
        names = (f"deployment/{self.name}", f"service/{self.name}", f"pod/{self.name}-asker")
        self.cluster.kubectl("delete", *names, f"--namespace={self.namespace}", "--wait=false")

    def objects(self) -> list[str]:
        """All in its namespace that has the app's name in its own, as kind/name."""
        return [name for name in inventory(self.cluster, self.namespace) if self.name in name]


class Run:
    """A PipelineRun of the Pipeline that the function made of `base`."""

    def __init__(self, cluster: Cluster, name: str) -> None:
        """Takes the name of one that is there."""
        self.cluster, self.name = cluster, name
        self.uid: str = self.get()["metadata"]["uid"]

    @classmethod
    def start(cls, cluster: Cluster, *apps: App, **more: Any) -> Run:
        """Starts a run on a volume of its own.

        Args:
            cluster: where.
            apps: what it intercepts, all in one namespace.
            more: see `pipeline_run`.
        """
        name = f"run-{secrets.token_hex(3)}"
        cluster.apply(*_volume(name, str(cluster.machine.folder / "volumes" / name)))
        cluster.apply(pipeline_run(name, *apps, **more))
        return cls(cluster, name)

    def get(self) -> Any:
        """The PipelineRun as it is now; None where it is gone."""
        return self.cluster.get("pipelinerun", self.name, f"--namespace={RUNS}")

    def task_runs(self) -> dict[str, Any]:
        """Its TaskRuns, by the name of their pipeline task."""
        selector = f"--selector=tekton.dev/pipelineRun={self.name}"
        found = self.cluster.list("taskruns", selector, f"--namespace={RUNS}")
        return {item["metadata"]["labels"]["tekton.dev/pipelineTask"]: item for item in found}

    def has_ended(self) -> bool:
        """Whether its end has come, well or not."""
        return _condition(self.get()).get("status") in {"True", "False"}

    def is_at(self, task: str) -> bool:
        """Whether a pipeline task has begun; fails where the run has ended before."""
        assert not self.has_ended(), self.story()
        found = self.task_runs().get(task)
        return bool(found and found.get("status", {}).get("steps"))

    def wait_for_tests(self) -> None:
        """Waits until its tests have begun, which is when its intercepts are active."""
        wait_for("the tests", lambda: self.is_at("run-tests"), LONG, PAUSE)

    def end_tests(self) -> None:
        """Lets tests that wait go on."""
        (self.cluster.machine.folder / "volumes" / self.name / "go-on").touch()

    def stop(self, how: str) -> None:
        """Ends it in one of the ways of Tekton's `spec.status`."""
        patch = json.dumps({"spec": {"status": how}})
        name = ("pipelinerun", self.name, f"--namespace={RUNS}")
        self.cluster.kubectl("patch", *name, "--type=merge", f"--patch={patch}")

    def pod(self) -> str:
        """The name of its one PR pod."""
        (name,) = (one.removeprefix("Pod/") for one in self.remains() if one.startswith("Pod/"))
        return name

    def in_client(self, *command: str) -> None:
        """Runs a command beside the client of Telepresence, in its container."""
        where = (f"--namespace={BASELINE}", self.pod(), "--container=telepresence-client")
        self.cluster.kubectl("exec", *where, "--", *command)

    def kill_client(self) -> None:
        """Kills the first process of the client's container, from the outside."""
        pod = self.cluster.get("pod", self.pod(), f"--namespace={BASELINE}")
        (container,) = (
            status["containerID"].removeprefix("containerd://")
            for status in pod["status"]["containerStatuses"]
            if status["name"] == "telepresence-client"
        )
        kill = ("tasks", "kill", "--signal", "SIGKILL", container)
        self.cluster.machine.run("ctr", "--namespace", "k8s.io", *kill)

    def wait(self) -> Run:
        """Waits until it has ended; gives itself.

        Raises:
            TimeoutError: it did not end; says how far it is.
        """
        try:
            what, condition = f"pipelinerun/{self.name}", "jsonpath={.status.completionTime}"
            self.cluster.wait(what, condition, f"--namespace={RUNS}", seconds=LONG)
        except RuntimeError as error:
            raise TimeoutError(self.story()) from error
        return self

    def tasks(self) -> dict[str, str]:
        """How each of its pipeline tasks ended, skipped ones with the reason."""
        run = self.get()["status"]
        ended = {task: str(_condition(tr).get("reason")) for task, tr in self.task_runs().items()}
        return ended | {skip["name"]: skip["reason"] for skip in run.get("skippedTasks", [])}

    def results(self) -> dict[str, str]:
        """Its results."""
        return {found["name"]: found["value"] for found in self.get()["status"].get("results", [])}

    def log(self, task: str) -> str:
        """What all steps of a pipeline task printed."""
        selector = f"--selector=tekton.dev/pipelineRun={self.name},tekton.dev/pipelineTask={task}"
        flags = ("--all-containers", "--tail=-1", "--prefix=false", f"--namespace={RUNS}")
        return self.cluster.kubectl("logs", selector, *flags)

    def story(self) -> str:
        """All there is to say of it, for a message of a test that failed."""
        lines = [json.dumps(_condition(self.get()))]
        for name, task_run in self.task_runs().items():
            lines += [f"== {name}: {json.dumps(_condition(task_run))}"]
            if _condition(task_run).get("status") != "True":
                lines += [self.log(name)]
        return "\n".join(lines)

    def remains(self) -> list[str]:
        """What there is of it, by its label: in the namespace of the runs and of the apps."""
        found = []
        for namespace in (RUNS, BASELINE, PRIVILEGED):
            selector = f"--selector=tekton-intercepts.dev/run={self.uid}"
            items = self.cluster.list("all,configmaps", selector, f"--namespace={namespace}")
            found += [f"{item['kind']}/{item['metadata']['name']}" for item in items]
        return sorted(found)


def inventory(cluster: Cluster, namespace: str) -> list[str]:
    """Every object in a namespace but its events, as sorted kind/name."""
    flags = ("--verbs=list", "--namespaced", "--output=name")
    kinds = [k for k in cluster.kubectl("api-resources", *flags).split() if "events" not in k]
    listed = cluster.kubectl("get", ",".join(kinds), f"--namespace={namespace}", "--output=name")
    return sorted(set(listed.split()))


def pipeline_run(
    name: str,
    *apps: App,
    backend: str | None = None,
    header: str = "x-dev-session: pr-42",
    tests: str = "passes",
    **spec: Any,
) -> dict[str, Any]:
    """A PipelineRun of `stack-pr-test`.

    Args:
        name: its own, and that of its volume.
        apps: what it intercepts.
        backend: that of the run; None passes nothing.
        header: its value ends with the number of the pull request, and so does the build's tag.
        tests: how the tests fare; see team.yaml.
        spec: further fields of its spec.
    """
    params = {
        "git-url": "none",
        "git-revision": tests,
        "stack-file": f"stacks/{apps[0].namespace}.yaml",
        "changed-app": " ".join(app.name for app in apps),
        "pr-number": header.rpartition("-")[2],
        "registry": apps[0].registry,
        "intercept-header-value": header,
        **({"intercept-backend": backend} if backend else {}),
    }
    return {
        "apiVersion": "tekton.dev/v1",
        "kind": "PipelineRun",
        "metadata": {"name": name, "namespace": RUNS},
        "spec": {
            "pipelineRef": {"name": "stack-pr-test"},
            "taskRunTemplate": {"serviceAccountName": "intercept-pipeline"},
            "params": [{"name": key, "value": value} for key, value in params.items()],
            "workspaces": [
                {"name": "shared-workspace", "persistentVolumeClaim": {"claimName": name}},
                {"name": "ssh-credentials", "secret": {"secretName": "deploy-key"}},
                {"name": "registry-credentials", "secret": {"secretName": "dockerconfig"}},
            ],
            **spec,
        },
    }


def _condition(run: Any) -> dict[str, Any]:
    conditions = (run or {}).get("status", {}).get("conditions") or [{}]
    found: dict[str, Any] = conditions[0]
    return {key: found[key] for key in ("status", "reason", "message") if key in found}


def _volume(name: str, folder: str) -> list[dict[str, Any]]:
    size = {"storage": "1Gi"}
    common = {"storageClassName": "", "accessModes": ["ReadWriteOnce"]}
    return [
        {
            "apiVersion": "v1",
            "kind": "PersistentVolume",
            "metadata": {"name": name},
            "spec": {
                **common,
                "capacity": size,
                "claimRef": {"namespace": RUNS, "name": name},
                "hostPath": {"path": folder, "type": "DirectoryOrCreate"},
            },
        },
        {
            "apiVersion": "v1",
            "kind": "PersistentVolumeClaim",
            "metadata": {"name": name, "namespace": RUNS},
            "spec": {**common, "volumeName": name, "resources": {"requests": size}},
        },
    ]


def _deployment(name: str, registry: str) -> dict[str, Any]:
    labels = {"app": name}
    container = {
        "name": "app",
        "image": f"{registry}/app:main",
        "ports": [{"name": "http", "containerPort": 8080}],
        "readinessProbe": {"httpGet": {"path": "/", "port": 8080}, "periodSeconds": 2},
    }
    agent = {"telepresence.io/inject-traffic-agent": "enabled"}
    pod = {"containers": [container], "terminationGracePeriodSeconds": 1}
    template = {"metadata": {"labels": labels, "annotations": agent}, "spec": pod}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": name},
        "spec": {"selector": {"matchLabels": labels}, "template": template},
    }


def _service(name: str, protocol: str | None) -> dict[str, Any]:
    port = {"name": "http", "port": 80, "targetPort": "http", "appProtocol": protocol}
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": name},
        "spec": {"selector": {"app": name}, "ports": [port]},
    }


def _asker(name: str) -> dict[str, Any]:
    command = ["app", "ask", f"{name}:80"]
    container = {"name": "asker", "image": "node.test/app:main", "command": command}
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": f"{name}-asker"},
        "spec": {"containers": [container], "terminationGracePeriodSeconds": 0},
    }
