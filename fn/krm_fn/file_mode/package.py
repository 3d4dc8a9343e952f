"""Files as the objects that a function works on, and its objects as files again."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, NamedTuple

from krm_fn import orchestrator_annotations
from krm_fn.documents import Documents
from krm_fn.file_mode.collecting import STDIN, File
from krm_fn.file_mode.writing import Change

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from krm_fn.kubeobject import KubeObject
    from krm_fn.resourcelist import ResourceList

# A text that begins with a document marker, maybe behind comments.
_MARKED = re.compile(rb"(?:[ \t]*(?:#[^\n]*)?\r?\n)*---[ \t\r\n]")


class Source(NamedTuple):
    """A file and the documents in it."""

    file: File
    documents: Documents


def _nothing() -> None:
    """Nobody wants to know how far it is."""


class Package:
    """Files by their real paths, and the list of the objects in them that a function gets.

    `configs` are objects of the files that are no items, and stay as they are; `along` are others
    that the function does not get, and that are printed with its own. `place` says in which file
    a new object goes that does not say it itself.
    """

    def __init__(
        self,
        sources: Mapping[str, Source],
        resources: ResourceList,
        place: Callable[[KubeObject], str],
        configs: Sequence[KubeObject] = (),
        along: Sequence[KubeObject] = (),
    ) -> None:
        self.by_path = sources
        self.resources = resources
        self._place = place
        self._configs = configs
        self._along = along
        # Where the new objects go, by their ids: one is asked once, before it is told.
        self._places: dict[int, str] = {}

    @property
    def file_count(self) -> int:
        """How many files there are."""
        return len(self.by_path)

    def changes(self, seen: Callable[[], None] = _nothing) -> list[Change]:
        """What became of the files, in their order; new ones last. Raises CannotEdit.

        `seen` is called after each file: all that is to be written is made here, which takes long.
        """
        changes = []
        for change, _ in self._written([*self.kept(), *self._configs]):
            changes.append(change)
            seen()
        return changes

    def counts(self) -> str:
        """How many objects changed, came and went: `1 Pod changed, 4 Secrets added`, or ``."""
        before = {id(item): item for item in self._objects()}
        after = {id(item): item for item in self.kept()}
        apart = {id(item) for item in self._configs}
        fates = {
            "changed": [item for key, item in after.items() if key in before and item.is_changed],
            "added": [item for key, item in after.items() if key not in before],
            "removed": [i for key, i in before.items() if key not in after and key not in apart],
        }
        return ", ".join(f"{_by_kind(items)} {fate}" for fate, items in fates.items() if items)

    def stream(self) -> list[bytes]:
        """All objects but the configs as one stream of documents. Raises CannotEdit."""
        return _joined(self.texts_of(self.kept()))

    def texts_of(self, kept: Iterable[KubeObject]) -> list[bytes]:
        """The files that have any of these objects or new ones, without their others.

        Raises CannotEdit.
        """
        return [change.after or b"" for change, objects in self._written([*kept]) if objects]

    def kept(self) -> list[KubeObject]:
        """All objects that are there now but the configs, new ones too."""
        return [*self.resources.items, *self._along]

    def _objects(self) -> Iterator[KubeObject]:
        for source in self.by_path.values():
            yield from source.documents.objects

    def _written(self, items: Sequence[KubeObject]) -> Iterator[tuple[Change, int]]:
        """Each file with these objects and the new ones, and how many objects it has now."""
        kept = {id(item) for item in items}
        added = self._added()
        for real, (file, documents) in self.by_path.items():
            own = [item for item in documents.objects if id(item) in kept]
            new = added.pop(real, [])
            after = b"".join(documents.chunks(own, new))
            # A file that had no object to begin with is not ours to remove.
            gone = documents.objects and not own and not new and not documents.malformed
            yield Change(file.path, file.source, None if gone else after), len(own) + len(new)
        for new in added.values():
            text = b"".join(Documents.parse(b"").chunks((), new))
            yield Change(self._places[id(new[0])], None, text), len(new)

    def _added(self) -> dict[str, list[KubeObject]]:
        """The objects that the function made, by the real path of the file that they go to."""
        known = {id(item) for item in self._objects()}
        added: dict[str, list[KubeObject]] = {}
        for item in self.resources.items:
            if id(item) not in known:
                if id(item) not in self._places:
                    self._places[id(item)] = self._place(item)
                path = self._places[id(item)]
                item.place(path)
                bare = orchestrator_annotations.unplaced(item.plain)
                if bare is not item.plain:
                    item.replace(bare)
                added.setdefault(self._real(path), []).append(item)
        return added

    def _real(self, path: str) -> str:
        real, stdin = os.path.realpath(path), os.path.realpath(STDIN)
        beside_stdin = stdin in self.by_path and not os.path.dirname(path)
        return stdin if beside_stdin and real not in self.by_path else real


def _by_kind(items: Iterable[KubeObject]) -> str:
    kinds: dict[str, int] = {}
    for item in items:
        kind = item.kind or "object"
        kinds[kind] = kinds.get(kind, 0) + 1
    texts = [f"{count:,} {_plural(kind) if count > 1 else kind}" for kind, count in kinds.items()]
    return " and ".join([*filter(None, [", ".join(texts[:-1])]), texts[-1]])


def _plural(kind: str) -> str:
    if kind.endswith("y") and kind[-2:-1] not in "aeiou":
        return f"{kind[:-1]}ies"
    return f"{kind}{'es' if kind.endswith('s') else 's'}"


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
