"""The programs that the cluster of these tests is made of: built here, or Debian's."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).parent


def cache() -> Path:
    """The folder that keeps what is dear to build: `$INJECT_INTERCEPTS_CACHE`, or `.cache`."""
    return Path(os.environ.get("INJECT_INTERCEPTS_CACHE") or HERE.parents[1] / ".cache")


def built() -> Path:
    """The folder with what the script `build` builds, built first where its pins changed.

    Raises:
        CalledProcessError: something does not build; the script's stderr says what.
    """
    target = cache() / "cluster"
    subprocess.run([HERE / "build", target], check=True)
    return target


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
