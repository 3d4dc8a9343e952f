"""A larger change of an object: its data as a plain dict, which it has at the end."""

from __future__ import annotations

import copy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from krm_fn.kubeobject import KubeObject


class Edit:
    """The context that `KubeObject.edit` gives."""

    def __init__(self, obj: KubeObject) -> None:
        self._obj = obj
        self._before: dict[str, Any] = {}
        self._data: dict[str, Any] = {}

    def __enter__(self) -> dict[str, Any]:
        self._before = self._obj.plain
        self._data = copy.deepcopy(self._before)
        return self._data

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is not None:
            return
        if self._obj.plain != self._before:
            message = (
                "the object was changed in another way within `with obj.edit() as data:`, and that "
                "would be lost: change `data` there, or the object behind it"
            )
            raise RuntimeError(message)
        self._obj.replace(self._data)
