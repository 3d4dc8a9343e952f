"""What becomes of the objects of a package, before any of them is touched."""

from __future__ import annotations

from types import MappingProxyType

from krm_fn.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    import krm_fn as krm


class ObjectChange(Frozen):
    """An object and its new data, which may equal the old."""

    obj: krm.KubeObject
    data: dict[str, Any]
    written: Mapping[tuple[str | int, ...], str] = MappingProxyType({})
    """What is to stand behind the colon of fields that become empty, where data does not say."""


class Use(Frozen):
    """The Tasks of ours that one injected Pipeline refers to."""

    obj: krm.KubeObject
    namespace: str | None
    tasks: tuple[str, ...]
    """Catalogue names."""
    named: tuple[str, ...]
    """Those that the base itself named."""


class Changes(Frozen):
    """Everything that becomes of the Pipelines and PipelineRuns of a package."""

    objects: list[ObjectChange]
    uses: list[Use]
    """Of the Pipelines that were injected into."""
    kept: set[tuple[str | None, str]]
    """Namespace and catalogue name of the Tasks to which those that were taken back refer."""
    results: list[krm.Result]
    added: list[krm.KubeObject]
    """New Pipelines."""
    removed: list[krm.KubeObject]
    """Pipelines that nobody asks for any more."""
