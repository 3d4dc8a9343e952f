"""The types that a config may be made of: how each is read, and what a schema says of it.

| in Python | in the config |
|---|---|
| `str`, `int`, `float`, `bool` | a string, an integer, a number, a boolean |
| `Literal["a", "b"]`, an `Enum` of strings | one of these strings |
| `list[T]`, `tuple[T, ...]` | a list |
| `dict[str, T]` | a map |
| a dataclass, a `NamedTuple`, a `Frozen` | a map with these fields, `run_after` as `runAfter` |
| `Any` | whatever is there |

`T | None` may be left out, and so may what has a default; `null` is absent. What else is to be said
of a field says `Annotated[T, Field(…)]`. In a ConfigMap, where all is text, a list is written
`a, b`, and what is neither text nor such a list is YAML. A `ValueError` of the class itself, as in
the `__post_init__` of a dataclass, is a mistake of the config.
"""

from __future__ import annotations

import re

from krm_fn import yamledit
from krm_fn.frozen import Frozen
from krm_fn.reader import Form, Reader, one_of, quoted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


class Field(Frozen):
    r"""What is to be said of a field of a config beyond its type, in `Annotated`.

    `description` is for people, `name` is the field's name where it is not that of the attribute,
    `pattern` is the regular expression of the whole text, `minimum` and `maximum` of a number.

    >>> from typing import Annotated, NamedTuple
    >>> class Scale(NamedTuple):
    ...     replicas: Annotated[int, krm_fn.Field("how many pods", minimum=1)] = 1
    >>> config = krm_fn.KubeObject.new("kind: Scale\nspec: {replicas: 0}\n")
    >>> krm_fn.read_config(Scale, config, api_version=None)
    Traceback (most recent call last):
    ...
    krm_fn.errors.BadConfig: must be at least 1, got the number 0
    """

    description: str = ""
    name: str | None = None
    pattern: str | None = None
    minimum: float | None = None
    maximum: float | None = None


class Shape:
    """A type of the config: any value at all; the others say more."""

    words = "anything"

    def read(self, reader: Reader) -> Any:
        """The value; None where it is absent or wrong, which is then among the mistakes."""
        return reader.value

    def from_text(self, reader: Reader) -> Reader:
        """A reader of what a ConfigMap's text means for this type."""
        text = reader.text()
        if text is None:
            return reader.instead(None)
        try:
            return reader.instead(yamledit.load(text))
        except yamledit.YAMLError as problem:
            reader.wrong(f"must be YAML, got {quoted(text)}: {problem.message}")
            return reader.instead(None)

    def schema(self) -> dict[str, Any]:
        """What JSON Schema says of it."""
        return {}


class Text(Shape):
    """A string, also an empty one; with a pattern, one that is like it."""

    words = "text"

    def __init__(self, pattern: str | None = None) -> None:
        self.pattern = pattern

    def read(self, reader: Reader) -> Any:
        """The string."""
        if self.pattern is None:
            return reader.text()
        return reader.string(Form(self.pattern, f"like `{self.pattern}`", 1 << 20))

    def from_text(self, reader: Reader) -> Reader:
        """As it is."""
        return reader

    def schema(self) -> dict[str, Any]:
        """A string, and what it is like."""
        like = {} if self.pattern is None else {"pattern": f"^(?:{self.pattern})$"}
        return {"type": "string", **like}


class Number(Shape):
    """An int or a float, with its limits."""

    def __init__(self, kind: type, minimum: float | None, maximum: float | None) -> None:
        self.kind = kind
        self.minimum, self.maximum = minimum, maximum
        self.words = "integer" if kind is int else "number"

    def read(self, reader: Reader) -> Any:
        """The number, within its limits."""
        value = reader.value
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(
            value, int if self.kind is int else int | float
        ):
            reader.expects("an integer" if self.kind is int else "a number")
            return None
        if self.minimum is not None and value < self.minimum:
            reader.expects(f"at least {self.minimum:g}")
        elif self.maximum is not None and value > self.maximum:
            reader.expects(f"at most {self.maximum:g}")
        # What was read may remember how it is written; who reads a config wants a number.
        return self.kind(value)

    def schema(self) -> dict[str, Any]:
        """A number, and its limits."""
        limits = {"minimum": self.minimum, "maximum": self.maximum}
        given = {name: limit for name, limit in limits.items() if limit is not None}
        return {"type": self.words, **given}


