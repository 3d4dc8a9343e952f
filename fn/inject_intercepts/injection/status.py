"""References that follow the split: results, runAfter, and the deploy's status.

Where a status is tested, the variants' statuses are tested together: `Failed` of one task is
`FailedNone` or `NoneFailed` of two. One skipped variant makes the aggregate `$(tasks.status)`
`Completed` where it was `Succeeded` (resources/pipelinerunstate.go, GetPipelineTaskStatus and the
aggregate's own rule), so `Completed` joins where `Succeeded` is tested.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from inject_intercepts import contract
from inject_intercepts.tekton import references

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from inject_intercepts.injection.plan import Names

STATUSES = ("Succeeded", "Failed", "None")
AGGREGATE = references.AGGREGATE_STATUS


def forward(spec: dict[str, Any], names: Names, result: str) -> dict[str, Any]:
    """Give the PipelineSpec in which all that named the deploy task names what took its place."""
    status = f"$(tasks.{names.deploy}.status)"
    spec = map_when(spec, lambda entry: _split_status(entry, names, status))

    spec = references.substitute(spec, onward(names, result))
    tasks = references.rename_in_run_after(spec["tasks"], names.deploy, (names.pass_through,))
    return {**spec, "tasks": tasks}


def backward(spec: dict[str, Any], names: Names, result: str) -> dict[str, Any]:
    """Undo `forward`."""
    status = f"$(tasks.{names.deploy}.status)"
    spec = map_when(spec, lambda entry: _join_status(entry, names, status))
    reasons = f"$(tasks.{names.deploy}.reason)"
    spec = references.replace_text(spec, names.joined("reason"), reasons)

    spec = references.substitute(spec, back(names, result))
    tasks = references.rename_in_run_after(spec["tasks"], names.pass_through, (names.deploy,))
    return {**spec, "tasks": tasks}


def onward(names: Names, result: str) -> Callable[[references.Reference], str]:
    """Give how a reference to the deploy task is written from now on."""

    def replace(reference: references.Reference) -> str:
        if reference.task != names.deploy or reference.section != "tasks":
            return str(reference)
        if reference.kind == "reason":
            return names.joined("reason")
        return reference.renamed(
            names.pass_through, contract.RESULT if _reads(reference, result) else None
        )

    return replace


def back(names: Names, result: str) -> Callable[[references.Reference], str]:
    """Give how a reference to the pass-through was written before."""

    def replace(reference: references.Reference) -> str:
        if reference.task != names.pass_through or reference.section != "tasks":
            return str(reference)
        return reference.renamed(
            names.deploy, result if _reads(reference, contract.RESULT) else None
        )

    return replace


def _reads(reference: references.Reference, result: str) -> bool:
    return reference.result is not None and reference.result.name == result


def map_when(
    spec: dict[str, Any], change: Callable[[dict[str, Any]], dict[str, Any]]
) -> dict[str, Any]:
    """Give the PipelineSpec with each `when` entry of each pipeline task changed."""
    made = dict(spec)
    for section in ("tasks", "finally"):
        if spec.get(section):
            made[section] = [
                {**task, "when": [change(entry) for entry in task["when"]]}
                if task.get("when")
                else task
                for task in spec[section]
            ]
    return made


def _split_status(entry: dict[str, Any], names: Names, status: str) -> dict[str, Any]:
    if entry.get("input") != status:
        return entry
    values = [new for value in entry.get("values") or [] for new in split_value(value, names)]
    return {**entry, "input": names.joined("status"), "values": values}


def split_value(value: str, names: Names) -> list[str]:
    """Give what the joined statuses read where the one status read `value`.

    >>> split_value("Failed", Names("deploy", ("telepresence", "mirrord")))
    ['FailedNone', 'NoneFailed']
    """
    count = len(names.backends)
    if value == "None":
        return ["None" * count]
    if value not in STATUSES:
        return [value]
    return ["None" * i + value + "None" * (count - 1 - i) for i in range(count)]


def _join_status(entry: dict[str, Any], names: Names, status: str) -> dict[str, Any]:
    if entry.get("input") != names.joined("status"):
        return entry
    single = {new: value for value in STATUSES for new in split_value(value, names)}
    values = dict.fromkeys(single.get(value, value) for value in entry.get("values") or [])
    return {**entry, "input": status, "values": list(values)}


def aggregate_tests(spec: dict[str, Any]) -> Iterator[tuple[int, int, dict[str, Any]]]:
    """Give each `when` of a finally task whose input is `$(tasks.status)`, with both indexes."""
    for i, task in enumerate(spec.get("finally") or []):
        for j, entry in enumerate(task.get("when") or []):
            if entry.get("input") == AGGREGATE:
                yield i, j, entry


def add_completed(spec: dict[str, Any]) -> tuple[dict[str, Any], tuple[tuple[str, int], ...]]:
    """Let `Completed` join each test of the aggregate for `Succeeded`; say which were changed."""
    changed: list[tuple[str, int]] = []
    final = list(spec.get("finally") or [])
    for i, j, entry in aggregate_tests(spec):
        values = entry.get("values") or []
        if "Succeeded" in values and "Completed" not in values:
            when = list(final[i]["when"])
            when[j] = {**entry, "values": [*values, "Completed"]}
            final[i] = {**final[i], "when": when}
            changed.append((final[i]["name"], j))
    return ({**spec, "finally": final} if changed else spec), tuple(changed)


def remove_completed(spec: dict[str, Any], changed: tuple[tuple[str, int], ...]) -> dict[str, Any]:
    """Undo `add_completed`, where what it changed is still there."""
    final = list(spec.get("finally") or [])
    for i, j, entry in aggregate_tests(spec):
        if (final[i]["name"], j) in changed and "Completed" in entry["values"]:
            when = list(final[i]["when"])
            when[j] = {**entry, "values": [v for v in entry["values"] if v != "Completed"]}
            final[i] = {**final[i], "when": when}
    return {**spec, "finally": final} if changed else spec
