"""A function's config as an object of the function's own type, with every mistake at once."""

from __future__ import annotations

import typing
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from krm_fn import shapes
from krm_fn.errors import BadConfig, Unreadable
from krm_fn.program import API_VERSION
from krm_fn.reader import Mistake, Reader, camel_case, described
from krm_fn.result import Result

if TYPE_CHECKING:
    from krm_fn.kubeobject import KubeObject
    from krm_fn.shapes import Field, Shape

T = TypeVar("T")

# What kpt gives where nobody gave a config (go/fn, EmptyFunctionConfig).
_NO_CONFIG = "function-input"


def read_config(
    kind: type[T],
    obj: KubeObject | None,
    *,
    api_version: str | None = API_VERSION,
    name: str | None = None,
    under: str = "spec",
) -> T:
    r"""Give the config that the object holds; the type's defaults where there is none.

    `kind` is a dataclass, a NamedTuple or a Frozen. The object is one of its kind, `name` or else
    the type's own name, and of that `api_version` (None: any), with the fields `under` this field,
    or beside its metadata where that is empty. Or it is a ConfigMap: its `data` has a text for each
    field, and if the only field is a `dict[str, str]`, `data` is that. Raises BadConfig with every
    mistake.

    >>> from typing import NamedTuple
    >>> class SetLabels(NamedTuple):
    ...     labels: dict[str, str]
    >>> config = krm_fn.KubeObject.new("apiVersion: v1\nkind: ConfigMap\ndata: {app: web}\n")
    >>> krm_fn.read_config(SetLabels, config)
    SetLabels(labels={'app': 'web'})
    """
    record = record_of(kind)
    if obj is None:
        return _checked(record, {}, "", [], None)  # type: ignore[no-any-return]
    try:
        data, ambiguous = obj.plain, obj.ambiguous()
    except Unreadable as problem:
        raise BadConfig([Result.error(f"cannot be read: {problem}", obj)]) from None
    if _is_config_map(data):
        under = "data"
    else:
        _check_kind(obj, name or kind.__name__, api_version)
    mistakes = [
        Mistake(path, f"`{text}` is read in two ways by Kubernetes' tools: quote it")
        for path, text in ambiguous.items()
        if (path[0] == under if under else path[0] in record.names)
    ]
    return _checked(record, data, under, mistakes, obj)  # type: ignore[no-any-return]


def _checked(
    record: shapes.Record,
    data: dict[str, Any],
    under: str,
    mistakes: list[Mistake],
    obj: KubeObject | None,
) -> Any:
    config = _read(record, data, under, mistakes)
    if mistakes and obj is None:
        raise BadConfig(
            Result.error(f"{one.message}; no config was given", None, ("functionConfig", *one.path))
            for one in mistakes
        )
    if mistakes:
        raise BadConfig(Result.error(one.message, obj, one.path) for one in mistakes)
    return config


def _read(record: shapes.Record, data: dict[str, Any], under: str, mistakes: list[Mistake]) -> Any:
    root = Reader(data, (), mistakes)
    if not under:
        return record.made(root.fields("apiVersion", "kind", "metadata", *record.names), root)
    whole = root.below(under, data.get(under))
    if under != "data":
        root.fields("apiVersion", "kind", "metadata", under)
        return record.read(whole)
    only = record.members[0] if len(record.members) == 1 else None
    if only is not None and isinstance(only.shape, shapes.MapOf):
        return record.made({only.name: whole}, whole)
    texts = whole.fields(*record.names)
    meant = {one.name: one.shape.from_text(texts[one.name]) for one in record.members}
    return record.made(meant, whole)


def _is_config_map(data: dict[str, Any]) -> bool:
    return data.get("kind") == "ConfigMap" and data.get("apiVersion") == "v1"


def _check_kind(obj: KubeObject, kind: str, api_version: str | None) -> None:
    if obj.kind == kind and api_version in (None, obj.api_version):
        return
    of = "" if api_version is None else f" of `{api_version}`"
    message = (
        f"must be `{kind}`{of}, or `ConfigMap` of `v1`, got {described(obj.kind)} of "
        f"{described(obj.api_version)}"
    )
    raise BadConfig([Result.error(message, obj, "kind" if obj.kind != kind else "apiVersion")])


def is_nothing(obj: KubeObject) -> bool:
    """Whether this is what kpt gives where nobody gave a config."""
    return obj.kind == "ConfigMap" and obj.name == _NO_CONFIG and not obj.get("data")


