"""What each run of the Pipelines in a package will do, computed from them as they are."""

from __future__ import annotations

import krm_fn as krm
from inject_intercepts import contract, endings, injection
from inject_intercepts.tekton import graph, objects, paths, resolved_tasks, shape, variables
from inject_intercepts.tekton import scenarios as words
from krm_fn.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from inject_intercepts.endings import Choice
    from inject_intercepts.tekton.paths import Path

MEANINGS = {
    "ok": words.SUCCEEDED,
    "failed": words.FAILED,
    "cancel": words.CANCELLED,
    "when": words.WHEN,
    "result": words.RESULTS,
    "stop": words.STOPPING,
    "user": f"{words.GRACEFULLY_STOPPED}, or cancelled",
    "parent": words.PARENTS,
    "matrix": words.EMPTY_MATRIX,
    "-": "Tekton does not come to it",
}
"""A short word for each thing that becomes of a task, and Tekton's for it."""
SHORT = {meaning: word for word, meaning in MEANINGS.items()} | {
    words.GRACEFULLY_STOPPED: "user",
    words.GRACEFULLY_CANCELLED: "user",
    words.NEVER: "-",
}
"""From a task's reason, or its state where it has none, to its short word."""

_KINDS = ("Pipeline", "PipelineRun", *objects.CARRIERS)


class Guess(Frozen):
    """What guards compare, and nobody knows before the run."""

    text: str
    """As written in `when`."""
    tasks: tuple[str, ...]
    """Those that it guards."""
    is_cel: bool = False
    """Whether it is an expression in CEL, which is taken as true."""


class Explanation(Frozen):
    """The runs of one Pipeline, or of a run with a Pipeline of its own."""

    obj: krm.KubeObject
    """The object that it is, or that carries it."""
    path: Path
    """Where it stands in the object; empty where it is the object."""
    kind: str
    name: str
    tasks: tuple[str, ...]
    final: tuple[str, ...]
    """The finally tasks."""
    cleanup: tuple[str, ...]
    """Those of them that clean up after an intercept."""
    choices: list[Choice]
    guesses: list[Guess]


def explain(resources: krm.ResourceList, given: Mapping[str, str]) -> list[Explanation]:
    """Explain each Pipeline among the objects; `given` are params that every run passes.

    A Pipeline that Tekton would not run is an error among the results. Raises krm.Unreadable.
    """
    found = []
    for obj in resources.mentioning(objects.TEKTON.encode() + b"/"):
        if obj.kind not in _KINDS:
            continue
        for path, data in objects.pipelines_in(obj.plain):
            at = objects.spec_path(data)
            if at is None:
                continue
            spec = paths.at(data, at)
            wrong = [
                krm.Result.error(message, obj, (*path, *at, *where))
                for where, message in _mistakes(spec)
            ]
            resources.results.extend(wrong)
            if wrong:
                continue
            try:
                found.append(_explanation(obj, path, data, spec, given))
            except RecursionError:
                message = "has too many tasks in a row to be explained"
                resources.results.append(krm.Result.error(message, obj, (*path, *at, "tasks")))
    return found


def _mistakes(spec: Any) -> Iterator[tuple[Path, str]]:
    """Give what makes Tekton refuse the spec, as far as its runs cannot be told then."""
    misshapes = shape.misshapes(spec)
    yield from misshapes
    if misshapes:
        return
    parents = graph.parents(spec)
    for i, name in enumerate(parents):
        for unknown in sorted(parents[name] - parents.keys()):
            yield ("tasks", i), f"waits for `{unknown}`, which is not among `tasks`"
    cycle = graph.find_cycle(spec)
    if cycle:
        yield ("tasks",), f"wait for each other: {', '.join(f'`{name}`' for name in cycle)}"


