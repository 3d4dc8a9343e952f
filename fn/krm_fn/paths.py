"""Paths into plain data: how they are written, what stands there, and the data with it changed.

A path is text, as Kubernetes writes it, or a tuple of its steps:

| text | tuple |
|---|---|
| `spec.containers[0].image` | `("spec", "containers", 0, "image")` |
| `spec.containers[-1]` | `("spec", "containers", -1)`, the last one |
| `spec.containers[name=web].image` | `("spec", "containers", Named("name", "web"), "image")` |
| `metadata.annotations['example.com/a']` | `("metadata", "annotations", "example.com/a")` |

In text a key with other characters than letters, digits, `_` and `-` stands in brackets and quotes.
For `find` alone, `[*]` is each item of a list, `*` each key of a map, and `**` any way down. A
field that is `null` is absent, as for Kubernetes. The functions that change something give new
data, and share with the old what they do not touch.
"""

from __future__ import annotations

import re

from krm_fn import yamledit
from krm_fn.frozen import Frozen
from krm_fn.reader import described

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from krm_fn.manifest import Manifest


class Named(Frozen):
    """A step to the first item of a list whose `key` has this value: `[name=web]` in text.

    >>> pod = krm_fn.KubeObject.new("spec: {containers: [{name: a}, {name: b, image: nginx}]}")
    >>> pod.get(("spec", "containers", krm_fn.Named("name", "b"), "image"))
    'nginx'
    """

    key: str
    value: str


Step = str | int | Named
Path = str | tuple[Step, ...]
Concrete = tuple[str | int, ...]

# Compiled when a path of text is first read, which in many runs is never.
_STEP = r"""(?x)(?:(?P<dot>\.)?(?P<word>[A-Za-z_$][\w$-]*|\*\*|\*)
      | \[(?:(?P<index>-?\d+)|(?P<any>\*)|(?P<key>[\w./-]+)=(?P<value>[^\]]+)
          |'(?P<single>(?:[^'\\]|\\.)*)'|"(?P<double>(?:[^"\\]|\\.)*)")\])"""
_ITEMS, _KEYS, _DEEP = "[*]", "*", "**"


class FieldError(ValueError):
    """A field is not what the path takes it for: `path` is the field, `reason` says why.

    `about` is the object, where it is known.
    """

    def __init__(self, path: Concrete, reason: str) -> None:
        super().__init__(f"`{yamledit.format_path(path)}` {reason}" if path else reason)
        self.path = path
        self.reason = reason
        self.about: Manifest | None = None


class Wildcard(Frozen):
    """A step of `find` that stands for several: `[*]`, `*` or `**`."""

    text: str


def steps(path: Path) -> tuple[Step, ...]:
    """Give the steps of a path. Raises ValueError where its text cannot be read, or is empty.

    >>> steps("spec.containers[0].image")
    ('spec', 'containers', 0, 'image')
    >>> steps("metadata.labels['app.kubernetes.io/name']")
    ('metadata', 'labels', 'app.kubernetes.io/name')
    """
    found = parsed(path)
    if any(isinstance(step, Wildcard) for step in found):
        message = f"the path `{path}` stands for several fields: that is for `find`"
        raise ValueError(message)
    return found  # type: ignore[return-value]


def parsed(path: Path) -> tuple[Step | Wildcard, ...]:
    """Give the steps of a path for `find`, which takes wildcards. Raises ValueError."""
    if not path:
        message = "the path is empty: it names a field, such as `metadata.name`"
        raise ValueError(message)
    if isinstance(path, tuple):
        return path
    found: list[Step | Wildcard] = []
    place, step_at = 0, re.compile(_STEP)
    while place < len(path):
        match = step_at.match(path, place)
        # A dot stands between two words, and ahead of a word behind brackets; nowhere else.
        if match is None or (match["word"] is not None and bool(match["dot"]) != bool(place)):
            message = (
                f"the path `{path}` cannot be read from `{path[place:]}` on: keys with other "
                "characters stand in brackets, metadata.labels['example.com/name']"
            )
            raise ValueError(message)
        found.append(_step(match))
        place = match.end()
    return tuple(found)


def _step(match: re.Match[str]) -> Step | Wildcard:
    if match["word"] is not None:
        return Wildcard(match["word"]) if match["word"] in (_KEYS, _DEEP) else match["word"]
    if match["index"] is not None:
        return int(match["index"])
    if match["any"] is not None:
        return Wildcard(_ITEMS)
    if match["key"] is not None:
        return Named(match["key"], match["value"])
    quoted: str = match["single"] if match["single"] is not None else match["double"]
    return re.sub(r"\\(.)", lambda escape: {"n": "\n"}.get(escape[1], escape[1]), quoted)


