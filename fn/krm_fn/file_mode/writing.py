"""Files written all or none, each as the file that it was: owner, mode, and all its names."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from typing import TYPE_CHECKING, NamedTuple

from krm_fn.file_mode.collecting import Unusable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Change(NamedTuple):
    """A file's bytes before and after; None where it is not there."""

    path: str
    before: bytes | None
    after: bytes | None


class _Prepared(NamedTuple):
    """The new content in a file of its own, and whether that can take the old one's place."""

    path: str
    can_replace: bool


def write(changes: Iterable[Change]) -> None:
    """Write the files, each in one step; nothing is written if one of them cannot be.

    A link stays and the file behind it changes; owner and mode stay. Where another file in its
    place would not be the same, as it has more names or an owner that this process cannot give,
    the file itself is written. Raises Unusable.
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
                elif prepared.can_replace:
                    os.replace(prepared.path, target)
                else:
                    _write_through(target, change)


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
def _prepared(change: Change) -> Iterator[_Prepared | None]:
    """The new content in a file beside the old one; gone afterwards unless it was moved."""
    target = os.path.realpath(change.path)
    with _explained(change.path):
        old = os.stat(target) if os.path.exists(target) else None
        # Replacing needs no permission on the file itself; a read-only file means it all the same.
        if old is not None and not os.access(target, os.W_OK):
            raise PermissionError(0, "it is read-only")
        made = None if change.after is None else _made(os.path.dirname(target), change.after, old)
    try:
        yield made
    finally:
        if made is not None:
            with contextlib.suppress(FileNotFoundError):
                os.remove(made.path)


def _made(folder: str, content: bytes, old: os.stat_result | None) -> _Prepared:
    number, path = tempfile.mkstemp(prefix=".krm-fn-", dir=folder)
    try:
        with open(number, "wb") as file:
            file.write(content)
    except OSError:
        os.remove(path)
        raise
    if old is None:
        os.chmod(path, 0o666 & ~_umask())
        return _Prepared(path, can_replace=True)
    try:
        os.chown(path, old.st_uid, old.st_gid)
    except OSError:
        return _Prepared(path, can_replace=False)
    # Behind the owner, since a new one takes the bits for set-user-ID away.
    os.chmod(path, stat.S_IMODE(old.st_mode))
    return _Prepared(path, can_replace=old.st_nlink == 1)


def _write_through(path: str, change: Change) -> None:
    """Write the file itself; where that does not work out, what was in it before."""
    try:
        _overwrite(path, change.after or b"")
    except OSError:
        with contextlib.suppress(OSError):
            _overwrite(path, change.before or b"")
        raise


def _overwrite(path: str, content: bytes) -> None:
    with open(path, "r+b") as file:
        file.write(content)
        file.truncate()
        file.flush()
        os.fsync(file.fileno())


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