def _explanation(
    obj: krm.KubeObject,
    path: Path,
    data: dict[str, Any],
    spec: dict[str, Any],
    given: Mapping[str, str],
) -> Explanation:
    params = {**_own_params(data), **given}
    record = _record(data)
    parameter = _parameter(spec, record) if record else None
    cleanup: tuple[str, ...] = ()
    if record is None or parameter is None:
        choices = endings.of_pipeline(spec, params)
    else:
        choices = endings.of_injected(spec, record, parameter, params)
        cleanup = (record.cleanup or "", record.fallback or "")
    final = tuple(task["name"] for task in spec.get("finally") or [])
    return Explanation(
        obj,
        path,
        str(data.get("kind")),
        objects.name(data),
        tuple(task["name"] for task in spec["tasks"]),
        final,
        tuple(name for name in final if name in cleanup),
        choices,
        _guesses(spec, {**params, **choices[0].params}),
    )


def _own_params(data: dict[str, Any]) -> dict[str, Any]:
    """Give the params that a PipelineRun passes; what its trigger puts in is not known."""
    if not objects.is_pipeline_run(data):
        return {}
    passed = paths.at(data, ("spec", "params"))
    entries = [one for one in passed if isinstance(one, dict)] if isinstance(passed, list) else []
    return {
        str(one.get("name")): variables.made_up(str(one.get("name")))
        if "$(tt." in str(one.get("value"))
        else one.get("value")
        for one in entries
    }


def _record(data: dict[str, Any]) -> injection.Record | None:
    """Give the record, of a derived Pipeline as much as tells of its runs.

    One that cannot be read tells nothing about them.
    """
    if contract.CONTINUATION_LABEL in ((data.get("metadata") or {}).get("labels") or {}):
        return _of_derived(data)
    try:
        return injection.read(data)
    except injection.BadRecord:
        return None


def _of_derived(data: dict[str, Any]) -> injection.Record | None:
    # Imported where there is one: few packages have any.
    from inject_intercepts import continuation

    try:
        record = continuation.read(data)
    except continuation.BadRecord:
        return None
    if record is None or record.backend is None:
        return None
    _, choices, deploy, cleanup = record.backend
    cleaner, fallback = (*cleanup, None, None)[:2]
    return injection.Record(
        record.config, deploy, choices, contract.RESULT, cleanup=cleaner, fallback=fallback
    )


def _parameter(spec: dict[str, Any], record: injection.Record) -> str | None:
    """Give the param by which a run chooses, if the record's tasks are all there.

    Only then do the endings around a deploy step mean anything.
    """
    tasks = {task["name"]: task for task in spec["tasks"]}
    variants = {contract.variant(record.deploy, backend) for backend in record.backends}
    pass_through = tasks.get(contract.pass_through(record.deploy))
    if pass_through is None or not variants <= tasks.keys():
        return None
    for param in pass_through.get("params") or []:
        value = str(param.get("value"))
        if param["name"] == contract.BACKEND and value.startswith("$(params."):
            return value.removeprefix("$(params.").removesuffix(")")
    return None


def _guesses(spec: dict[str, Any], params: Mapping[str, Any]) -> list[Guess]:
    known = variables.of_run(spec, params)
    found: dict[tuple[str, bool], dict[str, None]] = {}
    for section in ("tasks", "finally"):
        for task in spec.get(section) or []:
            for entry in task.get("when") or []:
                for guess in _compared(entry, known):
                    found.setdefault(guess, {})[task["name"]] = None
    return [Guess(text, tuple(tasks), is_cel) for (text, is_cel), tasks in found.items()]


def _compared(entry: dict[str, Any], known: variables.Variables) -> Iterator[tuple[str, bool]]:
    """Give what an entry of `when` compares and nobody knows, and whether it is CEL."""
    if entry.get("cel"):
        yield str(entry["cel"]), True
    for text in map(str, (entry.get("input") or "", *(entry.get("values") or []))):
        if any(map(resolved_tasks.is_open, known.in_list([text]))):
            yield text, False
