"""What keeps an object OutOfSync in Argo CD for ever: values that Tekton stores otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

import krm_fn as krm
from inject_intercepts.tekton import respelled

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


def _respelled(item: krm.KubeObject) -> list[respelled.Respelled]:
    try:
        return respelled.respelled(item.plain)
    except krm.Unreadable:
        return []


def _message(one: respelled.Respelled) -> str:
    if one.stored is None:
        return f"says nothing and is not stored by Tekton: {_OUT_OF_SYNC} until it is left out"
    return f"is stored by Tekton as `{one.stored}`: {_OUT_OF_SYNC} until it is written so"
