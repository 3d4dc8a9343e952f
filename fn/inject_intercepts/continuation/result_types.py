"""Of which type a result of the first half is: what its Task says, else how it is read."""

from __future__ import annotations

import re

from inject_intercepts.tekton import paths
from krm_fn.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from inject_intercepts.tekton.paths import Path

    Declared = Callable[[dict[str, Any]], dict[str, Any] | None]


class ResultType(Frozen):
    """A type of Tekton's, `string`, `array` or `object`; an object with its keys."""

    name: str
    keys: tuple[str, ...] = ()


class Read(Frozen):
    """One place where a result is read: `$(tasks.T.results.r)` and what follows the `r`."""

    path: Path
    accessor: str
    is_alone: bool
    """Whether the string is this reference and nothing else."""


class Unclear(ValueError):
    """It cannot be told, or what is read is not what is declared; the message says what to do."""


def of(
    name: str, task: dict[str, Any], reads: Iterable[Read], half: dict[str, Any], declared: Declared
) -> ResultType:
    """Give the type of the result `name` of the pipeline task; `half` has the reads.

    Raises Unclear.
    """
    reads = list(reads)
    said = _matrixed(task) or _declared(name, declared(task))
    found = said or _read_as(reads, half, declared)
    if found is None:
        message = (
            "is read whole, and nothing says whether it is an array or an object: put the Task of "
            f"`{task['name']}` into the package, or its type into `taskSpec.results`"
        )
        raise Unclear(message)
    for read in reads:
        if _form(read) not in _FORMS[found.name]:
            by = "declared" if said else "read elsewhere"
            message = (
                f"is read as {_WORDS[_form(read)]}, and {by} as {found.name}: mend one of the two"
            )
            raise Unclear(message)
    return found


def _matrixed(task: dict[str, Any]) -> ResultType | None:
    """Of a task with a matrix, the strings of all its runs are read as one array."""
    return ResultType("array") if task.get("matrix") is not None else None


def _declared(name: str, spec: dict[str, Any] | None) -> ResultType | None:
    for result in (spec or {}).get("results") or []:
        if isinstance(result, dict) and result.get("name") == name:
            return of_declaration(result)
    return None


def of_declaration(entry: dict[str, Any]) -> ResultType:
    """Give the type of a declared param or result; without one, as Tekton's SetDefaults has it."""
    keys = tuple(entry.get("properties") or ())
    implied = "object" if keys else "array" if isinstance(entry.get("default"), list) else "string"
    return ResultType(entry.get("type") or implied, keys)


_WORDS = {
    "": "a string",
    "item": "a string or an array",
    "index": "an array",
    "all": "an array or an object",
    "key": "an object",
}
_FORMS = {
    "string": ("", "item", "alone"),
    "array": ("index", "all", "item", "alone"),
    "object": ("key", "all", "alone"),
}


def _form(read: Read) -> str:
    accessor, field, place = read.accessor, read.path[2:3], read.path[3:]
    if accessor == "[*]":
        return "all"
    if accessor:
        return "index" if re.fullmatch(r"\[[0-9]+\]", accessor) else "key"
    # There Tekton puts in all of it, of whatever type it is (ParamValue.ApplyReplacements).
    if read.is_alone and field == ("params",) and place[1:2] == ("value",):
        if len(place) == 2:
            return "alone"
        return "item" if isinstance(place[2], int) else ""
    return ""


def key(accessor: str) -> str:
    """Give the key of `.key`, `['key']` or `[key]`."""
    return accessor.strip(".[]'\"")


def _read_as(reads: list[Read], half: dict[str, Any], declared: Declared) -> ResultType | None:
    forms = {_form(read) for read in reads}
    if "key" in forms:
        # Read whole as well it may have more keys than those.
        keys = dict.fromkeys(key(read.accessor) for read in reads if _form(read) == "key")
        return None if forms & {"all", "alone"} else ResultType("object", tuple(keys))
    if "index" in forms:
        return ResultType("array")
    if forms & {"all", "alone"}:
        wanted = [_wanted(read, half, declared) for read in reads if _form(read)]
        found = next((one for one in wanted if one is not None), None)
        if found is not None or "all" in forms:
            return found
    return ResultType("string")


def _wanted(read: Read, half: dict[str, Any], declared: Declared) -> ResultType | None:
    """Give what the place of a `[*]` takes: a list's item is part of an array."""
    section, number, field, *rest = read.path
    if field != "params" or not read.is_alone or len(rest) != 2:
        return ResultType("array")
    reader = paths.at(half, (section, number))
    name = paths.at(reader, (field, rest[0], "name"))
    for param in (declared(reader) or {}).get("params") or []:
        if isinstance(param, dict) and param.get("name") == name:
            return of_declaration(param)
    return None
