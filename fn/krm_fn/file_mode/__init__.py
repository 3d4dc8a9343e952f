"""The function on files, without an orchestrator: which files are meant, and how they are written.

`krm_fn.main` is all that most functions need of it. A program with a command line of its own takes
the parts: `collect` the files, a `Package` of them, `unified` for a diff, `write` for the disk.
"""

from __future__ import annotations

from krm_fn.file_mode.collecting import (
    HIDDEN,
    LEADS_OUT,
    STDIN,
    File,
    Found,
    Left,
    Unusable,
    collect,
    read,
)
from krm_fn.file_mode.package import Package, Source
from krm_fn.file_mode.terminal import Progress, coloured, has_colours, is_one
from krm_fn.file_mode.unified_diff import unified
from krm_fn.file_mode.writing import Change, check, write

__all__ = [
    "HIDDEN",
    "LEADS_OUT",
    "STDIN",
    "Change",
    "File",
    "Found",
    "Left",
    "Package",
    "Progress",
    "Source",
    "Unusable",
    "check",
    "collect",
    "coloured",
    "has_colours",
    "is_one",
    "read",
    "unified",
    "write",
]
