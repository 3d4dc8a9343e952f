"""The record as it stands on an object: an annotation of compact JSON."""

from __future__ import annotations

from typing import Any

from inject_intercepts import contract
from inject_intercepts.injection.record import BadRecord, Record
from inject_intercepts.tekton import paths

ANNOTATION = f"{contract.GROUP}/injection"
_ORIGINAL = {"taskRef": dict, "taskSpec": dict, "workspaces": list}


def read(obj: dict[str, Any]) -> Record | None:
    """Give the record of an object; None where it has none.

    Raises BadRecord where the annotation is not one of ours.
    """
    text = paths.at(obj, ("metadata", "annotations", ANNOTATION))
    if text is None:
        return None
    import json  # Where there is no record, nobody needs it.

    try:
        return _record(json.loads(text))
    except (TypeError, ValueError, KeyError, AttributeError, RecursionError):
        message = (
            f"annotation `{ANNOTATION}` must be the record that this function wrote: restore it, "
            "or remove it together with what was injected"
        )
        raise BadRecord(message) from None


def _record(fields_read: dict[str, Any]) -> Record:
    texts = ("config", "deploy", "result", "workspace", "cleanup", "fallback")
    lists = ("backends", "params", "insert", "cleanup_params", "task_run_specs")
    fields: dict[str, Any] = {key: _text(fields_read[key]) for key in texts if key in fields_read}
    fields |= {
        key: tuple(_text(item) for item in fields_read[key]) for key in lists if key in fields_read
    }
    if "given" in fields_read:
        fields["given"] = {
            key: tuple(_text(name) for name in names) for key, names in fields_read["given"].items()
        }
    if "completed" in fields_read:
        fields["completed"] = tuple((_text(task), int(i)) for task, i in fields_read["completed"])
    fields |= {key: dict(fields_read[key]) for key in ("original", "empty") if key in fields_read}
    if any(value not in ([], {}, None) for value in fields.get("empty", {}).values()):
        raise ValueError(fields_read["empty"])
    for key, value in (fields.get("original") or {}).items():
        if not isinstance(value, _ORIGINAL[key]):
            raise TypeError(key)
    if "made" in fields_read:
        fields["made"] = bool(fields_read["made"])
    unknown = set(fields_read) - set(Record._fields)
    if unknown or not fields["backends"]:
        raise ValueError(unknown)
    return Record(**fields)


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError(value)
    return value


def write(obj: dict[str, Any], record: Record) -> dict[str, Any]:
    """Give the object with the record on it."""
    return dict(paths.put(obj, ("metadata", "annotations", ANNOTATION), _text_of(record)))


def _text_of(record: Record) -> str:
    defaults = Record._field_defaults
    fields = {
        key: value
        for key, value in record._asdict().items()
        if key not in defaults or value != defaults[key]
    }
    import json

    return json.dumps(fields, separators=(",", ":"), ensure_ascii=False)


def erase(obj: dict[str, Any]) -> dict[str, Any]:
    """Give the object without its record, and without the maps that this leaves empty."""
    return paths.remove(obj, "metadata", "annotations", ANNOTATION)
