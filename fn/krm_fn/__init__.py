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
    from krm_fn.paths import Named
    from krm_fn.program import Function, function, main
    from krm_fn.shapes import Field
    from krm_fn.typed_config import read_config

__all__ = [
    "EXEC_PLUGIN_VARIABLE",
    "BadConfig",
    "CannotEdit",
    "Documents",
    "Field",
    "FieldError",
    "Function",
    "KubeObject",
    "Named",
    "NotAResourceList",
    "ResourceList",
    "ResourceRef",
    "Result",
    "Results",
    "Severity",
    "Unreadable",
    "exit_code",
    "function",
    "main",
    "read_config",
    "run",
    "run_exec_plugin",
    "split",
]

# What only some programs or ways in need: it is imported when it is asked for.
_LAZY = {
    "Documents": "documents",
    "Field": "shapes",
    "Function": "program",
    "Named": "paths",
    "function": "program",
    "main": "program",
    "read_config": "typed_config",
    "run_exec_plugin": "execplugin",
    "split": "documents",
}
_MODULES = ("file_mode", "testing")


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name in _MODULES:
        return import_module(f"{__name__}.{name}")
    if name not in _LAZY:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(f"{__name__}.{_LAZY[name]}"), name)
