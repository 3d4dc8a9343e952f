"""The golden cases: folders as krm_fn.testing describes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import packages
import yaml

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = packages.REPOSITORY / "tests" / "golden"


class Case(NamedTuple):
    """One folder. `refused` says that the results hold an error, so that nothing was changed."""

    name: str
    before: str
    after: str
    config: dict[str, Any]
    refused: bool


def paths() -> list[Path]:
    """Every `_expected.yaml`."""
    return sorted(FOLDER.glob("*/_expected.yaml"))


def read(expected: Path) -> Case:
    """The case that the expected output belongs to."""
    whole = sorted(expected.parent.glob("_input.*"))
    inputs = whole or [one for one in expected.parent.glob("*.yaml") if one.name[0] != "_"]
    config = expected.parent / "_fnconfig.yaml"
    after = packages.text(expected)
    return Case(
        name=expected.parent.name,
        before="\n---\n".join(packages.text(path) for path in sorted(inputs)),
        after=after,
        config=packages.documents(config)[0] if config.exists() else {},
        refused=_has_error(after),
    )


def _has_error(resource_list: str) -> bool:
    results = yaml.safe_load(resource_list).get("results") or []
    return any(result.get("severity", "error") == "error" for result in results)
