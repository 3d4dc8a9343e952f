"""An SDK for KRM functions, with the words of kpt's Go SDK.

`run(process)` speaks the protocol; `process` gets a ResourceList and changes its objects. Items
are found, not parsed, and an object that nobody changes leaves with the bytes it came with.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from krm_fn.errors import BadConfig, CannotEdit, NotAResourceList, Unreadable
from krm_fn.kubeobject import KubeObject
from krm_fn.resourcelist import ResourceList
from krm_fn.result import ResourceRef, Result, Severity, exit_code
from krm_fn.run import EXEC_PLUGIN_VARIABLE, run

if TYPE_CHECKING:
    from krm_fn.documents import Documents, split
    from krm_fn.execplugin import run_exec_plugin

__all__ = [
    "EXEC_PLUGIN_VARIABLE",
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
    "split",
]


def __getattr__(name: str) -> Any:
    """What only the other ways in need is imported when it is asked for."""
    if name in ("Documents", "split"):
        from krm_fn import documents

        return getattr(documents, name)
    if name == "run_exec_plugin":
        from krm_fn.execplugin import run_exec_plugin

        return run_exec_plugin
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)
