"""The reference of the SDK, made from its docstrings: `make reference` writes it.

Names come in the order in which somebody who writes a function needs them. Each public name of
`krm_fn` is in one of the sections; a test says which is missing.
"""

from __future__ import annotations

import importlib
import inspect
import re
import sys
import typing
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import krm_fn

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = Path(__file__).parents[2] / "docs" / "sdk-reference.md"
HEAD = """\
# Reference of `krm_fn`

Made from the docstrings by `make reference`; tests run the examples.
[The tutorial](sdk.md#ten-minutes) comes first.
"""


class _Words(str):
    """An annotation, which is text here: it comes without quotes."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


class Section(NamedTuple):
    """A heading, the module whose docstring opens it if any, and the names in it."""

    title: str
    module: str
    names: tuple[str, ...]


SECTIONS = (
    Section("The program", "", ("main", "function", "Function", "run", "run_exec_plugin",
                                "EXEC_PLUGIN_VARIABLE")),
    Section("The list", "", ("ResourceList",)),
    Section("An object", "", ("KubeObject",)),
    Section("Paths", "paths", ("Named", "FieldError")),
    Section("The config", "shapes", ("Field", "read_config", "BadConfig")),
    Section("Findings", "", ("Results", "Result", "ResourceRef", "Severity", "exit_code")),
    Section("Tests", "testing", ("testing.golden", "testing.check", "testing.cases",
                                 "testing.run_once", "testing.input_of")),
    Section("Streams of documents", "", ("Documents", "split")),
    Section("Errors", "", ("CannotEdit", "NotAResourceList", "Unreadable")),
)  # fmt: skip


def page() -> str:
    """Give the whole page."""
    return "\n".join([HEAD, *(line for one in SECTIONS for line in _section(one))]).rstrip() + "\n"


def _section(section: Section) -> Iterator[str]:
    yield f"## {section.title}\n"
    if section.module:
        yield _text(importlib.import_module(f"krm_fn.{section.module}").__doc__ or "")
    for name in section.names:
        found: Any = krm_fn
        for part in name.split("."):
            found = getattr(found, part)
        yield from _entry(name, found)


def _entry(name: str, found: Any) -> Iterator[str]:
    yield f"### `krm_fn.{name}`\n"
    if not (inspect.isclass(found) or callable(found)):
        yield f"`{found!r}`\n"
        return
    if signature := _signature(name.rpartition(".")[2], found):
        yield f"```python\n{signature}\n```\n"
    yield _text(inspect.getdoc(found) or "")
    if inspect.isclass(found):
        for member, value in _members(found):
            yield from _member(member, value)


def _members(kind: type) -> Iterator[tuple[str, Any]]:
    """The public methods and properties with a docstring that the SDK wrote, inherited ones too."""
    for name in dir(kind):
        value = inspect.getattr_static(kind, name)
        of_us = any(
            name in vars(base) and base.__module__.startswith("krm_fn.") for base in kind.__mro__
        )
        if not name.startswith("_") and of_us and _documented(value):
            yield name, value


def _documented(value: Any) -> bool:
    if isinstance(value, property):
        value = value.fget  # of a record's field, that is none of the SDK's own
    is_one = isinstance(value, staticmethod | classmethod) or inspect.isfunction(value)
    return is_one and bool(value.__doc__)


def _member(name: str, value: Any) -> Iterator[str]:
    if isinstance(value, property):
        yield f"#### `.{name}`\n"
    else:
        function = value.__func__ if isinstance(value, classmethod | staticmethod) else value
        signature = _signature(name, function, skip=not isinstance(value, staticmethod))
        yield f"#### `.{name}`\n\n```python\n{signature}\n```\n"
    yield _text(inspect.getdoc(value) or "")


def _signature(name: str, found: Any, *, skip: bool = False) -> str:
    """How it is called, with its types as they are written; empty for what nobody calls."""
    if inspect.isclass(found) and issubclass(found, str):
        return ""
    overloads = typing.get_overloads(found) if inspect.isfunction(found) else []
    try:
        signature = inspect.signature(overloads[-1] if overloads else found)
    except ValueError:
        return ""
    parameters = [*map(_as_written, signature.parameters.values())][1 if skip else 0 :]
    given = signature.return_annotation
    given = _Words(given) if isinstance(given, str) else given
    return _folded(name, str(signature.replace(parameters=parameters, return_annotation=given)))


def _as_written(parameter: inspect.Parameter) -> inspect.Parameter:
    """The parameter, with its type and its default in words that are the same in each run."""
    annotation, default = parameter.annotation, parameter.default
    if isinstance(annotation, str):
        annotation = _Words(annotation)
    if not isinstance(default, str | int | type | None) and default != ():
        default = _Words("…")
    return parameter.replace(annotation=annotation, default=default)


def _folded(name: str, text: str) -> str:
    if len(name + text) <= 100:
        return name + text
    inside, _, rest = text[1:].rpartition(")")
    parts = re.split(r", (?![^\[(]*[\])])", inside)
    return f"{name}(\n" + "".join(f"    {part},\n" for part in parts) + f"){rest}"


def _text(docstring: str) -> str:
    """A docstring as Markdown: its examples become blocks, all else is Markdown already."""
    parts: list[str] = []
    example: list[str] = []
    for line in [*inspect.cleandoc(docstring).splitlines(), ""]:
        # An example goes on to the next empty line.
        if line.startswith(">>> ") or (example and line):
            example.append(line)
            continue
        if example:
            parts += ["```python", *example, "```"]
            example = []
        parts.append(line)
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.stderr.write(f"written: {PAGE.name}\n")
