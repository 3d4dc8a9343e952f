"""The annotations by which orchestrators keep track of objects while functions work on them."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

PATH = "internal.config.kubernetes.io/path"
_PATH = (PATH, "config.kubernetes.io/path")
_INDEX = ("internal.config.kubernetes.io/index", "config.kubernetes.io/index")
_INTERNAL = "internal.config.kubernetes.io/"
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
    return _without(data, lambda key: key in _ID)


def unplaced(data: dict[str, Any]) -> dict[str, Any]:
    """Give an object's data without what says to an orchestrator where a new one goes."""
    return _bare(_without(data, lambda key: key in (PATH, _INDEX[0])), data)


def without_any(data: dict[str, Any]) -> dict[str, Any]:
    """Give an object's data without all that orchestrators noted; the same where that is nothing.

    That is its id, its place, and whatever else has their prefix: a copy has none of its own.
    """
    return _bare(_without(data, _is_orchestrators), data)


def _bare(new: dict[str, Any], old: dict[str, Any]) -> dict[str, Any]:
    """The new data, without an empty map of annotations where there were some."""
    if new is not old and not new["metadata"]["annotations"]:
        del new["metadata"]["annotations"]
    return new


def carried_over(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """Give the new data with what orchestrators noted on the old, and not what they did on new."""
    notes = (old.get("metadata") or {}).get("annotations") or {}
    own = {key: value for key, value in notes.items() if _is_orchestrators(key)}
    bare = without_any(new)
    if not own:
        return bare
    metadata = bare.get("metadata") or {}
    kept = {**own, **(metadata.get("annotations") or {})}
    return {**bare, "metadata": {**metadata, "annotations": kept}}


def _is_orchestrators(key: str) -> bool:
    return key in (*_ID, *_PATH, *_INDEX) or key.startswith(_INTERNAL)


def _without(data: dict[str, Any], is_one: Callable[[str], bool]) -> dict[str, Any]:
    metadata = data.get("metadata")
    notes = metadata.get("annotations") if isinstance(metadata, dict) else None
    if not isinstance(notes, dict) or not any(map(is_one, notes)):
        return data
    kept = {key: value for key, value in notes.items() if not is_one(key)}
    return {**data, "metadata": {**data["metadata"], "annotations": kept}}
