"""Where the parts of a ResourceList stand in its bytes. Found by `by_line`, used by `compose`."""

from __future__ import annotations

from krm_fn.frozen import Frozen


class Field(Frozen):
    """One field of the list's own mapping. All positions are byte offsets.

    `start` is the key's first byte, `value` the first byte after its colon; the value's node
    reaches from `node_start` to `node_stop`; what belongs to the field (comments below it too)
    ends at `stop`. `shape` is scalar, mapping, sequence or alias; `flow` is true for `[…]` and
    `{…}`, and for scalars. `text` is a scalar's value as written, without its quotes; `null` is
    true for a plain scalar that reads as null.
    """

    key: str
    start: int
    value: int
    node_start: int
    node_stop: int
    stop: int
    shape: str
    flow: bool
    text: str | None = None
    null: bool = False


class Items(Frozen):
    """The elements of a sequence: block elements start at their dash, flow elements at their node.

    `dash` is the column of a block sequence's dashes, None in flow style. `odd` tells by index
    which elements are not mappings, and what they are instead.
    """

    starts: list[int]
    stops: list[int]
    dash: int | None
    odd: dict[int, str]


class ListSpans(Frozen):
    """The whole list. `column` is that of its keys; None if the list itself is in flow style.

    `end` is where a further field can be put: the end of a block mapping, the `}` of a flow one.
    """

    fields: tuple[Field, ...]
    items: Items | None
    column: int | None
    end: int

    def field(self, key: str) -> Field | None:
        """The field of that name; names are unique, `by_line` has seen to it."""
        return next((field for field in self.fields if field.key == key), None)
