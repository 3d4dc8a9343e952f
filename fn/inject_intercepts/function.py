"""The function: base Pipelines in, Pipelines that can run either backend out.

`process` is the table of contents. It decides on all objects first and changes them last, so a
refusal leaves every object as it came.
"""

from __future__ import annotations

import krm_fn as krm
from inject_intercepts import config, selection

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from inject_intercepts.changes import Changes
    from inject_intercepts.config import Config
    from inject_intercepts.emission import Emission
    from inject_intercepts.packaged import PackagedTasks
    from inject_intercepts.selection import Selection


def process(
    resources: krm.ResourceList,
    mode: str | None = None,
    parameters: Mapping[str, Any] | None = None,
) -> None:
    """Inject into the objects that the FunctionConfig chooses; say in the results what happened.

    `mode` is one of `config.MODES`, and goes before the config's own; `parameters` are those of
    `config.load`. Objects are replaced, added and removed in `resources.items`; with an error among
    the results, or in mode `check`, none is. Raises krm.BadConfig, with one result a mistake.
    """
    settings = load(resources, parameters)
    settings = settings._replace(mode=mode or settings.mode)
    chosen = selection.select(resources, settings)
    resources.results += chosen.results
    if not chosen.asks_for_something and settings.mode != "remove":
        return
    # Most packages that pass through have nothing to inject into: they need not load what does.
    from inject_intercepts import emission, packaged, transformation

    tasks = packaged.PackagedTasks(resources, settings)
    changes = transformation.transform(chosen, settings, tasks)
    resources.results += changes.results
    if chosen.continued or chosen.derived:
        changes = _continued(resources, chosen, changes, settings, tasks)
    if any(result.severity == krm.Severity.ERROR for result in resources.results):
        # What was done to the others is not done either, so there is no account of it.
        resources.results = [r for r in resources.results if r.severity != krm.Severity.INFO]
        return
    emitted = emission.emit(changes, settings, tasks)
    if settings.mode == "check":
        from inject_intercepts import check

        resources.results = [r for r in resources.results if r.severity != krm.Severity.INFO]
        resources.results += check.differences(changes, emitted)
        return
    resources.results += emitted.results
    _apply(resources, changes, emitted)


def _apply(resources: krm.ResourceList, changes: Changes, emitted: Emission) -> None:
    for change in (*changes.objects, *emitted.updated):
        if change.data != change.obj.plain:
            change.obj.replace(change.data, change.written)
    for obj in (*changes.removed, *emitted.removed):
        resources.remove(obj)
    for obj in (*changes.added, *emitted.added):
        resources.add(obj)


def _continued(
    resources: krm.ResourceList,
    chosen: Selection,
    changes: Changes,
    settings: Config,
    tasks: PackagedTasks,
) -> Changes:
    """Give the changes with what becomes of the Pipelines that are derived from others."""
    if any(result.severity == krm.Severity.ERROR for result in resources.results):
        return changes  # of what was refused nothing is derived
    from inject_intercepts import continuing

    done = continuing.derive(chosen, changes, settings, tasks)
    resources.results += done.results
    return changes._replace(
        objects=[*changes.objects, *done.updated], added=done.added, removed=done.removed
    )


def load(resources: krm.ResourceList, parameters: Mapping[str, Any] | None = None) -> Config:
    """Give the config of a ResourceList, parameters over it. Raises krm.BadConfig.

    That has one result a mistake.
    """
    obj = resources.function_config
    try:
        data = obj.plain if obj is not None else None
        ambiguous = obj.ambiguous() if obj is not None else {}
    except krm.Unreadable as problem:
        raise krm.BadConfig([krm.Result.error(f"cannot be read: {problem}", obj)]) from None
    results = [
        krm.Result.error(f"`{text}` is read in two ways by Kubernetes' tools: quote it", obj, path)
        for path, text in ambiguous.items()
        if path[0] in ("spec", "data")
    ]
    try:
        settings = config.load(data, parameters)
    except config.ConfigError as bad:
        for wrong in bad.mistakes:
            # A parameter stands in no object of the package.
            about = obj if wrong.path[:1] != (config.PARAMETERS,) else None
            results.append(krm.Result.error(wrong.message, about, wrong.path))
        raise krm.BadConfig(results) from None
    if results:
        raise krm.BadConfig(results)
    return settings