def schema(kind: type, *, api_version: str, name: str | None = None, under: str = "spec") -> Any:
    """Give the JSON Schema of the config's own kind, as plain data."""
    record = record_of(kind).schema()
    own = {
        "apiVersion": {"const": api_version},
        "kind": {"const": name or kind.__name__},
        "metadata": {"type": "object"},
    }
    required = ["apiVersion", "kind"]
    if under:
        properties = {**own, under: record}
        required += [under] if "required" in record else []
    else:
        properties = {**own, **record["properties"]}
        required += record.get("required", [])
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": name or kind.__name__,
        "type": "object",
        "required": required,
        "additionalProperties": False,
        "properties": properties,
    }


def record_of(kind: type) -> shapes.Record:
    """Give the shape of a type that is a whole config. Raises TypeError for another."""
    shape = shape_of(kind)
    if not isinstance(shape, shapes.Record):
        message = f"a config has fields: {kind!r} is no dataclass, NamedTuple or Frozen"
        raise TypeError(message)
    return shape


def shape_of(hint: Any, said: Field | None = None) -> Shape:
    """Give the shape of a type. Raises TypeError for one that no config can have."""
    said = said or shapes.Field()
    origin, parts = typing.get_origin(hint), typing.get_args(hint)
    if hint is str:
        return shapes.Text(said.pattern)
    if hint in (int, float):
        return shapes.Number(hint, said.minimum, said.maximum)
    if hint is bool or hint is Any:
        return shapes.Boolean() if hint is bool else shapes.Shape()
    if origin is Literal and all(isinstance(part, str) for part in parts):
        return shapes.Choice(parts)
    if origin is list or (origin is tuple and parts[1:] == (...,)):
        return shapes.ListOf(shape_of(parts[0], said), origin)
    if origin is dict and parts[0] is str:
        return shapes.MapOf(shape_of(parts[1], said))
    if isinstance(hint, type) and (choice := _enumerated(hint)) is not None:
        return choice
    if isinstance(hint, type) and (members := _members(hint)) is not None:
        return shapes.Record(hint, members)
    message = f"{hint!r} is no type that a config can have: krm_fn.shapes says which are"
    raise TypeError(message)


def _enumerated(kind: type) -> Shape | None:
    import enum

    if not issubclass(kind, enum.Enum):
        return None
    values = tuple(member.value for member in kind)
    return shapes.Choice(values, kind) if all(isinstance(one, str) for one in values) else None


def _members(kind: type) -> tuple[shapes.Member, ...] | None:
    """The fields of a dataclass, a NamedTuple or a Frozen; None for another class."""
    names, defaults = _defaults(kind)
    if names is None:
        return None
    try:
        hints = typing.get_type_hints(kind, include_extras=True)
    except NameError as problem:
        message = f"the fields of `{kind.__name__}` need what its module does not have: {problem}"
        raise TypeError(message) from None
    return tuple(_member(name, hints[name], defaults) for name in names)


def _defaults(kind: type) -> tuple[tuple[str, ...] | None, dict[str, Any]]:
    """The names of the fields in order, and the defaults of those that have one."""
    fields = getattr(kind, "__dataclass_fields__", None)
    if fields is None:
        return getattr(kind, "_fields", None), getattr(kind, "_field_defaults", {})
    import dataclasses  # the class that is one imported it

    found = {}
    for field in dataclasses.fields(kind):
        if field.default is not dataclasses.MISSING:
            found[field.name] = field.default
        elif field.default_factory is not dataclasses.MISSING:
            found[field.name] = field.default_factory()
    return tuple(field.name for field in dataclasses.fields(kind) if field.init), found


def _member(attribute: str, hint: Any, defaults: dict[str, Any]) -> shapes.Member:
    said = shapes.Field()
    if typing.get_origin(hint) is typing.Annotated:
        hint, *notes = typing.get_args(hint)
        said = next((note for note in notes if isinstance(note, shapes.Field)), said)
    parts = typing.get_args(hint)
    of_others = (list, dict, tuple, Literal)  # whose parts are not alternatives
    is_optional = type(None) in parts and typing.get_origin(hint) not in of_others
    if is_optional:
        others = [part for part in parts if part is not type(None)]
        hint = others[0] if len(others) == 1 else hint
    name = said.name or camel_case(attribute)
    has_default = attribute in defaults or is_optional
    default = _plain(defaults.get(attribute))
    return shapes.Member(attribute, name, shape_of(hint, said), said, not has_default, default)


def _plain(value: Any) -> Any:
    """A default as the schema and the help show it; None for what neither can."""
    import enum

    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, list | tuple) and not hasattr(value, "_fields"):
        return [_plain(item) for item in value]
    return value if isinstance(value, str | int | float | dict) else None
