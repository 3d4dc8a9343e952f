"""Writes mirrord-config.json: of mirrord's published schema, the rules for the fields that we use.

usage: record_mirrord.py SCHEMA VERSION   (the file that mirrord publishes, of that version)

Texts are left out, and so is every field that the Task does not write: by the record it is an
unknown one.

Five entries were put in later, by hand: `image_pull_secrets` with `AgentPullSecret`, `privileged`,
`flush_connections`, and `internal_proxy` with `ping_interval`. They are word for word what this
program makes of the schema in a public copy of mirrord's repository that knows
`override_cache_control`, so of 3.246 or later; a record of 3.250.0 itself was not made again.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

TARGET = Path(__file__).with_name("mirrord-config.json")
TEXTS = {"title", "description", "default", "examples", "markdownDescription", "deprecated"}
USED = {
    "target", "path", "namespace", "operator", "telemetry", "api", "agent", "labels", "image",
    "startup_timeout", "check_out_of_pods", "ttl", "override_cache_control", "resources",
    "requests", "limits", "feature", "env", "fs", "hostname", "network", "dns", "outgoing",
    "incoming", "mode", "ports", "http_filter", "header_filter", "image_pull_secrets", "name",
    "privileged", "internal_proxy", "ping_interval", "flush_connections",
}  # fmt: skip


def pruned(schema: Any, *, names: bool = False) -> Any:
    """A schema without texts and unused fields; with `names` a map from names to schemas."""
    if isinstance(schema, list):
        return [pruned(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if names:
        return {key: pruned(value) for key, value in sorted(schema.items()) if key in USED}
    kept = {key: value for key, value in schema.items() if key not in {*TEXTS, "$defs", "$schema"}}
    return {key: pruned(value, names=key == "properties") for key, value in kept.items()}


def references(schema: Any) -> set[str]:
    """The names of all definitions that the schema refers to."""
    if isinstance(schema, list):
        return {name for one in schema for name in references(one)}
    if not isinstance(schema, dict):
        return set()
    own = {schema["$ref"].removeprefix("#/$defs/")} if "$ref" in schema else set()
    return own | references(list(schema.values()))


def main(schema: str, version: str) -> None:
    """Writes the file, a definition on a line."""
    whole = json.loads(Path(schema).read_text(encoding="utf-8"))
    root = pruned(whole)
    found: dict[str, Any] = {}
    wanted = references(root)
    while wanted:
        name = wanted.pop()
        found[name] = pruned(whole["$defs"][name])
        wanted |= references(found[name]) - found.keys()
    lines = {"version": version, **root}
    text = "".join(f"  {json.dumps(key)}: {json.dumps(value)},\n" for key, value in lines.items())
    definitions = ",\n".join(
        f"    {json.dumps(name)}: {json.dumps(found[name])}" for name in sorted(found)
    )
    TARGET.write_text(f'{{\n{text}  "$defs": {{\n{definitions}\n  }}\n}}\n', encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
