"""The annotations by which orchestrators keep track of objects while functions work on them."""

from __future__ import annotations

from typing import Any

_PATH = ("internal.config.kubernetes.io/path", "config.kubernetes.io/path")
_INDEX = ("internal.config.kubernetes.io/index", "config.kubernetes.io/index")
_ID = ("internal.config.kubernetes.io/id", "config.k8s.io/id")


def place(annotations: dict[str, Any]) -> tuple[str | None, int | None]:
    """Give the file that an object is kept in, and its index there; None for what is not said.

    functions-spec.md, "internal.config.kubernetes.io/path" and "…/index"; the names without
    `internal.` are what older orchestrators write.
    """
    path = next((annotations[key] for key in _PATH if key in annotations), None)
    index = next((annotations[key] for key in _INDEX if key in annotations), None)
    number = int(str(index)) if str(index).isdecimal() else None
    return (path if isinstance(path, str) else None, number)


def unpaired(data: dict[str, Any]) -> dict[str, Any]:
    """Give an object's data without its id; the same data where it has none.

    kustomize and kpt copy comments from what they sent to what they get, paired by this id (kyaml,
    runtimeutil.copyCommentsAndSyncOrder), and walk lists by index for it: where elements were
    added, a comment lands on the wrong one, and a field that is text here and a list there fails
    the whole run. A changed object's text has its comments without that, so it leaves unpaired;
    the orchestrators take these annotations away anyway.
    """
    metadata = data.get("metadata")
    if not isinstance(metadata, dict):
        return data
    notes = metadata.get("annotations")
    if not isinstance(notes, dict) or not any(key in notes for key in _ID):
        return data
    kept = {key: value for key, value in notes.items() if key not in _ID}
    return {**data, "metadata": {**metadata, "annotations": kept}}
