"""The Tasks of a package: which are added, brought up to date, or removed."""

from __future__ import annotations

import os.path

import krm_fn as krm
from inject_intercepts import catalogue
from inject_intercepts.changes import ObjectChange
from inject_intercepts.tekton import objects, paths
from krm_fn.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from inject_intercepts.changes import Changes, Use
    from inject_intercepts.config import Config
    from inject_intercepts.packaged import PackagedTasks

FILE = "intercept-tasks.yaml"
"""Where new Tasks go, beside the first Pipeline that uses them."""
CONTINUATIONS_FILE = "intercept-continuations.yaml"
"""Where derived Pipelines go, each beside the one that it continues."""
FILES = (FILE, CONTINUATIONS_FILE)


class Emission(Frozen):
    """What becomes of the Tasks of a package."""

    added: list[krm.KubeObject]
    updated: list[ObjectChange]
    removed: list[krm.KubeObject]
    results: list[krm.Result]


def emit(changes: Changes, config: Config, packaged: PackagedTasks) -> Emission:
    """Give the Tasks to add, to bring up to date, and to remove; none with `tasks: reference`."""
    emission = Emission([], [], [], [])
    if config.tasks == "reference" or not (changes.objects or config.mode == "remove"):
        return emission
    for namespace in dict.fromkeys(use.namespace for use in changes.uses):
        uses = [use for use in changes.uses if use.namespace == namespace]
        for name in catalogue.NAMES:
            # The first of them says where it goes and who is told.
            users = [use for use in uses if name in use.tasks]
            if users:
                _provide(name, users, packaged, emission)
    emission.removed.extend(_unused(changes, packaged))
    return emission


def _provide(name: str, users: list[Use], packaged: PackagedTasks, emission: Emission) -> None:
    namespace = users[0].namespace
    ours = packaged.ours.get((namespace, name))
    if ours is not None:
        if id(ours) not in packaged.shipped:
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


def _new(name: str, use: Use, packaged: PackagedTasks, emission: Emission) -> krm.KubeObject:
    path, index = beside(use.obj, FILE, packaged.resources, emission.added)
    return krm.KubeObject.new(
        catalogue.manifest(name, namespace=use.namespace, path=path, index=index)
    )


def beside(
    obj: krm.KubeObject, file: str, resources: krm.ResourceList, added: list[krm.KubeObject]
) -> tuple[str | None, int | None]:
    """Give path and index of a new object in the file of that name beside an object's.

    None for both where the package is a stream, which has no files to choose from.
    """
    if obj.file_path is None:
        return None, None
    path = os.path.join(os.path.dirname(obj.file_path), file)
    here = [*resources.mentioning(file.encode()), *added]
    # The orchestrators write a file's items by index: ours go behind what is there.
    taken = [one.file_index or 0 for one in here if one.file_path == path]
    return path, max(taken, default=-1) + 1


def _update(name: str, obj: krm.KubeObject, emission: Emission) -> None:
    shipped = catalogue.text(name)
    current = shipped.partition(f"{catalogue.HASH_ANNOTATION}: ")[2].partition("\n")[0]
    found = catalogue.content_hash(obj.plain.get("spec") or {})
    if found == current == obj.annotations.get(catalogue.HASH_ANNOTATION):
        return
    # Neither as this version ships it, nor as the one did that wrote the annotation.
    if found not in (current, obj.annotations.get(catalogue.HASH_ANNOTATION)):
        message = (
            f"was edited by hand and is replaced by the Task `{name}` of this version: keep an "
            f"edited copy under another name, without the label `{catalogue.TASK_LABEL}`"
        )
        emission.results.append(krm.Result.warning(message, obj))
    data = {**obj.plain, "spec": krm.KubeObject.new(shipped).plain["spec"]}
    at = ("metadata", "annotations", catalogue.HASH_ANNOTATION)
    emission.updated.append(ObjectChange(obj, paths.put(data, at, current)))


def _unused(changes: Changes, packaged: PackagedTasks) -> Iterator[krm.KubeObject]:
    used = {(use.namespace, name) for use in changes.uses for name in use.tasks} | changes.kept
    changed = {id(change.obj) for change in changes.objects}
    gone = {id(obj) for obj in changes.removed}
    for key, task in packaged.ours.items():
        if key in used or not task.name:
            continue
        named = task.name.encode()
        # Who mentions the name may refer to it: better one Task too many than one too few.
        others = packaged.resources.mentioning(objects.TEKTON.encode())
        kept = any(_says(change.data, task.name) for change in changes.objects) or any(
            id(obj) not in gone
            and id(obj) not in changed
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
