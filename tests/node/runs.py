"""A run of the Pipelines that the function made of `base`, and what remains of it."""

from __future__ import annotations

import json
import secrets
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from apps import LONG, PAUSE
from stage import BASELINE, PRIVILEGED, RUNS

from processes import wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from apps import App
    from plane import Cluster

HEADER = "x-dev-session: pr-42"
# What a deploy says of its requests, with the app, and what answered with the header and without.
PROOF = (
    "proof: {0.name} in {0.namespace}, asked as http://{0.name}.{0.namespace}:80/: "
    "with the header: {1}; without it: {2}"
)
NO_PROOF = "warning: no proof that the intercept of {0.name} works: {1}. {2}"

_KILL_DAEMON = """
for process in /proc/[0-9]*; do
    case $(readlink "$process/exe") in
    */telepresence) kill -9 "${process#/proc/}" ;;
    esac
done
"""


class Run:
    """A PipelineRun of the Pipeline that the function made of `base`."""

    def __init__(self, cluster: Cluster, name: str) -> None:
        """Takes the name of one that is there."""
        self.cluster, self.name = cluster, name
        self._volume = cluster.machine.folder / "volumes" / name
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
        volume = cluster.machine.folder / "volumes" / name
        volume.mkdir(parents=True)
        # As the Pipeline's first task would.
        (volume / "revision").write_text(more.get("tests", "passes"))
        for app in apps:
            app.intercepted.add(more.get("header", HEADER).rpartition(" ")[2])
        cluster.apply(*_volume(name, str(volume)))
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

    def wait_for_tests(self) -> None:
        """Waits until its tests have begun, which is when its intercepts are active."""
        began = self._volume / "began"
        wait_for("the tests", lambda: began.exists() or self.has_ended(), LONG, PAUSE)
        assert began.exists(), self.story()

    def end_tests(self) -> None:
        """Lets tests that wait go on."""
        (self._volume / "go-on").touch()

    def stop(self, how: str) -> None:
        """Ends it in one of the ways of Tekton's `spec.status`."""
        patch = json.dumps({"spec": {"status": how}})
        name = ("pipelinerun", self.name, f"--namespace={RUNS}")
        self.cluster.kubectl("patch", *name, "--type=merge", f"--patch={patch}")

    def grow_older(self, minutes: int) -> None:
        """Makes it one that began so much earlier: who started it cannot change its timeouts."""
        began = datetime.fromisoformat(self.get()["status"]["startTime"])
        earlier = (began - timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%SZ")
        name = ("pipelinerun", self.name, f"--namespace={RUNS}", "--subresource=status")
        patch = json.dumps({"status": {"startTime": earlier}})
        self.cluster.kubectl("patch", *name, "--type=merge", f"--patch={patch}")

    def pods(self) -> list[dict[str, Any]]:
        """Its pods beside the apps."""
        selector = f"--selector=tekton-intercepts.dev/run={self.uid}"
        spaces = (f"--namespace={namespace}" for namespace in (BASELINE, PRIVILEGED))
        return [pod for space in spaces for pod in self.cluster.list("pods", selector, space)]

    def pod(self) -> str:
        """The name of its one PR pod."""
        (name,) = (one.removeprefix("Pod/") for one in self.remains() if one.startswith("Pod/"))
        return name

    def in_client(self, *command: str) -> None:
        """Runs a command beside the client of Telepresence, in its container."""
        where = (f"--namespace={BASELINE}", self.pod(), "--container=telepresence-client")
        self.cluster.kubectl("exec", *where, "--", *command)

    def kill_daemon(self) -> None:
        """Kills what the client talks to: it is another process of its container."""
        self.in_client("sh", "-c", _KILL_DAEMON)

    def _client(self) -> Any:
        pod = self.cluster.get("pod", self.pod(), f"--namespace={BASELINE}")
        (found,) = (
            status
            for status in pod["status"]["containerStatuses"]
            if status["name"] == "telepresence-client"
        )
        return found

    def kill_client(self) -> None:
        """Kills the first process of the client's container, from the outside."""
        self._containerd("kill", "--signal", "SIGKILL", self._container())

    @contextmanager
    def client_frozen(self) -> Iterator[None]:
        """The client as one whose node is lost: it says nothing, and takes no leave."""
        container = self._container()
        self._containerd("pause", container)
        try:
            yield
        finally:
            self._containerd("resume", container)

    def _container(self) -> str:
        return str(self._client()["containerID"]).removeprefix("containerd://")

    def _containerd(self, *task: str) -> None:
        self.cluster.machine.run("ctr", "--namespace", "k8s.io", "tasks", *task)

    def restarts(self) -> int:
        """How often the client's container was started again."""
        return int(self._client()["restartCount"])

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

    def results_of(self, task: str) -> dict[str, str]:
        """The results of one of its pipeline tasks."""
        return {r["name"]: r["value"] for r in self.task_runs()[task]["status"]["results"]}

    def log(self, task: str) -> str:
        """What all steps of a pipeline task printed."""
        selector = f"--selector=tekton.dev/pipelineRun={self.name},tekton.dev/pipelineTask={task}"
        flags = ("--all-containers", "--tail=-1", "--prefix=false", f"--namespace={RUNS}")
        return self.cluster.kubectl("logs", selector, *flags)

    def said(self, *of_what: str) -> list[str]:
        """The lines of its deploy and of its two cleanups that have one of these in them."""
        found = sorted(self.task_runs())
        tasks = [name for name in found if name.startswith(("deploy-intercepts-", "cleanup"))]
        lines = [line for name in tasks for line in self.log(name).splitlines()]
        return [line for line in lines if any(what in line for what in of_what)]

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


def pipeline_run(
    name: str,
    *apps: App,
    whole: bool = False,
    pipeline: dict[str, Any] | None = None,
    backend: str | None = None,
    header: str = HEADER,
    tests: str = "passes",
    **spec: Any,
) -> dict[str, Any]:
    """A PipelineRun of `stack-pr-continue`, which begins with the deploy, or of `stack-pr-test`.

    Args:
        name: its own, and that of its volume.
        apps: what it intercepts, all in one namespace.
        whole: whether it is of `stack-pr-test`.
        pipeline: the spec of one that begins as `stack-pr-continue`, instead.
        backend: that of the run; None passes nothing.
        header: its value ends with the number of the pull request, and so does the build's tag.
        tests: how the tests fare; see team.yaml.
        spec: further fields of its spec.
    """
    number = header.rpartition("-")[2]
    names = " ".join(app.name for app in apps)
    params = {
        "changed-app": names,
        "pr-number": number,
        "intercept-header-value": header,
        **(_of_whole(apps, tests) if whole else _of_second_half(apps, number)),
        **({"intercept-backend": backend} if backend else {}),
    }
    workspaces: list[dict[str, Any]] = [
        {"name": "shared-workspace", "persistentVolumeClaim": {"claimName": name}},
        {"name": "registry-credentials", "secret": {"secretName": "dockerconfig"}},
    ]
    if whole:
        workspaces += [{"name": "ssh-credentials", "secret": {"secretName": "deploy-key"}}]
    name_of = "stack-pr-test" if whole else "stack-pr-continue"
    return {
        "apiVersion": "tekton.dev/v1",
        "kind": "PipelineRun",
        "metadata": {"name": name, "namespace": RUNS},
        "spec": {
            **({"pipelineSpec": pipeline} if pipeline else {"pipelineRef": {"name": name_of}}),
            "taskRunTemplate": {"serviceAccountName": "intercept-pipeline"},
            "params": [{"name": key, "value": value} for key, value in params.items()],
            "workspaces": workspaces,
            **spec,
        },
    }


def _of_whole(apps: Sequence[App], tests: str) -> dict[str, str]:
    return {
        "git-url": "none",
        "git-revision": tests,
        "stack-file": f"stacks/{apps[0].namespace}.yaml",
        "registry": apps[0].registry,
    }


def _of_second_half(apps: Sequence[App], number: str) -> dict[str, str]:
    stack = {
        "defaults": {"namespace": apps[0].namespace},
        "apps": [{"name": app.name, "container-port": 8080, "service-port": 80} for app in apps],
    }
    names = " ".join(app.name for app in apps)
    return {
        "stack-json": json.dumps(stack),
        "build-apps": names,
        "propagation-chain": names,
        "built-images": json.dumps({app.name: f"{app.registry}/app:pr-{number}" for app in apps}),
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
