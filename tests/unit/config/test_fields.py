"""A field of the config is in the model, the reader and the schema, and the program reads it.

That docs/config.md has it too says tests/docs.
"""

from __future__ import annotations

import contextlib
import importlib
import inspect
import pkgutil
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

import inject_intercepts
import shipped_tasks
from inject_intercepts import config, function
from inject_intercepts.config import (
    Backend,
    Cleanup,
    Config,
    ConfigError,
    Continuation,
    Deploy,
    Insert,
)
from krm_fn import testing
from krm_fn.frozen import Frozen
from krm_fn.reader import Form

HEAD = {"apiVersion": "tekton-intercepts.dev/v1alpha1", "kind": "InjectIntercepts"}
CASES = Path(__file__).parent / "cases"
ACCEPTED = yaml.safe_load((CASES / "accepted.yaml").read_text())
SCHEMA = yaml.safe_load((Path(inject_intercepts.__file__).parent / "schema.yaml").read_text())
FOLDING = testing.Folding(shipped_tasks.fold, shipped_tasks.unfold)
GOLDEN = Path(__file__).parents[2] / "golden"
PACKAGES = testing.cases(str(GOLDEN))

# Record of the model -> where its fields stand in the schema.
RECORDS: dict[type[Frozen], tuple[str, ...]] = {
    Config: ("Spec",),
    Deploy: ("Deploy",),
    Insert: ("Deploy", "properties", "insert"),
    Cleanup: ("Cleanup",),
    Backend: ("Backend", "anyOf", "1"),
    Continuation: ("Continuation",),
}
# A config with an unknown field in each of them.
UNKNOWN: dict[type[Frozen], Any] = {
    Config: {"nothing": 1},
    Deploy: {"deploy": {"nothing": 1}},
    Insert: {"deploy": {"insert": {"nothing": 1}}},
    Cleanup: {"cleanup": {"nothing": 1}},
    Backend: {"backends": [{"nothing": 1}]},
    Continuation: {"continuations": [{"nothing": 1}]},
}
every_record = pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.__name__)


def fields(record: type[Frozen]) -> list[str]:
    """What a user writes for each field; `name` of a config is its object's."""
    own = [field for field in record._fields if (record, field) != (Config, "name")]
    return [re.sub("_(.?)", lambda letter: letter[1].upper(), field) for field in own]


def test_each_record_of_a_config_is_held_to_the_rest() -> None:
    modules = [
        importlib.import_module(f"{config.__name__}.{module.name}")
        for module in pkgutil.iter_modules(config.__path__)
    ]
    things = (thing for module in modules for thing in vars(module).values())
    types = {thing for thing in things if isinstance(thing, type)}
    records = {one for one in types if issubclass(one, Frozen)}

    assert records - {Frozen, Form, config.Mistake} == RECORDS.keys()


@every_record
def test_the_schema_has_the_fields_of_the_model(record: type[Frozen]) -> None:
    described = SCHEMA["$defs"]
    for step in RECORDS[record]:
        described = described[int(step) if step.isdigit() else step]

    assert [*described["properties"]] == fields(record)


@every_record
def test_the_reader_knows_the_fields_of_the_model(record: type[Frozen]) -> None:
    with pytest.raises(ConfigError) as refusal:
        config.load({**HEAD, "spec": UNKNOWN[record]})

    (said,) = [m.message for m in refusal.value.mistakes if "is not a known field" in m.message]
    assert re.findall("`(.+?)`", said) == fields(record)


def _differ(record: Frozen, usual: Frozen) -> set[tuple[type[Frozen], str]]:
    """The fields in which two records differ, and those in which what they have differs."""
    found = set()
    for field, one in record._asdict().items():
        other = usual._asdict()[field]
        if one != other:
            found.add((type(record), field))
        pairs = [(one, other)]
        if field == "backends":
            pairs = [*zip(one, other, strict=False)]
        elif field == "continuations":
            pairs = [(inner, Continuation("", "")) for inner in one]
        for inner, like in pairs:
            if isinstance(inner, Frozen):
                found |= _differ(inner, like if isinstance(like, Frozen) else type(inner)())
    return found


def _of_golden_cases() -> list[Any]:
    """The specs of those golden cases that have one."""
    configs = [yaml.safe_load(path.read_text()) for path in GOLDEN.glob("*/_fnconfig.yaml")]
    return [data["spec"] for data in configs if "spec" in data]


def test_each_field_that_a_user_writes_makes_a_difference() -> None:
    found: set[tuple[type[Frozen], str]] = {(Config, "name")}
    for spec in (*(case["spec"] for case in ACCEPTED), *_of_golden_cases()):
        with contextlib.suppress(ConfigError):
            found |= _differ(config.load({**HEAD, "spec": spec}), Config())

    assert found == {(record, field) for record in RECORDS for field in record._fields}


def test_the_program_reads_each_field(monkeypatch: pytest.MonkeyPatch) -> None:
    read: set[tuple[type[Frozen], str]] = set()

    def noted(record: type[Frozen], field: str) -> property:
        value = vars(record)[field].fget

        def get(self: Frozen) -> Any:
            frame = inspect.currentframe()
            assert frame is not None
            assert frame.f_back is not None
            reader = frame.f_back.f_globals["__name__"].split(".")
            if reader[0] == "inject_intercepts" and reader[1] != "config":
                read.add((record, field))
            return value(self)

        return property(get)

    for record in RECORDS:
        for field in record._fields:
            monkeypatch.setattr(record, field, noted(record, field))
    for package in PACKAGES:
        testing.run_once(function.process, testing.input_of(package, FOLDING))

    assert read == {(record, field) for record in RECORDS for field in record._fields}
