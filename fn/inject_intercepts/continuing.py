"""The derived Pipelines of a package: which are added, brought up to date, or removed."""

from __future__ import annotations

import krm_fn as krm
from inject_intercepts import catalogue, continuation, contract, emission, injection
from inject_intercepts.changes import ObjectChange
from inject_intercepts.tekton import objects, paths, shape
from krm_fn.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from inject_intercepts.changes import Changes
    from inject_intercepts.config import Config, Continuation
    from inject_intercepts.injection import Record
    from inject_intercepts.packaged import PackagedTasks
    from inject_intercepts.selection import Selection, Unit

_HASH = ("metadata", "annotations", contract.HASH_ANNOTATION)


class Continuations(Frozen):
    """What becomes of the derived Pipelines of a package."""

    added: list[krm.KubeObject]
    updated: list[ObjectChange]
    removed: list[krm.KubeObject]
    results: list[krm.Result]


def derive(
    chosen: Selection, changes: Changes, config: Config, packaged: PackagedTasks
) -> Continuations:
    """Derive from the Pipelines as `changes` make them; nothing is added or replaced yet."""
    work = _Work(chosen, changes, config, packaged)
    for unit in chosen.continued:
        for i, asked in enumerate(config.continuations):
            if asked.pipeline == unit.name:
                work.derive(unit, i, asked)
    work.remove_the_rest()
    # What is wrong with a Pipeline is found again by each that continues it.
    told: list[krm.Result] = []
    for one in work.done.results:
        if one not in told:
            told.append(one)
    return work.done._replace(results=told)


class _Work:
    """Collects, and knows which of the derived Pipelines that were there is wanted still."""

    def __init__(
        self, chosen: Selection, changes: Changes, config: Config, packaged: PackagedTasks
    ) -> None:
        self.config = config
        self.packaged = packaged
        self.data = {id(change.obj): change.data for change in changes.objects}
        self.done = Continuations([], [], [], [])
        self.there = {
            (obj.namespace, record.name): obj
            for obj in chosen.derived
            if (record := _record(obj)) is not None
        }
        self.wanted: set[int] = set()

    def derive(self, unit: Unit, index: int, asked: Continuation) -> None:
        data = self.data.get(id(unit.obj), unit.data)
        if self._is_taken(unit, asked) or self._is_misshapen(unit, data):
            return
        order = self._order(unit, data, index, asked)
        if order is None:
            return
        self.done.results.extend(_ambiguous(unit, data, order))
        derivation = continuation.derive(data, order)
        old = self.there.get((unit.obj.namespace, asked.name))
        if old is not None:
            self.wanted.add(id(old))
        account = []
        for finding in derivation.findings:
            make = {"error": krm.Result.error, "warning": krm.Result.warning}.get(finding.severity)
            if make is not None:
                self.done.results.append(make(finding.message, unit.obj, finding.path))
            else:
                account.append(krm.Result.info(finding.message, unit.obj))
        if derivation.obj is not None and self._put(unit, old, derivation.obj):
            self.done.results.extend(account)

    def _order(
        self, unit: Unit, data: dict[str, Any], index: int, asked: Continuation
    ) -> continuation.Order | None:
        record = injection.read(data)
        start = asked.from_ or self.config.deploy.task
        spec = paths.at(data, objects.spec_path(data) or ()) or {}
        starts = _starts(start, spec, record)
        if not starts:
            choices = ", ".join(f"`{name}`" for name in _choices(spec, record))
            field = f"spec.continuations[{index}].from"
            message = f"`{field}` is `{start}`, which must be one of its tasks: {choices}"
            self.done.results.append(krm.Result.error(message, unit.obj))
            return None
        first = continuation.first_half(spec, starts)
        if record is not None and contract.pass_through(record.deploy) in first:
            message = (
                f"`{asked.name}` begins behind the deploy: the intercepts of the run that it "
                "continues are gone, once that was cleaned up"
            )
            self.done.results.append(krm.Result.warning(message, unit.obj))
        return continuation.Order(
            config=self.config.name,
            name=asked.name,
            from_=start,
            starts=starts,
            params=asked.params,
            states=_states(record),
            backend=_backend(record, self.config),
            declared=lambda task: self.packaged.spec(unit.namespace, task),
        )

    def _is_misshapen(self, unit: Unit, data: dict[str, Any]) -> bool:
        """Whether it has not the shape of a Pipeline; then there is an error."""
        where = objects.spec_path(data) or ()
        wrong = shape.misshapes(paths.at(data, where))
        for one in wrong:
            result = krm.Result.error(one.message, unit.obj, (*where, *one.path))
            self.done.results.append(result)
        return bool(wrong)

    def _is_taken(self, unit: Unit, asked: Continuation) -> bool:
        """Whether a Pipeline of that name is somebody else's; then there is an error."""
        for obj in self.packaged.resources.mentioning(asked.name.encode()):
            here = (obj.kind, obj.group, obj.name, obj.namespace)
            if here != ("Pipeline", objects.TEKTON, asked.name, unit.obj.namespace):
                continue
            try:
                record = continuation.read(obj.plain)
            except continuation.BadRecord as bad:
                self.done.results.append(krm.Result.error(str(bad), obj))
                return True
            if record is None or (record.config, record.name) != (self.config.name, asked.name):
                by = f"derived by the config `{record.config}`" if record else "somebody's own"
                message = (
                    f"is {by}, and `spec.continuations` gives its name to what continues "
                    f"`{asked.pipeline}`: delete it, or give that one another name"
                )
                self.done.results.append(krm.Result.error(message, obj))
                return True
        return False

    def _put(self, unit: Unit, old: krm.KubeObject | None, made: dict[str, Any]) -> bool:
        """Add it, or bring the old one up to date; give whether that makes a difference."""
        made = paths.put(made, _HASH, catalogue.content_hash(made["spec"]))
        if old is None:
            self.done.added.append(self._new(unit, made))
            return True
        was = old.plain
        metadata = {**was["metadata"], "labels": made["metadata"]["labels"]}
        # Where the orchestrator keeps it says an annotation; a prefix has changed its name.
        metadata["annotations"] = {**old.annotations, **made["metadata"]["annotations"]}
        data = {**was, **made, "metadata": metadata}
        if data == was:
            return False
        noted = paths.at(was, _HASH)
        if was.get("spec") != made["spec"] and noted != catalogue.content_hash(was["spec"]):
            message = f"was edited by hand, and is derived anew: change `{unit.name}` instead"
            self.done.results.append(krm.Result.warning(message, old))
        self.done.updated.append(ObjectChange(old, data))
        return True

    def _new(self, unit: Unit, made: dict[str, Any]) -> krm.KubeObject:
        obj = krm.KubeObject.new(f"apiVersion: {made['apiVersion']}\nkind: Pipeline\n")
        path, index = emission.beside(
            unit.obj, emission.CONTINUATIONS_FILE, self.packaged.resources, self.done.added
        )
        if path is not None:
            places = dict(zip(catalogue.PLACE_ANNOTATIONS, (path, str(index)), strict=True))
            at = ("metadata", "annotations")
            made = paths.put(made, at, {**paths.at(made, at), **places})
        obj.replace(made)
        return obj

    def remove_the_rest(self) -> None:
        for obj in self.there.values():
            if id(obj) not in self.wanted:
                self.done.removed.append(obj)
                of = obj.labels.get(contract.CONTINUATION_LABEL)
                message = "is no longer asked for, and is removed"
                if self.config.mode == "remove":
                    message = f"was derived from `{of}`, and is removed"
                self.done.results.append(krm.Result.info(message, obj))