def get(data: Any, path: Path, default: Any = None) -> Any:
    """Give the value at the path; the default where it is absent, or `null`.

    Raises FieldError where something on the way is not the map or list that the path takes it for.

    >>> get({"spec": {"ports": [{"port": 80}]}}, "spec.ports[0].port")
    80
    """
    value = data
    done: Concrete = ()
    for step in steps(path):
        if value is None:
            return default
        key = _key(value, step, done)
        if key is None:
            return default
        value = value[key]
        done = (*done, key)
    return default if value is None else value


def put(data: Any, path: Path, value: Any) -> Any:
    """Give the data with the value at the path; maps that are missing on the way are made.

    Raises FieldError where something on the way is neither, and for an item that a list lacks.

    >>> put({"kind": "Pod"}, "metadata.labels.app", "web")
    {'kind': 'Pod', 'metadata': {'labels': {'app': 'web'}}}
    """
    return _put(data, steps(path), (), value)


def _put(data: Any, rest: tuple[Step, ...], done: Concrete, value: Any) -> Any:
    if not rest:
        return value
    step = rest[0]
    if data is None:
        if not isinstance(step, str):
            raise FieldError(done, "is not there: give it a list first, or append to it")
        return {step: _put(None, rest[1:], (*done, step), value)}
    key = _key(data, step, done)
    if key is None:
        if not isinstance(step, str):
            raise FieldError(done, f"has no item {_shown(step)}: append one")
        key = step
    inner = data.get(key) if isinstance(data, dict) else data[key]
    new = _put(inner, rest[1:], (*done, key), value)
    if isinstance(data, dict):
        return {**data, key: new}
    return [*data[:key], new, *data[key + 1 :]]


def without(data: Any, path: Path) -> Any:
    """Give the data without what stands at the path; the very same data where nothing does.

    >>> without({"a": {"b": 1, "c": 2}}, "a.b")
    {'a': {'c': 2}}
    """
    return _without(data, steps(path), ())


def _without(data: Any, rest: tuple[Step, ...], done: Concrete) -> Any:
    key = None if data is None else _key(data, rest[0], done)
    if key is None:
        return data
    if len(rest) > 1:
        new = _without(data[key], rest[1:], (*done, key))
        if new is data[key]:
            return data
        return put(data, (key,), new)
    if isinstance(data, dict):
        return {name: value for name, value in data.items() if name != key}
    return [*data[:key], *data[key + 1 :]]


def appended(data: Any, path: Path, value: Any) -> Any:
    """Give the data with one more item in the list at the path, which is made if it is missing.

    >>> appended({}, "spec.args", "-v")
    {'spec': {'args': ['-v']}}
    """
    there = get(data, path, [])
    if not isinstance(there, list):
        at = tuple(step for step in steps(path) if not isinstance(step, Named))
        raise FieldError(at, f"must be a list, got {described(there)}")
    return put(data, path, [*there, value])


def find(data: Any, path: Path) -> Iterator[tuple[Concrete, Any]]:
    """Give each field that the path stands for, with its own path; none is no error.

    >>> pod = {"spec": {"containers": [{"image": "a"}, {"image": "b"}]}}
    >>> [value for _, value in find(pod, "spec.containers[*].image")]
    ['a', 'b']
    >>> [yamledit.format_path(at) for at, _ in find(pod, "**.image")]
    ['spec.containers[0].image', 'spec.containers[1].image']
    """
    return _find(data, parsed(path), ())


def _find(
    data: Any, rest: tuple[Step | Wildcard, ...], done: Concrete
) -> Iterator[tuple[Concrete, Any]]:
    if not rest:
        if data is not None:
            yield done, data
        return
    step = rest[0]
    if not isinstance(step, Wildcard):
        key = _key(data, step, done, strict=False)
        if key is not None:
            yield from _find(data[key], rest[1:], (*done, key))
        return
    if step.text == _DEEP:
        yield from _find(data, rest[1:], done)
    for key, value in _inside(data, step.text):
        yield from _find(value, rest if step.text == _DEEP else rest[1:], (*done, key))


def _inside(data: Any, wildcard: str) -> Iterator[tuple[Any, Any]]:
    if isinstance(data, dict) and wildcard != _ITEMS:
        yield from data.items()
    elif isinstance(data, list) and wildcard != _KEYS:
        yield from enumerate(data)


def _key(data: Any, step: Step, done: Concrete, *, strict: bool = True) -> Any:
    """The key or index that the step leads to in `data`; None where that has none."""
    if isinstance(step, str):
        if isinstance(data, dict):
            return step if step in data else None
    elif isinstance(data, list):
        if isinstance(step, int):
            return step % len(data) if -len(data) <= step < len(data) else None
        items = enumerate(data)
        return next((i for i, item in items if _has(item, step)), None)
    if not strict:
        return None
    expected = "a map" if isinstance(step, str) else "a list"
    raise FieldError(done, f"must be {expected}, got {described(data)}")


def _has(item: Any, step: Named) -> bool:
    return isinstance(item, dict) and item.get(step.key) == step.value


def _shown(step: Any) -> str:
    return f"`{step}`" if isinstance(step, int) else f"with {step.key} `{step.value}`"
