"""Files as the objects that the function works on, and its objects as files again."""

from __future__ import annotations

import os

import krm_fn as krm
from inject_intercepts import config, contract, emission
from inject_intercepts.cli import kustomization, left_alone, sources
from krm_fn import file_mode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from krm_fn.file_mode import Change


class NoConfig(Exception):
    """There is no one config to use; the message says why."""


class Package(file_mode.Package):
    """The files on the command line that have Tekton objects in them.

    `resources` has all objects but configs, which are never transformed, and what is neither
    readable nor Tekton's. A patch of a kustomization is no object, and its file is left alone.
    `sources` are the files, `left` those that a folder does not stand for.
    """

    def __init__(
        self, found: file_mode.Found, config_path: str | None, *, everything: bool = False
    ) -> None:
        """Read the files; with `everything`, those of others too.

        Raises NoConfig and krm.Unreadable.
        """
        self.left = found.left
        self.sources = sources.Sources(found.files, everything=everything)
        if config_path is None and self.sources.bad_configs:
            raise NoConfig(next(iter(self.sources.bad_configs.values())))
        objects = self.sources.objects
        configs = self.sources.configs
        marked = [item for source in self.sources.marked for item in source.documents.objects]
        of_others = [item for item in objects if sources.is_of_others(item) and item not in marked]
        apart = {id(item) for item in (*configs, *of_others, *marked)}
        super().__init__(
            self.sources.by_path,
            krm.ResourceList(
                [item for item in objects if id(item) not in apart],
                _one_of(configs) if config_path is None else _from_file(config_path),
            ),
            place=lambda item: item.file_path or emission.FILE,
            configs=configs,
            along=[*of_others, *self.sources.read_along],
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


def _one_of(configs: Sequence[krm.KubeObject]) -> krm.KubeObject | None:
    if len(configs) > 1:
        places = ", ".join(sorted(str(item.file_path) for item in configs))
        count = f"one {config.KIND} was expected, got {len(configs)}"
        message = f"{count} in {places}: name one by --config"
        raise NoConfig(message)
    return configs[0] if configs else None


def _from_file(path: str) -> krm.KubeObject:
    try:
        objects = krm.Documents.parse(file_mode.read(path), path).objects
    except (file_mode.Unusable, krm.NotAResourceList) as problem:
        message = str(problem) if str(problem).startswith(path) else f"{path}: {problem}"
        raise NoConfig(message) from None
    chosen = objects if len(objects) == 1 else [item for item in objects if sources.is_config(item)]
    if len(chosen) != 1:
        message = f"{path}: one {config.KIND} was expected, got {len(chosen)}"
        raise NoConfig(message)
    return chosen[0]
