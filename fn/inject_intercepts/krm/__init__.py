"""An SDK for KRM functions, with the words of kpt's Go SDK.

`run(process)` speaks the protocol; `process` gets a ResourceList and changes its objects. Items
are found, not parsed, and an object that nobody changes leaves with the bytes it came with.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from inject_intercepts.krm.errors import BadConfig, CannotEdit, NotAResourceList, Unreadable
from inject_intercepts.krm.kubeobject import KubeObject
from inject_intercepts.krm.resourcelist import ResourceList
from inject_intercepts.krm.result import ResourceRef, Result, Severity, exit_code
from inject_intercepts.krm.run import EXEC_PLUGIN_VARIABLE, run

if TYPE_CHECKING:
    from inject_intercepts.krm.documents import Documents, split
    from inject_intercepts.krm.execplugin import run_exec_plugin

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
        from inject_intercepts.krm import documents

        return getattr(documents, name)
    if name == "run_exec_plugin":
        from inject_intercepts.krm.execplugin import run_exec_plugin

        return run_exec_plugin
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)
