"""An app that a test has for itself, and that somebody asks all the time."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from processes import wait_for

if TYPE_CHECKING:
    from plane import Cluster

# What a run may take where others keep the machine busy; and a look costs something, too.
LONG = 600
PAUSE = 3
# Two requests of who asks all the time.
MOMENT = timedelta(seconds=2)
PEOPLE = ("pr-42", "pr-43", "none")


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
        target: str | int = "http",
        *,
        asked: bool = True,
    ) -> None:
        """Deploys the old build with an idle traffic agent, and has it asked.

        Args:
            cluster: where.
            namespace: one that was made for apps.
            protocol: the `appProtocol` of the Service's port.
            registry: where its builds are; those in `node.test/h2c` speak cleartext HTTP/2, too.
            target: the `targetPort` of the Service's port, by name or number.
            asked: whether somebody asks it; else there is no more than the app.
        """
        self.cluster, self.namespace, self.registry = cluster, namespace, registry
        # Whose requests a run of the test has intercepted.
        self.intercepted: set[str] = set()
        # Whether everybody else may have been without an answer for a moment, by what the test did.
        self.disturbed = False
        self.name = f"shop-{secrets.token_hex(3)}"
        # The Service first: an agent that was made without it is replaced, and its pod with it.
        cluster.apply(_service(self.name, protocol, target), namespace=namespace)
        cluster.apply(_deployment(self.name, registry), namespace=namespace)
        where = f"--namespace={namespace}"
        cluster.wait(f"deployment/{self.name}", "condition=Available", where)
        # One that was made while the manager starts again has none, and is replaced for that.
        wait_for("the app's agent", self._has_its_agent, LONG, PAUSE)
        if asked:
            cluster.apply(_asker(self.name), namespace=namespace)
            cluster.wait(f"pod/{self.name}-asker", "condition=Ready", where)
            self.wait_until_answered()

    def ask(self, *how: str) -> list[str]:
        """Has the asker ask once more, in a way of its own; the lines that it prints."""
        where = (f"--namespace={self.namespace}", f"{self.name}-asker")
        command = ("app", *how, f"{self.name}:80")
        return self.cluster.kubectl("exec", *where, "--", *command).splitlines()

    def keep_asking(self, name: str) -> None:
        """Has each of the three ask over one connection of his own that stays open from now on."""
        where = (f"--namespace={self.namespace}", f"{self.name}-asker")
        command = f"setsid app keep {self.name}:80 > /var/{name} 2>&1 &"
        self.cluster.kubectl("exec", *where, "--", "sh", "-c", command)

    def kept(self, name: str) -> dict[str, list[str]]:
        """What those were answered since `keep_asking`: whenever it changed."""
        where = (f"--namespace={self.namespace}", f"{self.name}-asker")
        return _by_person(self.cluster.kubectl("exec", *where, "--", "cat", f"/var/{name}"))

    def answers(self) -> dict[str, list[str]]:
        """What each of the three was answered since the app is there: whenever it changed."""
        return {who: [answer for _, answer in all_] for who, all_ in self._changes().items()}

    def _changes(self) -> dict[str, list[tuple[datetime, str]]]:
        where = (f"--namespace={self.namespace}", f"{self.name}-asker")
        found: dict[str, list[tuple[datetime, str]]] = {who: [] for who in PEOPLE}
        for line in self.cluster.kubectl("logs", "--timestamps", *where).splitlines():
            time, who, answer = line.split(" ", 2)
            found[who].append((datetime.fromisoformat(time), answer))
        return found

    def wait_until_answered(
        self, ours: str = "old", others: str = "old", *, within: float = LONG / 2
    ) -> None:
        """Waits until the runs' requests are answered so; all others must have been right always.

        But for a moment: Telepresence's agent 2.31.2 hands a connection that is opened just when
        the first intercept begins to the new build, whoever opens it (docs/telepresence.md).
        What the runs' own requests got in between is not compared: the traffic manager 2.31.2
        crashes now and then when a client leaves, and until it is back they fail, or reach the
        old build.

        Args:
            ours: what pull request 42's are answered now.
            others: what 43's are.
            within: how many seconds that may take.

        Raises:
            AssertionError: whoever no run intercepts was answered by a new build, or not at all
                while nothing had disturbed the app.
            TimeoutError: it is something else; says what was answered.
        """
        expected = {"pr-42": ours, "pr-43": others, "none": "old"}

        def holds() -> bool:
            changes = self._changes()
            for who in changes.keys() - self.intercepted:
                # On a busy machine the first one may hang: its name is not known everywhere yet.
                if changes[who] and changes[who][0][1] == "hangs":
                    del changes[who][0]
                wrong = [*map(self._is_wrong, changes[who], changes[who][1:])]
                assert not any(wrong), f"{who}: {changes}"
            return all(changes.values()) and expected == {
                who: changes[who][-1][1] for who in PEOPLE
            }

        try:
            wait_for("the answers", holds, within, PAUSE)
        except TimeoutError as error:
            message = f"expected {expected} at the end, got {self.answers()}"
            raise TimeoutError(message) from error

    def _is_wrong(self, change: tuple[datetime, str], following: tuple[datetime, str]) -> bool:
        (since, answer), (until, _) = change, following
        if answer.startswith("new-"):
            return until - since > MOMENT
        return answer != "old" and not self.disturbed

    def remove(self) -> None:
        """Takes the app away, with who asks it."""
        names = (f"deployment/{self.name}", f"service/{self.name}", f"pod/{self.name}-asker")
        flags = (f"--namespace={self.namespace}", "--wait=false", "--ignore-not-found")
        self.cluster.kubectl("delete", *names, *flags)

    def pods(self) -> list[dict[str, Any]]:
        """The pods of its Deployment."""
        where = (f"--selector=app={self.name}", f"--namespace={self.namespace}")
        found: list[dict[str, Any]] = self.cluster.list("pods", *where)
        return found

    def _has_its_agent(self) -> bool:
        found = [pod for pod in self.pods() if "deletionTimestamp" not in pod["metadata"]]
        names = [{held["name"] for held in pod["spec"]["containers"]} for pod in found]
        return names == [{"app", "traffic-agent"}] and _is_ready(found[0])

    def objects(self) -> list[str]:
        """All in its namespace that has the app's name in its own, as kind/name."""
        return [name for name in inventory(self.cluster, self.namespace) if self.name in name]


