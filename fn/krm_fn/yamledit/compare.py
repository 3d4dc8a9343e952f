"""Whether two trees of data say the same, as strictly as YAML does."""

from __future__ import annotations

from krm_fn import numerals

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from krm_fn.yamledit.path import Path


_ABSENT = object()


def difference(old: Any, new: Any) -> Path | None:
    """The path of the first place where `old` and `new` differ; None where they are the same.

    Types count (`True` is not 1, 1 is not 1.0), so do signs of zero; NaN is NaN, and two
    numerals are the same if they are written alike. The order of a
    mapping's keys does not: YAML gives it no meaning.
    """
    if old is new:
        return None
    kind = old.__class__
    if kind is not new.__class__ or kind in numerals.KINDS:
        return None if numerals.same(old, new) else ()
    if kind is dict:
        return _mappings(old, new)
    if kind is list:
        for index, (left, right) in enumerate(zip(old, new, strict=False)):
            path = difference(left, right)
            if path is not None:
                return (index, *path)
        return None if len(old) == len(new) else (min(len(old), len(new)),)
    if kind is float:
        return None if repr(old) == repr(new) else ()
    return None if old == new else ()


def _mappings(old: dict[str, Any], new: dict[str, Any]) -> Path | None:
    for key, left in old.items():
        if key not in new:
            return (key,)
        path = difference(left, new[key])
        if path is not None:
            return (key, *path)
    if len(old) != len(new):
        return (next(key for key in new if key not in old),)
    return None


def same(old: Any, new: Any) -> bool:
    """Whether `difference` finds none."""
    # What was not touched is the same object; and most of what is asked for are strings.
    if old is new:
        return True
    if old.__class__ is str:
        return new.__class__ is str and bool(old == new)
    kind = old.__class__
    if kind is dict and new.__class__ is dict:
        if len(old) != len(new):
            return False
        for key, held in old.items():
            other = new.get(key, _ABSENT)
            if other is _ABSENT or (held is not other and not same(held, other)):
                return False
        return True
    if kind is list and new.__class__ is list:
        return len(old) == len(new) and all(map(same, old, new))
    return difference(old, new) is None
