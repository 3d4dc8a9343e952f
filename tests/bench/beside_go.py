"""A function on the SDK against the same on kpt's Go SDK: examples/sdk-set-labels, in both."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import measure
import packages

if TYPE_CHECKING:
    from collections.abc import Iterable

REPOSITORY = Path(__file__).parents[2]
CACHE = Path(os.environ.get("INJECT_INTERCEPTS_CACHE") or REPOSITORY / ".cache")
OURS = [sys.executable, str(REPOSITORY / "examples" / "sdk-set-labels" / "set_labels.py")]
GO = [str(CACHE / "functions" / "set-labels")]
CONFIG = """\
functionConfig:
  apiVersion: fn.kpt.dev/v1alpha1
  kind: SetLabels
  metadata: {name: owner}
  labels: {owner: checkout}
"""


class Pair(NamedTuple):
    """What a run cost in Python, and in Go."""

    what: str
    ours: measure.Cost
    go: measure.Cost


def is_built() -> bool:
    """Whether there is a function in Go to measure against."""
    return os.access(GO[0], os.X_OK)


def pairs(folder: Path, objects: int) -> Iterable[Pair]:
    """One object; so many of which each gets a label; the same once more, when all have it."""
    one = _package(folder / "one.yaml", 1)
    ours, go = measure.interleaved([(OURS, one), (GO, one)], rounds=21)
    yield Pair("set-labels on the SDK, one object", ours, go)
    many = _package(folder / "labels.yaml", objects)
    done = measure.answer(OURS, many, folder / "labels-done.yaml")
    ours, go, again, go_again = measure.interleaved(
        [(OURS, many), (GO, many), (OURS, done), (GO, done)], rounds=2
    )
    yield Pair(f"… {objects:,} objects", ours, go)
    yield Pair("… once more", again, go_again)


def _package(path: Path, objects: int) -> Path:
    kinds = (packages.config_map, packages.deployment)
    packages.write(path, (kinds[number % 2](number) for number in range(objects)))
    with path.open("a", encoding="utf-8") as file:
        file.write(CONFIG)
    return path
