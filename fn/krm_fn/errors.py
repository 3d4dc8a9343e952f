"""What can go wrong between bytes and objects. Each error says one thing in one line."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from krm_fn.manifest import Manifest
    from krm_fn.result import Result


class NotAResourceList(ValueError):
    """The input cannot be read as a ResourceList (or, in a stream, as YAML documents).

    Nothing can be written then: whatever we wrote would replace what we could not read.
    """


class Unreadable(ValueError):
    """The text of the object `about` is not YAML that we can use.

    `line` is that of the whole input, from 1.
    """

    def __init__(self, message: str, line: int, about: Manifest) -> None:
        super().__init__(f"line {line}: {message}")
        self.message = message
        self.line = line
        self.about = about

    def __str__(self) -> str:
        """The error, and what to do where the text is a template."""
        said = super().__str__()
        # Most of these errors are never shown, and nearly all texts are YAML.
        from krm_fn import templates

        shown = templates.unfilled(self.about.text)
        if shown is None:
            return said
        advice = "quote it, or run this on what the template makes"
        return f"{said}; `{shown}` looks like a template: {advice}"


class CannotEdit(ValueError):
    """The new data of the object `about` cannot be written without touching something else.

    `path` is where, empty for the whole object.
    """

    def __init__(self, reason: str, about: Manifest, path: tuple[str | int, ...] = ()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.about = about
        self.path = path


class BadConfig(Exception):
    """Raised by a function whose FunctionConfig is wrong: `results` has every mistake."""

    def __init__(self, results: Iterable[Result]) -> None:
        self.results = list(results)
        super().__init__("; ".join(result.message for result in self.results))
