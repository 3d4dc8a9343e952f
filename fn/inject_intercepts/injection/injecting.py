"""One Pipeline, or one PipelineRun, injected: the table of contents of this package."""

from __future__ import annotations

from types import MappingProxyType

from inject_intercepts import contract
from inject_intercepts.injection import (
    aggregate_status,
    cleanup,
    declarations,
    deploy_variants,
    empties,
    inserted_deploy,
    record_annotation,
    references_followed,
    refusals,
    runs,
    warnings,
)
from inject_intercepts.injection import plan as plans
from inject_intercepts.injection.findings import Finding, Path, error, info
from inject_intercepts.injection.plan import Names
from inject_intercepts.injection.record import BadRecord, Record
from inject_intercepts.injection.record_annotation import ANNOTATION
from inject_intercepts.injection.undo import Undone, undo
from inject_intercepts.tekton import objects, paths, references
from krm_fn.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any

    from inject_intercepts.config import Config
    from inject_intercepts.injection.plan import Plan
    from inject_intercepts.injection.tasks import Tasks

    # What stands behind the colon of those of the fields that are empty in the text.
    Written = Callable[[Iterable[Path]], Mapping[Path, str]]


class Injection(Frozen):
    """What became of one object."""

    obj: dict[str, Any]
    """The new object; the old one where it was refused."""
    record: Record | None
    """What is now written on it; None where it was refused."""
    findings: list[Finding]
    named: tuple[str, ...]
    """Catalogue names of the Tasks of ours to which the base itself refers."""
    written: Mapping[Path, str] = MappingProxyType({})
    """What is to stand behind the colon of fields that are empty, where the data does not say."""


def _as_usual(_: Iterable[Path]) -> dict[Path, str]:
    return {}


def inject(
    obj: dict[str, Any], config: Config, tasks: Tasks, written: Written = _as_usual
) -> Injection:
    """Give a Pipeline, or a PipelineRun with an embedded spec, that can run either backend.

    An earlier injection is undone first. Nothing is guessed: where anything cannot be done
    faithfully, the object stays as it is and the findings say why, all at once. `written` tells
    what stands behind the colon of empty fields.
    """
    where = objects.spec_path(obj) or ("spec",)
    findings = refusals.shape(obj, where)
    if findings:
        return Injection(obj, None, findings, ())
    try:
        # First of all, so that what follows judges and changes the base, never our own work.
        undone = take_back(obj)
    except BadRecord as bad:
        return Injection(obj, None, [error(str(bad), "metadata", "annotations", ANNOTATION)], ())
    findings = refusals.deploy_step(undone.obj, where, config)
    if findings:
        return Injection(obj, None, findings, ())
    return _inject(obj, undone, where, plans.make(config, tasks), written)


def take_back(obj: dict[str, Any]) -> Undone:
    """Give an object as it was before any injection.

    Raises BadRecord where it has a record and is not what was recorded, or no Pipeline any more.
    """
    record = record_annotation.read(obj)
    wrong = refusals.shape(obj, objects.spec_path(obj) or ("spec",)) if record else []
    if wrong:
        field = ".".join(str(step) for step in wrong[0].path)
        message = (
            f"carries a record, and {field} {wrong[0].message}: mend it, or take the record out"
        )
        raise BadRecord(message)
    return Undone(obj, {}, {}, recorded=False) if record is None else undo(obj, record)


def _inject(
    obj: dict[str, Any], undone: Undone, where: Path, plan: Plan, written: Written
) -> Injection:
    config, names, tasks = plan
    there = base = paths.at(undone.obj, where)
    insertion = config.deploy.insert if find_task(base, names.deploy) is None else None
    if insertion is not None:
        # From here on it is a deploy task like any other.
        base = inserted_deploy.deploy_task(base, config, insertion, tasks)
    findings = refusals.pipeline(base, plan, _propagated(obj), inserted=insertion is not None)
    findings = _below(findings, where) + refusals.run(undone.obj, names, config.deploy.result)
    if findings:
        return Injection(obj, None, findings, ())
    spec, record = _transform(base, plan, undone)
    record = record._replace(insert=None if insertion is None else insertion.before)
    # What may wait for an inserted task is asked of the config: a deploy task that is there now
    # may be taken out later.
    waiting = () if config.deploy.insert is None else config.deploy.insert.before
    fields = empties.places(undone.obj, where, names.deploy, config.cleanup.task, waiting)
    record = _with_empties(record, undone, fields, written)
    made = paths.put(undone.obj, where, spec)
    made, added = runs.follow(made, names, record, config.cleanup.task, undone.run_specs)
    made = record_annotation.write(made, record := record._replace(task_run_specs=added))
    notes = _below(warnings.of_injection(base, spec, plan.names, record, obj), where)
    if made != obj:
        notes += _below([account(base, spec, names, record)], where)
    return Injection(made, record, notes, catalogue_tasks(there, tasks), undone.written)


def _propagated(obj: dict[str, Any]) -> frozenset[str]:
    """The params that a PipelineRun passes, which its embedded Pipeline may read undeclared."""
    if not objects.is_pipeline_run(obj):
        return frozenset()
    passed = paths.at(obj, ("spec", "params"))
    entries = passed if isinstance(passed, list) else []
    return frozenset(str(entry.get("name")) for entry in entries if isinstance(entry, dict))


def _below(findings: Iterable[Finding], where: Path) -> list[Finding]:
    return [finding._replace(path=(*where, *finding.path)) for finding in findings]


