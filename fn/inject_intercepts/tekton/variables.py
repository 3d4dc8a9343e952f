"""What `$(params.…)` stands for in a run.

The rules are those of pkg/reconciler/pipelinerun/resources/apply.go of tektoncd/pipeline:
`ApplyParameters` for the forms and for defaults that name other params, `ApplyWorkspaces` for
`$(workspaces.W.bound)`.
"""

from __future__ import annotations

import re

from krm_fn.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

_VARIABLE = re.compile(r"\$\(([^()$]+)\)")
_MADE_UP = re.compile(r"<[\w.-]+>")
_FORMS = ("params.{}", 'params["{}"]', "params['{}']")
_DEEPEST_DEFAULT = 10
"""Defaults that name params whose defaults name params: so many times, and no more."""


def made_up(word: str) -> str:
    """Give a value for what nobody knows before the run; `is_made_up` tells it from others."""
    return f"<{word}>"


def is_made_up(text: str) -> bool:
    """Whether there is a made-up value in the text."""
    return _MADE_UP.search(text) is not None


class Variables(Frozen):
    """Texts and lists by what stands between `$(` and `)`; a list's name is without its `[*]`."""

    texts: Mapping[str, str]
    lists: Mapping[str, list[str]]

    def in_text(self, text: str) -> str:
        """Give the text with what is known put in."""
        return _VARIABLE.sub(lambda match: self.texts.get(match[1], match[0]), text)

    def in_list(self, values: list[str]) -> list[str]:
        """Give the list with what is known put in: `$(params.branches[*])` becomes its items."""
        found: list[str] = []
        for value in values:
            match = _VARIABLE.fullmatch(value)
            name = match[1].removesuffix("[*]") if match and match[1].endswith("[*]") else None
            known = self.lists.get(name) if name else None
            found += [self.in_text(value)] if known is None else known
        return found


def of_run(spec: dict[str, Any], given: Mapping[str, Any]) -> Variables:
    """Give the variables of a run of the PipelineSpec that passes these params.

    A param without a value and without a default gets one that is made up. Each workspace is
    bound.
    """
    texts = {f"workspaces.{one['name']}.bound": "true" for one in spec.get("workspaces") or []}
    lists: dict[str, list[str]] = {}
    defaults: dict[str, Any] = {}
    for param in spec.get("params") or []:
        default = param.get("default")
        defaults[param["name"]] = _unknown(param) if default is None else default
    for name, value in (defaults | dict(given)).items():
        for form in _FORMS:
            _add(form.format(name), value, texts, lists)
    for _ in range(_DEEPEST_DEFAULT):
        known = Variables(texts, lists)
        resolved = {name: known.in_text(text) for name, text in texts.items()}
        if resolved == texts:
            break
        texts = resolved
    known = Variables(texts, lists)
    return Variables(texts, {name: known.in_list(value) for name, value in lists.items()})


def _unknown(param: dict[str, Any]) -> Any:
    word = made_up(param["name"])
    if param.get("type") == "array":
        return [word]
    if param.get("type") == "object" or "properties" in param:
        return dict.fromkeys(param.get("properties") or {}, word)
    return word


def _add(name: str, value: Any, texts: dict[str, str], lists: dict[str, list[str]]) -> None:
    if isinstance(value, list):
        lists[name] = [str(item) for item in value]
        texts.update({f"{name}[{i}]": str(item) for i, item in enumerate(value)})
    elif isinstance(value, dict):
        texts.update({f"{name}.{key}": str(item) for key, item in value.items()})
    else:
        texts[name] = str(value)
