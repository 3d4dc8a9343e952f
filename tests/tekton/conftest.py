"""Tekton's verdict for the tests in this folder."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import verdict

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def tekton() -> verdict.Tekton:
    """Tekton's own code, built once into $INJECT_INTERCEPTS_CACHE or .cache/tekton."""
    cache = os.environ.get("INJECT_INTERCEPTS_CACHE") or REPOSITORY / ".cache" / "tekton"
    return verdict.build(Path(cache))
