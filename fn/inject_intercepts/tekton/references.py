"""Every position and form in which one pipeline task can name another inside a PipelineSpec.

Tekton itself knows these by several parsers, which do not agree (API is pkg/apis/pipeline/v1,
RES is pkg/reconciler/pipelinerun/resources, both of tektoncd/pipeline):

* `runAfter[]`: the bare name;
* `$(tasks.T.results.r)`, `...r[*]`, `...r[0]`, `...r.key` (pkg/internal/resultref);
* `$(tasks.T.results['r'])`, with either quote: no reference for the parser, yet replaced where a
  dotted one stands beside it (RES/apply.go, getReplaceTarget);
* `$(tasks.T.status)`, `$(tasks.T.reason)` (RES/apply.go, ApplyPipelineTaskStateContext);
* `$(tasks.T.inputs…)`, `$(tasks.T.outputs…)` (internal/artifactref);
* `$(tasks.T.matrix.length)`, `$(tasks.T.matrix.r.length)`.

Positions are all strings of a PipelineSpec, but for texts that Tekton never substitutes
(descriptions, declarations of params and workspaces) and for nested `pipelineSpec`s, whose names
are their own. Admission finds a stale reference only in some of the positions: in `displayName`,
`subPath`, resolver params, matrices of finally tasks and embedded scripts it stays unnoticed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from inject_intercepts.tekton.paths import Path

AGGREGATE_STATUS = "$(tasks.status)"

_VARIABLE = re.compile(r"\$\((tasks|finally)\.([^.$()\s]+)\.([^$()]+)\)")
_RESULT = re.compile(r"""results(?:\.([^.\[\]]+)|\[(['"])(.+?)\2\])(.*)""", re.DOTALL)
_NOT_SUBSTITUTED = frozenset({"description", "pipelineSpec"})
_SECTIONS = ("tasks", "finally", "results")


class Reference(NamedTuple):
    """One `$(tasks.T.rest)` or `$(finally.T.rest)` in a string."""

    path: Path
    """Where the string stands, from the PipelineSpec."""
    section: str
    """`tasks` or `finally`."""
    task: str
    rest: str
    """What follows the task's name, such as `results.image` or `status`."""

    @property
    def kind(self) -> str:
        """`results`, `status`, `reason`, `inputs`, `outputs`, `matrix`, or what stands there."""
        return re.split(r"[.\[]", self.rest, maxsplit=1)[0]

    @property
    def result(self) -> Result | None:
        """The result that is read, for kind `results`."""
        match = _RESULT.fullmatch(self.rest)
        if match is None:
            return None
        return Result(match[1] or match[3], match[4], match[2] or "")

    def __str__(self) -> str:
        """Give it as written."""
        return f"$({self.section}.{self.task}.{self.rest})"

    def renamed(self, task: str, result: str | None = None) -> str:
        """Give it as written for another task and, for a result, another name of it."""
        rest, read = self.rest, self.result
        if read is not None and result is not None:
            name = f"[{read.quote}{result}{read.quote}]" if read.quote else f".{result}"
            rest = f"results{name}{read.accessor}"
        return f"$({self.section}.{task}.{rest})"


class Result(NamedTuple):
    """A result as a reference reads it."""

    name: str
    accessor: str
    """What follows the name: empty, `[*]`, `[0]`, or `.key`."""
    quote: str
    """The quote of a bracket form, else empty."""


def strings(spec: dict[str, Any]) -> Iterator[tuple[Path, str]]:
    """Give each string of a PipelineSpec in which Tekton may substitute, with its path."""
    for section in _SECTIONS:
        yield from _strings(spec.get(section), (section,))


def _strings(data: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(data, str):
        yield path, data
    elif isinstance(data, dict):
        for key, value in data.items():
            if _is_substituted(key, path):
                yield from _strings(value, (*path, key))
    elif isinstance(data, list):
        for i, value in enumerate(data):
            yield from _strings(value, (*path, i))


def _is_substituted(key: str, path: Path) -> bool:
    # Below `value` stand the keys of an object param, which may have any name.
    return key not in _NOT_SUBSTITUTED or "value" in path


def find(spec: dict[str, Any], task: str | None = None) -> Iterator[Reference]:
    """Give each reference of a PipelineSpec, or those to one task; `runAfter` is not among them."""
    for path, text in strings(spec):
        if "$(" in text:
            for match in _VARIABLE.finditer(text):
                if task is None or match[2] == task:
                    yield Reference(path, match[1], match[2], match[3])


def substitute(data: Any, replace: Callable[[Reference], str]) -> Any:
    """Give a copy of a part of a PipelineSpec with each reference replaced by what `replace` says.

    Paths of the references are those within `data`. What has no reference is shared, not copied.
    """
    return _map_strings(
        data,
        (),
        lambda text, path: _VARIABLE.sub(
            lambda match: replace(Reference(path, match[1], match[2], match[3])), text
        ),
    )


def substitute_spec(spec: dict[str, Any], replace: Callable[[Reference], str]) -> dict[str, Any]:
    """Do `substitute` over a whole PipelineSpec, in the positions that `strings` lists."""
    changed = {key: substitute(spec[key], replace) for key in _SECTIONS if key in spec}
    return {**spec, **changed}


def replace_text(spec: dict[str, Any], old: str, new: str) -> dict[str, Any]:
    """Give a PipelineSpec with a literal text replaced in every string that Tekton substitutes."""
    changed = {
        key: _map_strings(spec[key], (), lambda text, _: text.replace(old, new))
        for key in _SECTIONS
        if key in spec
    }
    return {**spec, **changed}


def _map_strings(data: Any, path: Path, change: Callable[[str, Path], str]) -> Any:
    if isinstance(data, str):
        return change(data, path) if "$(" in data else data
    if isinstance(data, dict):
        changed: Any = {
            key: _map_strings(value, (*path, key), change) if _is_substituted(key, path) else value
            for key, value in data.items()
        }
        return data if all(changed[key] is value for key, value in data.items()) else changed
    if isinstance(data, list):
        changed = [_map_strings(value, (*path, i), change) for i, value in enumerate(data)]
        return data if all(new is old for new, old in zip(changed, data, strict=True)) else changed
    return data


def rename_in_run_after(
    tasks: list[dict[str, Any]], old: str, new: tuple[str, ...]
) -> list[dict[str, Any]]:
    """Give the tasks with `old` in any `runAfter` replaced by `new`; no name is listed twice."""
    return [_rename_run_after(task, old, new) for task in tasks]


def _rename_run_after(task: dict[str, Any], old: str, new: tuple[str, ...]) -> dict[str, Any]:
    before = task.get("runAfter")
    if not isinstance(before, list) or old not in before:
        return task
    names: list[str] = []
    for name in before:
        names += [n for n in (new if name == old else (name,)) if n not in names]
    if names:
        return {**task, "runAfter": names}
    return {key: value for key, value in task.items() if key != "runAfter"}
