"""Which of the declared params and workspaces a part of a PipelineSpec makes use of."""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

# RES/apply.go of tektoncd/pipeline, getParametersForms: a dot or either bracket.
_PARAM = r"\$\(params(?:\.{0}(?![\w-])|\[['\"]{0}['\"]\])"
_WORKSPACE = r"\$\(workspaces\.{0}\."


def params(part: Any, declared: list[dict[str, Any]]) -> set[str]:
    """Give the names of those declared params that are read in `part`, or in a default of these.

    A default may name other params, whose defaults name others.
    """
    texts = list(_texts(part))
    read: set[str] = set()
    left = {param["name"]: param for param in declared}
    while new := [name for name in left if _is_read(name, texts)]:
        texts = [text for name in new for text in _texts(left[name].get("default"))]
        read.update(new)
        left = {name: param for name, param in left.items() if name not in read}
    return read


def _is_read(name: str, texts: list[str]) -> bool:
    form = re.compile(_PARAM.format(re.escape(name)))
    return any(form.search(text) for text in texts)


def workspaces(part: Any, tasks: list[dict[str, Any]], declared: list[str]) -> set[str]:
    """Give the names of those declared workspaces that the tasks bind, or that `part` names.

    A binding without `workspace` is to the one of its own name (API, WorkspacePipelineTaskBinding).
    """
    bound = {
        entry.get("workspace") or entry["name"]
        for task in tasks
        for entry in task.get("workspaces") or []
    }
    texts = list(_texts(part))
    forms = {name: re.compile(_WORKSPACE.format(re.escape(name))) for name in declared}
    return {
        name
        for name in declared
        if name in bound or any(forms[name].search(text) for text in texts)
    }


def _texts(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        if "$(" in data:
            yield data
    elif isinstance(data, dict):
        for value in data.values():
            yield from _texts(value)
    elif isinstance(data, list):
        for value in data:
            yield from _texts(value)
