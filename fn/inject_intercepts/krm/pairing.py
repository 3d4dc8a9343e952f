"""The annotations by which orchestrators pair what a function gives with what it got.

kustomize and kpt copy comments from one to the other (kyaml, runtimeutil.copyCommentsAndSyncOrder)
and walk lists by index for it: where elements were added, a comment lands on the wrong one, and a
field that is text here and a list there fails the whole run. A changed object's text has its
comments without that, so it leaves unpaired; the orchestrators take these annotations away anyway.
"""

from __future__ import annotations

from typing import Any

ANNOTATIONS = ("internal.config.kubernetes.io/id", "config.k8s.io/id")


def without(data: dict[str, Any]) -> dict[str, Any]:
    """The data of an object without these annotations; the same object where it has none."""
    metadata = data.get("metadata")
    if not isinstance(metadata, dict):
        return data
    notes = metadata.get("annotations")
    if not isinstance(notes, dict) or not any(key in notes for key in ANNOTATIONS):
        return data
    kept = {key: value for key, value in notes.items() if key not in ANNOTATIONS}
    return {**data, "metadata": {**metadata, "annotations": kept}}