def _transform(base: dict[str, Any], plan: Plan, undone: Undone) -> tuple[dict[str, Any], Record]:
    config, names, _ = plan
    deploy = find_task(base, names.deploy) or {}
    others = [task for task in base["tasks"] if task["name"] != names.deploy]
    where = base["tasks"].index(deploy)
    # The deploy task leaves first: what names it then is a reference, never itself.
    spec = references_followed.follow({**base, "tasks": others}, names, config.deploy.result)
    split = [
        deploy_variants.variant(_source(undone, backend.name, deploy), deploy, backend, plan)
        for backend in plan.backends
    ]
    split.append(deploy_variants.pass_through(deploy, plan))
    spec["tasks"] = [*spec["tasks"][:where], *split, *spec["tasks"][where:]]
    completed: tuple[tuple[str, int], ...] = ()
    # A single backend's task is skipped only by a run that chooses none: the pass-through fails it.
    if len(names.backends) > 1:
        spec, completed = aggregate_status.add_completed(spec)
    cleaned = cleanup.apply(spec, deploy, plan)
    spec, params = declarations.params(cleaned.spec, config)
    spec, workspace = declarations.workspace(spec, config)
    given = {
        backend.name: tuple(param["name"] for param in deploy_variants.given_params(backend))
        for backend in plan.backends
    }
    return spec, Record(
        config=config.name,
        deploy=names.deploy,
        backends=names.backends,
        result=config.deploy.result,
        given=given,
        original=deploy_variants.original(deploy, plan),
        params=params,
        workspace=workspace,
        cleanup=cleaned.cleanup,
        cleanup_made=cleaned.made,
        cleanup_params=cleaned.params,
        fallback=cleaned.fallback,
        completed=completed,
    )


def _source(undone: Undone, backend: str, deploy: dict[str, Any]) -> dict[str, Any]:
    """Give what a variant is made from: the base's task, or what a person has made of the variant.

    What the config inserts, it also changes: of an inserted task only the other fields are a
    person's.
    """
    changed = undone.variants.get(backend)
    if changed is None:
        return deploy
    if not undone.inserted:
        return changed
    return deploy | {key: changed[key] for key in changed if key not in inserted_deploy.FIELDS}


def inject_run(
    obj: dict[str, Any], pipeline: Record | None, cleaner: str, written: Written = _as_usual
) -> Injection:
    """Give a PipelineRun that follows its Pipeline's record; None takes back what it followed.

    It gets a record of its own only where something of it had to follow.
    """
    findings = refusals.shape(obj, ("spec",))
    if findings:
        return Injection(obj, None, findings, ())
    try:
        undone = take_back(obj)
    except BadRecord as bad:
        return Injection(obj, None, [error(str(bad), "metadata", "annotations", ANNOTATION)], ())
    if pipeline is None:
        # Its Pipeline is the base again, so the run must not know of variants any more.
        return Injection(undone.obj, None, [], (), undone.written)
    names = Names(pipeline.deploy, pipeline.backends)
    findings = refusals.run(undone.obj, names, pipeline.result)
    if findings:
        return Injection(obj, None, findings, ())
    made, added = runs.follow(undone.obj, names, pipeline, cleaner, undone.run_specs)
    if made == undone.obj:
        return Injection(undone.obj, None, [], (), undone.written)
    record = Record(
        config=pipeline.config,
        deploy=pipeline.deploy,
        backends=pipeline.backends,
        result=pipeline.result,
        task_run_specs=added,
    )
    record = _with_empties(record, undone, empties.of_metadata(), written)
    made = record_annotation.write(made, record)
    notes = [] if made == obj else [info("follows the tasks of its Pipeline", "spec")]
    return Injection(made, record, notes, (), undone.written)


def find_task(spec: dict[str, Any], name: str) -> dict[str, Any] | None:
    """Give the pipeline task of that name under `tasks`."""
    return next((task for task in spec.get("tasks") or [] if task["name"] == name), None)


def account(base: dict[str, Any], spec: dict[str, Any], names: Names, record: Record) -> Finding:
    """Give the line that tells a person what was done."""
    # By what changed and not by what was meant to: the account is true whoever made it so.
    before = {task["name"] for key in ("tasks", "finally") for task in base.get(key) or []}
    added = [
        f"`{task['name']}`"
        for key in ("tasks", "finally")
        for task in spec.get(key) or []
        if task["name"] not in before
    ]
    message = f"added tasks {', '.join(added)}"
    if record.params:
        message += f"; params {', '.join(f'`{name}`' for name in record.params)}"
    moved = list(dict.fromkeys(_readers(base, names)))
    if moved:
        message += (
            f"; what named `{names.deploy}` now names `{names.pass_through}`: {', '.join(moved)}"
        )
    return info(message)


def _readers(base: dict[str, Any], names: Names) -> Iterable[str]:
    for i, task in enumerate(base["tasks"]):
        if names.deploy in (task.get("runAfter") or []):
            yield f"tasks[{i}] `{task['name']}`"
    for reference in references.in_spec(base, names.deploy):
        section, i = str(reference.path[0]), int(reference.path[1])
        yield f"{section}[{i}] `{base[section][i].get('name')}`"


def _with_empties(
    record: Record, undone: Undone, fields: dict[str, Path], written: Written
) -> Record:
    """Give the record with the fields that are empty in the base, and how they are written."""
    empty = empties.empty(undone.obj, fields)
    if not empty:
        return record
    known = undone.written if undone.recorded else written([fields[field] for field in empty])
    texts = {field: known[fields[field]] for field in empty if fields[field] in known}
    return record._replace(empty=empty, empty_as_written=empties.unusual(empty, texts))


def catalogue_tasks(spec: dict[str, Any], tasks: Tasks) -> tuple[str, ...]:
    """Give the catalogue names of the Tasks of ours that a PipelineSpec refers to."""
    return tuple(
        name
        for name in contract.TASKS
        if any(
            tasks.is_ours(task, name)
            for key in ("tasks", "finally")
            for task in spec.get(key) or []
        )
    )
