"""Immutable records: what `typing.NamedTuple` is, without what it costs to define one.

A NamedTuple takes half a millisecond to define, as it compiles each annotation and a constructor
of its own; forty of them took a fifth of a run. Nothing else is different: fields by name, by
position and by unpacking, defaults, equality by value, `_replace`.
"""

from __future__ import annotations

from operator import itemgetter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, ClassVar, Self, dataclass_transform
else:

    def dataclass_transform(**_: bool) -> Callable[[type], type]:
        return lambda kind: kind


__all__ = [
    "Frozen",
]

_new = tuple.__new__


@dataclass_transform(frozen_default=True)
class Frozen(tuple["Any", ...]):
    """A base class: a subclass's annotations are its fields, what they are set to the defaults.

    A call with a field too many, too few or unknown is a TypeError.
    """

    __slots__ = ()
    if TYPE_CHECKING:  # where types are asked for at run time, these would be fields
        _fields: ClassVar[tuple[str, ...]]
        _field_defaults: ClassVar[dict[str, Any]]

    def __init_subclass__(cls) -> None:
        """Make the subclass's annotations its fields."""
        fields = tuple(cls.__annotations__)
        cls._fields = fields
        cls._field_defaults = {name: cls.__dict__[name] for name in fields if name in cls.__dict__}
        for index, name in enumerate(fields):
            setattr(cls, name, property(itemgetter(index)))

    def __new__(cls, *values: Any, **named: Any) -> Self:
        """Take the fields by position, by name, or from their defaults."""
        if named or len(values) != len(cls._fields):
            values += tuple(cls._rest(len(values), named))
        return _new(cls, values)

    @classmethod
    def _rest(cls, given: int, named: dict[str, Any]) -> list[Any]:
        """Give the values behind the first `given` ones: by name, else the defaults.

        Of fields a, b=2, c=3, after `Record(1, c=4)`: [2, 4].
        """
        rest = []
        for name in cls._fields[given:]:
            if name in named:
                rest.append(named.pop(name))
            elif name in cls._field_defaults:
                rest.append(cls._field_defaults[name])
            else:
                message = f"{cls.__name__} needs `{name}`"
                raise TypeError(message)
        if named or given > len(cls._fields):
            message = f"{cls.__name__} takes {', '.join(cls._fields)}, each once"
            raise TypeError(message)
        return rest

    def _replace(self, **changed: Any) -> Self:
        """Give a copy with other values in these fields."""
        return type(self)(**{**self._asdict(), **changed})

    def _asdict(self) -> dict[str, Any]:
        """Give the fields by name."""
        return dict(zip(self._fields, self, strict=True))

    def __repr__(self) -> str:
        """Show the call that makes it."""
        shown = ", ".join(f"{name}={value!r}" for name, value in self._asdict().items())
        return f"{type(self).__name__}({shown})"
