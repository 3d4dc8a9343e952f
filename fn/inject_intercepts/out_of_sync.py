"""What keeps an object OutOfSync in Argo CD for ever: values that Tekton stores otherwise."""

from __future__ import annotations

import krm_fn as krm
from inject_intercepts import contract
from inject_intercepts.tekton import respelled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_OUT_OF_SYNC = "under Argo CD this stays OutOfSync"


def warnings(items: Iterable[krm.KubeObject]) -> list[krm.Result]:
    """Give a warning for each such value, with what to write instead.

    What cannot be read is left out: whoever uses it says so.
    """
    return [
        krm.Result.warning(_message(one), item, one.path, one.written, one.stored)
        for item in items
        for one in _respelled(item)
    ]


def in_short(items: Iterable[krm.KubeObject], command: str) -> list[krm.Result]:
    """Give the first of these warnings, with how many more there are and the command that has them.

    None is of a Task of ours: what the program makes of it is as Tekton stores it.
    """
    found = warnings(item for item in items if not _is_our_task(item))
    more = f"; and {len(found) - 1:,} more: `{command}` says them all"
    return [
        first._replace(message=first.message + (more if len(found) > 1 else ""))
        for first in found[:1]
    ]


def _is_our_task(item: krm.KubeObject) -> bool:
    return item.mentions(contract.TASK_LABEL.encode()) and _kind(item) == "Task"


def _kind(item: krm.KubeObject) -> str | None:
    """What it is, where there is something to say of it."""
    try:
        return item.kind if item.api_version == respelled.API_VERSION else None
    except krm.Unreadable:
        return None


def _respelled(item: krm.KubeObject) -> list[respelled.Respelled]:
    if _kind(item) not in respelled.KINDS:
        return []
    try:
        return respelled.respelled(item.plain)
    except krm.Unreadable:
        return []


def _message(one: respelled.Respelled) -> str:
    if one.stored is None:
        return f"says nothing and is not stored by Tekton: {_OUT_OF_SYNC} until it is left out"
    return f"is stored by Tekton as `{one.stored}`: {_OUT_OF_SYNC} until it is written so"
