"""An SDK for KRM functions, with the words of kpt's Go SDK.

`run(process)` speaks the protocol; `process` gets a ResourceList and changes its objects. Items
are found, not parsed, and an object that nobody changes leaves with the bytes it came with.
"""

from __future__ import annotations

from .documents import Documents
from .errors import BadConfig, CannotEdit, NotAResourceList, Unreadable
from .execplugin import run_exec_plugin
from .kubeobject import KubeObject
from .resourcelist import ResourceList
from .result import ResourceRef, Result, Severity, exit_code
from .run import run

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
