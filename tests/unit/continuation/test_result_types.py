"""Of which type the param is that a result of the first half becomes."""

from __future__ import annotations

from typing import Any

import pytest
import second_halves as s

READ = "$(tasks.a.results.r)"
WHOLE = "$(tasks.a.results.r[*])"


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (READ, {"type": "string"}),
        (f"x{READ}", {"type": "string"}),
        ("$(tasks.a.results.r[0])", {"type": "array"}),
        ([WHOLE], {"type": "array"}),
        ("$(tasks.a.results.r.k)", {"type": "object", "properties": {"k": {"type": "string"}}}),
        (
            "$(tasks.typed.results.map[*])",
            {"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "string"}}},
        ),
        ("$(tasks.typed.results.list[*])", {"type": "array"}),
        ("$(tasks.own.results.list[*])", {"type": "array"}),
        ("$(tasks.each.results.text[*])", {"type": "array"}),
    ],
)
def test_its_type_is_what_its_task_declares_or_how_it_is_read(
    value: Any, kind: dict[str, Any]
) -> None:
    obj = s.pipeline(
        s.task("a"),
        s.task("typed"),
        s.task("own", taskSpec={"results": [{"name": "list", "type": "array"}], "steps": []}),
        s.task("each", taskRef={"name": "typed"}, matrix={"params": []}),
        s.reading("cut", value),
    )

    (param,) = s.spec_of(obj)["params"]

    assert {key: param[key] for key in param if key not in ("name", "description")} == kind


def test_what_is_read_whole_is_what_its_reader_declares() -> None:
    # `typed` takes an object as `p`, which needs its keys, and a list as `q`.
    obj = s.pipeline(s.task("a"), s.reading("cut", "", WHOLE, taskRef={"name": "typed"}))

    (param,) = s.spec_of(obj)["params"]

    assert param == s.carried("r", "a.r", "array")


@pytest.mark.parametrize("result", ["text", "list", "map"])
def test_what_stands_alone_in_a_param_is_all_of_it_whatever_its_type(result: str) -> None:
    obj = s.pipeline(s.task("typed"), s.reading("cut", f"$(tasks.typed.results.{result})"))

    spec = s.spec_of(obj)

    kinds = {"text": "string", "list": "array", "map": "object"}
    assert spec["params"][0]["type"] == kinds[result]
    star = "" if result == "text" else "[*]"
    assert spec["tasks"] == [s.reading("cut", f"$(params.{result}{star})")]


def test_an_item_of_a_list_may_be_an_array_and_a_value_in_an_object_may_not() -> None:
    read = "$(tasks.typed.results.list)"
    item = s.pipeline(s.task("typed"), s.reading("cut", ["x", read]))
    value = s.pipeline(s.task("typed"), s.reading("cut", {"k": read}))

    assert s.spec_of(item)["tasks"] == [s.reading("cut", ["x", "$(params.list[*])"])]
    assert s.errors(value) == [
        (
            "spec.tasks.1.params.0.value.k: the result `list` of `typed` is read as a string, and "
            "declared as array: mend one of the two"
        )
    ]


def test_what_stands_alone_and_is_declared_nowhere_is_what_its_reader_declares() -> None:
    obj = s.pipeline(s.task("a"), s.reading("cut", "", READ, taskRef={"name": "typed"}))

    assert s.spec_of(obj)["params"] == [s.carried("r", "a.r", "array")]


def test_what_stands_alone_is_an_array_where_it_is_read_as_one_elsewhere() -> None:
    obj = s.pipeline(s.task("a"), s.reading("cut", READ, "$(tasks.a.results.r[0])"))

    assert s.spec_of(obj) == {
        "params": [s.carried("r", "a.r", "array")],
        "tasks": [s.reading("cut", "$(params.r[*])", "$(params.r[0])")],
    }


def test_what_is_read_whole_and_declared_nowhere_is_refused() -> None:
    obj = s.pipeline(s.task("a"), s.task("b"), s.reading("cut", WHOLE))

    assert s.errors(obj) == [
        (
            "spec.tasks.2.params.0.value: the result `r` of `a` is read whole, and nothing says "
            "whether it is an array or an object: put the Task of `a` into the package, or its "
            "type into `taskSpec.results`"
        )
    ]


CLASH = "the result `r` of `a` is read as {}, and read elsewhere as {}: mend one of the two"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([f"x{READ}", "$(tasks.a.results.r[0])"], CLASH.format("a string", "array")),
        (["$(tasks.a.results.r.k)", "$(tasks.a.results.r[0])"], CLASH.format("an array", "object")),
        (
            ["x$(tasks.typed.results.list)"],
            (
                "the result `list` of `typed` is read as a string, and declared as "
                "array: mend one of "
                "the two"
            ),
        ),
        (
            ["$(tasks.typed.results.text[*])"],
            (
                "the result `text` of `typed` is read as an array or an object, and declared as "
                "string: mend one of the two"
            ),
        ),
    ],
)
def test_a_result_of_two_types_is_refused(values: list[str], said: str) -> None:
    obj = s.pipeline(s.task("a"), s.task("typed"), s.reading("cut", *values))

    assert s.errors(obj) == [f"spec.tasks.2.params.0.value: {said}"]
