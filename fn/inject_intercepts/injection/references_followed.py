"""References that follow the split: results, runAfter, and the deploy's status.

Where a status is tested, the variants' statuses are tested together: `Failed` of one task is
`FailedNone` or `NoneFailed` of two.
"""

from __future__ import annotations

from inject_intercepts import contract
from inject_intercepts.tekton import references

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from inject_intercepts.injection.plan import Names

STATUSES = ("Succeeded", "Failed", "None")


def follow(spec: dict[str, Any], names: Names, result: str) -> dict[str, Any]:
    """Give the PipelineSpec in which all that named the deploy task names what took its place."""
    status = f"$(tasks.{names.deploy}.status)"
    # First: what is tested by its values needs those mapped. All that is left is only renamed.
    spec = map_when(spec, lambda entry: _split_status(entry, names, status))
    spec = references.substitute(spec, new_form(names, result))
    tasks = references.rename_in_run_after(spec["tasks"], names.deploy, (names.pass_through,))
    return {**spec, "tasks": tasks}


def follow_back(spec: dict[str, Any], names: Names, result: str) -> dict[str, Any]:
    """Undo `follow`."""
    status = f"$(tasks.{names.deploy}.status)"
    spec = map_when(spec, lambda entry: _join_status(entry, names, status))
    reasons = f"$(tasks.{names.deploy}.reason)"
    # By its text: one reference became several, and only side by side do they mean it.
    spec = references.replace_text(spec, names.joined("reason"), reasons)
    spec = references.substitute(spec, old_form(names, result))
    tasks = references.rename_in_run_after(spec["tasks"], names.pass_through, (names.deploy,))
    return {**spec, "tasks": tasks}


def new_form(names: Names, result: str) -> Callable[[references.Reference], str]:
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


def old_form(names: Names, result: str) -> Callable[[references.Reference], str]:
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
    """Give a `when` on the deploy's status as one on the variants' statuses.

    input: $(tasks.d.status)     input: $(tasks.d-telepresence.status)$(tasks.d-mirrord.status)
    values: [Failed]          -> values: [FailedNone, NoneFailed]
    """
    if entry.get("input") != status:
        return entry
    made = {**entry, "input": names.joined("status")}
    if entry.get("values"):
        made["values"] = [new for value in entry["values"] for new in split_value(value, names)]
    return made


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
    """Undo `_split_status`: `[FailedNone, NoneFailed]` is `[Failed]`, or either alone."""
    if entry.get("input") != names.joined("status"):
        return entry
    made = {**entry, "input": status}
    if entry.get("values"):
        made["values"] = list(_joined(entry["values"], names))
    return made


def _joined(values: list[Any], names: Names) -> Iterator[Any]:
    # What is in no variant's place is a person's own value, and stays.
    single = {new: value for value in STATUSES for new in split_value(value, names)}
    for value in values:
        # Each value became one a variant: the first of those that are there stands for all.
        there = [v for v in split_value(single.get(value, value), names) if v in values]
        if value not in single or value == there[0]:
            yield single.get(value, value)
