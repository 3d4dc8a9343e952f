"""The pages' tables say what the schema and the program say."""

from __future__ import annotations

import json
import re
import subprocess
from typing import TYPE_CHECKING, Any

import markdown_page as markdown
import yaml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

# What has no default in the schema is said in words; these are the words that mean it.
NO_DEFAULT = {
    "pipelines": "all that run the deploy task or were injected before",
    "backends[].name": "required",
    "backends[].taskRef": "that of the built-in",
    "deploy.insert": "none",
}


def test_the_table_has_each_field_of_the_schema_with_its_default(
    reference: Callable[[str], str], program: Path
) -> None:
    printed = subprocess.run([program, "schema"], capture_output=True, check=True).stdout
    schema = yaml.safe_load(printed)
    rows = markdown.table(reference("config.md"), "fields of fn/inject_intercepts/schema.yaml")
    said = {markdown.code(field)[0]: _default(field, default) for field, default, _ in rows}

    # A field with fields of its own has none to say, unless it has a row.
    fields = dict(_fields(schema, schema["$defs"]["Spec"]))
    assert said == {path: NO_DEFAULT.get(path, default) for path, default in fields.items()}


def _default(field: str, cell: str) -> Any:
    quoted = re.fullmatch("`(.+)`", cell)
    return yaml.safe_load(quoted[1]) if quoted else NO_DEFAULT[markdown.code(field)[0]]


def _fields(schema: Any, of: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, raw in of["properties"].items():
        field = _resolved(schema, raw)
        own = "properties" in field and "resolver" not in field["properties"]
        if not own or name == "insert":
            yield prefix + name, field.get("default")
        if own:
            yield from _fields(schema, field, f"{prefix}{name}.")
        elif name == "backends":
            as_map = _resolved(schema, field["items"])["anyOf"][1]
            yield from _fields(schema, as_map, f"{prefix}{name}[].")


def _resolved(schema: Any, field: Any) -> Any:
    if "$ref" not in field:
        return field
    return schema["$defs"][field["$ref"].rsplit("/", 1)[1]] | field


def test_the_keys_of_a_configmap_are_those_that_the_program_knows(
    reference: Callable[[str], str], program: Path
) -> None:
    sentence = reference("config.md").split("<!-- keys of a ConfigMap -->", 1)[1].split(";", 1)[0]
    config = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "x"}}
    given = {
        "apiVersion": "config.kubernetes.io/v1",
        "kind": "ResourceList",
        "functionConfig": config | {"data": {"nothing": ""}},
        "items": [],
    }

    done = subprocess.run(
        [program], input=json.dumps(given), capture_output=True, text=True, check=False
    )

    assert "data.nothing: is not a known field: must be one of " in done.stderr
    known = markdown.code(done.stderr.split("must be one of ", 1)[1])
    assert markdown.code(sentence) == known


def test_what_is_said_of_a_refusal_is_said_by_a_test_too(
    reference: Callable[[str], str], repository: Path
) -> None:
    unit = repository / "tests" / "unit"
    tests = [
        *(repository / "tests" / "golden").glob("*/_stderr.txt"),
        unit / "injection" / "test_refusals.py",
        unit / "injection" / "test_references_closed.py",
        unit / "injection" / "test_record_annotation.py",
        unit / "tekton" / "test_objects.py",
        unit / "yamledit" / "test_yamledit_refusals.py",
        unit / "config" / "cases" / "refused.yaml",
    ]
    # A message that is too long for a line of Python is one all the same.
    texts = re.sub(r'"\n\s+f?"', "", "\n".join(path.read_text(encoding="utf-8") for path in tests))
    quoted = [
        message
        for _, _, says in markdown.table(reference("refusals.md"), "quoted from tests")
        for message in markdown.code(says)
    ]

    assert quoted
    assert [message for message in quoted if message not in texts] == []
