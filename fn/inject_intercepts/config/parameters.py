"""Values from outside that lie over the fields of a config: the parameters of an Application.

Argo CD knows three types of them: a string, an array of strings, and a map of strings. A parameter
has the name that the field has below `spec`: `default`, `backends`, `deploy.task`. A map lies over
a part with fields of its own: `deploy` with `{task: build}` is `deploy.task`.
"""

from __future__ import annotations

from inject_intercepts.config.mistakes import PARAMETERS
from inject_intercepts.config.model import PARTS
from krm_fn.reader import Reader, one_of, quoted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from krm_fn.reader import Mistake

# Lists of names: an array, or a string with commas as a ConfigMap has it.
_LISTS = ("backends", "pipelines")
# A map of names and values: what Tekton calls the value there.
_NAMED = {"pipelineParams": "default", "cleanup.params": "value"}
_BOOLEANS = ("deploy.rootFile", "cleanup.fallback")
_TRUTH = {"true": True, "false": False}
# Nested deeper than a parameter can say.
_IN_THE_CONFIG_ONLY = ("deploy.insert", "continuations")


def lay(
    parameters: Mapping[str, Any], fields: dict[str, Reader], mistakes: list[Mistake]
) -> dict[str, Reader]:
    """The readers of a config's fields, with those of the parameters instead where there are any.

    What is no known parameter, or has another type, is a mistake at its name.
    """
    laid = dict(fields)
    for name, value in parameters.items():
        at = Reader(value, (PARAMETERS, name), mistakes)
        if name in PARTS:
            laid |= _part(name, at, fields)
        elif name in fields and name not in _IN_THE_CONFIG_ONLY:
            laid[name] = _field(name, at, fields[name])
        else:
            _refuse(name, at, fields)
    return laid


def _part(name: str, at: Reader, fields: dict[str, Reader]) -> dict[str, Reader]:
    if not isinstance(at.value, dict):
        at.expects("a map")
        return {}
    laid = {}
    for key, value in at.value.items():
        field, below = f"{name}.{key}", at.below(key, value)
        if field in fields and field not in (*_IN_THE_CONFIG_ONLY, *_NAMED):
            laid[field] = _field(field, below, fields[field])
        else:
            _refuse(field, below, fields)
    return laid


def _field(name: str, at: Reader, of_config: Reader) -> Reader:
    value = at.value
    if name in _NAMED:
        if not isinstance(value, dict):
            at.expects("a map")
            value = {}
        value = [{"name": key, _NAMED[name]: text} for key, text in value.items()]
    elif name in _LISTS and isinstance(value, str):
        value = [part.strip() for part in value.split(",")] if value.strip() else []
    elif name in _BOOLEANS and isinstance(value, str):
        if value not in _TRUTH:
            at.wrong(f"must be {one_of(_TRUTH)}, got {quoted(value)}")
        value = _TRUTH.get(value)
    if name == "backends" and isinstance(value, list):
        value = _chosen(value, of_config)
    return Reader(value, at.path, at.mistakes)


def _chosen(names: list[Any], of_config: Reader) -> list[Any]:
    """The backends of these names; one that the config describes stays what it says of it."""
    there = of_config.value if isinstance(of_config.value, list) else []
    described = {item.get("name"): item for item in there if isinstance(item, dict)}
    return [described.get(name, name) for name in names]


def _refuse(name: str, at: Reader, fields: dict[str, Reader]) -> None:
    if name in fields:
        at.wrong("cannot be a parameter: it can be set in the config only")
        return
    known = [field for field in fields if field not in _IN_THE_CONFIG_ONLY]
    at.wrong(f"is not a known parameter: must be {one_of([*known, *PARTS])}")
