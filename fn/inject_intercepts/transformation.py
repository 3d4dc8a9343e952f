"""Chosen Pipelines are injected into, others are taken back, and PipelineRuns follow theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from inject_intercepts import injection, krm
from inject_intercepts.changes import Changes, ObjectChange, Use
from inject_intercepts.tekton import objects, paths

if TYPE_CHECKING:
    from inject_intercepts.config import Config
    from inject_intercepts.packaged import PackagedTasks
    from inject_intercepts.selection import Selection, Unit


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
    return Changes(list(work.changes.values()), work.uses, work.kept, work.results)


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
        done = injection.inject(unit.data, self.config, tasks)
        self.results += ambiguous
        if self._note(unit, done) and done.record is not None:
            spec = paths.at(done.obj, objects.spec_path(done.obj) or ())
            uses = injection.catalogue_tasks(spec, tasks)
            self.uses.append(Use(unit.obj, unit.namespace, uses, done.named))
            # What a trigger carries is no object yet: no run can refer to it.
            if not unit.path:
                self.records[unit.namespace, unit.name] = done.record

    def take_back(self, unit: Unit) -> None:
        try:
            undone = injection.take_back(unit.data).obj
        except injection.BadRecord as bad:
            self.results.append(krm.Result.error(str(bad), unit.obj, unit.path))
            return
        self._put(unit, undone)
        spec = paths.at(undone, objects.spec_path(undone) or ())
        # To these the base itself refers: they were not brought by us, and do not leave with us.
        named = injection.catalogue_tasks(spec, self.packaged.tasks(unit.namespace))
        self.kept |= {(unit.namespace, name) for name in named}
        self.results.append(krm.Result.info(self._taken_back(unit, named), unit.obj))
        if not unit.path:
            self.records[unit.namespace, unit.name] = None

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
            self._note(unit, injection.inject_run(unit.data, meant[0], cleaner))

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
        self._put(unit, done.obj)
        return all(finding.severity != "error" for finding in done.findings)

    def _put(self, unit: Unit, data: dict[str, Any]) -> None:
        so_far = self.changes.get(id(unit.obj), ObjectChange(unit.obj, unit.obj.data))
        self.changes[id(unit.obj)] = ObjectChange(unit.obj, paths.put(so_far.data, unit.path, data))


def _ambiguous(unit: Unit, config: Config) -> list[krm.Result]:
    found = []
    for path, text in unit.obj.ambiguous().items():
        if path[: len(unit.path)] == unit.path and _is_used(path, unit, config):
            message = f"`{text}` is read in two ways by Kubernetes' tools: quote it"
            found.append(krm.Result.error(message, unit.obj, path))
    return found


def _is_used(path: tuple[str | int, ...], unit: Unit, config: Config) -> bool:
    """Whether this function reads, compares or copies the scalar at a path."""
    if path[-1] in ("name", "workspace", "pipelineTaskName") or "runAfter" in path:
        return True
    where = (*unit.path, *(objects.spec_path(unit.data) or ()))
    if path[: len(where)] != where or len(path) < len(where) + 2:
        return False
    task = paths.at(unit.obj.data, path[: len(where) + 2])
    name = task.get("name") if isinstance(task, dict) else None
    return isinstance(name, str) and (
        name.startswith((config.deploy.task, config.cleanup.task)) or name == config.parameter
    )
