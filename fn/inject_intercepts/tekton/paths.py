"""Reading and replacing a place in plain data, without changing what was given."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


Path = tuple[str | int, ...]


def at(data: Any, path: Path) -> Any:
    """Give what stands at `path`; None where the path leaves the data."""
    for step in path:
        if isinstance(step, int):
            if not isinstance(data, list) or step >= len(data):
                return None
            data = data[step]
        elif isinstance(data, dict):
            data = data.get(step)
        else:
            return None
    return data


def put(data: Any, path: Path, value: Any) -> Any:
    """Give a copy of `data` with `value` at `path`; only what lies on the path is copied.

    Maps that are missing on the way are made; lists are not.
    """
    if not path:
        return value
    step, rest = path[0], path[1:]
    if isinstance(step, int):
        return [put(item, rest, value) if i == step else item for i, item in enumerate(data)]
    copy = dict(data or {})
    copy[step] = put(copy.get(step), rest, value)
    return copy


def remove(data: dict[str, Any], *keys: str) -> dict[str, Any]:
    """Give a copy without what stands below `keys`, and without maps that this leaves empty."""
    key, rest = keys[0], keys[1:]
    copy = dict(data)
    child = copy.get(key)
    smaller = remove(child, *rest) if rest and isinstance(child, dict) else None
    if smaller:
        copy[key] = smaller
    elif not rest or smaller is not None:
        copy.pop(key, None)
    return copy


def insert_key(
    data: dict[str, Any], key: str, value: Any, *, after: tuple[str, ...]
) -> dict[str, Any]:
    """Give a copy of the map with `key` behind the first of `after` that it has, else at its end.

    A key that is there already keeps its place and gets the value.
    """
    if key in data:
        return {**data, key: value}
    anchor = next((name for name in after if name in data), None)
    if anchor is None:
        return {**data, key: value}
    copy: dict[str, Any] = {}
    for name, old in data.items():
        copy[name] = old
        if name == anchor:
            copy[key] = value
    return copy
