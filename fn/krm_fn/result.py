"""Findings, as the KRM function specification describes them (functions-spec.md, "results")."""

from __future__ import annotations

import enum

from krm_fn import yamledit
from krm_fn.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from krm_fn.manifest import Manifest

FieldPath = tuple[str | int, ...]


class Severity(enum.StrEnum):
    """How bad a finding is. Always written: the specification's default is not the tools'."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class ResourceRef(Frozen):
    """Which object a finding is about; what the object does not have is None."""

    api_version: str | None
    kind: str | None
    name: str | None
    namespace: str | None = None

    @property
    def is_complete(self) -> bool:
        """Whether it may go on the wire: there, all but the namespace are required."""
        return None not in (self.api_version, self.kind, self.name)

    def __str__(self) -> str:
        """`tekton.dev/v1/Pipeline/ns1/p`, without what is absent."""
        parts = (self.api_version, self.kind, self.namespace, self.name)
        return "/".join(part for part in parts if part)


class Result(Frozen):
    """One finding. `field` is a path tuple or text that is one already; None is absent.

    `current_value` and `proposed_value` may be any plain data; None means absent, as the
    protocol has no use for a null there. `krm_fn.Results` makes and collects them.

    >>> print(krm_fn.Result.error("must be at least 1", path="spec.replicas", current=0))
    [error] spec.replicas: must be at least 1
    """

    message: str
    severity: Severity = Severity.ERROR
    resource_ref: ResourceRef | None = None
    field: FieldPath | str | None = None
    current_value: Any = None
    proposed_value: Any = None
    file_path: str | None = None
    file_index: int | None = None
    tags: Mapping[str, str] | None = None

    @classmethod
    def error(
        cls,
        message: str,
        about: Manifest | None = None,
        path: FieldPath | str | None = None,
        current: Any = None,
        proposed: Any = None,
    ) -> Result:
        """A finding that fails the run; reference and file are those of the object `about`."""
        return _about(Severity.ERROR, message, about, path, (current, proposed))

    @classmethod
    def warning(
        cls,
        message: str,
        about: Manifest | None = None,
        path: FieldPath | str | None = None,
        current: Any = None,
        proposed: Any = None,
    ) -> Result:
        """A finding that a person should look at; the run goes on."""
        return _about(Severity.WARNING, message, about, path, (current, proposed))

    @classmethod
    def info(
        cls,
        message: str,
        about: Manifest | None = None,
        path: FieldPath | str | None = None,
        current: Any = None,
        proposed: Any = None,
    ) -> Result:
        """What was done, for the record."""
        return _about(Severity.INFO, message, about, path, (current, proposed))

    @property
    def field_path(self) -> str | None:
        """The field as the protocol writes it: `spec.tasks[0].name`."""
        if isinstance(self.field, tuple):
            return yamledit.format_path(self.field)
        return self.field

    def to_wire(self) -> dict[str, Any]:
        """The entry of the ResourceList's `results`. Absent means absent: never `{}` or -1."""
        wire: dict[str, Any] = {"message": self.message, "severity": str(self.severity)}
        if self.resource_ref is not None and self.resource_ref.is_complete:
            wire["resourceRef"] = _present(
                apiVersion=self.resource_ref.api_version,
                kind=self.resource_ref.kind,
                name=self.resource_ref.name,
                namespace=self.resource_ref.namespace,
            )
            if self.field:  # the specification wants no field without a resourceRef
                wire["field"] = _present(
                    path=self.field_path,
                    currentValue=self.current_value,
                    proposedValue=self.proposed_value,
                )
        if self.file_path:
            wire["file"] = _present(path=self.file_path, index=self.file_index)
        if self.tags:
            wire["tags"] = dict(self.tags)
        return wire

    def __str__(self) -> str:
        """One line for people, in the order that kpt prints: severity, object, field, message."""
        where = " ".join(part for part in (str(self.resource_ref or ""), self.field_path) if part)
        line = f"[{self.severity}] {where}: " if where else f"[{self.severity}] "
        line += " ".join(self.message.split())
        if self.file_path:
            index = "" if not self.file_index else f"[{self.file_index}]"
            line += f" ({self.file_path}{index})"
        return line if line.isprintable() else "".join(map(_printable, line))


class Results(list[Result]):
    r"""What a run found, in order: a list of Results that can be told more.

    The arguments are those of `Result.error`: the message, and what it is about: the object, the
    field as a path, its current and the proposed value. Each gives the Result that it adds.

    >>> results = krm_fn.Results()
    >>> pod = krm_fn.KubeObject.new("apiVersion: v1\nkind: Pod\nmetadata: {name: web}\n")
    >>> _ = results.warning("runs as root", pod, "spec.securityContext.runAsUser")
    >>> print(results[0])
    [warning] v1/Pod/web spec.securityContext.runAsUser: runs as root
    """

    def append(self, result: Result, /) -> None:
        """Add a Result. What is none is a TypeError."""
        kind: type = type(result)
        if not issubclass(kind, Result):
            message = f"a {kind.__name__} is no Result: `results.error(…)` makes one"
            raise TypeError(message)
        super().append(result)

    def error(
        self,
        message: str,
        about: Manifest | None = None,
        path: FieldPath | str | None = None,
        current: Any = None,
        proposed: Any = None,
    ) -> Result:
        """A finding that fails the run: its exit code is 1, and no object is changed."""
        return self._add(Result.error(message, about, path, current, proposed))

    def warning(
        self,
        message: str,
        about: Manifest | None = None,
        path: FieldPath | str | None = None,
        current: Any = None,
        proposed: Any = None,
    ) -> Result:
        """A finding that a person should look at; the run goes on."""
        return self._add(Result.warning(message, about, path, current, proposed))

    def info(
        self,
        message: str,
        about: Manifest | None = None,
        path: FieldPath | str | None = None,
        current: Any = None,
        proposed: Any = None,
    ) -> Result:
        """What was done, for the record."""
        return self._add(Result.info(message, about, path, current, proposed))

    def _add(self, result: Result) -> Result:
        self.append(result)
        return result


def exit_code(results: Iterable[Result]) -> int:
    """0, or 1 if any finding is an error. The one place that decides: no orchestrator does.

    >>> krm_fn.exit_code([krm_fn.Result.warning("mind the gap"), krm_fn.Result.error("too wide")])
    1
    """
    return int(any(result.severity == Severity.ERROR for result in results))


def _about(
    severity: Severity,
    message: str,
    about: Manifest | None,
    path: FieldPath | str | None,
    values: tuple[Any, Any],
) -> Result:
    ref = file_path = file_index = None
    if about is not None:
        ref = about.reference
        file_path, file_index = about.file_path, about.file_index
    return Result(message, severity, ref, path or None, *values, file_path, file_index)


def _present(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


def _printable(character: str) -> str:
    """What breaks a line, drives a terminal or cannot be encoded is written as in Python."""
    return character if character.isprintable() else ascii(character)[1:-1]
