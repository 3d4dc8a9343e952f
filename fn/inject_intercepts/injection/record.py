"""The record: what an injection added or replaced, kept on the object as an annotation.

A run first undoes by the record, then injects. So a second run changes nothing, and a config that
changed leaves no trace of what it said before.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from inject_intercepts import contract
from inject_intercepts.frozen import Frozen
from inject_intercepts.tekton import paths

if TYPE_CHECKING:
    from collections.abc import Mapping

ANNOTATION = f"{contract.GROUP}/injection"
_ORIGINAL = {"taskRef": dict, "taskSpec": dict, "workspaces": list}


class BadRecord(ValueError):
    """The annotation is there, but it is not what this program wrote."""


class Record(Frozen):
    """Everything that undoing needs. The defaults mean that nothing of the kind was done."""

    config: str
    """`metadata.name` of the FunctionConfig."""
    deploy: str
    """The deploy task's name in the base."""
    backends: tuple[str, ...]
    """The variants, in order; the first carries the base's deploy task."""
    result: str
    """The base's name for the result."""
    given: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    """Backend to the params that its variant was given."""
    original: dict[str, Any] | None = None
    """Task and `workspaces` of the base's deploy task, where its variant has others."""
    params: tuple[str, ...] = ()
    """Params declared on the Pipeline."""
    workspace: str | None = None
    """Workspace declared on the Pipeline."""
    insert: tuple[str, ...] | None = None
    """For a deploy task that was not there before: who was made to wait for it."""
    cleanup: str | None = None
    """The finally task that cleans up, where we changed or made it."""
    made: bool = False
    """Whether that one was made."""
    cleanup_params: tuple[str, ...] = ()
    """Params given to it."""
    fallback: str | None = None
    completed: tuple[tuple[str, int], ...] = ()
    """Finally tasks, and which of their `when`, whose values `Completed` has joined."""
    task_run_specs: tuple[str, ...] = ()
    """Entries of `taskRunSpecs` that were added."""
    empty: Mapping[str, Any] = MappingProxyType({})
    """Lists and maps that were there without content, such as `finally: []`, and how they were."""

    def to_json(self) -> str:
        """Give the annotation's text: compact JSON with only what differs from the defaults."""
        defaults = Record._field_defaults
        said = {
            key: value
            for key, value in self._asdict().items()
            if key not in defaults or value != defaults[key]
        }
        import json

        return json.dumps(said, separators=(",", ":"), ensure_ascii=False)


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


def _record(said: dict[str, Any]) -> Record:
    texts = ("config", "deploy", "result", "workspace", "cleanup", "fallback")
    lists = ("backends", "params", "insert", "cleanup_params", "task_run_specs")
    fields: dict[str, Any] = {key: _text(said[key]) for key in texts if key in said}
    fields |= {key: tuple(_text(item) for item in said[key]) for key in lists if key in said}
    if "given" in said:
        fields["given"] = {
            key: tuple(_text(name) for name in names) for key, names in said["given"].items()
        }
    if "completed" in said:
        fields["completed"] = tuple((_text(task), int(i)) for task, i in said["completed"])
    fields |= {key: dict(said[key]) for key in ("original", "empty") if key in said}
    if any(value not in ([], {}, None) for value in fields.get("empty", {}).values()):
        raise ValueError(said["empty"])
    for key, value in (fields.get("original") or {}).items():
        if not isinstance(value, _ORIGINAL[key]):
            raise TypeError(key)
    if "made" in said:
        fields["made"] = bool(said["made"])
    unknown = set(said) - set(Record._fields)
    if unknown or not fields["backends"]:
        raise ValueError(unknown)
    return Record(**fields)


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError(value)
    return value


def write(obj: dict[str, Any], record: Record) -> dict[str, Any]:
    """Give the object with the record on it."""
    return dict(paths.put(obj, ("metadata", "annotations", ANNOTATION), record.to_json()))


def erase(obj: dict[str, Any]) -> dict[str, Any]:
    """Give the object without its record, and without the maps that this leaves empty."""
    return paths.remove(obj, "metadata", "annotations", ANNOTATION)
