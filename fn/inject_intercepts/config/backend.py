"""The backends of a FunctionConfig, `spec.backends`: what they say, and how they are read."""

from __future__ import annotations

from inject_intercepts import contract
from inject_intercepts.config import tekton_values
from krm_fn.frozen import Frozen
from krm_fn.reader import one_of, quoted, written_names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from krm_fn.reader import Reader


class Backend(Frozen):
    """One way to intercept.

    `task_ref` is Tekton's object as the user gave it; None for a built-in backend with its own
    Task, and for the user's backend whose Task the base Pipeline already names (`deploy.backend`).
    `params` are Tekton's `{name, value}`.
    """

    name: str
    task_ref: dict[str, Any] | None = None
    params: tuple[dict[str, Any], ...] = ()


def read_all(at: Reader, of_base: str | None) -> tuple[Backend, ...]:
    """Each backend of the list; what is wrong has the name "".

    `of_base` is the backend whose Task the base's own deploy task brings, if there is one.
    """
    known = tuple(contract.DEPLOY_TASKS)
    if of_base is not None and of_base not in known:
        known = (*known, of_base)
    found = []
    seen: set[str] = set()
    for item in at.items("backends"):
        backend = _read(item, known)
        named = item.below("name", None) if isinstance(item.value, dict) else item
        tekton_values.unique(named, backend.name or None, seen)
        found.append(backend)
    at.not_empty()
    return tuple(found)


def _read(at: Reader, known: tuple[str, ...]) -> Backend:
    if isinstance(at.value, str):
        if at.value in known:
            return Backend(at.value)
        at.wrong(
            f"must be {one_of(known)}, got {quoted(at.value)}:"
            " a backend of your own is a map with `name` and `taskRef` in `spec.backends`"
        )
        return Backend("")
    fields = at.fields(*written_names(Backend), what="a backend's name or a map")
    if not isinstance(at.value, dict):
        return Backend("")
    name = read_name(fields["name"].required())
    if name is not None and name not in known:
        fields["taskRef"].required(f"{quoted(name)} is not {one_of(known)}, so it needs its Task")
    return Backend(
        name or "",
        tekton_values.task_ref(fields["taskRef"]),
        tekton_values.params(fields["params"], ours=contract.DEPLOY_PARAMS),
    )


def read_name(at: Reader) -> str | None:
    """The name of a backend."""
    name = at.string(tekton_values.DNS_LABEL)
    if name == contract.PASS_THROUGH_SUFFIX:
        at.wrong(f"must be another name: {quoted(name)} is the pass-through's")
        return None
    return name
