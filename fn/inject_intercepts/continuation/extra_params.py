"""The params that a config declares on the derived Pipeline, beside those that it must have."""

from __future__ import annotations

from inject_intercepts.continuation import result_types
from inject_intercepts.injection.findings import Finding, error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from inject_intercepts.continuation.order import Order


def merged(
    carried: list[dict[str, Any]], kept: list[dict[str, Any]], order: Order
) -> tuple[list[dict[str, Any]], list[Finding]]:
    """Give all ParamSpecs of the derived Pipeline, and what is wrong with those of the order.

    One of a name that is there already gives that its default, and its description.
    """
    asked = {param["name"]: param for param in order.params}
    params, wrong = [], []
    for param in (*carried, *kept):
        extra = asked.pop(param["name"], None)
        if extra is None:
            params.append(param)
            continue
        there, given = (result_types.of_declaration(one) for one in (param, extra))
        if there.name != given.name:
            message = (
                f"the param `{param['name']}` of `{order.name}` is of type {there.name}, and "
                f"`spec.continuations[].params` gives it a default of type {given.name}"
            )
            wrong.append(error(message, "params"))
        params.append({**param, **extra})
    return [*params, *asked.values()], wrong
