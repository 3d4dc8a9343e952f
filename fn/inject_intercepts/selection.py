"""Which objects to inject into: those that the config names, or all that run the deploy task."""

from __future__ import annotations

import krm_fn as krm
from inject_intercepts import contract, derived, injection
from inject_intercepts.tekton import objects, paths, shape
from krm_fn.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from inject_intercepts.config import Config

KINDS = ("Pipeline", "PipelineRun", *objects.CARRIERS)
"""What has Pipelines in it; the config calls them so too."""
_LISTS = ("List", *(f"{kind}List" for kind in KINDS))


class Unit(Frozen):
    """A Pipeline or a PipelineRun: an object of the package, or one that a trigger carries."""

    obj: krm.KubeObject
    path: tuple[str | int, ...]
    """Where it stands in the object; empty where it is the object."""
    data: dict[str, Any]

    @property
    def name(self) -> str:
        """The name that the config calls it by."""
        return objects.name(self.data)

    @property
    def namespace(self) -> str | None:
        """The namespace that its Tasks are looked up in, where one is written.

        A trigger's `$(tt.params.namespace)` is none yet.
        """
        namespace = paths.at(self.data, ("metadata", "namespace")) or self.obj.namespace
        return str(namespace) if namespace and "$(" not in str(namespace) else None


class Selection(Frozen):
    """What to do with whom."""

    inject: list[Unit]
    take_back: list[Unit]
    """Objects with this config's record that it no longer chooses, or chooses to remove from."""
    runs: list[Unit]
    """PipelineRuns that refer to a Pipeline and may have to follow it."""
    freed: list[Unit]
    """Those of the runs that are to follow nobody any more, wherever their Pipeline is."""
    continued: list[Unit]
    """Pipelines from which `spec.continuations` derives others, injected into or not."""
    derived: list[krm.KubeObject]
    """Pipelines that a config of this name has derived, and that are wanted or go."""
    results: list[krm.Result]

    @property
    def asks_for_something(self) -> bool:
        """Whether anything may have to be done, in another mode than `remove`."""
        return bool(self.inject or self.take_back or self.continued or self.derived)


def select(resources: krm.ResourceList, config: Config) -> Selection:
    """Choose by `spec.pipelines`; without it, who runs the deploy task or carries our record.

    In mode `remove` these are taken back: those that are named, whoever injected into them, or all
    that carry the record of a config of this name.
    """
    units = list(_units(resources, config))
    runs = [unit for unit in units if objects.spec_path(unit.data) is None]
    bodies = [unit for unit in units if objects.spec_path(unit.data) is not None]
    lists = list(_lists(resources, config))
    there = list(derived.of_config(resources, config))
    if config.mode == "remove":
        chosen = _to_remove(resources, bodies, runs, config, there)
        return chosen._replace(results=[*lists, *chosen.results])
    if config.pipelines is None:
        inject = [unit for unit in bodies if _is_meant(unit, config)]
        results: list[krm.Result] = []
    else:
        inject = [unit for unit in bodies if _is_named(unit, config)]
        results = [*_missing(resources, bodies, runs, config)]
    injected = {(id(unit.obj), unit.path) for unit in inject}
    others = [unit for unit in bodies if (id(unit.obj), unit.path) not in injected]
    take_back = [unit for unit in others if recorded_by(unit.data) == config.name]
    continued = list(_continued(bodies, config))
    if not inject and not results and not config.continuations:
        results = list(_nothing(bodies, config))
    results += _missing_continued(resources, bodies, runs, continued, config)
    results += derived.unrecorded(resources, config, list(_asked_for(continued, config)))
    return Selection(inject, take_back, runs, [], continued, there, [*lists, *results])


def _to_remove(
    resources: krm.ResourceList,
    bodies: list[Unit],
    runs: list[Unit],
    config: Config,
    there: list[krm.KubeObject],
) -> Selection:
    if config.pipelines is None:
        take_back = [unit for unit in bodies if recorded_by(unit.data) in ("", config.name)]
        freed = [unit for unit in runs if recorded_by(unit.data) in ("", config.name)]
        results = [] if take_back or freed or there else [*_left_alone(bodies, config)]
    else:
        named = [unit for unit in bodies if _goes_by_a_name(unit, config)]
        take_back = [unit for unit in named if recorded_by(unit.data) is not None]
        freed, results = [], [*_missing(resources, bodies, runs, config)]
    results += derived.unrecorded(resources, config, [])
    if not take_back and not freed and not there and not results:
        message = "nothing that was injected is in the input: there is nothing to remove"
        results = [krm.Result.info(message)]
    return Selection([], take_back, runs, freed, [], there, results)


