"""Readers of the Tekton objects that a config carries: params, ParamSpecs, task references.

What Tekton would refuse at admission or when a run starts is refused here, where the path still
points into the user's config.
"""

from __future__ import annotations

from inject_intercepts import contract
from krm_fn.reader import Form, Reader, one_of, quoted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container
    from typing import Any

DNS_LABEL = Form(
    r"[a-z0-9]([-a-z0-9]*[a-z0-9])?",
    f"at most {contract.LONGEST_NAME} lower-case letters, digits and `-`, with a letter or digit at"
    " both ends",
    contract.LONGEST_NAME,
)
_OBJECT_NAME = Form(
    r"[a-z0-9]([-a-z0-9.]*[a-z0-9])?",
    "lower-case letters, digits, `-` and `.`, with a letter or digit at both ends",
)
# pkg/apis/validate/metadata.go: what a Pipeline may be called.
PIPELINE = Form(
    _OBJECT_NAME.pattern,
    f"at most {contract.LONGEST_NAME} {_OBJECT_NAME.rule}",
    contract.LONGEST_NAME,
)
# Tekton's ValidateNameFormat (task_validation.go). A dotted name needs the bracket notation, so
# what we refer to as `$(params.<name>)` ourselves, and an object's keys, have none.
_PARAM = Form(
    r"[_a-zA-Z][_a-zA-Z0-9.-]*",
    "letters, digits, `-`, `_` and `.`, with a letter or `_` first",
)
PLAIN_PARAM = Form(
    r"[_a-zA-Z][_a-zA-Z0-9-]*",
    "letters, digits, `-` and `_`, with a letter or `_` first",
)
# Tekton's ResultNameFormat (resultref.go).
RESULT = Form(
    r"([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]",
    "letters, digits, `-`, `_` and `.`, with a letter or digit at both ends",
)
# What holds Pipelines, and what a name alone does not tell from the others of that name.
KINDS = ("Pipeline", "PipelineRun", "TriggerTemplate", "Trigger", "EventListener")
OBJECT = Form(
    rf"(?:(?:{'|'.join(KINDS)})/)?[^/]+",
    f"a name, or {one_of(KINDS)}, `/` and a name",
    512,
)
_PARAM_TYPES = ("string", "array", "object")
_VALUE = "a string, a list of strings or a map of strings"


def params(at: Reader, *, ours: Container[str] = ()) -> tuple[dict[str, Any], ...]:
    """A list of Tekton's `{name, value}`; names are unique and none is among `ours`."""
    found = []
    names: set[str] = set()
    for item in at.items("`{name, value}`"):
        fields = item.fields("name", "value", what="`{name, value}`")
        name = _name(item, fields, _PARAM)
        unique(fields["name"], name, names)
        if name is not None and name in ours:
            fields["name"].wrong(f"must be another name: {quoted(name)} is given by the injection")
        if isinstance(item.value, dict):
            fields["value"].required()
        found.append({"name": name, "value": _value(fields["value"])})
    return tuple(found)


def param_specs(at: Reader) -> tuple[dict[str, Any], ...]:
    """A list of Tekton's ParamSpecs with unique names, without the fields that are absent."""
    found = []
    names: set[str] = set()
    for item in at.items("Tekton param declarations such as `{name: image}`"):
        fields = item.fields("name", "type", "description", "default", "properties", "enum")
        kind = fields["type"].choice(_PARAM_TYPES)
        implied = _implied_type(fields) if kind is None else kind
        name = _name(item, fields, PLAIN_PARAM if implied == "object" else _PARAM)
        unique(fields["name"], name, names)
        spec = {
            "name": name,
            "type": kind,
            "description": fields["description"].text(),
            "default": _value(fields["default"]),
            "properties": _properties(fields["properties"]),
            "enum": _enum(fields["enum"]),
        }
        if not any(fields[key].broken for key in ("type", "default", "properties", "enum")):
            _fit_type(fields, implied, spec)
        found.append({key: value for key, value in spec.items() if value is not None})
    return tuple(found)


