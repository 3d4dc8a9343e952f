"""An SDK for KRM functions, with the words of kpt's Go SDK.

`main(process)` is a whole program; `process` gets a ResourceList and changes its objects. Items
are found, not parsed, and an object that nobody changes leaves with the bytes it came with.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from krm_fn.errors import BadConfig, CannotEdit, NotAResourceList, Unreadable
from krm_fn.kubeobject import KubeObject
from krm_fn.paths import FieldError
from krm_fn.protocol import EXEC_PLUGIN_VARIABLE, run
from krm_fn.resourcelist import ResourceList
from krm_fn.result import ResourceRef, Result, Results, Severity, exit_code

if TYPE_CHECKING:
    from krm_fn.documents import Documents, split
    from krm_fn.execplugin import run_exec_plugin

__all__ = [
    "EXEC_PLUGIN_VARIABLE",
    "BadConfig",
    "CannotEdit",
    "Documents",
    "FieldError",
    "KubeObject",
    "NotAResourceList",
    "ResourceList",
    "ResourceRef",
    "Result",
    "Results",
    "Severity",
    "Unreadable",
    "exit_code",
    "run",
    "run_exec_plugin",
    "split",
]

# What only some programs or ways in need: it is imported when it is asked for.
_LAZY = {"Documents": "documents", "split": "documents", "run_exec_plugin": "execplugin"}


def __getattr__(name: str) -> Any:
    if name not in _LAZY:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_LAZY[name]}"), name)