def _continued(bodies: list[Unit], config: Config) -> Iterator[Unit]:
    """Give what is continued: Pipelines, and runs that embed one where no Pipeline has the name."""
    names = {continuation.pipeline for continuation in config.continuations}
    found = [unit for unit in bodies if not unit.path and unit.name in names]
    pipelines = {(u.namespace, u.name) for u in found if objects.is_pipeline(u.data)}
    for unit in found:
        if objects.is_pipeline(unit.data) or (unit.namespace, unit.name) not in pipelines:
            yield unit


def _asked_for(continued: list[Unit], config: Config) -> Iterator[tuple[str | None, str]]:
    """Give namespace and name of each Pipeline that `spec.continuations` has derived."""
    for unit in continued:
        for continuation in config.continuations:
            if continuation.pipeline == unit.name:
                yield unit.obj.namespace, continuation.name


def _missing_continued(
    resources: krm.ResourceList,
    bodies: list[Unit],
    runs: list[Unit],
    continued: list[Unit],
    config: Config,
) -> Iterator[krm.Result]:
    there = {unit.name for unit in continued}
    for i, continuation in enumerate(config.continuations):
        entry = ("", continuation.pipeline)
        if continuation.pipeline in there:
            continue
        carried = _first(entry, bodies)
        run = _first(entry, runs)
        if carried is not None:
            field = (*carried.path, *(objects.spec_path(carried.data) or ()))
            message = (
                f"`spec.continuations[{i}].pipeline` names `{continuation.pipeline}`, which "
                "stands in a trigger: make its `pipelineSpec` a Pipeline, refer to that by "
                "`pipelineRef` here, and name it instead"
            )
            yield krm.Result.error(message, carried.obj, field)
        elif run is not None:
            yield _without_a_spec(run, continuation.pipeline)
        else:
            named = f"spec.continuations[{i}].pipeline"
            yield _not_there(named, entry, resources, carried=False)


def _lists(resources: krm.ResourceList, config: Config) -> Iterator[krm.Result]:
    """A warning on each list among the objects in which somebody may be meant.

    kustomize and kubectl open them before, and so do files, where the items say their kind.
    """
    marks = [config.deploy.task, contract.GROUP, *(name for _, name in _named(config))]
    for obj in resources.mentioning(objects.TEKTON.encode()):
        if obj.kind in _LISTS and any(obj.mentions(mark.encode()) for mark in marks):
            message = (
                "is a list, and is not looked into: make each of its items an object of its own, "
                "with `apiVersion` and `kind`"
            )
            yield krm.Result.warning(message, obj)


def _nothing(bodies: list[Unit], config: Config) -> Iterator[krm.Result]:
    foreign = [*_left_alone(bodies, config)]
    yield from foreign
    if not foreign:
        make = krm.Result.error if config.mode == "check" else krm.Result.warning
        yield make(f"no object runs a pipeline task `{config.deploy.task}`: nothing to inject into")


def _left_alone(bodies: list[Unit], config: Config) -> Iterator[krm.Result]:
    make = krm.Result.error if config.mode == "check" else krm.Result.warning
    for unit in bodies:
        by = recorded_by(unit.data)
        if by not in (None, config.name):
            message = (
                f"is left alone: the config `{by}` injected into it, and this one is "
                f"`{config.name}`; give this one that name, or name the object in `spec.pipelines`"
            )
            yield make(message, unit.obj, unit.path or None)


def _units(resources: krm.ResourceList, config: Config) -> Iterator[Unit]:
    # No mark has a slash: JSON may write it `\/`.
    names = [name for _, name in _named(config)]
    continued = [continuation.pipeline for continuation in config.continuations]
    marks = [config.deploy.task, contract.GROUP, "pipelineRef", *names, *continued]
    wanted = [mark.encode() for mark in marks]
    for obj in resources.mentioning(objects.TEKTON.encode()):
        # Before anything is parsed: most objects of a package are not ours.
        if obj.kind in KINDS and any(obj.mentions(mark) for mark in wanted):
            # What was derived is derived anew, never injected into.
            if obj.mentions(contract.GROUP.encode()) and derived.is_derived(obj):
                continue
            for path, data in objects.pipelines_in(obj.plain):
                yield Unit(obj, path, data)


def recorded_by(data: dict[str, Any]) -> str | None:
    """Give the name of the config that injected into an object; None where none did.

    A record that cannot be read counts as everybody's: whoever chooses the object must say so.
    """
    try:
        record = injection.read(data)
    except injection.BadRecord:
        return ""
    return None if record is None else record.config


