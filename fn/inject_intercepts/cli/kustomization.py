"""The kustomizations of a package: what they list, what is a patch, and what they should list."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NamedTuple

import krm_fn as krm
from krm_fn import yamledit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from krm_fn.file_mode import Change

NAMES = ("kustomization.yaml", "kustomization.yml", "Kustomization")
"""The names that kustomize looks for, in its order."""


class Kustomization(NamedTuple):
    """A kustomization, or a component: its file, and the real paths of what that lists.

    `resources` has files and folders, those of other kustomizations, of its components too.
    """

    path: str
    resources: list[str]
    patches: list[str]

    @property
    def folder(self) -> str:
        """The real path of its folder."""
        return os.path.realpath(os.path.dirname(self.path))


def of(paths: Iterable[str]) -> list[Kustomization]:
    """The kustomizations in the folders of these files, and in those above as far as is written.

    kustomize takes files from the folder of a kustomization and from below. One that cannot be
    read is left to kustomize.
    """
    folders: dict[str, None] = {}
    for path in paths:
        folder = os.path.dirname(path)
        while folder not in folders:
            folders[folder] = None
            folder = os.path.dirname(folder)
    return [found for folder in folders if (found := _in(folder)) is not None]


def advice(
    change: Change, users: Iterable[str], known: Sequence[Kustomization]
) -> list[krm.Result]:
    """A warning for each kustomization that lacks a line for a file that was made or is gone.

    It names the line: to add for one beside the file and for one above, as kustomize has it; to
    take out. `users` are the files with the Pipelines that need what is in that file.
    """
    tasks = os.path.realpath(change.path)
    beside = _in(os.path.dirname(change.path))
    everyone = {one.folder: one for one in (*known, *([beside] if beside is not None else []))}
    if change.after is None:
        lacking = [one for one in everyone.values() if tasks in one.resources]
    else:
        direct = {os.path.realpath(user) for user in users}
        lacking = [
            one
            for one in everyone.values()
            if (one is beside and tasks not in one.resources)
            or (
                direct & {*one.resources} and not _comes_with(one, tasks, beside, everyone.values())
            )
        ]
    return [_line(one, tasks, is_gone=change.after is None) for one in lacking]


def _line(kustomization: Kustomization, tasks: str, *, is_gone: bool) -> krm.Result:
    name = os.path.relpath(tasks, kustomization.folder)
    if is_gone:
        message = f"the file is gone: take `- {name}` out of `resources`"
    elif not name.startswith(os.pardir):
        message = f"the file is not listed: add `- {name}` to `resources`"
    else:
        # kustomize takes no file from another folder.
        message = (
            f"its Pipelines use the Tasks of `{name}`, which it does not list: apply that file as "
            "well, or build both kustomizations by one"
        )
    return krm.Result.warning(message)._replace(file_path=kustomization.path)


def _comes_with(
    kustomization: Kustomization,
    tasks: str,
    beside: Kustomization | None,
    everyone: Iterable[Kustomization],
) -> bool:
    """Whether it has the file, or one has that builds it; `beside` will have been told to."""
    sought = {tasks, beside.folder} if beside is not None else {tasks}
    own = kustomization.folder
    return any(
        sought & reached and own in reached
        for reached in ({one.folder, *_reached(one)} for one in everyone)
    )


def _reached(kustomization: Kustomization) -> set[str]:
    """The files and folders that it builds from, through other kustomizations too."""
    reached: set[str] = set()
    rest = list(kustomization.resources)
    while rest:
        path = rest.pop()
        if path not in reached:
            reached.add(path)
            inner = _in(path) if os.path.isdir(path) else None
            rest += inner.resources if inner is not None else []
    return reached


def _in(folder: str) -> Kustomization | None:
    """The kustomization of a folder; None where there is none, or none that can be read."""
    for path in (os.path.join(folder, name) for name in NAMES):
        try:
            with open(path, encoding="utf-8-sig") as file:
                data = yamledit.load(file.read())
        except (OSError, ValueError, RecursionError):
            continue
        fields = data if isinstance(data, dict) else {}
        resources = [*_texts(fields, "resources", "bases", "components")]
        patches = [*_texts(fields, "patches", "patchesJson6902", "patchesStrategicMerge")]
        return Kustomization(path, *(_real(folder, names) for names in (resources, patches)))
    return None


def _texts(fields: dict[str, Any], *names: str) -> Iterator[str]:
    """The paths in some lists, whose items are paths, or maps with one: `{path: patch.yaml}`."""
    for name in names:
        value = fields.get(name)
        for item in value if isinstance(value, list) else []:
            path = item.get("path") if isinstance(item, dict) else item
            if isinstance(path, str):
                yield path


def _real(folder: str, names: Iterable[str]) -> list[str]:
    return [os.path.realpath(os.path.join(folder, name)) for name in names if "\0" not in name]
