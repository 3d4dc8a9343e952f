"""What lies in a package and is left alone: a word on each thing that a person may have meant."""

from __future__ import annotations

import os

import krm_fn as krm
from inject_intercepts import function, selection
from inject_intercepts.cli import content
from krm_fn import file_mode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from inject_intercepts.config import Config


def not_looked_into(left: Iterable[file_mode.Left]) -> Iterator[krm.Result]:
    """A warning on each file that a folder does not stand for, if it may have something of ours."""
    for path, reason in left:
        try:
            # What lies behind a link to a folder is not looked for.
            ours = os.path.isdir(path) or content.is_ours(file_mode.read(path))
        except file_mode.Unusable:
            continue
        if ours:
            message = f"{reason}, and is left alone: name it on the command line if it is meant"
            yield krm.Result.warning(message)._replace(file_path=path)


def patched(
    of: Mapping[str, list[file_mode.File]], resources: krm.ResourceList
) -> Iterator[krm.Result]:
    """A warning on each object in a patch that the config would choose, were it no patch.

    `of` has the patches by the kustomization that lists them. A patch that is named on the command
    line gets a word in any case.
    """
    try:
        config = function.load(resources)
    except krm.BadConfig:
        return  # the function says what is wrong with it
    for kustomization, patches in of.items():
        message = f"is a patch of {kustomization}, and is left alone"
        for file in patches:
            chosen = list(_chosen(file, config))
            for unit in chosen:
                yield krm.Result.warning(message, unit.obj, unit.path or None)
            if file.named and not chosen:
                yield krm.Result.warning(message)._replace(file_path=file.path)


def _chosen(file: file_mode.File, config: Config) -> Iterable[selection.Unit]:
    try:
        objects = krm.Documents.parse(file.source, file.path).objects
        chosen = selection.select(krm.ResourceList(objects), config)
    except (krm.NotAResourceList, krm.Unreadable):
        return ()
    return [*chosen.inject, *chosen.take_back]
