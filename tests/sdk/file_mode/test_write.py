"""Writing files, all or none."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from krm_fn import file_mode
from krm_fn.file_mode import Change

if TYPE_CHECKING:
    from pathlib import Path


def listing(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_files_are_changed_made_and_removed(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    (tmp_path / "b").write_bytes(b"old")
    os.chmod(tmp_path / "a", 0o640)

    file_mode.write(
        [
            Change(str(tmp_path / "a"), b"old", b"new\r\n"),
            Change(str(tmp_path / "b"), b"old", None),
            Change(str(tmp_path / "c"), None, b"made"),
        ]
    )

    assert listing(tmp_path) == {"a": b"new\r\n", "c": b"made"}
    assert os.stat(tmp_path / "a").st_mode & 0o777 == 0o640
    assert os.stat(tmp_path / "c").st_mode & 0o111 == 0


def test_a_link_stays_and_the_file_behind_it_changes(tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(b"old")
    (tmp_path / "link").symlink_to("real")

    file_mode.write([Change(str(tmp_path / "link"), b"old", b"new")])

    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_bytes() == b"new"


def test_owner_and_mode_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    owners: list[tuple[int, int]] = []
    # Who is not root can give no file away; what is asked for is the same.
    monkeypatch.setattr(os, "chown", lambda _, uid, gid: owners.append((uid, gid)))
    (tmp_path / "a").write_bytes(b"old")
    os.chmod(tmp_path / "a", 0o2664)
    status = os.stat(tmp_path / "a")

    file_mode.write([Change(str(tmp_path / "a"), b"old", b"new")])

    assert listing(tmp_path) == {"a": b"new"}
    assert os.stat(tmp_path / "a").st_mode == status.st_mode
    assert owners == [(status.st_uid, status.st_gid)]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_a_file_of_somebody_else_stays_theirs(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    os.chown(tmp_path / "a", 4321, 1234)
    os.chmod(tmp_path / "a", 0o4750)  # noqa: S103  # the bit that chown takes away

    file_mode.write([Change(str(tmp_path / "a"), b"old", b"new")])

    status = os.stat(tmp_path / "a")
    assert (status.st_uid, status.st_gid, status.st_mode & 0o7777) == (4321, 1234, 0o4750)


@pytest.mark.parametrize("after", [b"newer and longer", b"n", b""])
def test_a_file_whose_owner_cannot_be_kept_is_written_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: bytes
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "chown", refuse)
    (tmp_path / "a").write_bytes(b"old")
    number = os.stat(tmp_path / "a").st_ino

    file_mode.write([Change(str(tmp_path / "a"), b"old", after)])

    assert listing(tmp_path) == {"a": after}
    assert os.stat(tmp_path / "a").st_ino == number


@pytest.mark.parametrize("after", [b"newer and longer", b"n", b""])
def test_a_file_of_several_names_stays_one_file(tmp_path: Path, after: bytes) -> None:
    (tmp_path / "a").write_bytes(b"old")
    os.link(tmp_path / "a", tmp_path / "b")

    file_mode.write([Change(str(tmp_path / "a"), b"old", after)])

    assert listing(tmp_path) == {"a": after, "b": after}
    assert os.stat(tmp_path / "a").st_nlink == 2


def test_a_file_that_cannot_be_written_to_its_end_is_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").write_bytes(b"the old text")
    os.link(tmp_path / "a", tmp_path / "b")
    real_fsync = os.fsync
    full = [OSError(28, "No space left on device")]

    def fsync(number: int) -> None:
        if full:
            raise full.pop()
        real_fsync(number)

    monkeypatch.setattr(os, "fsync", fsync)

    with pytest.raises(file_mode.Unusable) as refusal:
        file_mode.write([Change(str(tmp_path / "a"), b"the old text", b"new")])

    path = tmp_path / "a"
    assert str(refusal.value) == f"{path}: cannot be written: No space left on device"
    assert listing(tmp_path) == {"a": b"the old text", "b": b"the old text"}


def test_nothing_is_written_where_one_file_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    changes = [
        Change(str(tmp_path / "a"), b"old", b"new"),
        Change(str(tmp_path / "gone" / "b"), None, b"new"),
    ]

    with pytest.raises(file_mode.Unusable) as refusal:
        file_mode.write(changes)

    path = tmp_path / "gone" / "b"
    assert str(refusal.value) == f"{path}: cannot be written: No such file or directory"
    assert listing(tmp_path) == {"a": b"old"}


def test_a_read_only_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").write_bytes(b"old")
    # Root may write everything, and tests run as root.
    monkeypatch.setattr(os, "access", lambda *_: False)

    with pytest.raises(file_mode.Unusable) as refusal:
        file_mode.write([Change(str(tmp_path / "a"), b"old", b"new")])

    assert str(refusal.value) == f"{tmp_path / 'a'}: cannot be written: it is read-only"
    assert listing(tmp_path) == {"a": b"old"}
