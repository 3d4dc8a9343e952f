"""Which objects to inject into: those that the config names, or all that run the deploy task."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from inject_intercepts import injection, krm
from inject_intercepts.tekton import objects, paths, shape

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inject_intercepts.config import Config

_KINDS = ("Pipeline", "PipelineRun", *objects.CARRIERS)


class Unit(NamedTuple):
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
        """The namespace that its Tasks are looked up in, where one is written."""
        namespace = paths.at(self.data, ("metadata", "namespace")) or self.obj.namespace
        return str(namespace) if namespace else None


class Selection(NamedTuple):
    """What to do with whom."""

    inject: list[Unit]
    take_back: list[Unit]
    """Objects with this config's record that it no longer chooses."""
    runs: list[Unit]
    """PipelineRuns that refer to a Pipeline and may have to follow it."""
    results: list[krm.Result]


def select(resources: krm.ResourceList, config: Config) -> Selection:
    """Choose by `spec.pipelines`; without it, who runs the deploy task or carries our record."""
    units = list(_units(resources, config))
    runs = [unit for unit in units if objects.spec_path(unit.data) is None]
    bodies = [unit for unit in units if objects.spec_path(unit.data) is not None]
    if config.pipelines is None:
        inject = [unit for unit in bodies if _is_meant(unit, config)]
        results: list[krm.Result] = []
    else:
        inject = [unit for unit in bodies if _is_named(unit, config)]
        results = [*_missing(bodies, runs, config)]
    chosen = {(id(unit.obj), unit.path) for unit in inject}
    others = [unit for unit in bodies if (id(unit.obj), unit.path) not in chosen]
    take_back = [unit for unit in others if recorded_by(unit.data) == config.name]
    if not inject and not results:
        make = krm.Result.error if config.mode == "check" else krm.Result.warning
        message = f"no object runs a pipeline task `{config.deploy.task}`: nothing to inject into"
        results = [make(message)]
    return Selection(inject, take_back, runs, results)


def _units(resources: krm.ResourceList, config: Config) -> Iterator[Unit]:
    marks = [config.deploy.task, injection.ANNOTATION, "pipelineRef", *(config.pipelines or ())]
    wanted = [mark.encode() for mark in marks]
    for obj in resources.mentioning(objects.TEKTON.encode() + b"/"):
        # Before anything is parsed: most objects of a package are not ours.
        if obj.kind in _KINDS and any(obj.mentions(mark) for mark in wanted):
            for path, data in objects.pipelines_in(obj.data):
                yield Unit(obj, path, data)


def recorded_by(data: dict[str, Any]) -> str | None:
    """Give the name of the config that injected into an object; None where none did.

    A record that cannot be read counts as everybody's: whoever chooses the object must say so.
    """
    try:
        said = injection.read(data)
    except injection.BadRecord:
        return ""
    return None if said is None else said.config


def _is_meant(unit: Unit, config: Config) -> bool:
    by = recorded_by(unit.data)
    if by is not None:
        return by in ("", config.name)
    spec = paths.at(unit.data, objects.spec_path(unit.data) or ())
    if shape.misshapes(spec):
        return unit.obj.mentions(config.deploy.task.encode())
    return any(
        task["name"] == config.deploy.task
        for section in ("tasks", "finally")
        for task in spec.get(section) or []
    )


def _is_named(unit: Unit, config: Config) -> bool:
    names = config.pipelines or ()
    if unit.name in names:
        return True
    # A trigger's name stands for those of its templates that have a deploy step, or get one.
    by_trigger = bool(unit.path) and unit.obj.name in names
    return by_trigger and (config.deploy.insert is not None or _is_meant(unit, config))


def _missing(bodies: list[Unit], runs: list[Unit], config: Config) -> Iterator[krm.Result]:
    found = {unit.name for unit in bodies} | {unit.obj.name for unit in bodies if unit.path}
    references = {unit.name: unit for unit in runs} | {
        unit.obj.name: unit for unit in runs if unit.path
    }
    for i, name in enumerate(config.pipelines or ()):
        if name in found:
            continue
        unit = references.get(name)
        ref = None if unit is None else paths.at(unit.data, ("spec", "pipelineRef", "name"))
        if unit is not None:
            message = (
                f"`{name}` has no `pipelineSpec` of its own: name its Pipeline `{ref}` instead"
            )
            yield krm.Result.error(message, unit.obj, (*unit.path, "spec", "pipelineRef"))
        else:
            choices = ", ".join(
                f"`{known}`" for known in sorted({u.name for u in bodies if u.name})
            )
            message = f"`spec.pipelines[{i}]` names `{name}`, which is not in the input"
            yield krm.Result.error(f"{message}: it has {choices}" if choices else message)
