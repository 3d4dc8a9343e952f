"""Plays mirrord, which needs a kernel: what it does to the cluster's objects, and no more.

For every proxy pod (label `app=mirrord-proxy`) it does what `mirrord exec -f CONFIG -- socat …`
does there, with the pod's own account and config, so that a config that names the wrong things
and an account that may do too little fail here too: it makes the agent's Job, and the pod is
ready and logs socat's "listening on" once the agent runs. The agent ends when the proxy does.
What traffic would do is not played. Written after mirrord 3.250 (kube/src/api/container/job.rs).
"""

from __future__ import annotations

import http.client
import json
import secrets
import string
import threading
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import api

from processes import wait_for

if TYPE_CHECKING:
    from pathlib import Path

    from controlplane import ControlPlane

ALPHABET = string.ascii_lowercase + string.digits
LISTENING = "socat[1] N listening on AF=2 0.0.0.0:{port}"


class Ended(Exception):
    """mirrord ended with an error: its message, as it would stand in the log."""


class Session(NamedTuple):
    """One proxy that runs: its pod, and the agent's Job as a path."""

    pod: api.Object
    agent: str


class Mirrord:
    """Follows all pods of a cluster, and plays each proxy in a thread of its own."""

    def __init__(self, plane: ControlPlane, folder: Path) -> None:
        """Takes the folder for the pods' logs."""
        self._plane, self._folder = plane, folder
        self._lock = threading.Lock()
        self._seen: set[str] = set()
        self._sessions: dict[str, Session] = {}
        self._targets: dict[str, str] = {}
        self._restarts: dict[str, int] = {}
        threading.Thread(target=self._follow, daemon=True).start()

    def _follow(self) -> None:
        try:
            for event in self._plane.admin.watch("/api/v1/pods?watch=1&labelSelector=app"):
                labels = event["object"]["metadata"].get("labels", {})
                if labels.get("app") == "mirrord-proxy":
                    self._proxy(event["type"], event["object"])
                elif labels.get("app") == "mirrord" and event["type"] == "DELETED":
                    self._lost(event["object"])
        except (OSError, http.client.HTTPException, ValueError):
            return  # the API server ended, as the tests do

    def _proxy(self, event: str, pod: api.Object) -> None:
        uid, phase = pod["metadata"]["uid"], pod["status"].get("phase")
        if event == "DELETED" or phase in {"Failed", "Succeeded"}:
            self._leave(uid)
        elif pod["status"].get("podIP") and uid not in self._seen:
            self._seen.add(uid)
            threading.Thread(target=self._play, args=(pod,), daemon=True).start()

    def _leave(self, uid: str) -> None:
        """The proxy is gone: the agent reads the end of its connection, cleans up, and ends."""
        with self._lock:
            session = self._sessions.pop(uid, None)
            self._targets = {k: v for k, v in self._targets.items() if v != uid}
        if session:
            for pod in _pods_of(self._plane.admin, session.agent):
                _patch(self._plane.admin, pod, _succeeded(pod))

    def _lost(self, agent: api.Object) -> None:
        """The agent is gone: mirrord ends the proxy's program (3.235 and later).

        Not so in an image of the folder `unaware`, where it does not notice within the test.
        """
        job = agent["metadata"].get("labels", {}).get("job-name", "")
        with self._lock:
            lost = [s for s in self._sessions.values() if s.agent.endswith(f"/{job}")]
        for session in lost:
            uid = session.pod["metadata"]["uid"]
            if "/unaware/" in session.pod["spec"]["containers"][0]["image"]:
                continue
            self._leave(uid)
            self._restarts[uid] = self._restarts.get(uid, 0) + 1
            threading.Thread(target=self._play, args=(session.pod,), daemon=True).start()

    def _play(self, pod: api.Object) -> None:
        """The container, started again where it ended: at once, where the kubelet waits."""
        (container,) = pod["spec"]["containers"]
        if any(f"/{fate}/" in container["image"] for fate in ("cannot-pull", "crashes")):
            return None
        try:
            for restarts in range(1, 4):
                try:
                    return self._exec(pod, container)
                except (Ended, api.Refused, TimeoutError) as error:
                    self._leave(pod["metadata"]["uid"])
                    self._log(pod, f"Error: {error}")
                    _patch(self._plane.admin, pod, _crashed(pod, restarts))
                time.sleep(1)
        except OSError:
            return None  # the API server ended, as the tests do

    def _exec(self, pod: api.Object, container: api.Object) -> None:
        """`mirrord exec`: agent first, then the program in its own place."""
        command = [*container.get("command", []), *container.get("args", [])]
        config = _config(self._plane.admin, pod, container, command)
        metadata = pod["metadata"]
        token = self._plane.token(metadata["namespace"], pod["spec"]["serviceAccountName"])
        client = self._plane.client(token)
        target = _target(client, config)
        with self._lock:
            if (
                self._targets.setdefault(target["metadata"]["uid"], metadata["uid"])
                != (metadata["uid"])
            ):
                message = "Detected dirty iptables. Either some other mirrord agent is running"
                raise Ended(message)
        agent = _create_agent(client, config, target)
        with self._lock:
            self._sessions[metadata["uid"]] = Session(pod, agent)
        _agent_runs(client, agent, int(config["agent"].get("startup_timeout", 60)))
        if "/never-ready/" not in container["image"]:
            listen = next(word for word in command if "LISTEN" in word)
            port = listen.partition(":")[2].partition(",")[0]
            self._log(pod, LISTENING.format(port=port))
            restarts = self._restarts.get(metadata["uid"], 0)
            _patch(self._plane.admin, pod, _ready(pod, restarts))

    def _log(self, pod: api.Object, line: str) -> None:
        """Makes the pod's log have this line: KWOK serves it to whoever may read it."""
        name, namespace = pod["metadata"]["name"], pod["metadata"]["namespace"]
        path = self._folder / f"{namespace}-{name}.log"
        now = datetime.now(UTC).isoformat().replace("+00:00", "Z")
        path.write_text(f"{now} stderr F {line}\n")
        where = f"/apis/kwok.x-k8s.io/v1alpha1/namespaces/{namespace}/logs/{name}"
        body = {
            "apiVersion": "kwok.x-k8s.io/v1alpha1",
            "kind": "Logs",
            "metadata": {"name": name},
            "spec": {"logs": [{"logsFile": str(path)}]},
        }
        self._plane.admin.ask(
            f"{where}?fieldManager=mirrord&force=true", body, method="PATCH", kind=api.APPLY_PATCH
        )
        log = f"{_path(pod)}/log"
        wait_for(f"the log of {name}", lambda: _readable(self._plane.admin, log), 10)


