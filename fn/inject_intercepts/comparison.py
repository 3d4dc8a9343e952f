"""The Pipelines of a package, each as it is without what was injected and as it is with it."""

from __future__ import annotations

import krm_fn as krm
from inject_intercepts import derived, function, injection, selection
from inject_intercepts.tekton import objects, paths, shape
from krm_fn.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from inject_intercepts.tekton.paths import Path

    Spec = dict[str, Any]


class Comparison(Frozen):
    """One PipelineSpec, of an object of the package or of one that a trigger carries."""

    title: str
    """What a person calls it: `Pipeline build`, `PipelineRun build of TriggerTemplate nightly`, and
    its namespace where one is written."""
    before: Spec
    """Without what was injected: what a record on it takes back is taken back."""
    after: Spec
    """What injecting makes of it; what is in the package where that was not asked for."""


def compare(resources: krm.ResourceList, *, inject: bool) -> list[Comparison]:
    """Give every Pipeline of the package in its order, those included that nobody injects into.

    Behind them are those that are derived from them now; one that is derived no more is left out.
    `inject` runs the function on `resources`, whatever the mode of its config; with an error among
    the results, there is nothing to compare. One that cannot be read as a Pipeline is left out,
    with a warning among the results. Raises what `function.process` raises.
    """
    before = list(_sound(resources))
    if inject:
        function.process(resources, "inject")
        if any(result.severity == krm.Severity.ERROR for result in resources.results):
            return []
    there = resources.mentioning(objects.TEKTON.encode())
    known, kept = {id(obj) for obj, *_ in before}, {id(obj) for obj in there}
    compared = [
        Comparison(_title(obj, path), spec, _spec(paths.at(obj.plain, path)))
        for obj, path, spec in before
        if id(obj) in kept
    ]
    # Nothing was there before it, and all of it would be new: it is drawn as any second time.
    made = [obj for obj in there if id(obj) not in known and derived.is_derived(obj)]
    return [
        *compared,
        *(Comparison(_title(obj, ()), _spec(obj.plain), _spec(obj.plain)) for obj in made),
    ]


def _sound(resources: krm.ResourceList) -> Iterator[tuple[krm.KubeObject, Path, Spec]]:
    """Give each object, the path in it of a Pipeline or PipelineRun, and its spec as it was."""
    for obj in resources.mentioning(objects.TEKTON.encode()):
        if obj.kind not in selection.KINDS:
            continue
        for path, data in objects.pipelines_in(obj.plain):
            where = objects.spec_path(data)
            if where is None:
                continue
            wrong = shape.misshapes(paths.at(data, where))
            if wrong:
                field = (*path, *where, *wrong[0].path)
                message = f"is left out: {wrong[0].message}"
                resources.results.append(krm.Result.warning(message, obj, field))
                continue
            try:
                yield obj, path, _spec(injection.take_back(data).obj)
            except injection.BadRecord as bad:
                resources.results.append(krm.Result.warning(f"is left out: {bad}", obj))


def _spec(data: dict[str, Any]) -> Spec:
    spec: Spec = paths.at(data, objects.spec_path(data) or ())
    return spec


def _title(obj: krm.KubeObject, path: Path) -> str:
    data = paths.at(obj.plain, path)
    title = f"{data['kind']} {objects.name(data)}".rstrip()
    if path:
        title += f" of {obj.kind} {objects.name(obj.plain)}"
    namespace = paths.at(data, ("metadata", "namespace")) or obj.namespace
    return f"{title}, namespace {namespace}" if namespace else title