class Boolean(Shape):
    """True or false."""

    words = "boolean"

    def read(self, reader: Reader) -> Any:
        """True or false."""
        return reader.boolean()

    def schema(self) -> dict[str, Any]:
        """A boolean."""
        return {"type": "boolean"}


class Choice(Shape):
    """One of a few strings, which `make` turns into what the function gets."""

    def __init__(self, options: tuple[str, ...], make: Callable[[str], Any] = str) -> None:
        self.options = options
        self.make = make
        self.words = one_of(options)

    def read(self, reader: Reader) -> Any:
        """What `make` makes of the string."""
        chosen = reader.choice(self.options)
        return None if chosen is None else self.make(chosen)

    def from_text(self, reader: Reader) -> Reader:
        """As it is."""
        return reader

    def schema(self) -> dict[str, Any]:
        """A string, and which it may be."""
        return {"type": "string", "enum": [*self.options]}


class ListOf(Shape):
    """A list of one type, which `make` makes a list or a tuple of."""

    def __init__(self, item: Shape, make: Callable[[list[Any]], Any]) -> None:
        self.item = item
        self.make = make
        self.words = f"list of {item.words}"

    def read(self, reader: Reader) -> Any:
        """What `make` makes of the items."""
        if reader.value is None:
            return None
        return self.make([self.item.read(item) for item in reader.items(self.item.words)])

    def from_text(self, reader: Reader) -> Reader:
        """A list of YAML, or parts between commas."""
        text = reader.text()
        # `a, b`; what begins as a list of YAML is one.
        if text is None or re.match(r"\s*(?:\[|-\s)", text):
            return super().from_text(reader)
        parts = [part.strip() for part in text.split(",")] if text.strip() else []
        return reader.instead([self.item.from_text(reader.instead(part)).value for part in parts])

    def schema(self) -> dict[str, Any]:
        """A list, and what is in it."""
        return {"type": "array", "items": self.item.schema()}


class MapOf(Shape):
    """A map from strings to one type."""

    def __init__(self, value: Shape) -> None:
        self.value = value
        self.words = f"map of {value.words}"

    def read(self, reader: Reader) -> Any:
        """The values by their keys; none may be null."""
        if reader.value is None:
            return None
        if not isinstance(reader.value, dict):
            reader.expects("a map")
            return None
        below = {key: reader.below(key, value) for key, value in reader.value.items()}
        return {key: self.value.read(one.required()) for key, one in below.items()}

    def schema(self) -> dict[str, Any]:
        """A map, and what is in it."""
        return {"type": "object", "additionalProperties": self.value.schema()}


class Member(Frozen):
    """A field of a record: its attribute, its name in the config, its shape, and what is said."""

    attribute: str
    name: str
    shape: Shape
    said: Field
    is_required: bool
    default: Any


class Record(Shape):
    """A map with fields of its own, which `make` makes an object of: the class of the record."""

    def __init__(self, make: Callable[..., Any], members: tuple[Member, ...]) -> None:
        self.make = make
        self.members = members
        self.names = tuple(member.name for member in members)
        self.words = "map"

    def read(self, reader: Reader) -> Any:
        """The record of the fields of a map."""
        known = reader.fields(*self.names)
        return self.made(known, reader)

    def made(self, readers: dict[str, Reader], whole: Reader) -> Any:
        """The record of what the readers of its fields give; None where something is wrong."""
        count = len(whole.mistakes)
        values = {}
        for member in self.members:
            reader = readers[member.name]
            if member.is_required:
                reader.required(member.said.description)
            value = member.shape.read(reader)
            if value is not None or member.is_required:
                values[member.attribute] = value
        if len(whole.mistakes) > count:
            return None
        try:
            return self.make(**values)
        except ValueError as problem:  # what the class checks itself
            whole.wrong(str(problem))
            return None

    def schema(self) -> dict[str, Any]:
        """A map, and its fields."""
        properties = {}
        for member in self.members:
            found = member.shape.schema()
            if not member.is_required and "type" in found:
                found["type"] = [found["type"], "null"]
                if "enum" in found:
                    found["enum"] = [*found["enum"], None]
            if member.said.description:
                found["description"] = member.said.description
            if member.default is not None:
                found["default"] = member.default
            properties[member.name] = found
        required = [member.name for member in self.members if member.is_required]
        listed = {"required": required} if required else {}
        return {
            "type": "object", **listed, "additionalProperties": False, "properties": properties,
        }  # fmt: skip
