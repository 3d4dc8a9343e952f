"""A config of a type of one's own: what is read, and what is wrong with it."""

from __future__ import annotations

import dataclasses
import enum
from typing import Annotated, Any, Literal, NamedTuple

import jsonschema_rs
import pytest

import krm_fn
from krm_fn import typed_config
from krm_fn.frozen import Frozen


class Level(enum.StrEnum):
    HIGH = "high"
    LOW = "low"


class Port(NamedTuple):
    number: Annotated[int, krm_fn.Field(minimum=1, maximum=65535)]
    name: str = ""


@dataclasses.dataclass(frozen=True)
class Config:
    image: Annotated[str, krm_fn.Field("which image", pattern=r"[a-z]+(:\d+)?")]
    mode: Literal["add", "replace"] = "add"
    level: Level = Level.LOW
    run_after: list[str] = dataclasses.field(default_factory=list)
    ports: tuple[Port, ...] = ()
    labels: dict[str, str] = dataclasses.field(default_factory=dict)
    ratio: float | None = None
    is_dry: Annotated[bool, krm_fn.Field(name="dryRun")] = False
    extra: Any = None

    def __post_init__(self) -> None:
        if self.mode == "replace" and not self.labels:
            message = "with `mode: replace` there must be labels"
            raise ValueError(message)


class Only(Frozen):
    labels: dict[str, str]


class Flat(NamedTuple):
    namespace: str


def own(spec: str) -> krm_fn.KubeObject:
    return krm_fn.KubeObject.new(
        f"apiVersion: fn.kpt.dev/v1alpha1\nkind: Config\nmetadata: {{name: c}}\nspec: {spec}\n"
    )


def config_map(data: str, name: str = "c") -> krm_fn.KubeObject:
    text = f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}}}\ndata: {data}\n"
    return krm_fn.KubeObject.new(text)


def mistakes(obj: krm_fn.KubeObject | None, kind: type = Config, **how: Any) -> list[str]:
    """What is said of a config that is refused."""
    with pytest.raises(krm_fn.BadConfig) as refused:
        krm_fn.read_config(kind, obj, **how)
    return [str(result).partition("] ")[2] for result in refused.value.results]


ACCEPTED = [
    ("{image: web}", Config("web")),
    ("{image: 'web:1', mode: replace, labels: {a: b}}",
     Config("web:1", "replace", labels={"a": "b"})),
    ("{image: web, level: high, runAfter: [a, b]}",
     Config("web", level=Level.HIGH, run_after=["a", "b"])),
    ("{image: web, ports: [{number: 80}, {number: 443, name: s}]}",
     Config("web", ports=(Port(80), Port(443, "s")))),
    ("{image: web, ratio: 1, dryRun: true}", Config("web", ratio=1.0, is_dry=True)),
    ("{image: web, extra: [{any: thing}]}", Config("web", extra=[{"any": "thing"}])),
    ("{image: web, mode: null, labels: ~, ports: null}", Config("web")),
]  # fmt: skip
REFUSED = [
    ("{}", ["spec.image: must be set: which image"]),
    ("[web]", ["spec: must be a map, got a list", "spec.image: must be set: which image"]),
    ("{image: Web}", ["spec.image: must be like `[a-z]+(:\\d+)?`, got `Web`"]),
    ("{image: 1}", ["spec.image: must be a string, got the number 1: quote it"]),
    ("{image: web, mode: ad}", ["spec.mode: must be one of `add`, `replace`, got `ad`"]),
    ("{image: web, level: x}", ["spec.level: must be one of `high`, `low`, got `x`"]),
    ("{image: web, run_after: [a]}",
     ["spec.run_after: is not a known field: did you mean `runAfter`?"]),
    ("{image: web, ports: {}}", ["spec.ports: must be a list of map, got a map"]),
    ("{image: web, ports: [{number: 0}, {}, {number: x}, {number: 70000}, {number: true}]}", [
        "spec.ports[0].number: must be at least 1, got the number 0",
        "spec.ports[1].number: must be set",
        "spec.ports[2].number: must be an integer, got the string `x`",
        "spec.ports[3].number: must be at most 65535, got the number 70000",
        "spec.ports[4].number: must be an integer, got the boolean true",
    ]),
    ("{image: web, labels: {a: 1, b: null}}", [
        "spec.labels.a: must be a string, got the number 1: quote it", "spec.labels.b: must be set",
    ]),
    ("{image: web, labels: x}", ["spec.labels: must be a map, got the string `x`"]),
    ("{image: web, ratio: '1'}", ["spec.ratio: must be a number, got the string `1`"]),
    ("{image: web, dryRun: 'true'}",
     ["spec.dryRun: must be a boolean, got the string `true`: take the quotes away"]),
    ("{image: web, mode: replace}", ["spec: with `mode: replace` there must be labels"]),
    ("{image: web, dryRun: yes}", [
        "spec.dryRun: `yes` is read in two ways by Kubernetes' tools: quote it",
        "spec.dryRun: must be a boolean, got the string `yes`",
    ]),
]  # fmt: skip
FIELDS = "`image`, `mode`, `level`, `runAfter`, `ports`, `labels`, `ratio`, `dryRun`, `extra`"
# What only the reader can tell: the class's own rule.
BEYOND_A_SCHEMA = {"{image: web, mode: replace}"}


@pytest.mark.parametrize(("spec", "config"), ACCEPTED)
def test_a_config_of_its_own_kind_is_read(spec: str, config: Config) -> None:
    assert krm_fn.read_config(Config, own(spec)) == config


