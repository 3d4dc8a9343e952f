"""The record as it stands on an object: an annotation of compact JSON, with names of its own.

Users' objects carry these names for years, so they are apart from the program's: `_NAMES` may
grow, and what it has stays. A change that an older program would misread is a new version.

    {"v":1,"config":"pr-intercepts","deployTask":"deploy-intercepts","backends":["telepresence",
     "mirrord"],"result":"deployed-pods","variantParams":{"telepresence":["run-id"],…},…}
"""

from __future__ import annotations

from inject_intercepts import contract
from inject_intercepts.injection.record import BadRecord, Record
from inject_intercepts.tekton import paths
from krm_fn import numerals

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

ANNOTATION = contract.RECORD_ANNOTATION
VERSION = 1

# Field of a Record -> its name here, in the order in which they are written.
_NAMES = {
    "config": "config",
    "deploy": "deployTask",
    "backends": "backends",
    "result": "result",
    "given": "variantParams",
    "original": "original",
    "params": "params",
    "workspace": "workspace",
    "insert": "insertedBefore",
    "cleanup": "cleanupTask",
    "cleanup_made": "cleanupMade",
    "cleanup_params": "cleanupParams",
    "fallback": "fallbackTask",
    "completed": "completed",
    "task_run_specs": "taskRunSpecs",
    "empty": "empty",
    "empty_as_written": "emptyAsWritten",
}
# The names in a record that says no version, as they were before there was one.
_SAME = ("config", "backends", "result", "original", "params", "workspace", "completed", "empty")
_UNVERSIONED = {name: name for name in _SAME} | {
    "deploy": "deployTask",
    "given": "variantParams",
    "insert": "insertedBefore",
    "cleanup": "cleanupTask",
    "made": "cleanupMade",
    "cleanup_params": "cleanupParams",
    "fallback": "fallbackTask",
    "task_run_specs": "taskRunSpecs",
}
_ORIGINAL = {"taskRef": dict, "taskSpec": dict, "workspaces": list | None}


def read(obj: dict[str, Any]) -> Record | None:
    """Give the record of an object; None where it has none.

    Raises BadRecord where the annotation is not one of ours, or of a newer version.
    """
    text = paths.at(obj, ("metadata", "annotations", ANNOTATION))
    if text is None:
        return None
    try:
        data = numerals.from_json(text)
        version = data.get("v")
        if version is None:
            data, version = _with_version(data), 1
        if _is_known(version):
            return _record(data)
    except (TypeError, ValueError, KeyError, AttributeError, RecursionError):
        message = (
            f"annotation `{ANNOTATION}` must be the record that this function wrote: restore it, "
            "or remove it together with what was injected"
        )
        raise BadRecord(message) from None
    message = (
        f"annotation `{ANNOTATION}` is a record of version {version}, and this inject-intercepts "
        f"reads version {VERSION} at most: a newer one wrote it, so use that one or a newer one"
    )
    raise BadRecord(message)


def write(obj: dict[str, Any], record: Record) -> dict[str, Any]:
    """Give the object with the record on it: what differs from the defaults of a Record."""
    usual = Record._field_defaults
    data: dict[str, Any] = {"v": VERSION}
    for field, value in record._asdict().items():
        if field not in usual or value != usual[field]:
            data[_NAMES[field]] = value
    if record.completed:
        data["completed"] = [{"task": task, "when": i} for task, i in record.completed]
    text = numerals.to_json(data, dense=True)
    return dict(paths.put(obj, ("metadata", "annotations", ANNOTATION), text))


def erase(obj: dict[str, Any]) -> dict[str, Any]:
    """Give the object without its record, and without the maps that this leaves empty."""
    return paths.remove(obj, "metadata", "annotations", ANNOTATION)


def _is_known(version: Any) -> bool:
    if _of(int, version) < 1:
        raise ValueError(version)
    return bool(version <= VERSION)


def _with_version(data: dict[str, Any]) -> dict[str, Any]:
    """Give a record without a version as one of version 1."""
    made = {_UNVERSIONED[name]: value for name, value in data.items()}
    if "completed" in made:
        made["completed"] = [{"task": task, "when": i} for task, i in made["completed"]]
    return {"v": 1, **made}


def _record(data: dict[str, Any]) -> Record:
    """Read a record of version 1. Raises one of the errors that `read` knows."""
    unknown = data.keys() - {"v", *_NAMES.values()}
    there = {field: data[name] for field, name in _NAMES.items() if name in data}
    fields = {field: _value(field, value) for field, value in there.items()}
    if unknown or not fields["backends"]:
        raise ValueError(unknown)
    return Record(**fields)


def _value(field: str, value: Any) -> Any:
    match field:
        case "backends" | "params" | "insert" | "cleanup_params" | "task_run_specs":
            return _texts(value)
        case "given":
            return {backend: _texts(params) for backend, params in value.items()}
        case "completed":
            return tuple((_text(entry["task"]), _of(int, entry["when"])) for entry in value)
        case "original":
            if not all(isinstance(value[key], _ORIGINAL[key]) for key in value):
                raise TypeError(value)
            return dict(value)
        case "empty":
            if any(content not in ([], {}, None) for content in value.values()):
                raise ValueError(value)
            return dict(value)
        case "empty_as_written":
            # Nothing is a way to write nothing.
            return {field: "" if text == "" else _text(text) for field, text in value.items()}
        case "cleanup_made":
            return _of(bool, value)
    return _text(value)


def _of(kind: type, value: Any) -> Any:
    # `True` is an integer to Python.
    if value.__class__ is not kind:
        raise TypeError(value)
    return value


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError(value)
    return tuple(_text(item) for item in value)


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError(value)
    return value
