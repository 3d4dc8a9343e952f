"""Which files are meant by the paths on the command line, and their bytes."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from krm_fn.file_mode import krmignore
from krm_fn.protocol import read as from_stdin

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

_EXTENSIONS = (".yaml", ".yml", ".json")
STDIN = "-"
"""The path that stands for stdin, as for kubectl's `-f`."""

HIDDEN = "is hidden"
LEADS_OUT = "is a link out of the folder"


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


class Left(NamedTuple):
    """A YAML or JSON file, or a link to a folder, that a folder does not stand for, and why."""

    path: str
    reason: str


class Found(NamedTuple):
    """What the paths stand for, each file once, and what else lies there."""

    files: list[File]
    left: list[Left]


def collect(
    paths: Iterable[str], beside: Iterable[str] = (), looked_into: Collection[str] = ()
) -> Found:
    """Every YAML and JSON file that is, or lies in, one of the paths; `-` is stdin.

    What is hidden is left out, but for folders of the names `looked_into`. `beside` are names of
    files that are read as well where they lie beside one of them: what belongs into them must join
    what is there already. Raises Unusable.
    """
    found: dict[str, File] = {}
    left: dict[str, Left] = {}
    siblings: dict[str, str] = {}
    for path in paths:
        if path == STDIN:
            # New objects join the stream: none of the files here is meant.
            found.setdefault(os.path.realpath(path), File(path, _stdin(), named=True))
            continue
        is_folder = os.path.isdir(path)
        root = os.path.realpath(path if is_folder else os.path.dirname(path))
        for name, reason in (
            _inside(path, root, looked_into) if is_folder else [(_file(path), None)]
        ):
            real = os.path.realpath(name)
            if reason is not None:
                left.setdefault(real, Left(name, reason))
                continue
            file = found.get(real) or File(name, read(name))
            found[real] = file._replace(named=file.named or not is_folder)
            for other in beside:
                siblings.setdefault(os.path.join(os.path.dirname(name), other), root)
    for sibling, root in siblings.items():
        real = os.path.realpath(sibling)
        if real not in found and os.path.isfile(sibling) and _is_in(real, root):
            found[real] = File(sibling, read(sibling), given=False)
    return Found([*found.values()], [one for real, one in left.items() if real not in found])


def read(path: str) -> bytes:
    """The bytes of a file. Raises Unusable."""
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as problem:
        message = f"{path}: cannot be read: {problem.strerror}"
        raise Unusable(message) from None


def _stdin() -> bytes:
    try:
        return from_stdin()
    except OSError as problem:
        message = f"stdin: cannot be read: {problem}"
        raise Unusable(message) from None


def _file(path: str) -> str:
    if os.path.isfile(path):
        return os.path.normpath(path)
    reason = "is not a file or folder" if os.path.lexists(path) else "is not there"
    message = f"{path}: {reason}"
    raise Unusable(message)


def _inside(
    folder: str,
    root: str,
    looked_into: Collection[str],
    ignored: krmignore.Ignored | None = None,
) -> Iterator[tuple[str, str | None]]:
    """The files in a folder and those below, sorted, without what is ignored.

    With each comes why it is left out; None where it is not. Links to folders are not followed:
    they may lead out of the package, or back into it.
    """
    ignored = krmignore.Ignored.of(folder) if ignored is None else ignored.below(folder)
    try:
        names = sorted(os.listdir(folder))
    except OSError as problem:
        message = f"{folder}: cannot be read: {problem.strerror}"
        raise Unusable(message) from None
    for name in names:
        path = os.path.normpath(os.path.join(folder, name))
        hidden = name.startswith(".")
        if os.path.isdir(path):
            if (hidden and name not in looked_into) or ignored.has(path, folder=True):
                continue
            if not os.path.islink(path):
                yield from _inside(path, root, looked_into, ignored)
            elif not _is_in(os.path.realpath(path), root):
                yield path, LEADS_OUT
        elif name.endswith(_EXTENSIONS) and os.path.isfile(path) and not ignored.has(path):
            leads_out = os.path.islink(path) and not _is_in(os.path.realpath(path), root)
            yield path, HIDDEN if hidden else LEADS_OUT if leads_out else None


def _is_in(real: str, root: str) -> bool:
    return os.path.commonpath([real, root]) == root
