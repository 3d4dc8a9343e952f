"""The published schema and the reader give one verdict."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import inject_intercepts
from draws import examples
from inject_intercepts import config, selection
from inject_intercepts.config import ConfigError, tekton_values
from krm_fn.frozen import Frozen
from krm_fn.reader import written_names

CASES = Path(__file__).parent / "cases"
ACCEPTED = yaml.safe_load((CASES / "accepted.yaml").read_text())
REFUSED = yaml.safe_load((CASES / "refused.yaml").read_text())
CONFIGS = sorted((Path(__file__).parents[2] / "golden").glob("*/_fnconfig.yaml"))
SCHEMA = yaml.safe_load((Path(inject_intercepts.__file__).parent / "schema.yaml").read_text())
VALIDATOR = jsonschema_rs.Draft202012Validator(SCHEMA)

HEAD = {"apiVersion": "tekton-intercepts.dev/v1alpha1", "kind": "InjectIntercepts"}

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)


def mistakes(data: Any) -> list[str]:
    """What the reader says, as `path: message`."""
    with pytest.raises(ConfigError) as refusal:
        config.load(data)
    lines = []
    for mistake in refusal.value.mistakes:
        path = "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in mistake.path)
        lines.append(f"{path.lstrip('.')}: {mistake.message}")
    return lines


def read(data: Any) -> bool:
    """Whether the reader takes the config; nothing but ConfigError may come out of it."""
    try:
        config.load(data)
    except ConfigError as refusal:
        said = [mistake.message for mistake in refusal.mistakes]
    else:
        return True
    assert said
    assert all("\n" not in message for message in said)
    return False


@pytest.mark.parametrize("case", ACCEPTED, ids=lambda case: case["says"])
def test_the_schema_takes_what_the_reader_takes(case: dict[str, Any]) -> None:
    VALIDATOR.validate({**HEAD, "spec": case["spec"]})


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.parent.name)
def test_the_schema_takes_what_the_reader_takes_in_a_golden_case(path: Path) -> None:
    data = yaml.safe_load(path.read_text())

    if data["kind"] == HEAD["kind"] and read(data):
        VALIDATOR.validate(data)


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case["says"])
def test_the_schema_refuses_what_the_reader_refuses(case: dict[str, Any]) -> None:
    says_nothing = case.get("schema") == "silent"

    assert VALIDATOR.is_valid({**HEAD, "spec": case["spec"]}) == says_nothing


@pytest.mark.parametrize(
    "data",
    [
        HEAD,
        {**HEAD, "metadata": None, "spec": None},
        {**HEAD, "metadata": {"name": "x", "labels": 5}},
        {**HEAD, "metadata": {"name": 5}},
        {**HEAD, "metadata": {"name": ""}},
        {**HEAD, "metadata": []},
        {**HEAD, "data": {}},
        {**HEAD, "kind": "Other"},
        {**HEAD, "apiVersion": "v1"},
        {"apiVersion": HEAD["apiVersion"]},
        {"kind": HEAD["kind"]},
        {},
        [],
        "x",
        5,
    ],
)
def test_both_say_the_same_of_the_outermost_object(data: Any) -> None:
    assert VALIDATOR.is_valid(data) == read(data)


def test_every_default_in_the_schema_is_the_default_of_the_reader() -> None:
    def defaults(schema: dict[str, Any]) -> dict[str, Any]:
        properties = schema.get("properties", {})
        return {key: value["default"] for key, value in properties.items() if "default" in value}

    spec, deploy, cleanup = (SCHEMA["$defs"][name] for name in ("Spec", "Deploy", "Cleanup"))
    written = {
        **defaults(spec),
        "deploy": defaults(deploy),
        "cleanup": defaults(cleanup),
    }

    assert config.load({**HEAD, "spec": written}) == config.load(None)
    # Which are these, says `test_no_config_at_all_means_the_defaults`.
    assert written == plain(config.load(None)._replace(name=None))


def plain(value: Any) -> Any:
    """What a user would write for it; a field that has no default is left out."""
    if isinstance(value, config.Backend):
        return value.name
    if isinstance(value, Frozen):
        fields = zip(written_names(type(value)), value._asdict().values(), strict=True)
        return {name: plain(field) for name, field in fields if field is not None}
    return [plain(item) for item in value] if isinstance(value, tuple) else value


def test_every_field_in_the_schema_is_described() -> None:
    for schema in (
        SCHEMA,
        *(SCHEMA["$defs"][name] for name in ("Spec", "Deploy", "Cleanup")),
    ):
        for field in schema["properties"].values():
            described = SCHEMA["$defs"][field["$ref"].rsplit("/")[-1]] if "$ref" in field else field
            assert described["description"]


# Names and values that are right somewhere, so that what is generated gets past the first check.
WORDS = st.sampled_from(
    [
        "telepresence",
        "mirrord",
        "own",
        "result",
        "run-id",
        "intercept-backend",
        "a",
        "b",
        "a.b",
        "A b",
        "",
        "string",
        "array",
        "object",
        "Task",
        "emit",
        "check",
        "tekton.dev/v1",
        "cleanup",
    ]
)
KEYS = st.sampled_from(
    [
        *SCHEMA["$defs"]["Spec"]["properties"],
        *SCHEMA["$defs"]["Deploy"]["properties"],
        *SCHEMA["$defs"]["TaskRef"]["properties"],
        *SCHEMA["$defs"]["ParamSpec"]["properties"],
        "value",
        "taskRef",
        "params",
        "runAfter",
        "before",
        "fallback",
        "x",
    ]
)


def shaped(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Values that mostly follow the schema, and now and then do not."""
    if "$ref" in schema:
        return shaped(SCHEMA["$defs"][schema["$ref"].rsplit("/")[-1]])
    for group in ("anyOf", "allOf"):
        if group in schema and "properties" not in schema:
            return st.one_of([shaped(part) for part in schema[group]])
    values: list[st.SearchStrategy[Any]] = [st.none(), WORDS]
    if "properties" in schema:
        fields = {key: shaped(value) for key, value in schema["properties"].items()}
        required = {key: fields.pop(key) for key in schema.get("required", ()) if key in fields}
        values = [st.fixed_dictionaries(required, optional=fields)]
    elif isinstance(schema.get("additionalProperties"), dict):
        values = [st.dictionaries(WORDS, shaped(schema["additionalProperties"]), max_size=2)]
    elif "items" in schema:
        values = [st.lists(shaped(schema["items"]), max_size=3)]
    elif "boolean" in schema.get("type", ()):
        values = [st.booleans()]
    elif "enum" in schema:
        values = [st.sampled_from(schema["enum"])]
    return st.one_of(*values, *values, *values, st.sampled_from([None, 5, True, [], {}, "a"]))


