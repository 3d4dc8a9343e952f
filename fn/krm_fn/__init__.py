"""An SDK for KRM functions, with the words of kpt's Go SDK.

`main(process)` is a whole program; `process` gets a ResourceList and changes its objects. Items
are found, not parsed, and an object that nobody changes leaves with the bytes it came with.

What is public is `__all__` here, and that of these modules, which most functions do not need:

| module | is |
|---|---|
| `testing` | golden tests for a function |
| `file_mode` | the parts of `render`, for a program with a command line of its own |
| `protocol` | the parts of `run`, for the same |
| `reader` | plain data read with every mistake at once |
| `frozen` | records that cost a start nothing |
| `numerals` | numbers that keep their text |
| `yamledit` | the writer that keeps what does not change |
"""

from __future__ import annotations

import sys

from krm_fn.errors import BadConfig, CannotEdit, NotAResourceList, Unreadable
from krm_fn.kubeobject import KubeObject
from krm_fn.paths import FieldError
from krm_fn.protocol import EXEC_PLUGIN_VARIABLE, run
from krm_fn.resourcelist import ResourceList
from krm_fn.result import ResourceRef, Result, Results, Severity, exit_code

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from krm_fn.documents import Documents, split
    from krm_fn.execplugin import run_exec_plugin
    from krm_fn.paths import Named
    from krm_fn.program import Function, function, main
    from krm_fn.shapes import Field
    from krm_fn.typed_config import read_config

__version__ = "0.1.0"

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
_MODULES = ("file_mode", "frozen", "numerals", "protocol", "reader", "testing", "yamledit")


def __getattr__(name: str) -> Any:
    module = name if name in _MODULES else _LAZY.get(name)
    if module is None:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    # Not by importlib, which a run does not need.
    __import__(f"{__name__}.{module}")
    found = sys.modules[f"{__name__}.{module}"]
    return found if name in _MODULES else getattr(found, name)