def _path(pod: api.Object) -> str:
    return f"/api/v1/namespaces/{pod['metadata']['namespace']}/pods/{pod['metadata']['name']}"


def _readable(client: api.Client, path: str) -> bool:
    try:
        return bool(client.ask(path))
    except api.Refused:
        return False


def _config(
    client: api.Client, pod: api.Object, container: api.Object, command: list[str]
) -> dict[str, Any]:
    """The config that `-f` names, out of the ConfigMap that is mounted there."""
    path = command[command.index("-f") + 1]
    for mount in container.get("volumeMounts", []):
        folder = mount["mountPath"].rstrip("/")
        volume = next(v for v in pod["spec"]["volumes"] if v["name"] == mount["name"])
        if "configMap" in volume and path.startswith((f"{folder}/", folder)):
            name = volume["configMap"]["name"]
            namespace = pod["metadata"]["namespace"]
            data = client.ask(f"/api/v1/namespaces/{namespace}/configmaps/{name}")["data"]
            key = mount.get("subPath") or path.removeprefix(f"{folder}/")
            config: dict[str, Any] = json.loads(data[key])
            return config
    message = f"failed to read the configuration file {path}"
    raise Ended(message)


def _target(client: api.Client, config: dict[str, Any]) -> api.Object:
    """The pod that mirrord takes over: the first of the Deployment's that is running."""
    kind, _, rest = config["target"]["path"].partition("/")
    namespace, name = config["target"]["namespace"], rest.partition("/")[0]
    if kind not in {"deployment", "deploy"}:
        message = f"not played: a target of the kind {kind}"
        raise Ended(message)
    deployment = client.ask(f"/apis/apps/v1/namespaces/{namespace}/deployments/{name}")
    labels = deployment["spec"]["selector"]["matchLabels"]
    selector = ",".join(f"{key}%3D{value}" for key, value in labels.items())
    pods = client.ask(f"/api/v1/namespaces/{namespace}/pods?labelSelector={selector}")["items"]
    for pod in pods:
        if pod["status"].get("phase") == "Running" and "deletionTimestamp" not in pod["metadata"]:
            return dict(pod)
    message = f"no running pod of deployment/{name}"
    raise Ended(message)


