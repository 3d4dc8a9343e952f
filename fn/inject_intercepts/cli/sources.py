"""The files of a package that matter, and their documents: objects, configs, or none of ours."""

from __future__ import annotations

import os

import krm_fn as krm
from inject_intercepts import emission
from inject_intercepts.cli import content, kustomization
from inject_intercepts.config import likeness
from krm_fn import file_mode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class Sources:
    """The files that have something of Tekton's in them, or a config, by their real paths.

    `patches` are those that a kustomization has as patches, by its path: nobody's objects. What
    cannot be told apart into documents is in neither: `unusable` says why, by the file's path, and
    `bad_configs` where it is a config that cannot be read. `marked` are those that Argo
    CD passes over.
    """

    def __init__(self, found: Sequence[file_mode.File], *, everything: bool = False) -> None:
        """Read what matters; with `everything`, all objects whosever they are."""
        self._everything = everything
        self.kustomizations = kustomization.of(file.path for file in found)
        # What one kustomization builds from is a base, whoever patches with it as well.
        bases = {path for one in self.kustomizations for path in one.resources}
        patched_by = {
            path: one.path
            for one in self.kustomizations
            for path in one.patches
            if path not in bases
        }
        self.by_path: dict[str, file_mode.Source] = {}
        self.patches: dict[str, list[file_mode.File]] = {}
        self.unusable: dict[str, str] = {}
        self.bad_configs: dict[str, str] = {}
        for file in found:
            real = os.path.realpath(file.path)
            if not self._matters(file):
                continue
            if real in patched_by:
                self.patches.setdefault(patched_by[real], []).append(file)
            else:
                self._parse(real, file)
        self.configs = [
            item
            for source in self.by_path.values()
            if content.may_be_config(source.file.source)
            for item in source.documents.objects
            if is_config(item)
        ]
        self._found = found
        # `everything` is asked for by who stands in for Argo CD.
        self.marked = [
            source
            for source in self.by_path.values()
            if everything and content.is_marked(source.file.source)
            if source.file.path != file_mode.STDIN
        ]

    def _matters(self, file: file_mode.File) -> bool:
        name = os.path.basename(file.path)
        if content.is_ours(file.source) or name in emission.FILES:
            return True
        is_kustomization = name in kustomization.NAMES
        return self._everything and not is_kustomization and content.may_have_objects(file.source)

    def _parse(self, real: str, file: file_mode.File) -> None:
        try:
            self.by_path[real] = file_mode.Source(file, krm.Documents.parse(file.source, file.path))
        except krm.NotAResourceList as problem:
            text = file.source
            if self._everything and not (
                content.is_ours(text) or content.looks_like_an_object(text)
            ):
                return  # text of another kind
            is_config = content.may_be_config(text) and content.is_of_others(text)
            faults = self.bad_configs if is_config else self.unusable
            faults[file.path] = f"{file.path}: {problem}"

    @property
    def objects(self) -> list[krm.KubeObject]:
        """All objects in the order of the files."""
        return [item for source in self.by_path.values() for item in source.documents.objects]

    @property
    def is_for_argo_cd(self) -> bool:
        """Whether a file has the marker that only Argo CD knows."""
        found = self.by_path.values()
        return any(content.is_marked(source.file.source) for source in found)

    @property
    def read_along(self) -> list[krm.KubeObject]:
        """The objects of files that nobody gave: who uses them may not have been given either."""
        return [
            item
            for source in self.by_path.values()
            if not source.file.given
            for item in source.documents.objects
        ]

    def without_ours(self) -> Iterator[str]:
        """The files that are named on the command line and have neither an object nor a config."""
        answered = {file.path for patches in self.patches.values() for file in patches}
        answered |= {*self.unusable, *self.bad_configs}
        for file in self._found:
            source = self.by_path.get(os.path.realpath(file.path))
            objects = source.documents.objects if source is not None else ()
            if file.named and file.path not in answered and not any(map(_is_ours, objects)):
                yield file.path


def is_config(item: krm.KubeObject) -> bool:
    """Whether it is a config or meant as one: what is wrong with it is for the function to say."""
    try:
        return likeness.is_meant(item.kind, item.group)
    except krm.Unreadable:
        return content.may_be_config(item.text.encode())


def is_of_others(item: krm.KubeObject) -> bool:
    """Whether it cannot be read, and need not be: a template of something that is not Tekton's."""
    if not item.mentions(content.TEKTON):
        return False  # the function does not ask what it is
    try:
        _ = item.kind
    except krm.Unreadable:
        return content.is_of_others(item.text.encode())
    return False


def _is_ours(item: krm.KubeObject) -> bool:
    if is_config(item):
        return True
    try:
        return f".{item.group}".endswith(".tekton.dev")
    except krm.Unreadable:
        return item.mentions(content.TEKTON) and not content.is_of_others(item.text.encode())
