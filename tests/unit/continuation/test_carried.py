"""Results of the first half become params; what cannot be one is refused."""

from __future__ import annotations

from typing import Any

import pytest
import second_halves as s

READ = "$(tasks.a.results.r)"


def params(*values: Any, **more: Any) -> list[dict[str, Any]]:
    """The params of a Pipeline whose cut reads these values."""
    obj = s.pipeline(s.task("a"), s.task("b"), s.reading("cut", *values, **more))
    return list(s.spec_of(obj)["params"])


def test_a_result_is_a_param_of_its_name_in_each_form() -> None:
    obj = s.pipeline(
        s.task("a"),
        s.task(
            "cut",
            runAfter=["a"],
            displayName=f"Of {READ}",
            when=[{"input": READ, "operator": "in", "values": ["x", "$(tasks.a.results.list[*])"]}],
            matrix={"params": [{"name": "m", "value": "$(tasks.a.results.list[*])"}]},
            params=[
                {"name": "p", "value": f"{READ}-$(tasks.a.results['r'])"},
                {"name": "q", "value": ["$(tasks.a.results.list[1])"]},
                {"name": "r", "value": {"k": "$(tasks.a.results.map.key)"}},
                {"name": "s", "value": "$(tasks.a.results.map['other'])"},
            ],
            workspaces=[{"name": "w", "workspace": "w", "subPath": READ}],
        ),
        workspaces=[{"name": "w"}],
        **{"finally": [s.reading("z", READ, "$(tasks.cut.results.r)")]},
    )

    assert s.spec_of(obj) == {
        "params": [
            s.carried("r", "a.r"),
            s.carried("list", "a.list", "array"),
            s.carried(
                "map",
                "a.map",
                "object",
                properties={"key": {"type": "string"}, "other": {"type": "string"}},
            ),
        ],
        "tasks": [
            s.task(
                "cut",
                displayName="Of $(params.r)",
                when=[
                    {"input": "$(params.r)", "operator": "in", "values": ["x", "$(params.list[*])"]}
                ],
                matrix={"params": [{"name": "m", "value": "$(params.list[*])"}]},
                params=[
                    {"name": "p", "value": "$(params.r)-$(params.r)"},
                    {"name": "q", "value": ["$(params.list[1])"]},
                    {"name": "r", "value": {"k": "$(params.map.key)"}},
                    {"name": "s", "value": "$(params.map.other)"},
                ],
                workspaces=[{"name": "w", "workspace": "w", "subPath": "$(params.r)"}],
            )
        ],
        "workspaces": [{"name": "w"}],
        "finally": [s.reading("z", "$(params.r)", "$(tasks.cut.results.r)")],
    }


def test_the_default_of_a_param_that_stays_reads_the_new_param() -> None:
    obj = s.pipeline(
        s.task("a"),
        s.reading("cut", "$(params.p)", runAfter=["a"]),
        params=[{"name": "p", "default": READ}, {"name": "q", "default": "$(tasks.a.results.s)"}],
    )

    assert s.spec_of(obj)["params"] == [
        s.carried("r", "a.r"),
        {"name": "p", "default": "$(params.r)"},
    ]


@pytest.mark.parametrize(
    ("reads", "named"),
    [
        (["a.r", "b.s"], ["r", "s"]),
        (["a.r", "b.r"], ["a-r", "b-r"]),
        (["a.1st"], ["_1st"]),
    ],
)
def test_a_param_is_named_after_the_result_or_after_task_and_result(
    reads: list[str], named: list[str]
) -> None:
    values = [f"$(tasks.{one.replace('.', '.results.')})" for one in reads]

    assert [one["name"] for one in params(*values)] == named


def test_a_name_that_a_param_of_the_pipeline_has_is_taken_whether_that_stays_or_not() -> None:
    obj = s.pipeline(s.reading("a", "$(params.r)"), s.reading("cut", READ), params=[{"name": "r"}])

    assert s.spec_of(obj) == {
        "params": [s.carried("a-r", "a.r")],
        "tasks": [s.reading("cut", "$(params.a-r)")],
    }


def test_three_that_would_have_one_name_are_numbered() -> None:
    obj = s.pipeline(
        s.task("a"),
        s.task("a-b"),
        s.reading(
            "cut",
            "$(tasks.a.results.b-c)",
            "$(tasks.a-b.results.c)",
        ),
        params=[{"name": "b-c"}, {"name": "c"}],
    )

    assert s.spec_of(obj)["params"] == [
        s.carried("a-b-c", "a.b-c"),
        s.carried("a-b-c-2", "a-b.c"),
    ]


def test_the_own_param_of_an_embedded_task_is_never_taken_for_a_result() -> None:
    def cut(text: str) -> dict[str, Any]:
        steps = [{"image": "x", "script": f"echo $(params.r) $(params.q) {text}"}]
        return s.task(
            "cut",
            params=[{"name": "q", "value": "mine"}],
            taskSpec={"params": [{"name": "r", "default": "own"}], "steps": steps},
        )

    obj = s.pipeline(s.task("a"), cut(f"{READ} $(tasks.a.results.q)"))

    assert s.spec_of(obj) == {
        "params": [s.carried("a-r", "a.r"), s.carried("a-q", "a.q")],
        "tasks": [cut("$(params.a-r) $(params.a-q)")],
    }


