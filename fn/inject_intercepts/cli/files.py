"""Which files are meant by the paths on the command line, and their bytes."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from inject_intercepts.cli import krmignore

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_EXTENSIONS = (".yaml", ".yml", ".json")


class Unusable(Exception):
    """A file or folder that cannot be used; the message names it and says why."""


class File(NamedTuple):
    """A file as the user names it, and its bytes.

    `given` is false for one that lies in none of the paths, and that is read along; `named` is true
    for one that is itself one of them.
    """

    path: str
    source: bytes
    given: bool = True
    named: bool = False


def collect(paths: Iterable[str], beside: str) -> list[File]:
    """Every YAML and JSON file that is, or lies in, one of the paths, each once.

    `beside` is the name of a file that is read as well where it lies beside one of them: what
    belongs into it must join what is there already. Raises Unusable.
    """
    found: dict[str, File] = {}
    for path in paths:
        for name in _named(path):
            real = os.path.realpath(name)
            file = found.get(real) or File(name, read(name))
            found[real] = file._replace(named=file.named or not os.path.isdir(path))
    for file in list(found.values()):
        sibling = os.path.join(os.path.dirname(file.path), beside)
        real = os.path.realpath(sibling)
        if real not in found and os.path.isfile(sibling):
            found[real] = File(sibling, read(sibling), given=False)
    return list(found.values())


def read(path: str) -> bytes:
    """The bytes of a file. Raises Unusable."""
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as problem:
        message = f"{path}: cannot be read: {problem.strerror}"
        raise Unusable(message) from None


def _named(path: str) -> Iterator[str]:
    if os.path.isdir(path):
        yield from _inside(path, krmignore.Ignored.of(path))
    elif os.path.isfile(path):
        yield os.path.normpath(path)
    else:
        reason = "is not a file or folder" if os.path.lexists(path) else "is not there"
        message = f"{path}: {reason}"
        raise Unusable(message)


def _inside(folder: str, ignored: krmignore.Ignored) -> Iterator[str]:
    """The files in a folder and those below, sorted, without what is hidden or ignored.

    Links to folders are not followed: they may lead out of the package, or back into it.
    """
    try:
        names = sorted(os.listdir(folder))
    except OSError as problem:
        message = f"{folder}: cannot be read: {problem.strerror}"
        raise Unusable(message) from None
    for name in names:
        path = os.path.normpath(os.path.join(folder, name))
        if os.path.isdir(path):
            below = not os.path.islink(path) and not name.startswith(".")
            if below and not ignored.has(path, folder=True):
                yield from _inside(path, ignored.below(path))
        elif name.endswith(_EXTENSIONS) and os.path.isfile(path) and not ignored.has(path):
            yield path