def task_ref(at: Reader) -> dict[str, Any] | None:
    """Tekton's taskRef by exactly one of `name` and `resolver`, without the absent fields."""
    if isinstance(at.value, str):
        at.expects("a map such as `{name: my-task}`")
        return None
    fields = at.fields("name", "kind", "apiVersion", "resolver", "params")
    if not isinstance(at.value, dict):
        return None
    named, resolved = fields["name"].given, fields["resolver"].given
    if named == resolved:
        got = "both" if named else "neither"
        at.wrong(f"must have either `name` or `resolver`, got {got}")
    elif named and fields["params"].given:
        fields["params"].wrong("must go with `resolver`, got it with `name`")
    ref = {
        "name": fields["name"].string(_OBJECT_NAME),
        "kind": fields["kind"].choice(("Task",)),
        "apiVersion": fields["apiVersion"].choice(("tekton.dev/v1", "tekton.dev/v1beta1")),
        "resolver": fields["resolver"].string(),
        "params": list(params(fields["params"])) or None,
    }
    return {key: value for key, value in ref.items() if value is not None}


def names(at: Reader, what: str, form: Form | None = None) -> tuple[str, ...]:
    """A list of unique names."""
    found: list[str] = []
    seen: set[str] = set()
    for item in at.items(what):
        name = item.string(form)
        unique(item, name, seen)
        if name is not None:
            found.append(name)
    return tuple(found)


def unique(at: Reader, name: str | None, seen: set[str]) -> None:
    """Note a mistake when the name is among those seen, and remember it."""
    if name in seen:
        at.wrong(f"must be unique, got {quoted(name)} twice")
    elif name is not None:
        seen.add(name)


def _name(item: Reader, fields: dict[str, Reader], form: Form) -> str | None:
    # What is not a map has been reported, and has no name to ask for.
    if isinstance(item.value, dict):
        fields["name"].required()
    return fields["name"].string(form)


def _value(at: Reader) -> str | list[str | None] | dict[str, str | None] | None:
    if isinstance(at.value, list):
        return [item.text() for item in at.items("strings")]
    if isinstance(at.value, dict):
        readers = {str(key): at.below(str(key), value) for key, value in at.value.items()}
        return {key: reader.text() for key, reader in readers.items() if reader.given}
    if isinstance(at.value, (bool, int, float)):
        at.expects(_VALUE, ": quote it")
        return None
    return at.text()


def _properties(at: Reader) -> dict[str, Any] | None:
    if not at.given:
        return None
    if not isinstance(at.value, dict):
        at.expects("a map from key to `{type: string}`")
        return None
    found: dict[str, Any] = {}
    for key, value in at.value.items():
        reader = at.below(str(key), value)
        if reader.given:
            kind = reader.fields("type", what="`{type: string}`")["type"].choice(("string",))
            found[str(key)] = {} if kind is None else {"type": kind}
    return found


def _enum(at: Reader) -> list[str] | None:
    if not at.given:
        return None
    seen: set[str] = set()
    found = []
    for item in at.items("strings"):
        text = item.text()
        unique(item, text, seen)
        found.append(text or "")
    return found


def _implied_type(fields: dict[str, Reader]) -> str:
    """The type of a ParamSpec that names none, as Tekton's SetDefaults has it."""
    if fields["properties"].given:
        return "object"
    match fields["default"].value:
        case list():
            return "array"
        case dict():
            return "object"
    return "string"


def _fit_type(fields: dict[str, Reader], kind: str, spec: dict[str, Any]) -> None:
    """What Tekton refuses in a ParamSpec whose fields are each right for themselves."""
    expected = {
        "string": (str, "a string"),
        "array": (list, "a list of strings"),
        "object": (dict, "a map of strings"),
    }
    shape, words = expected[kind]
    default, enum = fields["default"], fields["enum"]
    if spec["default"] is not None and not isinstance(spec["default"], shape):
        default.expects(f"{words}, as its param is of type `{kind}`")
    if kind != "object" and fields["properties"].given:
        fields["properties"].wrong(f"must go with the type `object`, got type `{kind}`")
    if enum.given and kind != "string":
        enum.wrong(f"must go with the type `string`, got type `{kind}`")
    elif spec["enum"] and isinstance(spec["default"], str) and spec["default"] not in spec["enum"]:
        default.wrong(f"must be {one_of(spec['enum'])}, its `enum`, got {quoted(default.value)}")