@pytest.mark.parametrize(("spec", "said"), REFUSED)
def test_every_mistake_is_told_with_its_path(spec: str, said: list[str]) -> None:
    assert mistakes(own(spec)) == [f"fn.kpt.dev/v1alpha1/Config/c {line}" for line in said]


def test_the_schema_accepts_and_refuses_the_same() -> None:
    schema = typed_config.schema(Config, api_version="fn.kpt.dev/v1alpha1")
    verdict = jsonschema_rs.validator_for(schema)

    for spec, _ in ACCEPTED:
        assert verdict.is_valid(own(spec).data), spec
    for spec, _ in REFUSED:
        assert verdict.is_valid(own(spec).data) is (spec in BEYOND_A_SCHEMA), spec


def test_the_schema_says_what_is_known_of_a_field() -> None:
    spec = typed_config.schema(Config, api_version="a/v1")["properties"]["spec"]

    assert spec["required"] == ["image"]
    assert spec["properties"]["image"] == {
        "type": "string", "pattern": r"^(?:[a-z]+(:\d+)?)$", "description": "which image",
    }  # fmt: skip
    assert spec["properties"]["level"] == {
        "type": ["string", "null"], "enum": ["high", "low", None], "default": "low",
    }  # fmt: skip
    assert spec["properties"]["extra"] == {}


@pytest.mark.parametrize(
    ("data", "config"),
    [
        ("{image: web}", Config("web")),
        ("{image: web, runAfter: 'a, b', dryRun: 'true', ratio: '0.5'}",
         Config("web", run_after=["a", "b"], is_dry=True, ratio=0.5)),
        ("{image: web, runAfter: '[a, \"b,c\"]'}", Config("web", run_after=["a", "b,c"])),
        ("{image: web, runAfter: ''}", Config("web")),
        ("{image: web, labels: '{a: b}', level: high}",
         Config("web", labels={"a": "b"}, level=Level.HIGH)),
        ("{image: web, ports: '[{number: 80}]'}", Config("web", ports=(Port(80),))),
    ],
)  # fmt: skip
def test_a_config_map_has_a_text_for_each_field(data: str, config: Config) -> None:
    assert krm_fn.read_config(Config, config_map(data)) == config


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("{image: web, dryRun: true}",
         "data.dryRun: must be a string, got the boolean true: quote it"),
        ("{image: web, dryRun: 'yes'}", "data.dryRun: must be a boolean, got the string `yes`"),
        ("{image: web, labels: '{a'}",
         ("data.labels: must be YAML, got `{a`: did not find expected ',' or '}' while parsing a "
         "flow mapping")),
        ("{image: web, imag: x}",
         f"data.imag: is not a known field: must be one of {FIELDS}"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_config_map_is_told_too(data: str, said: str) -> None:
    assert mistakes(config_map(data)) == [f"v1/ConfigMap/c {said}"]


def test_the_data_of_a_config_map_are_the_only_field_if_that_is_a_map_of_texts() -> None:
    assert krm_fn.read_config(Only, config_map("{a: b, c: d}")) == Only({"a": "b", "c": "d"})


def test_the_fields_may_lie_beside_the_metadata() -> None:
    text = "apiVersion: a/v1\nkind: SetNamespace\nmetadata: {name: n}\nnamespace: prod\n"
    how: dict[str, Any] = {"api_version": "a/v1", "name": "SetNamespace", "under": ""}

    assert krm_fn.read_config(Flat, krm_fn.KubeObject.new(text), **how) == Flat("prod")
    assert mistakes(
        krm_fn.KubeObject.new(text.replace("namespace", "namespaces")), Flat, **how
    ) == [
        "a/v1/SetNamespace/n namespaces: is not a known field: did you mean `namespace`?",
        "a/v1/SetNamespace/n namespace: must be set",
    ]


KINDS = "must be `Config` of `fn.kpt.dev/v1alpha1`, or `ConfigMap` of `v1`, got the string"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("apiVersion: a/v1\nkind: Other\n",
         f"a/v1/Other kind: {KINDS} `Other` of the string `a/v1`"),
        ("apiVersion: a/v1\nkind: Config\n",
         f"a/v1/Config apiVersion: {KINDS} `Config` of the string `a/v1`"),
        ("a: [\n",
         "cannot be read: line 2: did not find expected node content while parsing a flow node"),
    ],
)  # fmt: skip
def test_what_is_no_config_of_this_function_is_refused(text: str, said: str) -> None:
    assert mistakes(krm_fn.KubeObject.new(text)) == [said]


def test_without_a_config_the_defaults_hold_or_it_is_said_what_is_missing() -> None:
    assert krm_fn.read_config(Port, krm_fn.KubeObject.new("kind: Port\nspec: {number: 1}\n"),
                              api_version=None) == Port(1)  # fmt: skip
    assert mistakes(None) == ["functionConfig.image: must be set: which image; no config was given"]


class _WithASet(NamedTuple):
    names: set[str]


class _Count(enum.Enum):
    ONE = 1


class _WithACount(NamedTuple):
    number: _Count


@pytest.mark.parametrize("kind", [_WithASet, _WithACount, dict[int, str], str | int, complex])
def test_a_type_that_no_config_can_have_is_told_when_the_function_is_made(kind: Any) -> None:
    with pytest.raises(TypeError, match="is no"):
        krm_fn.function(config=kind)(print)
