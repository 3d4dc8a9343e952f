"""Labels and annotations: maps of texts that are written through to their object."""

from __future__ import annotations

from collections.abc import MutableMapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from krm_fn.kubeobject import KubeObject


class Texts(MutableMapping[str, str]):
    """The map of texts `metadata.labels` or `metadata.annotations` of an object.

    What is set must be text, else it is a TypeError: Kubernetes takes nothing else there. With the
    last one, the map goes too.
    """

    __slots__ = ("_field", "_obj")

    def __init__(self, obj: KubeObject, field: str) -> None:
        self._obj = obj
        self._field = field

    def become(self, texts: Mapping[str, str]) -> None:
        """Have these and no others."""
        for key, value in texts.items():
            self._check(key, value)
        self._write(dict(texts))

    def __getitem__(self, key: str) -> str:
        return self._read()[key]  # type: ignore[no-any-return]

    def __setitem__(self, key: str, value: str) -> None:
        self._check(key, value)
        there = self._read()
        if there.get(key) != value:
            self._write({**there, key: value})

    def __delitem__(self, key: str) -> None:
        there = dict(self._read())
        del there[key]
        self._write(there)

    def __iter__(self) -> Iterator[str]:
        return iter(list(self._read()))

    def __len__(self) -> int:
        return len(self._read())

    def __repr__(self) -> str:
        return repr(self._read())

    def _read(self) -> dict[str, Any]:
        metadata = self._obj.plain.get("metadata")
        found = metadata.get(self._field) if isinstance(metadata, dict) else None
        return found if isinstance(found, dict) else {}

    def _write(self, texts: dict[str, Any]) -> None:
        if texts:
            self._obj.set(("metadata", self._field), texts)
        else:
            self._obj.delete(("metadata", self._field))

    def _check(self, key: str, value: object) -> None:
        if value is None:
            message = f"{self._field} are text, got None for {key!r}: `del` takes one out"
            raise TypeError(message)
        for text in (key, value):
            if not isinstance(text, str):
                message = f"{self._field} are text, got {text!r}: write it as {str(text)!r}"
                raise TypeError(message)