def _is_meant(unit: Unit, config: Config) -> bool:
    by = recorded_by(unit.data)
    if by is not None:
        return by in ("", config.name)
    spec = paths.at(unit.data, objects.spec_path(unit.data) or ())
    # A Pipeline that cannot be read is chosen by its text, so that what is wrong with it is said.
    if shape.misshapes(spec):
        return unit.obj.mentions(config.deploy.task.encode())
    # The pass-through alone is what is left of an injection whose record was taken out.
    ours = (config.deploy.task, contract.pass_through(config.deploy.task))
    return any(
        task["name"] in ours for section in ("tasks", "finally") for task in spec.get(section) or []
    )


def _named(config: Config) -> list[tuple[str, str]]:
    """Kind and name of each entry of `spec.pipelines`; the kind is empty where it says none."""
    parts = [entry.rpartition("/") for entry in config.pipelines or ()]
    return [(kind, name) for kind, _, name in parts]


def _calls(entry: tuple[str, str], obj: dict[str, Any]) -> bool:
    kind, name = entry
    return name == objects.name(obj) and kind in ("", obj.get("kind"))


def _calls_trigger(entry: tuple[str, str], unit: Unit) -> bool:
    """Whether a trigger that carries the unit is called so."""
    return bool(unit.path) and _calls(entry, unit.obj.plain)


def _goes_by_a_name(unit: Unit, config: Config) -> bool:
    """Whether the config names it, or the trigger that carries it."""
    return any(_calls(e, unit.data) or _calls_trigger(e, unit) for e in _named(config))


def _is_named(unit: Unit, config: Config) -> bool:
    if any(_calls(entry, unit.data) for entry in _named(config)):
        return True
    # A trigger's name stands for those of its templates that have a deploy step, or get one.
    return _goes_by_a_name(unit, config) and (
        config.deploy.insert is not None or _is_meant(unit, config)
    )


def _missing(
    resources: krm.ResourceList, bodies: list[Unit], runs: list[Unit], config: Config
) -> Iterator[krm.Result]:
    for i, entry in enumerate(_named(config)):
        if _first(entry, bodies) is not None:
            continue
        unit = _first(entry, runs)
        if unit is not None:
            yield _without_a_spec(unit, entry[1])
        else:
            yield _not_there(f"spec.pipelines[{i}]", entry, resources, carried=True)


def _without_a_spec(unit: Unit, name: str) -> krm.Result:
    ref = objects.pipeline_ref(unit.data, unit.namespace)
    message = f"`{name}` has no `pipelineSpec` of its own: name its Pipeline"
    message += f" `{ref[0]}` instead" if ref else ", where that is kept, instead"
    return krm.Result.error(message, unit.obj, (*unit.path, "spec", "pipelineRef"))


def _not_there(
    field: str, entry: tuple[str, str], resources: krm.ResourceList, *, carried: bool
) -> krm.Result:
    """Give the error on a field; what it could be has runs in triggers if `carried`."""
    message = f"`{field}` names `{'/'.join(part for part in entry if part)}`, which is"
    of = derived.continued_by(entry, resources)
    if of is not None:
        return krm.Result.error(f"{message} derived from `{of}`: name that one")
    found = _choices(resources, with_kind=bool(entry[0]), carried=carried)
    choices = ", ".join(f"`{known}`" for known in found)
    message += " not in the input"
    return krm.Result.error(f"{message}: it has {choices}" if choices else message)


def _first(entry: tuple[str, str], units: list[Unit]) -> Unit | None:
    return next((u for u in units if _calls(entry, u.data) or _calls_trigger(entry, u)), None)


def _choices(resources: krm.ResourceList, *, with_kind: bool, carried: bool) -> list[str]:
    """What an entry can be, as it would be written, of all objects that can be read.

    No derived Pipeline can be; what triggers carry can if `carried`.
    """
    named = []
    for obj in resources.mentioning(objects.TEKTON.encode()):
        try:
            known = obj.kind in KINDS and not derived.is_derived(obj)
            units = [*objects.pipelines_in(obj.plain)] if known else []
        except krm.Unreadable:
            continue
        bodies = [
            data
            for path, data in units
            if objects.spec_path(data) is not None and (carried or not path)
        ]
        named += [*bodies, *([obj.plain] if bodies and with_kind else [])]
    if not with_kind:
        return sorted({name for obj in named if (name := objects.name(obj))})
    return sorted({f"{obj['kind']}/{objects.name(obj)}" for obj in named if objects.name(obj)})