def _is_ready(pod: dict[str, Any]) -> bool:
    conditions = pod["status"].get("conditions", [])
    return any(it["type"] == "Ready" and it["status"] == "True" for it in conditions)


def inventory(cluster: Cluster, namespace: str) -> list[str]:
    """Every object in a namespace but its events, as sorted kind/name."""
    flags = ("--verbs=list", "--namespaced", "--output=name")
    kinds = [k for k in cluster.kubectl("api-resources", *flags).split() if "events" not in k]
    listed = cluster.kubectl("get", ",".join(kinds), f"--namespace={namespace}", "--output=name")
    return sorted(set(listed.split()))


def _by_person(log: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {who: [] for who in PEOPLE}
    for line in log.splitlines():
        who, _, answer = line.partition(" ")
        found[who].append(answer)
    return found


def _deployment(name: str, registry: str) -> dict[str, Any]:
    labels = {"app": name}
    container = {
        "name": "app",
        "image": f"{registry}/app:main",
        "ports": [{"name": "http", "containerPort": 8080}],
        # On a busy machine an answer takes its time, and nobody may find the app gone for that.
        "readinessProbe": {
            "httpGet": {"path": "/", "port": 8080},
            "periodSeconds": 2,
            "timeoutSeconds": 20,
        },
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


def _service(name: str, protocol: str | None, target: str | int) -> dict[str, Any]:
    port = {"name": "http", "port": 80, "targetPort": target, "appProtocol": protocol}
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
