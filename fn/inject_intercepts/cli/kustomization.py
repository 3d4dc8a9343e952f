"""Whether kustomize knows of a file that the function made, or took away."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from inject_intercepts import krm, yamledit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inject_intercepts.cli.write import Change

# The names that kustomize looks for, in its order.
_NAMES = ("kustomization.yaml", "kustomization.yml", "Kustomization")


def advice(change: Change) -> Iterator[krm.Result]:
    """A warning with the line to add to, or to take out of, a kustomization beside the file."""
    folder, name = os.path.split(change.path)
    for path in (os.path.join(folder, known) for known in _NAMES):
        listed = _resources(path)
        if listed is None:
            continue
        here = any(os.path.normpath(entry) == name for entry in listed)
        message = None
        if change.after is None and here:
            message = f"the file is gone: take `- {name}` out of `resources`"
        elif change.after is not None and not here:
            message = f"the file is not listed: add `- {name}` to `resources`"
        if message is not None:
            yield krm.Result.warning(message)._replace(file_path=path)


def _resources(path: str) -> list[str] | None:
    """What a kustomization lists; None where there is none, or none that can be read."""
    try:
        with open(path, encoding="utf-8") as file:
            data = yamledit.load(file.read())
    except (OSError, ValueError):
        return None
    resources = data.get("resources") if isinstance(data, dict) else None
    found = resources if isinstance(resources, list) else []
    return [entry for entry in found if isinstance(entry, str)]
