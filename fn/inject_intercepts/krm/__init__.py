"""An SDK for KRM functions, with the words of kpt's Go SDK.

`run(process)` speaks the protocol; `process` gets a ResourceList and changes its objects. Items
are found, not parsed, and an object that nobody changes leaves with the bytes it came with.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .errors import BadConfig, CannotEdit, NotAResourceList, Unreadable
from .kubeobject import KubeObject
from .resourcelist import ResourceList
from .result import ResourceRef, Result, Severity, exit_code
from .run import run

if TYPE_CHECKING:
    from .documents import Documents
    from .execplugin import run_exec_plugin

__all__ = [
    "BadConfig",
    "CannotEdit",
    "Documents",
    "KubeObject",
    "NotAResourceList",
    "ResourceList",
    "ResourceRef",
    "Result",
    "Severity",
    "Unreadable",
    "exit_code",
    "run",
    "run_exec_plugin",
]


def __getattr__(name: str) -> Any:
    """What only the other ways in need is imported when it is asked for."""
    if name == "Documents":
        from .documents import Documents

        return Documents
    if name == "run_exec_plugin":
        from .execplugin import run_exec_plugin

        return run_exec_plugin
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)
