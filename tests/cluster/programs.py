"""The programs that the cluster of these tests is made of: built here, or Debian's."""

from __future__ import annotations

import shutil
from pathlib import Path

import apiserver

HERE = Path(__file__).parent


def built() -> Path:
    """The folder with what the script `build` builds, as `apiserver.built` says."""
    return apiserver.built("cluster")


def installed(name: str, package: str) -> Path:
    """Where `name` is on this machine.

    Raises:
        FileNotFoundError: it is not here; the message names Debian's package.
    """
    path = shutil.which(name)
    if path is None:
        message = f"{name} is needed: apt-get install {package}"
        raise FileNotFoundError(message)
    return Path(path)
