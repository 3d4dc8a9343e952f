"""Mode `check`: what `inject` would change, one error a difference."""

from __future__ import annotations

import krm_fn as krm

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from inject_intercepts.changes import Changes
    from inject_intercepts.emission import Emission

Path = tuple[str | int, ...]

# None is a value that a field may have.
_ABSENT: Any = object()


def differences(changes: Changes, emitted: Emission) -> list[krm.Result]:
    """Give an error for each field that is not what `inject` would make it.

    The data is compared, so style does not count; orchestrators' annotations are never touched,
    so they cannot differ.
    """
    found: list[krm.Result] = []
    for change in (*changes.objects, *emitted.updated):
        for path, current, proposed in _compare(change.obj.plain, change.data, ()):
            found.append(_result(change.obj, path, current, proposed))
    missing, unused = "is missing: `inject` would add it", "nothing refers to it any more"
    unasked = "is no longer asked for: `inject` would remove it"
    found += [krm.Result.error(missing, obj) for obj in (*changes.added, *emitted.added)]
    found += [krm.Result.error(unasked, obj) for obj in changes.removed]
    found += [krm.Result.error(unused, obj) for obj in emitted.removed]
    return found


def _result(obj: krm.KubeObject, path: Path, current: Any, proposed: Any) -> krm.Result:
    message = "is not what `inject` would make it"
    if current is _ABSENT:
        message = "is missing"
    elif proposed is _ABSENT:
        message = "is there, and `inject` would take it out"
    return krm.Result.error(
        message,
        obj,
        path,
        None if current is _ABSENT else current,
        None if proposed is _ABSENT else proposed,
    )


def _compare(old: Any, new: Any, path: Path) -> Iterator[tuple[Path, Any, Any]]:
    if isinstance(old, dict) and isinstance(new, dict):
        for key in [*old, *(key for key in new if key not in old)]:
            yield from _compare(old.get(key, _ABSENT), new.get(key, _ABSENT), (*path, key))
    elif isinstance(old, list) and isinstance(new, list) and _named(old) and _named(new):
        yield from _compare_named(old, new, path)
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for i, (one, other) in enumerate(zip(old, new, strict=True)):
            yield from _compare(one, other, (*path, i))
    elif old is _ABSENT or new is _ABSENT or old != new:
        yield path, old, new


def _named(items: list[Any]) -> bool:
    return all(isinstance(item, dict) and isinstance(item.get("name"), str) for item in items)


def _compare_named(old: list[Any], new: list[Any], path: Path) -> Iterator[tuple[Path, Any, Any]]:
    """Compare by name; the index is that of the old list, or where the new item would go.

    [{name: a}, {name: b, x: 1}]     ->  0: {name: a} is absent
    [{name: b, x: 2}, {name: c}]         1, "x": 1 is 2
                                         1: absent is {name: c}
    """
    news = {item["name"]: (i, item) for i, item in enumerate(new)}
    olds = {item["name"] for item in old}
    for i, item in enumerate(old):
        other = news.get(item["name"], (i, _ABSENT))[1]
        yield from _compare(item, other, (*path, i))
    for i, item in news.values():
        if item["name"] not in olds:
            yield (*path, i), _ABSENT, item
    # Order counts: of tasks it is what people read, of a Task's params what they are told.
    kept = [item["name"] for item in new if item["name"] in olds]
    if kept != [item["name"] for item in old if item["name"] in news]:
        yield path, [item["name"] for item in old], [item["name"] for item in new]
