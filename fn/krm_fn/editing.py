"""A larger change of an object: its data as a plain dict, which it has at the end."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from krm_fn.kubeobject import KubeObject


class Edit:
    """The context that `KubeObject.edit` gives."""

    def __init__(self, obj: KubeObject) -> None:
        self._obj = obj
        self._data: dict[str, Any] = {}

    def __enter__(self) -> dict[str, Any]:
        self._data = copy.deepcopy(self._obj.plain)
        return self._data

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:
            self._obj.replace(self._data)
