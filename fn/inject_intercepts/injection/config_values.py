"""Whether what the config gives to tasks can stand in the Pipeline that gets it."""

from __future__ import annotations

import re

from inject_intercepts.injection import declarations
from inject_intercepts.injection.findings import Finding, error
from inject_intercepts.tekton import graph, references

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from inject_intercepts.injection.plan import Plan

# Compiled where it is first needed: most configs give no params.
_PARAM = r"""\$\(params(?:\.([^.\[\]()\s]+)|\[(['"])(.+?)\2\])"""


def unresolvable(
    spec: dict[str, Any], plan: Plan, propagated: frozenset[str], *, inserted: bool
) -> Iterator[Finding]:
    """Refuse values that Tekton would refuse: params and tasks that are not there, and cycles.

    `propagated` are the params that an embedded Pipeline has from its run without declaring them.
    """
    declared = propagated | {param["name"] for param in spec.get("params") or []}
    declared |= {param["name"] for param in declarations.wanted(plan.config)}
    # A finally task is before nobody: only those under `tasks` can be read.
    tasks = {task["name"] for task in spec["tasks"]}
    for field, param in _given(plan, inserted=inserted):
        for name in sorted(_read(param["value"]) - declared):
            message = (
                f"`{field}` reads $(params.{name}), which this Pipeline does not declare: add it "
                "to `spec.pipelineParams`, or to the Pipeline"
            )
            yield error(message, "params")
        for reference in references.within(param["value"]):
            if reference.task == plan.names.deploy or reference.task not in tasks:
                message = f"`{field}` reads {reference}, and no task of that name is before it"
                yield error(message, "tasks")
    yield from _cycle(spec, plan)


def _given(plan: Plan, *, inserted: bool) -> Iterator[tuple[str, dict[str, Any]]]:
    config = plan.config
    for i, backend in enumerate(config.backends):
        yield from ((f"spec.backends[{i}].params", param) for param in backend.params)
    yield from (("spec.cleanup.params", param) for param in config.cleanup.params)
    if inserted and config.deploy.insert is not None:
        yield from (("spec.deploy.insert.params", param) for param in config.deploy.insert.params)


def _read(value: Any) -> set[str]:
    return {match[1] or match[3] for text in _texts(value) for match in re.finditer(_PARAM, text)}


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, dict):
        return [text for item in value.values() for text in _texts(item)]
    if isinstance(value, list):
        return [text for item in value for text in _texts(item)]
    return [value] if isinstance(value, str) else []


def _cycle(spec: dict[str, Any], plan: Plan) -> Iterator[Finding]:
    given = [param for backend in plan.config.backends for param in backend.params]
    if not given:
        return
    tasks = [
        {**task, "params": [*(task.get("params") or []), *given]}
        if task["name"] == plan.names.deploy
        else task
        for task in spec["tasks"]
    ]
    # A cycle that the base has already is Tekton's to refuse, and not of the config's making.
    before, after = graph.find_cycle(spec), graph.find_cycle({**spec, "tasks": tasks})
    if after and not before:
        circle = " waits for ".join(f"`{name}`" for name in after)
        yield error(f"the params of `spec.backends` make a cycle: {circle}", "tasks")
