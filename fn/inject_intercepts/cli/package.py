"""Files as the objects that the function works on, and its objects as files again."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import krm_fn as krm
from inject_intercepts import config, contract, emission
from inject_intercepts.cli import files, kustomization, left_alone, sources
from inject_intercepts.cli.write import Change

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

# Where new objects say to an orchestrator where they go; a file knows where it is.
_PLACES = ("internal.config.kubernetes.io/path", "internal.config.kubernetes.io/index")
# A text that begins with a document marker, maybe behind comments.
_MARKED = re.compile(rb"(?:[ \t]*(?:#[^\n]*)?\r?\n)*---[ \t\r\n]")


def _nothing() -> None:
    """Nobody wants to know how far it is."""


class NoConfig(Exception):
    """There is no one config to use; the message says why."""


class Package:
    """The files on the command line that have Tekton objects in them.

    `resources` has all objects but configs, which are never transformed, and what is neither
    readable nor Tekton's. A patch of a kustomization is no object, and its file is left alone.
    `sources` are the files, `left` those that a folder does not stand for.
    """

    def __init__(
        self, found: files.Found, config_path: str | None, *, everything: bool = False
    ) -> None:
        """Read the files; with `everything`, those of others too.

        Raises NoConfig and krm.Unreadable.
        """
        self.left = found.left
        self.sources = sources.Sources(found.files, everything=everything)
        if config_path is None and self.sources.bad_configs:
            raise NoConfig(next(iter(self.sources.bad_configs.values())))
        objects = self.sources.objects
        self._configs = self.sources.configs
        self._of_others = [item for item in objects if sources.is_of_others(item)]
        marked = [item for source in self.sources.marked for item in source.documents.objects]
        self._of_others = [item for item in self._of_others if item not in marked]
        apart = {id(item) for item in (*self._configs, *self._of_others, *marked)}
        self.resources = krm.ResourceList(
            [item for item in objects if id(item) not in apart],
            _one_of(self._configs) if config_path is None else _from_file(config_path),
        )

    def left_alone(self) -> list[krm.Result]:
        """A word on what is left alone, and may be meant all the same."""
        return [
            *left_alone.not_looked_into(self.left),
            *left_alone.patched(self.sources.patches, self.resources),
        ]

    def unusable(self) -> list[krm.Result]:
        """An error for each file with something of Tekton's in it that is no YAML, or not UTF-8."""
        return [krm.Result.error(message) for message in self.sources.unusable.values()]

    def unread(self) -> list[krm.Result]:
        """A word on each file that is named on the command line and has nothing of ours."""
        message = "has no Tekton object in it, and is left alone"
        found = self.sources.without_ours()
        return [krm.Result.warning(message)._replace(file_path=path) for path in found]

    @property
    def file_count(self) -> int:
        """How many files have something of Tekton's in them, or a config."""
        return len(self.sources.by_path)

    def changes(self, seen: Callable[[], None] = _nothing) -> list[Change]:
        """What became of the files, in their order; new ones last. Raises krm.CannotEdit.

        `seen` is called after each file: all that is to be written is made here, which takes long.
        """
        changes = []
        for change, _ in self._written([*self.kept(), *self._configs]):
            changes.append(change)
            seen()
        return changes

    def counts(self) -> str:
        """How many objects changed, came and went: `1 Pipeline changed, 4 Tasks added`, or ``."""
        before = {id(item): item for item in self.sources.objects}
        after = {id(item): item for item in self.kept()}
        apart = {id(item) for item in self._configs}
        fates = {
            "changed": [item for key, item in after.items() if key in before and item.is_changed],
            "added": [item for key, item in after.items() if key not in before],
            "removed": [i for key, i in before.items() if key not in after and key not in apart],
        }
        return ", ".join(f"{_by_kind(items)} {fate}" for fate, items in fates.items() if items)

    def advice(self, changes: Iterable[Change]) -> Iterator[krm.Result]:
        """What kustomizations have to list, or to list no more, because of these changes."""
        for change in changes:
            name = os.path.basename(change.path)
            if name in emission.FILES:
                # Nobody but a person refers to a derived Pipeline.
                users = self._users(os.path.realpath(change.path)) if name == emission.FILE else ()
                yield from kustomization.advice(change, users, self.sources.kustomizations)

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
        return _joined(self.texts_of(self.kept()))

    def texts_of(self, kept: Iterable[krm.KubeObject]) -> list[bytes]:
        """The files that have any of these objects or new ones, without their others.

        Raises krm.CannotEdit.
        """
        return [change.after or b"" for change, objects in self._written([*kept]) if objects]

    def kept(self) -> list[krm.KubeObject]:
        """All objects that are there now but the configs, new ones too."""
        return [*self.resources.items, *self._of_others, *self.sources.read_along]

    def _written(self, items: Sequence[krm.KubeObject]) -> Iterator[tuple[Change, int]]:
        """Each file with these objects and the new ones, and how many objects it has now."""
        kept = {id(item) for item in items}
        added = self._added()
        for real, (file, documents) in self.sources.by_path.items():
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
        known = {id(item) for item in self.sources.objects}
        added: dict[str, list[krm.KubeObject]] = {}
        for item in self.resources.items:
            if id(item) not in known:
                path = item.file_path or emission.FILE
                item.place(path)
                _forget_place(item)
                added.setdefault(self._real(path), []).append(item)
        return added

    def _real(self, path: str) -> str:
        real, stdin = os.path.realpath(path), os.path.realpath(files.STDIN)
        known = self.sources.by_path
        beside_stdin = stdin in known and not os.path.dirname(path)
        return stdin if beside_stdin and real not in known else real


def _by_kind(items: Iterable[krm.KubeObject]) -> str:
    kinds: dict[str, int] = {}
    for item in items:
        kind = item.kind or "object"
        kinds[kind] = kinds.get(kind, 0) + 1
    texts = [f"{count:,} {kind}{'s' if count > 1 else ''}" for kind, count in kinds.items()]
    return " and ".join([*filter(None, [", ".join(texts[:-1])]), texts[-1]])


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
    chosen = objects if len(objects) == 1 else [item for item in objects if sources.is_config(item)]
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
