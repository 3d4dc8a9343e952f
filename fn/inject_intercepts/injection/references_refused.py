"""References to the deploy task, and edges to it, that cannot follow the split."""

from __future__ import annotations

from inject_intercepts.injection import references_followed
from inject_intercepts.injection.findings import Finding, Path, error
from inject_intercepts.tekton import graph, places, references

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from inject_intercepts.config import Config
    from inject_intercepts.injection.plan import Names


def in_pipeline(spec: dict[str, Any], names: Names, config: Config) -> Iterator[Finding]:
    """Give each reference that no rewriting carries over."""
    result = config.deploy.result
    for reference in references.in_spec(spec, names.deploy):
        message = _unfollowed(reference, names, result)
        if message is not None:
            yield error(message, *reference.path)
    yield from _strays(spec, names, places.PIPELINE)
    yield from _status_tests(spec, names)
    yield from _dangling(spec, names)


def in_run(spec: dict[str, Any], names: Names, result: str) -> Iterator[Finding]:
    """Give each reference of a PipelineRun's `spec`, around its Pipeline, that cannot follow."""
    for reference in references.in_spec(spec, names.deploy, places.RUN):
        message = _unfollowed(reference, names, result)
        if message is None and reference.kind not in ("", "results"):
            message = f"{reference} is nothing that Tekton puts in here, which takes results only"
        if message is not None:
            yield error(message, *reference.path)
    yield from _strays(spec, names, places.RUN)


def _unfollowed(reference: references.Reference, names: Names, result: str) -> str | None:
    """Say why a reference cannot follow; None where it can, and where `_strays` says it."""
    read = reference.result
    if not reference.kind:
        return None
    if reference.section != "tasks":
        return (
            f"{reference} names a task under `finally`, and `{names.deploy}` stands under `tasks`: "
            "write `$(tasks.`"
        )
    if read is not None and read.name != result:
        return (
            f"{reference} reads the result `{read.name}` of `{names.deploy}`, and only "
            f"`{result}` is handed on: take it from elsewhere, or name it in "
            "`spec.deploy.result`"
        )
    if read is not None and read.accessor:
        return (
            f"{reference} must read the result whole: what is handed on is one string, so it has "
            f"no `{read.accessor}`"
        )
    if reference.kind in ("inputs", "outputs"):
        return f"{reference} reads an artifact of `{names.deploy}`, which cannot be handed on"
    if reference.kind == "matrix":
        return f"{reference} reads the matrix of `{names.deploy}`, which cannot have one"
    return None


def _strays(spec: dict[str, Any], names: Names, table: places.Table) -> Iterator[Finding]:
    known = ", ".join(f"`{kind}`" for kind in references.KINDS)
    why = {
        "kind": (
            f"is nothing that Tekton knows of a pipeline task (that is {known}), so nobody can "
            "tell what it should become: take it out, or mend it"
        ),
        "computed": (
            f"names a task by another variable, which may make `{names.deploy}` of it: write the "
            "name out"
        ),
        "place": (
            "stands where Tekton is not known to put anything in: pass it in `params`, or take it "
            "out"
        ),
    }
    for stray in references.strays(spec, names.deploy, table):
        yield error(f"{stray.text} {why[stray.why]}", *stray.path)


def _status_tests(spec: dict[str, Any], names: Names) -> Iterator[Finding]:
    text = f"$(tasks.{names.deploy}.status)"
    known = ", ".join(references_followed.STATUSES)
    for path, entry in _when_entries(spec):
        if entry.get("input") == text:
            for i, value in enumerate(entry.get("values") or []):
                if not isinstance(value, str) or "$(" in value:
                    message = f"must be one of {known} to be compared with {text}"
                    yield error(message, *path, "values", i)
        elif any(text in str(value) for value in entry.values()):
            message = (
                f"{text} must be the whole `input` of a `when`: its values are then mapped to "
                "those of the variants"
            )
            yield error(message, *path)


def _when_entries(spec: dict[str, Any]) -> Iterator[tuple[Path, dict[str, Any]]]:
    for section in ("tasks", "finally"):
        for i, task in enumerate(spec.get(section) or []):
            for j, entry in enumerate(task.get("when") or []):
                yield (section, i, "when", j), entry


def _dangling(spec: dict[str, Any], names: Names) -> Iterator[Finding]:
    # The base may know of the split, and name a variant: of a backend that is not there any more,
    # nothing can take the place.
    there = {task["name"] for key in ("tasks", "finally") for task in spec.get(key) or []}
    there |= {*names.variants, names.pass_through}
    named: list[tuple[str, Path]] = [
        (name, ("tasks", i, "runAfter", j))
        for i, task in enumerate(spec["tasks"])
        for j, name in enumerate(task.get("runAfter") or [])
    ]
    named += [(reference.task, reference.path) for reference in references.in_spec(spec)]
    for name, path in named:
        if name.startswith(f"{names.deploy}-") and name not in there:
            message = (
                f"names `{name}`, which is not among the backends' tasks: name "
                f"`{names.pass_through}`, or add the backend"
            )
            yield error(message, *path)


def in_insertion(spec: dict[str, Any], config: Config) -> Iterator[Finding]:
    """Give what is wrong with where a deploy task was inserted; `spec` has it already."""
    asked = config.deploy.insert
    if asked is None:
        return
    there = {task["name"] for task in spec["tasks"]}
    for field, wanted in (("runAfter", asked.run_after), ("before", asked.before)):
        for name in wanted:
            if name not in there:
                choices = ", ".join(f"`{task}`" for task in sorted(there - {config.deploy.task}))
                message = (
                    f"`spec.deploy.insert.{field}` names `{name}`, which must be one of {choices}"
                )
                yield error(message, "tasks")
    cycle = graph.find_cycle(spec)
    if cycle:
        circle = " waits for ".join(f"`{name}`" for name in cycle)
        message = f"the deploy task cannot go there: {circle}; change `spec.deploy.insert`"
        yield error(message, "tasks")
