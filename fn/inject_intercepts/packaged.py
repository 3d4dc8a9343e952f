"""The Tasks that lie in a package, and what is known of them."""

from __future__ import annotations

from inject_intercepts import catalogue, injection
from inject_intercepts.tekton import objects

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    import krm_fn as krm
    from inject_intercepts.config import Config


class PackagedTasks:
    """By namespace: ours, and others of whose name a deploy task may speak."""

    def __init__(self, resources: krm.ResourceList, config: Config) -> None:
        """Find them by their heads; one is parsed where it is asked for."""
        self.resources = resources
        # With `reference`, the cluster's Tasks count, and only it knows what they take.
        self.emits = config.tasks == "emit"
        self.ours: dict[tuple[str | None, str], krm.KubeObject] = {}
        self.others: dict[tuple[str | None, str], krm.KubeObject] = {}
        self.shipped: set[int] = set()
        """The ids of those of ours whose text is the catalogue's: there is nothing to update."""
        # Without the slashes of groups and labels: JSON may write them `\/`.
        label = catalogue.TASK_LABEL.partition("/")[0].encode()
        for obj in resources.mentioning(objects.TEKTON.encode()):
            if obj.kind == "Task" and obj.group == objects.TEKTON:
                name = self._ours(obj) if obj.mentions(label) else None
                if name in catalogue.NAMES:
                    self.ours.setdefault((obj.namespace, name), obj)
                elif obj.name:
                    self.others[obj.namespace, obj.name] = obj
        self._tasks: dict[str | None, injection.Tasks] = {}

    def _ours(self, obj: krm.KubeObject) -> Any:
        name = catalogue.shipped_as(obj.text)
        if name is None:
            return obj.labels.get(catalogue.TASK_LABEL)
        self.shipped.add(id(obj))
        return name

    def tasks(self, namespace: str | None) -> injection.Tasks:
        """Give what a Pipeline of that namespace can know of the Tasks that it refers to."""
        if namespace not in self._tasks:
            actual = {
                name: obj.name
                for (at, name), obj in self.ours.items()
                if at == namespace and obj.name
            }
            known = _Known(self, namespace)
            for name in catalogue.NAMES:
                # Ours in the package will be of this version, as will those that are added.
                if name in actual or self.emits:
                    known[actual.get(name, name)] = injection.declared(catalogue.interface(name))
                # Somebody's own of our name is what a `taskRef` of that name means.
                if name not in actual and (namespace, name) in self.others:
                    known.pop(name, None)
            self._tasks[namespace] = injection.Tasks(known, actual)
        return self._tasks[namespace]

    def spec(self, namespace: str | None, task: dict[str, Any]) -> dict[str, Any] | None:
        """Give what is declared by the Task that a pipeline task runs: its `spec`, or such a part.

        None where the Task is not at hand.
        """
        embedded = task.get("taskSpec")
        name = injection.task_name(task)
        if isinstance(embedded, dict) or name is None:
            return embedded
        other = self.others.get((namespace, name))
        if other is not None:
            spec = other.plain.get("spec")
            return spec if isinstance(spec, dict) else None
        # Ours are of this version, or will be.
        actual = {obj.name: known for (at, known), obj in self.ours.items() if at == namespace}
        known = actual.get(name, name)
        return catalogue.interface(known) if known in catalogue.NAMES else None


class _Known(dict[str, injection.KnownTask]):
    """Interfaces by name; one of the package's own Tasks is parsed when it is first asked for."""

    def __init__(self, packaged: PackagedTasks, namespace: str | None) -> None:
        super().__init__()
        self.packaged, self.namespace = packaged, namespace

    def get(self, name: str, default: Any = None) -> Any:
        """Give the interface of a Task; the default where the Task is not at hand."""
        if name not in self:
            obj = self.packaged.others.get((self.namespace, name))
            if obj is not None and isinstance(spec := obj.plain.get("spec"), dict):
                self[name] = injection.declared(spec)
        return super().get(name, default)
