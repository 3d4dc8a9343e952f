"""Chosen Pipelines are injected into, others are taken back, and PipelineRuns follow theirs."""

from __future__ import annotations

import krm_fn as krm
from inject_intercepts import injection
from inject_intercepts.changes import Changes, ObjectChange, Use
from inject_intercepts.tekton import objects, paths

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any

    from inject_intercepts.config import Config
    from inject_intercepts.packaged import PackagedTasks
    from inject_intercepts.selection import Selection, Unit
    from inject_intercepts.tekton.paths import Path


def transform(chosen: Selection, config: Config, packaged: PackagedTasks) -> Changes:
    """Give the new data of each object that a selection touches; nothing is replaced yet."""
    work = _Work(config, packaged)
    for unit in chosen.inject:
        work.inject(unit)
    for unit in chosen.take_back:
        work.take_back(unit)
    for unit in chosen.freed:
        work.free(unit)
    for unit in chosen.runs:
        work.follow(unit)
    return Changes(list(work.changes.values()), work.uses, work.kept, work.results, [], [])


class _Work:
    """Collects: a trigger may carry several PipelineRuns, and each change starts from the last."""

    def __init__(self, config: Config, packaged: PackagedTasks) -> None:
        self.config = config
        self.packaged = packaged
        self.changes: dict[int, ObjectChange] = {}
        self.uses: list[Use] = []
        self.kept: set[tuple[str | None, str]] = set()
        self.results: list[krm.Result] = []
        self.records: dict[tuple[str | None, str], injection.Record | None] = {}

    def inject(self, unit: Unit) -> None:
        tasks = self.packaged.tasks(unit.namespace)
        ambiguous = list(_ambiguous(unit, self.config))
        done = injection.inject(unit.data, self.config, tasks, _written(unit))
        self.results += ambiguous
        if self._note(unit, done) and done.record is not None:
            spec = paths.at(done.obj, objects.spec_path(done.obj) or ())
            uses = injection.catalogue_tasks(spec, tasks)
            self.uses.append(Use(unit.obj, unit.namespace, uses, done.named))
            # What a trigger carries is no object yet: no run can refer to it.
            if not unit.path:
                self._record(unit, done.record)

    def take_back(self, unit: Unit) -> None:
        try:
            taken = injection.take_back(unit.data)
        except injection.BadRecord as bad:
            self.results.append(krm.Result.error(str(bad), unit.obj, unit.path))
            return
        undone = taken.obj
        self._put(unit, undone, taken.written)
        spec = paths.at(undone, objects.spec_path(undone) or ())
        # To these the base itself refers: they were not brought by us, and do not leave with us.
        named = injection.catalogue_tasks(spec, self.packaged.tasks(unit.namespace))
        self.kept |= {(unit.namespace, name) for name in named}
        self.results.append(krm.Result.info(self._taken_back(unit, named), unit.obj))
        if not unit.path:
            self._record(unit, None)

    def _record(self, unit: Unit, record: injection.Record | None) -> None:
        """Note whom runs follow: a Pipeline, and those that continue it, which have its tasks."""
        self.records[unit.namespace, unit.name] = record
        for continuation in self.config.continuations:
            if continuation.pipeline == unit.name:
                self.records[unit.namespace, continuation.name] = record

    def _taken_back(self, unit: Unit, named: tuple[str, ...]) -> str:
        chosen = "" if self.config.mode == "remove" else "is no longer chosen by the config: "
        stay = [f"`{name}`" for name in named if (unit.namespace, name) in self.packaged.ours]
        but = f"; what it runs itself stays: {', '.join(stay)}" if stay else ""
        return f"{chosen}what was injected is taken back{but}"

    def free(self, unit: Unit) -> None:
        if self._note(unit, injection.inject_run(unit.data, None, self.config.cleanup.task)):
            message = "what followed the tasks of its Pipeline is taken back"
            self.results.append(krm.Result.info(message, unit.obj, unit.path or None))

    def follow(self, unit: Unit) -> None:
        ref = objects.pipeline_ref(unit.data, unit.namespace)
        if ref is None:
            return
        wanted, where = ref
        # A namespace that only one of the two says is given to the other when it is applied.
        meant = [
            record
            for (namespace, name), record in self.records.items()
            if name == wanted and (namespace == where or None in (namespace, where))
        ]
        if len(meant) == 1:
            cleaner = self.config.cleanup.task
            done = injection.inject_run(unit.data, meant[0], cleaner, _written(unit))
            if done.obj != unit.data:
                self.results += _ambiguous(unit, self.config)
            self._note(unit, done)

    def _note(self, unit: Unit, done: injection.Injection) -> bool:
        for finding in done.findings:
            make = {
                "error": krm.Result.error,
                "warning": krm.Result.warning,
                "info": krm.Result.info,
            }[finding.severity]
            path = (*unit.path, *finding.path) or None
            result = make(finding.message, unit.obj, path, finding.current, finding.proposed)
            self.results.append(result)
        self._put(unit, done.obj, done.written)
        return all(finding.severity != "error" for finding in done.findings)

    def _put(self, unit: Unit, data: dict[str, Any], written: Mapping[Path, str]) -> None:
        so_far = self.changes.get(id(unit.obj), ObjectChange(unit.obj, unit.obj.plain))
        here = {(*unit.path, *path): text for path, text in written.items()}
        self.changes[id(unit.obj)] = ObjectChange(
            unit.obj, paths.put(so_far.data, unit.path, data), {**so_far.written, **here}
        )


def _written(unit: Unit) -> Callable[[Iterable[Path]], dict[Path, str]]:
    """Give what tells how the empty fields of a unit are written."""

    def written(fields: Iterable[Path]) -> dict[Path, str]:
        found = unit.obj.written((*unit.path, *path) for path in fields)
        return {path[len(unit.path) :]: text for path, text in found.items()}

    return written


def _ambiguous(unit: Unit, config: Config) -> list[krm.Result]:
    found = []
    for path, text in unit.obj.ambiguous().items():
        if path[: len(unit.path)] == unit.path and _is_used(path, unit, config):
            message = f"`{text}` is read in two ways by Kubernetes' tools: quote it"
            found.append(krm.Result.error(message, unit.obj, path))
    return found


def _is_used(path: tuple[str | int, ...], unit: Unit, config: Config) -> bool:
    """Whether this function reads, compares or copies the scalar at a path."""
    spec = objects.spec_path(unit.data)
    # Of a run that only follows its Pipeline, the entries of tasks are all that is copied.
    if spec is not None and (
        path[-1] in ("name", "workspace", "pipelineTaskName") or "runAfter" in path
    ):
        return True
    tasks = (*unit.path, *(spec or ("spec",)))
    entries = (*unit.path, "spec", "taskRunSpecs")
    if path[: len(entries)] == entries:
        where, field = path[: len(entries) + 1], "pipelineTaskName"
    elif path[: len(tasks)] == tasks:
        where, field = path[: len(tasks) + 2], "name"
    else:
        return False
    entry = paths.at(unit.obj.plain, where)
    name = entry.get(field) if isinstance(entry, dict) else None
    return isinstance(name, str) and (
        name.startswith((config.deploy.task, config.cleanup.task)) or name == config.parameter
    )
