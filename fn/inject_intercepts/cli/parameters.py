"""The parameters of an Application, as Argo CD gives them to a plugin: JSON in the environment."""

from __future__ import annotations

import json

import krm_fn as krm
from inject_intercepts import config

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

VARIABLE = "ARGOCD_APP_PARAMETERS"
"""Where they are; the variables beside it, one for each parameter, cannot say where a name ends."""
_NO_JSON = f"{VARIABLE} must be JSON"
_NO_LIST = f"{VARIABLE} must be a list of maps, as `plugin.parameters` of an Application"
_TYPES: dict[str, type] = {"string": str, "array": list, "map": dict}


class BadParameters(Exception):
    """What is there is no list of parameters; `results` say why, one for each that is none."""

    def __init__(self, results: list[krm.Result]) -> None:
        super().__init__()
        self.results = results


def read(text: str | None) -> dict[str, Any]:
    """The value of each parameter by its name: a string, a list of strings, or a map of them.

    None, nothing and `null` are no parameters; Argo CD gives `null` where an Application has none.
    Whether a name is known, and what it may have, is the config's to say. Raises BadParameters.
    """
    try:
        entries = json.loads(text) if text and text.strip() else None
    except (ValueError, RecursionError):
        raise BadParameters([krm.Result.error(_NO_JSON)]) from None
    if entries is None:
        return {}
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise BadParameters([krm.Result.error(_NO_LIST)])
    found: dict[str, Any] = {}
    wrong: list[krm.Result] = []
    for index, entry in enumerate(entries):
        name = entry.get("name")
        if not isinstance(name, str) or not name:
            wrong.append(krm.Result.error("must have a `name`", None, (config.PARAMETERS, index)))
            continue
        faults = ["is given twice"] if name in found else [*_faults(entry)]
        wrong += [krm.Result.error(fault, None, (config.PARAMETERS, name)) for fault in faults]
        found[name] = next((entry[key] for key in _TYPES if entry.get(key) is not None), None)
    if wrong:
        raise BadParameters(wrong)
    return found


def _faults(entry: dict[str, Any]) -> Iterator[str]:
    given = [key for key in _TYPES if entry.get(key) is not None]
    if len(given) != 1:
        yield "must have one of `string`, `array`, `map`"
        return
    value: Any = entry[given[0]]
    inside = value.values() if isinstance(value, dict) else value
    if not isinstance(value, _TYPES[given[0]]) or not all(isinstance(one, str) for one in inside):
        yield f"must have text in its `{given[0]}`: quote it"