STRAY = "; `a` is left out here"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "$(tasks.a.outputs.image)",
            (
                "$(tasks.a.outputs.image) reads an artifact of `a`, which a run that "
                "begins behind it "
                "cannot be given: make it a result of that task, or begin before it"
            ),
        ),
        (
            "$(tasks.a.matrix.length)",
            (
                "$(tasks.a.matrix.length) reads how often a matrix ran `a`, which a run "
                "that begins "
                "behind it cannot be given: make it a result of that task, or begin before it"
            ),
        ),
        (
            "$(tasks.a.startTime)",
            (
                "$(tasks.a.startTime) is nothing that Tekton knows of a pipeline task: mend it, or "
                f"take it out{STRAY}"
            ),
        ),
        (
            "$(tasks.$(params.name).results.r)",
            (
                "$(tasks.$(params.name) names a task by another variable, and may mean that one: "
                f"write the name out{STRAY}"
            ),
        ),
    ],
)
def test_what_no_param_can_give_is_refused(text: str, said: str) -> None:
    obj = s.pipeline(
        s.task("a"), s.task("cut", runAfter=["a"]), **{"finally": [s.reading("z", text)]}
    )

    assert s.errors(obj) == [f"spec.finally.0.params.0.value: {said}"]


def test_a_reference_where_tekton_puts_nothing_in_is_refused() -> None:
    obj = s.pipeline(s.task("a"), s.task("cut", runAfter=["a"], timeout=READ))

    assert s.errors(obj) == [
        (
            f"spec.tasks.1.timeout: {READ} stands where Tekton is not known to put anything in: "
            f"pass it in `params`{STRAY}"
        )
    ]


def test_the_status_of_the_first_half_is_succeeded_and_that_is_said() -> None:
    final = s.task(
        "z",
        params=[{"name": "p", "value": "$(tasks.a.reason) $(tasks.cut.status) $(tasks.status)"}],
        when=[{"input": "$(tasks.a.status)", "operator": "in", "values": ["Succeeded"]}],
    )
    obj = s.pipeline(
        s.task("a", when=[{"input": "x", "operator": "in", "values": ["x"]}]),
        s.task("cut", runAfter=["a"]),
        **{"finally": [final]},
    )

    done = s.derive(obj)

    assert done.obj is not None
    assert done.obj["spec"]["finally"] == [
        s.task(
            "z",
            params=[{"name": "p", "value": "Succeeded $(tasks.cut.status) $(tasks.status)"}],
            when=[{"input": "Succeeded", "operator": "in", "values": ["Succeeded"]}],
        )
    ]
    assert [(one.severity, one.path, one.message) for one in done.findings] == [
        (
            "info",
            ("spec",),
            (
                "`pr-again` continues it from `cut` on, without `a`; the status there is "
                "Succeeded by "
                "definition: `a`"
            ),
        ),
        (
            "warning",
            ("spec", "tasks", 0),
            (
                "`a` may have been skipped, or have failed: in `pr-again` its status is "
                "Succeeded all "
                "the same"
            ),
        ),
    ]


def test_a_variant_that_was_not_chosen_has_no_status_and_no_reason() -> None:
    text = "$(tasks.x.status)$(tasks.y.status) $(tasks.x.reason)$(tasks.y.reason)"
    obj = s.pipeline(
        s.task("x"),
        s.task("y"),
        s.task("cut", runAfter=["x", "y"]),
        **{"finally": [s.reading("z", text)]},
    )

    spec = s.spec_of(obj, states={"x": "Succeeded", "y": "None"})

    assert spec["finally"] == [s.reading("z", "SucceededNone Succeeded")]


def test_extra_params_give_defaults_and_new_names() -> None:
    obj = s.pipeline(
        s.task("a"), s.reading("cut", READ, "$(params.p)"), params=[{"name": "p", "type": "string"}]
    )
    extra = [
        {"name": "r", "default": ""},
        {"name": "p", "default": "x", "description": "Mine"},
        {"name": "more", "type": "array", "default": []},
    ]

    assert s.spec_of(obj, params=tuple(extra))["params"] == [
        {**s.carried("r", "a.r"), "default": ""},
        {"name": "p", "type": "string", "default": "x", "description": "Mine"},
        {"name": "more", "type": "array", "default": []},
    ]


def test_an_extra_param_of_another_type_is_refused() -> None:
    obj = s.pipeline(s.task("a"), s.reading("cut", READ))

    assert s.errors(obj, params=({"name": "r", "default": ["x"]},)) == [
        (
            "spec.params: the param `r` of `pr-again` is of type string, and "
            "`spec.continuations[].params` gives it a default of type array"
        )
    ]