def _record(obj: krm.KubeObject) -> continuation.Record | None:
    try:
        return continuation.read(obj.plain)
    except continuation.BadRecord:
        return None


def _ambiguous(unit: Unit, data: dict[str, Any], order: continuation.Order) -> list[krm.Result]:
    """Give an error for each scalar that is copied, and that YAML readers disagree on."""
    where = objects.spec_path(unit.data) or ()
    first = continuation.first_half(paths.at(data, objects.spec_path(data) or ()), order.starts)
    found = []
    for path, text in unit.obj.ambiguous().items():
        task = paths.at(unit.obj.plain, path[: len(where) + 2])
        name = task.get("name") if isinstance(task, dict) else None
        if path[: len(where)] == where and not ("tasks" in path and name in first):
            message = f"`{text}` is read in two ways by Kubernetes' tools: quote it"
            found.append(krm.Result.error(message, unit.obj, path))
    return found


def _made(record: Record | None) -> tuple[str, ...]:
    """Give the pipeline tasks that an injection made of the deploy task."""
    if record is None or not record.given:
        return ()
    variants = (contract.variant(record.deploy, backend) for backend in record.backends)
    return (*variants, contract.pass_through(record.deploy))


def _starts(start: str, spec: dict[str, Any], record: Record | None) -> tuple[str, ...]:
    """Give the pipeline tasks that a task of the base is now; none where it is no task of it."""
    made = _made(record)
    if made and record is not None and start == record.deploy:
        return made[:-1]
    names = {task["name"] for task in spec.get("tasks") or []} - {*made}
    return (start,) if start in names else ()


def _choices(spec: dict[str, Any], record: Record | None) -> Iterable[str]:
    made = _made(record)
    for task in spec.get("tasks") or []:
        if task["name"] not in made:
            yield task["name"]
        elif record is not None and task["name"] == made[0]:
            yield record.deploy


def _states(record: Record | None) -> dict[str, str]:
    """Give the variants' statuses where the deploy went well: which of them ran is all the same."""
    made = _made(record)
    return {name: "None" if i else "Succeeded" for i, name in enumerate(made[:-1])}


def _backend(record: Record | None, config: Config) -> continuation.Backend | None:
    if record is None or not record.given:
        return None
    cleanup = (name for name in (record.cleanup, record.fallback) if name)
    return continuation.Backend(config.parameter, record.backends, record.deploy, tuple(cleanup))
