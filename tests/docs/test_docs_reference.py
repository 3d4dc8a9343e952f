"""The pages' tables say what the schema and the program say."""

from __future__ import annotations

import json
import os
import re
import subprocess
from typing import TYPE_CHECKING, Any

import markdown_page as markdown
import pytest
import yaml

from inject_intercepts import contract

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

REWRITE = bool(os.environ.get("WRITE_GOLDEN_OUTPUT"))
FIELDS = "fields of fn/inject_intercepts/schema.yaml"


def test_the_table_has_each_field_of_the_schema_with_its_default_and_description(
    repository: Path, program: Path
) -> None:
    printed = subprocess.run([program, "schema"], capture_output=True, check=True).stdout
    schema = yaml.safe_load(printed)
    page = repository / "docs" / "config.md"
    was = page.read_text(encoding="utf-8")
    rows = [
        f"| `{path}` | {_default(field)} | {field['description'].removesuffix('.')} |"
        for path, field in _fields(schema, schema["$defs"]["Spec"])
    ]
    now = markdown.with_rows(was, FIELDS, rows)

    if REWRITE and now != was:
        page.write_text(now, encoding="utf-8")
        pytest.fail(f"rewritten: {page}", pytrace=False)
    assert was == now


def _default(field: Any) -> str:
    """A value, or the words for what it means to leave the field out."""
    if "default" not in field:
        return str(field.get("$comment", "none"))
    text = yaml.safe_dump(field["default"], default_flow_style=True)
    return f"`{text.removesuffix(chr(10)).removesuffix(chr(10) + '...')}`"


def _fields(schema: Any, of: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Each field and its schema; of one with fields of its own, those alone, but for `insert`."""
    for name, raw in of["properties"].items():
        field = _resolved(schema, raw)
        if name in of.get("required", ()):
            field = field | {"$comment": "required"}
        own = "properties" in field and "resolver" not in field["properties"]
        if not own or name == "insert":
            yield prefix + name, field
        if own:
            yield from _fields(schema, field, f"{prefix}{name}.")
        elif name == "backends":
            as_map = _resolved(schema, field["items"])["anyOf"][1]
            yield from _fields(schema, as_map, f"{prefix}{name}[].")
        elif name == "continuations":
            item = _resolved(schema, field["items"])
            yield from _fields(schema, item, f"{prefix}{name}[].")


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


@pytest.mark.parametrize("backend", contract.BUILT_IN, ids=lambda backend: backend.name)
def test_each_built_in_backend_has_a_page_that_names_its_task_and_is_found(
    backend: contract.BuiltIn, reference: Callable[[str], str]
) -> None:
    page = f"{backend.name}.md"

    assert backend.task in markdown.code(reference(page))
    assert page in markdown.links(reference("choosing-a-backend.md"))


def test_what_is_said_of_a_refusal_is_said_by_a_test_too(
    reference: Callable[[str], str], repository: Path
) -> None:
    unit, sdk = repository / "tests" / "unit", repository / "tests" / "sdk"
    tests = [
        *(repository / "tests" / "golden").glob("*/_stderr.txt"),
        sdk / "krm" / "test_shared_text.py",
        unit / "injection" / "test_refusals.py",
        unit / "injection" / "test_references_closed.py",
        unit / "injection" / "test_record_annotation.py",
        unit / "continuation" / "test_carried.py",
        unit / "continuation" / "test_result_types.py",
        unit / "continuation" / "test_undeclared.py",
        unit / "function" / "test_continuations.py",
        unit / "selection" / "test_selection.py",
        unit / "tekton" / "test_objects.py",
        sdk / "yamledit" / "test_yamledit_refusals.py",
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
