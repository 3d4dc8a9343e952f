"""The objects of a list, which may change while somebody walks through them."""

from __future__ import annotations

from krm_fn.kubeobject import KubeObject

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


class Items(list[KubeObject]):
    """A list whose walk is over the objects that it had when the walk began.

    So a loop may add and remove. What two objects have in common does not make them the same:
    `remove` and `in` go by identity.
    """

    def __iter__(self) -> Iterator[KubeObject]:
        return iter(self[:])
