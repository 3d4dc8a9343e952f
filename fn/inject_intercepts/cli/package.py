"""Files as the objects that the function works on, and its objects as files again."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, NamedTuple

from inject_intercepts import config, contract, emission, krm
from inject_intercepts.cli import content, files, kustomization, left_alone
from inject_intercepts.cli.write import Change
from inject_intercepts.config import likeness

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

# Where new objects say to an orchestrator where they go; a file knows where it is.
_PLACES = ("internal.config.kubernetes.io/path", "internal.config.kubernetes.io/index")
# A text that begins with a document marker, maybe behind comments.
_MARKED = re.compile(rb"(?:[ \t]*(?:#[^\n]*)?\r?\n)*---[ \t\r\n]")


class NoConfig(Exception):
    """There is no one config to use; the message says why."""


class _Source(NamedTuple):
    file: files.File
    documents: krm.Documents


class Package:
    """The files on the command line that have Tekton objects in them.

    `resources` has all objects but configs, which are never transformed. A patch of a kustomization
    is no object, and its file is left alone.
    """

    def __init__(self, given: files.Found, config_path: str | None) -> None:
        """Read the files. Raises files.Unusable, NoConfig and krm.Unreadable."""
        found = given.files
        self._left = given.left
        self._kustomizations = kustomization.of(file.path for file in found)
        patches = {path: one.path for one in self._kustomizations for path in one.patches}
        files_by_real = {os.path.realpath(file.path): file for file in found if _matters(file)}
        self._sources = {
            real: _parsed(file) for real, file in files_by_real.items() if real not in patches
        }
        self._patches: dict[str, list[files.File]] = {}
        for real, file in files_by_real.items():
            if real in patches:
                self._patches.setdefault(patches[real], []).append(file)
        objects = [item for source in self._sources.values() for item in source.documents.objects]
        self._configs = [
            item
            for source in self._sources.values()
            if content.may_be_config(source.file.source)
            for item in source.documents.objects
            if _is_config(item)
        ]
        # Who uses the Tasks in a file that was not given may not have been given either.
        self._fixed = [
            item
            for source in self._sources.values()
            if not source.file.given
            for item in source.documents.objects
        ]
        own = {id(item) for item in self._configs}
        self._unread = [
            file.path
            for real, file in ((os.path.realpath(file.path), file) for file in found)
            if file.named and not self._has_ours(real) and not (real in patches and _matters(file))
        ]
        self.resources = krm.ResourceList(
            [item for item in objects if id(item) not in own],
            _one_of(self._configs) if config_path is None else _from_file(config_path),
        )

    def left_alone(self) -> list[krm.Result]:
        """A word on what is left alone, and may be meant all the same."""
        return [
            *left_alone.not_looked_into(self._left),
            *left_alone.patched(self._patches, self.resources),
        ]

    def unread(self) -> list[krm.Result]:
        """A word on each file that is named on the command line and has nothing of ours."""
        message = "has no Tekton object in it, and is left alone"
        return [krm.Result.warning(message)._replace(file_path=path) for path in self._unread]

    def _has_ours(self, real: str) -> bool:
        source = self._sources.get(real)
        objects = source.documents.objects if source is not None else ()
        return any(_is_tekton(item) or _is_config(item) for item in objects)

    def changes(self) -> list[Change]:
        """What became of the files, in their order; new ones last. Raises krm.CannotEdit."""
        written = self._written([*self.resources.items, *self._configs, *self._fixed])
        return [change for change, _ in written]

    def advice(self, changes: Iterable[Change]) -> Iterator[krm.Result]:
        """What kustomizations have to list, or to list no more, because of these changes."""
        for change in changes:
            if os.path.basename(change.path) == emission.FILE:
                users = self._users(os.path.realpath(change.path))
                yield from kustomization.advice(change, users, self._kustomizations)

    def _users(self, tasks: str) -> set[str]:
        """The files with Pipelines of the namespaces of the Tasks in that file."""
        placed = [item for item in self.resources.items if item.file_path is not None]
        namespaces = {
            item.namespace for item in placed if os.path.realpath(item.file_path or "") == tasks
        }
        return {
            item.file_path or ""
            for item in placed
            # Whoever was injected into says so, and only Tasks do not use Tasks.
            if item.mentions(contract.GROUP.encode())
            and item.kind != "Task"
            and item.namespace in namespaces
        }

    def stream(self) -> list[bytes]:
        """All objects but the configs as one stream of documents. Raises krm.CannotEdit."""
        written = self._written([*self.resources.items, *self._fixed])
        return _joined(change.after or b"" for change, objects in written if objects)

    def _written(self, items: Sequence[krm.KubeObject]) -> Iterator[tuple[Change, int]]:
        """Each file with these objects and the new ones, and how many objects it has now."""
        kept = {id(item) for item in items}
        added = self._added()
        for real, (file, documents) in self._sources.items():
            own = [item for item in documents.objects if id(item) in kept]
            new = added.pop(real, [])
            after = b"".join(documents.chunks(own, new))
            # A file that had no object to begin with is not ours to remove.
            gone = documents.objects and not own and not new and not documents.malformed
            yield Change(file.path, file.source, None if gone else after), len(own) + len(new)
        for new in added.values():
            path = new[0].file_path or emission.FILE
            text = b"".join(krm.Documents.parse(b"").chunks((), new))
            yield Change(path, None, text), len(new)

    def _added(self) -> dict[str, list[krm.KubeObject]]:
        """The objects that the function made, by the real path of the file that they go to."""
        known = {id(item) for source in self._sources.values() for item in source.documents.objects}
        added: dict[str, list[krm.KubeObject]] = {}
        for item in self.resources.items:
            if id(item) not in known:
                path = item.file_path or emission.FILE
                item.place(path)
                _forget_place(item)
                added.setdefault(os.path.realpath(path), []).append(item)
        return added


def _parsed(file: files.File) -> _Source:
    try:
        return _Source(file, krm.Documents.parse(file.source, file.path))
    except krm.NotAResourceList as problem:
        message = f"{file.path}: {problem}"
        if content.may_be_config(file.source) and not content.is_about_tekton(file.source):
            raise NoConfig(message) from None
        raise files.Unusable(message) from None


def _matters(file: files.File) -> bool:
    return content.is_ours(file.source) or os.path.basename(file.path) == emission.FILE


def _is_tekton(item: krm.KubeObject) -> bool:
    try:
        return f".{item.group}".endswith(".tekton.dev")
    except krm.Unreadable:
        return content.is_about_tekton(item.text.encode())


def _is_config(item: krm.KubeObject) -> bool:
    """Whether it is a config or meant as one: what is wrong with it is for the function to say."""
    try:
        return likeness.is_meant(item.kind, item.group)
    except krm.Unreadable:
        return content.may_be_config(item.text.encode())


def _one_of(configs: Sequence[krm.KubeObject]) -> krm.KubeObject | None:
    if len(configs) > 1:
        places = ", ".join(sorted(str(item.file_path) for item in configs))
        count = f"one {config.KIND} was expected, got {len(configs)}"
        message = f"{count} in {places}: name one by --config"
        raise NoConfig(message)
    return configs[0] if configs else None


def _from_file(path: str) -> krm.KubeObject:
    try:
        objects = krm.Documents.parse(files.read(path), path).objects
    except (files.Unusable, krm.NotAResourceList) as problem:
        message = str(problem) if str(problem).startswith(path) else f"{path}: {problem}"
        raise NoConfig(message) from None
    chosen = objects if len(objects) == 1 else [item for item in objects if _is_config(item)]
    if len(chosen) != 1:
        message = f"{path}: one {config.KIND} was expected, got {len(chosen)}"
        raise NoConfig(message)
    return chosen[0]


def _forget_place(item: krm.KubeObject) -> None:
    metadata = item.data.get("metadata") or {}
    notes = {key: value for key, value in item.annotations.items() if key not in _PLACES}
    if notes != item.annotations:
        item.replace({**item.data, "metadata": {**metadata, "annotations": notes}})


def _joined(texts: Iterable[bytes]) -> list[bytes]:
    """The files as one stream, each a document of its own: `a: 1` and `b: 2` get `---` between.

    A file that begins with a directive (`%YAML 1.2`) needs the document before it ended: `...`,
    since a directive behind `---` would be content (YAML 1.2.2, section 9.2).
    """
    chunks: list[bytes] = []
    for text in texts:
        body = text.removeprefix(b"\xef\xbb\xbf")
        if chunks and body.startswith(b"%"):
            chunks.append(b"...\n")
        elif chunks and not _MARKED.match(body):
            chunks.append(b"---\n")
        chunks.append(body if body.endswith(b"\n") else body + b"\n")
    return chunks
