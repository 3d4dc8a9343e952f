"""The continuations of a FunctionConfig, `spec.continuations`: what they say, how they are read."""

from __future__ import annotations

from inject_intercepts.config import tekton_values
from krm_fn.frozen import Frozen
from krm_fn.reader import quoted, written_names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from krm_fn.reader import Reader


class Continuation(Frozen):
    """A Pipeline that runs the second half of another one.

    `from_` is a pipeline task of that one; None for the deploy task. `params` are Tekton's
    ParamSpecs, each with a default.
    """

    pipeline: str
    name: str
    from_: str | None = None
    params: tuple[dict[str, Any], ...] = ()


def read_all(at: Reader) -> tuple[Continuation, ...]:
    """Each continuation of the list; what is wrong has the name ""."""
    found = []
    seen: set[str] = set()
    for item in at.items("continuations, each with `pipeline` and `name`"):
        fields = item.fields(*written_names(Continuation))
        if not isinstance(item.value, dict):
            continue
        pipeline = fields["pipeline"].required().string(tekton_values.PIPELINE)
        name = fields["name"].required().string(tekton_values.PIPELINE)
        tekton_values.unique(fields["name"], name, seen)
        if name is not None and name == pipeline:
            fields["name"].wrong(f"must be another name: {quoted(name)} is what it continues")
        start = fields["from"].string(tekton_values.DNS_LABEL)
        found.append(Continuation(pipeline or "", name or "", start, _params(fields["params"])))
    return tuple(found)


def _params(at: Reader) -> tuple[dict[str, Any], ...]:
    params = tekton_values.param_specs(at)
    for index, spec in enumerate(params):
        # Nobody knows what else a run should pass.
        if "default" not in spec and spec.get("name") is not None:
            at.below(index, None).below("default", None).required(
                "a run that continues another one passes what that one had, and nothing else"
            )
    return params
