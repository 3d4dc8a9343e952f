"""Tekton's verdict for the tests in this folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import verdict

import in_sync

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def tekton(cache: Path) -> verdict.Tekton:
    """Tekton's own code, built into the cache unless it is there."""
    return verdict.build(cache / "tekton")


@pytest.fixture(scope="session")
def argocd(cache: Path) -> in_sync.ArgoCD:
    """Argo CD's own comparison, built into the cache unless it is there."""
    return in_sync.build(cache / "sync")
