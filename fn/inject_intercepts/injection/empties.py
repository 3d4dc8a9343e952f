"""Fields that are there without content, and that an injection fills: undoing leaves them so.

{finally: [], tasks: [{name: deploy-intercepts, when: null}]}
-> the record's {"empty": {"finally": [], "deploy.when": null}}
"""

from __future__ import annotations

from inject_intercepts.tekton import paths

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from typing import Any

    from inject_intercepts.tekton.paths import Path


def places(
    obj: dict[str, Any], where: Path, deploy: str, cleanup: str | None, waiting: Collection[str]
) -> dict[str, Path]:
    """Give where the fields are that may be empty, by what the record calls them.

    `where` is the PipelineSpec's place in the object, `waiting` are the tasks that an inserted
    deploy task gives a `runAfter`.
    """
    found: dict[str, Path] = {key: (*where, key) for key in ("params", "workspaces", "finally")}
    spec = paths.at(obj, where) or {}
    for section in ("tasks", "finally"):
        for i, task in enumerate(spec.get(section) or []):
            here: Path = (*where, section, i)
            if section == "tasks" and task["name"] == deploy:
                found |= {f"deploy.{key}": (*here, key) for key in ("when", "params", "workspaces")}
            elif section == "tasks" and task["name"] in waiting:
                found[f"{task['name']}.runAfter"] = (*here, "runAfter")
            elif section == "finally" and task["name"] == cleanup:
                found["cleanup.params"] = (*here, "params")
    return found | of_metadata()


def of_metadata() -> dict[str, Path]:
    """Give the one of these places that every object has."""
    return {"annotations": ("metadata", "annotations")}


def empty(obj: dict[str, Any], fields: Mapping[str, Path]) -> dict[str, Any]:
    """Give those of the fields that are there and empty, as they are."""
    found = {}
    for field, path in fields.items():
        parent = paths.at(obj, path[:-1])
        if isinstance(parent, dict) and path[-1] in parent and not parent[str(path[-1])]:
            found[field] = parent[str(path[-1])]
    return found


def unusual(empty: Mapping[str, Any], written: Mapping[str, str]) -> dict[str, str]:
    """Give what is written behind the colon of fields that are empty, where the data does not say.

    {"annotations": null, "params": []}, {"annotations": " ~", "params": " []"}
    -> {"annotations": " ~"}
    """
    return {
        field: text
        for field, text in written.items()
        if field in empty and text != usual(empty[field])
    }


def usual(value: dict[str, Any] | list[Any] | None) -> str:
    """Give what stands behind the colon of such a value where nobody says otherwise."""
    return " null" if value is None else f" {value}"
