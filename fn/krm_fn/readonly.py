"""Plain data that cannot be changed by mistake: a dict and a list that refuse to be.

What an object holds is shown through these. They are equal to the plain data, and are read as
that is; a change of them would be lost, so it is an error at the line that tries it.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NoReturn


_LOST = (
    "`data` shows what an object holds, and a change of it would be lost: use "
    "`obj.set(path, value)`, `obj.delete(path)`, `obj.append(path, value)`, `obj.labels[...] = …` "
    "or `with obj.edit() as data:`"
)


def _refuse(*_: object, **__: object) -> NoReturn:
    raise TypeError(_LOST)


class ReadOnlyDict(dict[str, "Any"]):
    """A dict that is as it was made; `copy.deepcopy` and `copy` give plain ones.

    >>> held = of({"metadata": {"name": "web"}})
    >>> held["metadata"]["name"]
    'web'
    >>> held["metadata"]["name"] = "db"
    Traceback (most recent call last):
    ...
    TypeError: `data` shows what an object holds, and a change of it would be lost: use ...
    """

    __slots__ = ("_plain",)
    _plain: dict[str, Any]

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def copy(self) -> dict[str, Any]:
        """A plain dict with the same values."""
        return dict(self)

    def __deepcopy__(self, memo: object) -> dict[str, Any]:
        return {key: _copied(value) for key, value in self._plain.items()}

    def __reduce__(self) -> Any:
        return dict, (self.__deepcopy__(None),)


class ReadOnlyList(list["Any"]):
    """A list that is as it was made; `copy.deepcopy` and `copy` give plain ones.

    >>> of([1, 2]).append(3)
    Traceback (most recent call last):
    ...
    TypeError: `data` shows what an object holds, and a change of it would be lost: use ...
    """

    __slots__ = ("_plain",)
    _plain: list[Any]

    __setitem__ = __delitem__ = __iadd__ = __imul__ = _refuse
    append = extend = insert = pop = remove = clear = _refuse
    sort = reverse = _refuse

    def copy(self) -> list[Any]:
        """A plain list with the same items."""
        return list(self)

    def __deepcopy__(self, memo: object) -> list[Any]:
        return [_copied(value) for value in self._plain]

    def __reduce__(self) -> Any:
        return list, (self.__deepcopy__(None),)


def of(plain: Any) -> Any:
    """Give the plain data as what cannot be changed, through and through."""
    if plain.__class__ is dict:
        shown = ReadOnlyDict({key: of(value) for key, value in plain.items()})
        shown._plain = plain  # noqa: SLF001
        return shown
    if plain.__class__ is list:
        items = ReadOnlyList(map(of, plain))
        items._plain = plain  # noqa: SLF001
        return items
    return plain


def plain(data: Any, old: Any = None) -> Any:
    """Give new data, of which some may be read-only, as plain data of one's own.

    What was read-only is the very object that was shown, and what is the very object that `old` has
    in that place stays it: who compares finds at a glance that it did not change. All else is
    copied; a tuple is a list.
    """
    kind = data.__class__
    if data is old or kind is str:
        return data
    if kind is ReadOnlyDict or kind is ReadOnlyList:
        return data._plain  # noqa: SLF001
    if isinstance(data, dict):
        known = old if old.__class__ is dict else {}
        return {key: plain(value, known.get(key)) for key, value in data.items()}
    if isinstance(data, list) or kind is tuple:
        same = {id(item): item for item in old} if old.__class__ is list else {}
        return [plain(value, same.get(id(value))) for value in data]
    return data


def _copied(value: Any) -> Any:
    if value.__class__ is dict:
        return {key: _copied(held) for key, held in value.items()}
    if value.__class__ is list:
        return [_copied(held) for held in value]
    return value