SPECS = shaped(SCHEMA["$defs"]["Spec"])


@examples()
@given(JSON)
def test_arbitrary_data_never_raises_anything_else(data: Any) -> None:
    read(data)
    read({**HEAD, "spec": data})
    read({"apiVersion": "v1", "kind": "ConfigMap", "data": data})


@examples()
@given(st.dictionaries(KEYS, SPECS | JSON, max_size=4))
def test_fields_in_the_wrong_place_never_raise_anything_else(spec: Any) -> None:
    read({**HEAD, "spec": spec})


@examples()
@given(SPECS)
def test_what_the_reader_takes_is_valid_by_the_schema(spec: Any) -> None:
    data = {**HEAD, "spec": spec}

    if read(data):
        VALIDATOR.validate(data)


# What a schema cannot say, as `path: message`.
BETWEEN_FIELDS = re.compile(
    r"""  .*:\ must\ be\ unique,.*
    | spec\.default:\ must\ be\ (set\ to\ )?(one\ of\ )?`.*
    | spec\.backends\[.\]:\ .*\ a\ backend\ of\ your\ own\ is\ a\ map\ .*
    | spec\.backends\[.\]\.taskRef:\ must\ be\ set:.*\ so\ it\ needs\ its\ Task
    | spec\.backends\[.\]\.params\[.\]\.name:\ must\ be\ another\ name:.*\ all\ backends\ get
    | spec\.cleanup\.task:\ must\ be\ another\ name:.*\ belongs\ to\ the\ deploy
    | spec\.continuations\[.\]\.name:\ must\ be\ another\ name:.*\ it\ continues
    | spec\.deploy\.insert:\ must\ go\ with\ `spec.pipelines`.*
    | spec\.deploy\.insert\.(runAfter|before)\[.\]:\ must\ (be\ another|not\ be\ in).*
    | spec\.pipelineParams\[.\]\.name:\ must\ be\ another\ name:.*\ picks\ the\ backend
    | spec\.pipelineParams\[.\]\.name:\ must\ be\ letters.*,\ got\ `a\.b`
    | spec\.pipelineParams\[.\]\.(properties|enum):\ must\ go\ with\ the\ type.*
    | spec\.pipelineParams\[.\]\.default:\ must\ be\ .*(as\ its\ param|its\ `enum`).*
    """,
    re.VERBOSE,
)


@examples()
@given(SPECS)
def test_what_the_schema_takes_is_refused_only_by_rules_between_fields(
    spec: Any,
) -> None:
    data = {**HEAD, "spec": spec}

    if VALIDATOR.is_valid(data) and not read(data):
        assert [line for line in mistakes(data) if not BETWEEN_FIELDS.fullmatch(line)] == []


def test_the_kinds_that_a_name_can_have_are_those_that_are_looked_into() -> None:
    pattern = SCHEMA["$defs"]["Spec"]["properties"]["pipelines"]["items"]["pattern"]

    assert pattern == f"^(({'|'.join(selection.KINDS)})/)?[^/]+$"
    assert tekton_values.KINDS == selection.KINDS
