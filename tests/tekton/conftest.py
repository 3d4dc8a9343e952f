"""Tekton's verdict for the tests in this folder."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
import verdict

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture(scope="session")
def tekton(cache: Path, absent: Callable[[str, str], object]) -> verdict.Tekton:
    """Tekton's own code, built into the cache unless it is there."""
    if not shutil.which("go"):
        absent("Go", "install the version that tests/tekton/go.mod names")
    return verdict.build(cache / "tekton")
