"""The cleanup of a FunctionConfig, `spec.cleanup`: what it says, and how it is read."""

from __future__ import annotations

from inject_intercepts import contract
from inject_intercepts.config import tekton_values
from krm_fn.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from krm_fn.reader import Reader


class Cleanup(Frozen):
    """The finally task that takes away what a run made."""

    task: str = "cleanup"
    params: tuple[dict[str, Any], ...] = ()
    fallback: bool = True


def read(fields: dict[str, Reader]) -> Cleanup:
    """The cleanup, by the readers of its fields: `cleanup.task`, …."""
    usual = Cleanup()
    fallback = fields["cleanup.fallback"].boolean()
    return Cleanup(
        task=fields["cleanup.task"].string(tekton_values.DNS_LABEL) or usual.task,
        params=tekton_values.params(fields["cleanup.params"], ours=contract.CLEANUP_PARAMS),
        fallback=usual.fallback if fallback is None else fallback,
    )
