"""What the second half reads of the first: results become params, a status becomes a word."""

from __future__ import annotations

from inject_intercepts.continuation import result_types
from inject_intercepts.continuation.result_types import Read, ResultType, Unclear
from inject_intercepts.injection.findings import Finding, error
from inject_intercepts.tekton import references
from krm_fn.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from inject_intercepts.continuation.order import Order
    from inject_intercepts.tekton.references import Reference

    Result = tuple[str, str]

SUCCEEDED = "Succeeded"


class Carried(Frozen):
    """A result of the first half, and the param that has it in the second."""

    task: str
    result: str
    param: str
    type: ResultType

    @property
    def spec(self) -> dict[str, Any]:
        """Its ParamSpec. Tekton wants the keys of an object (API, ParamSpec.ValidateObjectType)."""
        spec: dict[str, Any] = {"name": self.param, "type": self.type.name}
        if self.type.name == "object":
            spec["properties"] = {key: {"type": "string"} for key in self.type.keys}
        return spec | {"description": f"The result {self.result} of {self.task}"}


def across(half: dict[str, Any], first: frozenset[str]) -> list[Reference]:
    """Give each reference of the second half to the first, in the order of the spec."""
    return [one for one in references.in_spec(half) if one.section == "tasks" and one.task in first]


def results(
    spec: dict[str, Any], half: dict[str, Any], crossing: list[Reference], order: Order
) -> tuple[list[Carried], list[Finding]]:
    """Give each result that is read across the cut, and an error for each that cannot be.

    `spec` is the whole, whose first half has the makers; `crossing` is of `half`.
    """
    reads: dict[Result, list[Read]] = {}
    for one in crossing:
        if one.result is not None:
            text = _text(half, one)
            read = Read(one.path, one.result.accessor, is_alone=text == str(one))
            reads.setdefault((one.task, one.result.name), []).append(read)
    names = _names([*reads], _taken(spec, half, crossing))
    makers = {task["name"]: task for task in spec["tasks"]}
    found, wrong = [], []
    for (task, result), where in reads.items():
        try:
            kind = result_types.of(result, makers[task], where, half, order.declared)
        except Unclear as problem:
            message = f"the result `{result}` of `{task}` {problem}"
            wrong.append(error(message, *where[0].path))
            continue
        found.append(Carried(task, result, names[task, result], kind))
    return found, wrong


def _text(half: dict[str, Any], reference: Reference) -> str:
    data: Any = half
    for step in reference.path:
        data = data[step]
    return str(data)


def _taken(spec: dict[str, Any], half: dict[str, Any], crossing: list[Reference]) -> set[str]:
    """Give the names that no carried result gets: they mean something else already.

    Also the params of an embedded Task that reads one: inside, their own values would be meant.
    """
    taken = {param["name"] for param in spec.get("params") or []}
    for section, number, field, *_ in (one.path for one in crossing if len(one.path) > 2):
        if field == "taskSpec":
            task = half[str(section)][int(number)]
            for entries in (task.get("params"), task["taskSpec"].get("params")):
                taken |= {entry["name"] for entry in entries or []}
    return taken


def _names(read: list[Result], taken: set[str]) -> dict[Result, str]:
    """Name each after its result; after task and result where that is taken, or read of two.

    >>> _names([("a", "image"), ("b", "image"), ("b", "tag")], {"tag"})
    {('a', 'image'): 'a-image', ('b', 'image'): 'b-image', ('b', 'tag'): 'b-tag'}
    """
    plain = [_as_param(result) for _, result in read]
    free = {name for name in plain if name not in taken and plain.count(name) == 1}
    names: dict[Result, str] = {}
    used = taken | free
    for task, result in read:
        name = _as_param(result)
        if name not in free:
            base, number = _as_param(f"{task}-{result}"), 2
            name = base
            while name in used:
                name, number = f"{base}-{number}", number + 1
            used.add(name)
        names[task, result] = name
    return names


def _as_param(text: str) -> str:
    # A param begins with no digit, and one with a dot could only be read in brackets.
    text = text.replace(".", "-")
    return f"_{text}" if text[0].isdigit() else text


def replacing(
    carried: list[Carried], states: Mapping[str, str], first: frozenset[str]
) -> Callable[[Reference], str]:
    """Give how a reference is written in the second half alone."""
    params = {(one.task, one.result): one for one in carried}

    def replace(reference: Reference) -> str:
        if reference.section != "tasks" or reference.task not in first:
            return str(reference)
        read = reference.result
        if read is None:
            state = states.get(reference.task, SUCCEEDED)
            # What was skipped has no reason at all.
            return state if reference.kind == "status" or state == SUCCEEDED else ""
        one = params[reference.task, read.name]
        accessor = read.accessor
        if one.type.name != "string" and not accessor:
            accessor = "[*]"  # for a param Tekton demands what it spares a result
        elif one.type.name == "object" and accessor != "[*]":
            accessor = f".{result_types.key(accessor)}"
        return f"$(params.{one.param}{accessor})"

    return replace
