"""Files written all or none."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from typing import TYPE_CHECKING, NamedTuple

from inject_intercepts.cli.files import Unusable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Change(NamedTuple):
    """A file's bytes before and after; None where it is not there."""

    path: str
    before: bytes | None
    after: bytes | None


def write(changes: Iterable[Change]) -> None:
    """Write the files, each in one step; nothing is written if one of them cannot be.

    A link stays and the file behind it changes; the mode stays. Raises Unusable.
    """
    changes = list(changes)
    check(changes)
    with contextlib.ExitStack() as stack:
        ready = [(stack.enter_context(_prepared(change)), change) for change in changes]
        for prepared, change in ready:
            with _explained(change.path):
                target = os.path.realpath(change.path)
                if prepared is None:
                    os.remove(target)
                else:
                    os.replace(prepared, target)


def check(changes: Iterable[Change]) -> None:
    """Refuse to make a file where something is that was not read. Raises Unusable.

    A link may be there: what lies behind one that leads out of the package is somebody else's.
    """
    for change in changes:
        if change.before is None and os.path.lexists(change.path):
            what = "a link out of the folder" if os.path.islink(change.path) else "no file"
            message = f"{change.path}: cannot be made: there is {what}; take that away"
            raise Unusable(message)


@contextlib.contextmanager
def _prepared(change: Change) -> Iterator[str | None]:
    """The new content in a file beside the old one; gone afterwards unless it was moved."""
    target = os.path.realpath(change.path)
    exists = os.path.exists(target)
    with _explained(change.path):
        # Replacing needs no permission on the file itself; a read-only file means it all the same.
        if exists and not os.access(target, os.W_OK):
            raise PermissionError(0, "it is read-only")
        if change.after is None:
            name = None
        else:
            number, name = tempfile.mkstemp(
                prefix=".inject-intercepts-", dir=os.path.dirname(target)
            )
            with open(number, "wb") as file:
                file.write(change.after)
            os.chmod(name, stat.S_IMODE(os.stat(target).st_mode) if exists else 0o666 & ~_umask())
    try:
        yield name
    finally:
        if name is not None:
            with contextlib.suppress(FileNotFoundError):
                os.remove(name)


@contextlib.contextmanager
def _explained(path: str) -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        message = f"{path}: cannot be written: {problem.strerror}"
        raise Unusable(message) from None


def _umask() -> int:
    # It can be read only by setting it.
    mask = os.umask(0)
    os.umask(mask)
    return mask
