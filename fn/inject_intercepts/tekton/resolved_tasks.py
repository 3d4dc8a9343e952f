"""A pipeline task as Tekton's reconciler looks at it: its guards, and the results that it reads.

RES is pkg/reconciler/pipelinerun/resources of tektoncd/pipeline.
"""

from __future__ import annotations

import re

from inject_intercepts.tekton import graph, references, variables
from krm_fn.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from inject_intercepts.tekton.variables import Variables

Result = tuple[str, str]
"""A pipeline task's name and its result's."""

_RESULT = re.compile(r"\$\((?:tasks|finally)\.([^.()\[\]]+)\.results\.([^.()\[\]]+)[^()]*\)")
_STATE = re.compile(r"\$\((tasks(?:\.[^.()]+)?\.(?:status|reason))\)")


class Guard(Frozen):
    """An entry of `when`. One in CEL has no values, and is taken as true."""

    input: str
    operator: str
    values: tuple[str, ...]

    @property
    def is_true(self) -> bool:
        """As API/when_types.go has it: whatever is not `in` is `notin`."""
        return (self.input in self.values) == (self.operator == "in")


class PipelineTask(Frozen):
    """A pipeline task with its params put in, and with its references open."""

    name: str
    is_finally: bool
    parents: frozenset[str]
    when: tuple[Guard, ...]
    reads: Mapping[str, tuple[Result, ...]]
    """By field, in Tekton's order: `params`, `matrix`, `when` and `taskSpec`."""
    goes_on: bool
    """`onError: continue`."""
    has_empty_matrix: bool

    @property
    def results(self) -> list[Result]:
        """All results that it reads (API/resultref.go, PipelineTaskResultRefs)."""
        return [result for read in self.reads.values() for result in read]

    @property
    def has_result_references(self) -> bool:
        """Whether Tekton sees that it reads any (RES/pipelinerunresolution.go).

        What stands in a matrix or in a step is not looked at.
        """
        return bool(self.reads["params"] or self.reads["when"])

    def with_results(self, values: Mapping[Result, str]) -> PipelineTask:
        """Give it with these results put in (RES/apply.go, ApplyTaskResults): not into steps."""
        if values.keys().isdisjoint(self.results):
            return self

        def put_in(text: str) -> str:
            return _RESULT.sub(lambda m: values.get((m[1], m[2]), m[0]), text)

        left = {
            field: tuple(one for one in read if field == "taskSpec" or one not in values)
            for field, read in self.reads.items()
        }
        return self._replace(when=_each(self.when, put_in), reads=left)

    def with_states(self, states: Mapping[str, str]) -> PipelineTask:
        """Give it with the states of tasks put in (RES/apply.go, ApplyPipelineTaskStateContext)."""

        def put_in(text: str) -> str:
            return _STATE.sub(lambda m: states.get(m[1], m[0]), text)

        return self._replace(when=_each(self.when, put_in))


def _each(when: tuple[Guard, ...], put_in: Any) -> tuple[Guard, ...]:
    return tuple(
        Guard(put_in(one.input), one.operator, tuple(put_in(value) for value in one.values))
        for one in when
    )


def is_open(text: str) -> bool:
    """Whether what a guard compares, params put in, is known only in the run.

    So is a result, or a param that nobody gave. A task's state is what the simulation tells.
    """
    return "$(" in _STATE.sub("", text) or variables.is_made_up(text)


def of_spec(spec: dict[str, Any], known: Variables) -> list[PipelineTask]:
    """Give the tasks of a PipelineSpec of sound shape, those of `finally` last."""
    reads: dict[tuple[str, int], dict[str, list[Result]]] = {}
    for one in references.in_spec(spec):
        section, number, field, *_ = (*one.path, "")
        if one.makes_edge and one.result is not None and section in ("tasks", "finally"):
            own = reads.setdefault((str(section), int(number)), {})
            own.setdefault(str(field), []).append((one.task, one.result.name))
    parents = graph.parents(spec)
    return [
        PipelineTask(
            task["name"],
            section == "finally",
            parents[task["name"]] if section == "tasks" else frozenset(),
            tuple(_guard(one, known) for one in task.get("when") or []),
            {
                field: tuple(reads.get((section, number), {}).get(field, ()))
                for field in ("params", "matrix", "when", "taskSpec")
            },
            known.in_text(str(task.get("onError") or "")) == "continue",
            _has_empty_matrix(task, known),
        )
        for section in ("tasks", "finally")
        for number, task in enumerate(spec.get(section) or [])
    ]


def _guard(entry: dict[str, Any], known: Variables) -> Guard:
    values = [str(value) for value in entry.get("values") or []]
    return Guard(
        known.in_text(str(entry.get("input") or "")),
        str(entry.get("operator") or ""),
        tuple(known.in_list(values)),
    )


def _has_empty_matrix(task: dict[str, Any], known: Variables) -> bool:
    matrix = task.get("matrix")
    params = matrix.get("params") if isinstance(matrix, dict) else None
    for param in params or []:
        value = param.get("value")
        values = [str(item) for item in value] if isinstance(value, list) else [str(value)]
        if not known.in_list(values):
            return True
    return False
