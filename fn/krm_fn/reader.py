"""A reader of plain data that collects every mistake instead of stopping at the first.

The wording keeps kpt's rules for errors: say what is possible ("must be ..."), quote what the
user wrote, back-quote names.
"""

from __future__ import annotations

import re
from types import MappingProxyType

from krm_fn.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

__all__ = [
    "Form",
    "Mistake",
    "Reader",
    "camel_case",
    "described",
    "one_of",
    "quoted",
    "written_names",
]

# Longer values are cut in messages: a finding is one line for people.
_SHOWN = 80


class Mistake(Frozen):
    """One thing that is wrong in a config: where, from the config's root, and what it must be."""

    path: tuple[str | int, ...]
    message: str


class Form(Frozen):
    """What a name must look like: the pattern of the whole name, and the rule in words."""

    pattern: str | re.Pattern[str]
    rule: str
    longest: int = 253


class Reader:
    """A value, its path from the config's root, and the mistakes that all readers share.

    Every reading method gives None for what is absent (`null` is absent) or wrong; what is wrong
    is then among the mistakes.
    """

    __slots__ = ("mistakes", "path", "value")

    def __init__(self, value: Any, path: tuple[str | int, ...], mistakes: list[Mistake]) -> None:
        self.value = value
        self.path = path
        self.mistakes = mistakes

    @property
    def given(self) -> bool:
        """Whether the user gave a value."""
        return self.value is not None

    @property
    def broken(self) -> bool:
        """Whether a mistake was found here or below."""
        # What is wrong inside makes the whole unfit to reason about.
        depth = len(self.path)
        return any(mistake.path[:depth] == self.path for mistake in self.mistakes)

    def wrong(self, message: str) -> None:
        """Note a mistake at this place."""
        self.mistakes.append(Mistake(self.path, message))

    def below(self, key: str | int, value: Any) -> Reader:
        """The reader of a value inside this one."""
        return Reader(value, (*self.path, key), self.mistakes)

    def instead(self, value: Any) -> Reader:
        """The reader of another value at the same place."""
        return Reader(value, self.path, self.mistakes)

    def required(self, reason: str = "") -> Reader:
        """This reader; an absent value is a mistake, explained by `reason`."""
        if not self.given:
            self.wrong(f"must be set: {reason}" if reason else "must be set")
        return self

    def expects(self, what: str, hint: str = "") -> None:
        """Note that the value must be `what`, and what it is instead."""
        self.wrong(f"must be {what}, got {described(self.value)}{hint}")

    def fields(
        self, *known: str, what: str = "a map", said: Mapping[str, str] = MappingProxyType({})
    ) -> dict[str, Reader]:
        """A reader for each known field, given or not; other fields are mistakes.

        `said` has the words for those that people look for here.
        """
        value = self.value if isinstance(self.value, dict) else {}
        if self.given and not isinstance(self.value, dict):
            self.expects(what)
        for key in value:
            if key not in known:
                self.below(str(key), None).wrong(said.get(key) or _unknown(str(key), known))
        return {key: self.below(key, value.get(key)) for key in known}

    def items(self, what: str) -> Iterator[Reader]:
        """A reader for each item of a list of `what`; an item that is null is a mistake."""
        if self.given and not isinstance(self.value, list):
            self.expects(f"a list of {what}")
            return
        for index, item in enumerate(self.value or ()):
            yield self.below(index, item).required("fill it in or take it out of the list")

    def not_empty(self) -> None:
        """A list without items is a mistake."""
        if self.value == []:
            self.wrong("must have at least one item")

    def string(self, form: Form | None = None) -> str | None:
        """A string that is not empty and has the form."""
        text = self.text()
        if text == "":
            self.wrong("must not be empty")
        if not text or form is None:
            return text or None
        if len(text) > form.longest or re.fullmatch(form.pattern, text) is None:
            self.wrong(f"must be {form.rule}, got {quoted(text)}")
            return None
        return text

    def text(self) -> str | None:
        """Any string. A number or boolean is one that YAML read from a plain scalar."""
        if self.value is None or isinstance(self.value, str):
            return self.value
        scalar = isinstance(self.value, (bool, int, float))
        self.expects("a string", ": quote it" if scalar else "")
        return None

    def choice(self, options: Iterable[str]) -> str | None:
        """One of a few strings."""
        text = self.text()
        if text is not None and text not in options:
            self.wrong(f"must be {one_of(options)}, got {quoted(text)}")
            return None
        return text

    def boolean(self) -> bool | None:
        """True or false; a string is a mistake, whatever it says."""
        if self.value is None or isinstance(self.value, bool):
            return self.value
        bare = self.value in ("true", "false")
        self.expects("a boolean", ": take the quotes away" if bare else "")
        return None


def written_names(record: type[Frozen]) -> tuple[str, ...]:
    """The fields of a record as a config has them: `run_after` is `runAfter`, `from_` is `from`.

    What is a field of a record, the reader knows, and no other.
    """
    return tuple(camel_case(field) for field in record._fields)


def camel_case(name: str) -> str:
    """A name of Python as a config has it: `run_after` is `runAfter`, `from_` is `from`."""
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def quoted(text: str) -> str:
    """A user's string in back quotes, on one line, cut where it is long."""
    shown = text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
    return "`" + "".join(c if c.isprintable() else repr(c)[1:-1] for c in shown) + "`"


def one_of(options: Iterable[str]) -> str:
    """`one of ...` for a message; the only option by itself."""
    names = [quoted(option) for option in dict.fromkeys(options)]
    return f"one of {', '.join(names)}" if len(names) > 1 else "".join(names)


def described(value: Any) -> str:
    """What a value is, in words for people."""
    match value:
        case None:
            return "nothing"
        case bool():
            return f"the boolean {str(value).lower()}"
        case int() | float():
            # Python refuses to print integers of thousands of digits.
            return f"the number {value}" if abs(value) < 1e30 else "a number"
        case str():
            return f"the string {quoted(value)}"
        case list():
            return "a list"
        case dict():
            return "a map"
    return "something that is not plain data"


def _unknown(key: str, known: tuple[str, ...]) -> str:
    plain = key.lower().replace("-", "").replace("_", "").rstrip("s")
    for name in known:
        if name.lower().rstrip("s") == plain:
            return f"is not a known field: did you mean {quoted(name)}?"
    return f"is not a known field: must be {one_of(known)}"
