"""The record: what an injection added or replaced.

A run first undoes by the record, then injects. So a second run changes nothing, and a config that
changed leaves no trace of what it said before. How it stands on an object: `record_annotation`.
"""

from __future__ import annotations

from types import MappingProxyType

from krm_fn.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


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
    cleanup_made: bool = False
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
    empty_as_written: Mapping[str, str] = MappingProxyType({})
    """What stood behind their colons, where it is not ` null`, ` []` or ` {}`: ` ~`, or nothing."""
