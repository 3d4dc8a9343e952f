"""What Tekton and the kubelet make of a Task's values before a step runs.

Tekton replaces its variables in a step's image, env, args, command, script and volume mounts
(docs/variables.md of Tekton); the kubelet then expands `$(NAME)` in the values of env.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Value = str | list[str]

_VARIABLE = re.compile(
    r"""\$\((?P<what>[a-z]+)(?:\.(?P<name>[A-Za-z0-9_.-]+?)|\[(?P<q>['"])(?P<quoted>.+?)(?P=q)\])"""
    r"""(?P<all>\[\*\])?\)"""
)


def defaults(task: dict[str, Any], given: Mapping[str, Value]) -> dict[str, Value]:
    """The params of a run: what was given, and the Task's defaults for the rest.

    What the Task does not declare is left out, as Tekton does.

    Raises:
        KeyError: a param has no default and was not given; Tekton refuses such a run.
    """
    declared = task["spec"].get("params", [])
    missing = [p["name"] for p in declared if p["name"] not in given and "default" not in p]
    if missing:
        raise KeyError(*missing)
    return {p["name"]: given.get(p["name"], p.get("default", "")) for p in declared}


def steps(spec: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The steps of a Task with its stepTemplate in each: lists are joined, a step's own wins."""
    template = spec.get("stepTemplate", {})
    lists = ("env", "volumeMounts")
    return [
        {
            **template,
            **step,
            **{key: [*template.get(key, []), *step.get(key, [])] for key in lists},
        }
        for step in spec["steps"]
    ]


def replaced(node: Any, variables: Mapping[str, Value]) -> Any:
    """`node` with Tekton's variables replaced in all of its strings, once.

    Args:
        node: a part of a Task.
        variables: what stands between the brackets, without quotes, and its value.
    """
    if isinstance(node, dict):
        return {key: replaced(value, variables) for key, value in node.items()}
    if isinstance(node, list):
        return [new for item in node for new in _items(item, variables)]
    if isinstance(node, str):
        return _VARIABLE.sub(lambda found: _one(found, variables), node)
    return node


def _key(found: re.Match[str]) -> str:
    return f"{found['what']}.{found['name'] or found['quoted']}"


def _one(found: re.Match[str], variables: Mapping[str, Value]) -> str:
    value = variables.get(_key(found))
    return value if isinstance(value, str) and not found["all"] else found[0]


def _items(item: Any, variables: Mapping[str, Value]) -> Iterable[Any]:
    whole = _VARIABLE.fullmatch(item) if isinstance(item, str) else None
    if whole and whole["all"] and isinstance(variables.get(_key(whole)), list):
        return variables[_key(whole)]
    return [replaced(item, variables)]


def environment(env: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The variables of a container, as the kubelet expands them.

    `$(NAME)` becomes the value of a variable that stands before it, `$$` becomes `$`, and a
    name that is not known stays as it is (k8s.io/kubernetes third_party/forked/golang/expansion).
    """
    known: dict[str, str] = {}
    for entry in env:
        known[entry["name"]] = re.sub(
            r"\$(?:\$|\(([^)]*)\))",
            lambda found: "$" if found[1] is None else known.get(found[1], found[0]),
            entry.get("value", ""),
        )
    return known
