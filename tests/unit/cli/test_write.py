"""Writing files, all or none."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from inject_intercepts.cli import files, write
from inject_intercepts.cli.write import Change

if TYPE_CHECKING:
    from pathlib import Path


def listing(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_files_are_changed_made_and_removed(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    (tmp_path / "b").write_bytes(b"old")
    os.chmod(tmp_path / "a", 0o640)

    write.write(
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

    write.write([Change(str(tmp_path / "link"), b"old", b"new")])

    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_bytes() == b"new"


def test_nothing_is_written_where_one_file_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    changes = [
        Change(str(tmp_path / "a"), b"old", b"new"),
        Change(str(tmp_path / "gone" / "b"), None, b"new"),
    ]

    with pytest.raises(files.Unusable) as refusal:
        write.write(changes)

    path = tmp_path / "gone" / "b"
    assert str(refusal.value) == f"{path}: cannot be written: No such file or directory"
    assert listing(tmp_path) == {"a": b"old"}


def test_a_read_only_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").write_bytes(b"old")
    # Root may write everything, and tests run as root.
    monkeypatch.setattr(os, "access", lambda *_: False)

    with pytest.raises(files.Unusable) as refusal:
        write.write([Change(str(tmp_path / "a"), b"old", b"new")])

    assert str(refusal.value) == f"{tmp_path / 'a'}: cannot be written: it is read-only"
    assert listing(tmp_path) == {"a": b"old"}
