"""What a derivation is asked for."""

from __future__ import annotations

from types import MappingProxyType

from krm_fn.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from inject_intercepts.continuation.record import Backend


def _unknown(_: dict[str, Any]) -> None:
    return None


class Order(Frozen):
    """A Pipeline to derive, and what is known beside the one that it continues."""

    config: str
    """`metadata.name` of the FunctionConfig."""
    name: str
    """Of the derived Pipeline."""
    from_: str
    """The task at which it begins, as a person calls it."""
    starts: tuple[str, ...]
    """The pipeline tasks that this is: several where one of them runs, and the others are skipped.
    """
    params: tuple[dict[str, Any], ...] = ()
    """ParamSpecs to declare on it, each with a default."""
    states: Mapping[str, str] = MappingProxyType({})
    """The status of those tasks of the first half that did not succeed when all went well."""
    backend: Backend | None = None
    declared: Callable[[dict[str, Any]], dict[str, Any] | None] = _unknown
    """From a pipeline task to the `spec` of the Task that it runs; None where that is not known."""