def _create_agent(client: api.Client, config: dict[str, Any], target: api.Object) -> str:
    """Creates the agent's Job as the account of the proxy; gives its path."""
    namespace = config["agent"]["namespace"]
    name = "mirrord-agent-" + "".join(secrets.choice(ALPHABET) for _ in range(10))
    labels = {**config["agent"].get("labels", {}), "app": "mirrord"}
    labels["kuma.io/sidecar-injection"] = "disabled"
    container = {
        "name": "mirrord-agent",
        "image": config["agent"].get("image", "ghcr.io/metalbear-co/mirrord:3.250.0"),
        "command": ["./mirrord-agent"],
        "args": ["-l", "31000", "-t", "30", "targeted", "--container-id", _container(target)],
        "securityContext": {
            "privileged": False,
            "capabilities": {"add": ["SYS_ADMIN", "SYS_PTRACE", "NET_ADMIN"]},
        },
        "volumeMounts": [{"name": "hostrun", "mountPath": "/host/run"}],
    }
    spec = {
        "hostPID": True,
        "restartPolicy": "Never",
        "nodeName": target["spec"]["nodeName"],
        "tolerations": [{"operator": "Exists"}],
        "volumes": [{"name": "hostrun", "hostPath": {"path": "/run"}}],
        "containers": [container],
    }
    job = {
        "metadata": {"name": name, "labels": labels},
        "spec": {
            "backoffLimit": 0,
            "ttlSecondsAfterFinished": config["agent"].get("ttl", 1),
            "template": {"metadata": {"labels": labels}, "spec": spec},
        },
    }
    jobs = f"/apis/batch/v1/namespaces/{namespace}/jobs"
    client.ask(jobs, job)
    return f"{jobs}/{name}"


def _container(target: api.Object) -> str:
    """The id of the container that an agent enters."""
    status: str = target["status"]["containerStatuses"][0]["containerID"]
    return status.partition("://")[2]


def _pods_of(client: api.Client, job: str) -> list[api.Object]:
    namespace, name = job.split("/")[5], job.rpartition("/")[2]
    path = f"/api/v1/namespaces/{namespace}/pods?labelSelector=job-name%3D{name}"
    return list(client.ask(path)["items"])


def _agent_runs(client: api.Client, job: str, seconds: int) -> None:
    """Waits for the agent as mirrord does, and asks for the rights that it then needs."""
    namespace = job.split("/")[5]

    def runs() -> bool:
        phases = [pod["status"].get("phase") for pod in _pods_of(client, job)]
        return phases == ["Running"]

    try:
        wait_for("agent", runs, seconds)
    except TimeoutError:
        message = "Timeout waiting for agent to be ready"
        raise Ended(message) from None
    for verb, subresource in (("get", "log"), ("get", "portforward"), ("create", "portforward")):
        rights = {"verb": verb, "resource": "pods", "subresource": subresource}
        review = client.ask(
            "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
            {"spec": {"resourceAttributes": {"namespace": namespace, **rights}}},
        )
        if not review["status"]["allowed"]:
            message = f"cannot {verb} pods/{subresource} in {namespace}"
            raise Ended(message)


def _status(pod: api.Object, phase: str, *, ready: bool, **container: Any) -> api.Object:
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    value = {"status": str(ready), "lastTransitionTime": now}
    statuses = [
        {"name": c["name"], "image": c["image"], "imageID": "", "restartCount": 0}
        | {"ready": ready, "started": ready, **container}
        for c in pod["spec"]["containers"]
    ]
    return {
        "phase": phase,
        "conditions": [{"type": name, **value} for name in ("ContainersReady", "Ready")],
        "containerStatuses": statuses,
    }


def _ready(pod: api.Object, restarts: int) -> api.Object:
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    running = {"running": {"startedAt": now}}
    return _status(pod, "Running", ready=True, state=running, restartCount=restarts)


def _crashed(pod: api.Object, restarts: int) -> api.Object:
    waiting = {"waiting": {"reason": "CrashLoopBackOff"}}
    last = {"terminated": {"exitCode": 1, "reason": "Error"}}
    return _status(
        pod, "Running", ready=False, state=waiting, lastState=last, restartCount=restarts
    )


def _succeeded(pod: api.Object) -> api.Object:
    ended = {"terminated": {"exitCode": 0, "reason": "Completed"}}
    return _status(pod, "Succeeded", ready=False, state=ended)


def _patch(client: api.Client, pod: api.Object, status: api.Object) -> None:
    """Gives the pod that status, if it is there still."""
    try:
        client.patch(f"{_path(pod)}/status", {"status": status})
    except api.Refused as error:
        if error.code != 404:
            raise
