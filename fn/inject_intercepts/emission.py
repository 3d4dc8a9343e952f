"""The Tasks of the package: which are ours, which are missing, which nobody needs any more."""

from __future__ import annotations

import os.path
import re
from typing import TYPE_CHECKING, Any

from inject_intercepts import catalogue, injection, krm
from inject_intercepts.changes import Change
from inject_intercepts.frozen import Frozen
from inject_intercepts.tekton import objects, paths

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inject_intercepts.changes import Changes, Use
    from inject_intercepts.config import Config

FILE = "intercept-tasks.yaml"
"""Where new Tasks go, beside the first Pipeline that uses them."""

_HASH = re.compile(rf"{re.escape(catalogue.HASH_ANNOTATION)}: (\S+)")


class Emission(Frozen):
    """What becomes of the Tasks of a package."""

    added: list[krm.KubeObject]
    updated: list[Change]
    removed: list[krm.KubeObject]
    results: list[krm.Result]


class Packaged:
    """The Tasks that lie in a package, by namespace; only those that may matter are parsed."""

    def __init__(self, resources: krm.ResourceList, config: Config) -> None:
        """Find them: ours by their label, others by a name that a deploy task may have."""
        self.resources = resources
        # With `reference`, the cluster's Tasks count, and only it knows what they take.
        self.emits = config.tasks == "emit"
        self.ours: dict[tuple[str | None, str], krm.KubeObject] = {}
        self.others: dict[tuple[str | None, str], krm.KubeObject] = {}
        label = catalogue.TASK_LABEL.encode()
        for obj in resources.mentioning(objects.TEKTON.encode() + b"/"):
            if obj.kind == "Task" and obj.group == objects.TEKTON:
                name = obj.labels.get(catalogue.TASK_LABEL) if obj.mentions(label) else None
                if name in catalogue.NAMES:
                    self.ours.setdefault((obj.namespace, name), obj)
                elif obj.name:
                    self.others[obj.namespace, obj.name] = obj
        self._tasks: dict[str | None, injection.Tasks] = {}

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
                if name in actual or self.emits:
                    known[actual.get(name, name)] = injection.declared(catalogue.interface(name))
                if name not in actual and (namespace, name) in self.others:
                    known.pop(name, None)
            self._tasks[namespace] = injection.Tasks(known, actual)
        return self._tasks[namespace]


class _Known(dict[str, injection.KnownTask]):
    """Interfaces by name; one of the package's own Tasks is parsed when it is first asked for."""

    def __init__(self, packaged: Packaged, namespace: str | None) -> None:
        super().__init__()
        self.packaged, self.namespace = packaged, namespace

    def get(self, name: str, default: Any = None) -> Any:
        """Give the interface of a Task; the default where the Task is not at hand."""
        if name not in self:
            obj = self.packaged.others.get((self.namespace, name))
            if obj is not None and isinstance(spec := obj.data.get("spec"), dict):
                self[name] = injection.declared(spec)
        return super().get(name, default)


def emit(changes: Changes, config: Config, packaged: Packaged) -> Emission:
    """Give the Tasks to add, to bring up to date, and to remove; none with `tasks: reference`."""
    emission = Emission([], [], [], [])
    if config.tasks == "reference" or not changes.objects:
        return emission
    for namespace in dict.fromkeys(use.namespace for use in changes.uses):
        uses = [use for use in changes.uses if use.namespace == namespace]
        for name in catalogue.NAMES:
            users = [use for use in uses if name in use.tasks]
            if users:
                _provide(name, users, packaged, emission)
    emission.removed.extend(_unused(changes, packaged))
    return emission


def _provide(name: str, users: list[Use], packaged: Packaged, emission: Emission) -> None:
    namespace = users[0].namespace
    ours = packaged.ours.get((namespace, name))
    if ours is not None:
        _update(name, ours, emission)
    elif (namespace, name) not in packaged.others:
        emission.added.append(_new(name, users[0], packaged, emission))
        named = next((use for use in users if name in use.named), None)
        if named is not None:
            message = (
                f"refers to the Task `{name}`, which is not in the input: ours is added, and "
                "applying it replaces the cluster's; to keep that, set `spec.tasks: reference`"
            )
            emission.results.append(krm.Result.warning(message, named.obj))


def _new(name: str, use: Use, packaged: Packaged, emission: Emission) -> krm.KubeObject:
    path = index = None
    if use.obj.file_path is not None:
        path = os.path.join(os.path.dirname(use.obj.file_path), FILE)
        here = [*packaged.resources.mentioning(FILE.encode()), *emission.added]
        taken = [obj.file_index or 0 for obj in here if obj.file_path == path]
        index = max(taken, default=-1) + 1
    return krm.KubeObject.new(
        catalogue.manifest(name, namespace=use.namespace, path=path, index=index)
    )


def _update(name: str, obj: krm.KubeObject, emission: Emission) -> None:
    shipped = catalogue.text(name)
    said = _HASH.search(shipped)
    current = said[1] if said else ""
    found = catalogue.content_hash(obj.data.get("spec") or {})
    if found == current == obj.annotations.get(catalogue.HASH_ANNOTATION):
        return
    if found not in (current, obj.annotations.get(catalogue.HASH_ANNOTATION)):
        message = (
            f"was edited by hand and is replaced by the Task `{name}` of this version: keep an "
            f"edited copy under another name, without the label `{catalogue.TASK_LABEL}`"
        )
        emission.results.append(krm.Result.warning(message, obj))
    data = {**obj.data, "spec": krm.KubeObject.new(shipped).data["spec"]}
    at = ("metadata", "annotations", catalogue.HASH_ANNOTATION)
    emission.updated.append(Change(obj, paths.put(data, at, current)))


def _unused(changes: Changes, packaged: Packaged) -> Iterator[krm.KubeObject]:
    used = {(use.namespace, name) for use in changes.uses for name in use.tasks} | changes.kept
    changed = {id(change.obj) for change in changes.objects}
    for key, task in packaged.ours.items():
        if key in used or not task.name:
            continue
        named = task.name.encode()
        # Who mentions the name may refer to it: better one Task too many than one too few.
        others = packaged.resources.mentioning(objects.TEKTON.encode() + b"/")
        kept = any(_says(change.data, task.name) for change in changes.objects) or any(
            id(obj) not in changed
            and obj is not task
            and obj.kind != "Task"
            and obj.mentions(named)
            for obj in others
        )
        if not kept:
            yield task


def _says(data: Any, name: str) -> bool:
    """Whether some text in `data` is this name."""
    if isinstance(data, dict):
        return any(_says(value, name) for value in data.values())
    if isinstance(data, list):
        return any(_says(value, name) for value in data)
    return bool(data == name)
