"""deploy-intercepts-result under property tests: arbitrary JSON, bytes and run-ids."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pass_through_step import Step

from draws import examples

pytestmark = pytest.mark.needs("jq")


@pytest.fixture(scope="module")
def step(tmp_path_factory: pytest.TempPathFactory) -> Step:
    # One for all examples: the step may be run as often as one likes.
    return Step(tmp_path_factory.mktemp("step"))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=6,
)
maps_of_strings = st.dictionaries(st.text(max_size=8), st.text(max_size=8), max_size=4)
# What the value of an environment variable can hold.
in_an_environment = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
# Each example starts several processes.
few = examples(30)


@few
@given(value=json_values | maps_of_strings, indent=st.sampled_from([None, 2]))
def test_a_json_value_is_handed_on_if_and_only_if_it_is_a_map_of_strings(
    step: Step, value: Any, indent: int | None
) -> None:
    run = step.run(json.dumps(value, indent=indent))
    if isinstance(value, dict) and all(isinstance(pod, str) for pod in value.values()):
        assert run.code == 0
        assert run.result is not None
        assert json.loads(run.result) == value
        assert list(json.loads(run.result)) == list(value)
        assert b"\n" not in run.result
    else:
        assert (run.code, run.stdout, run.result) == (1, "", None)


@few
@given(content=st.binary(max_size=12) | st.text('{}[]":, \nab1', max_size=12).map(str.encode))
def test_whatever_the_file_holds_the_step_fails_or_hands_on_a_map_of_strings(
    step: Step, content: bytes
) -> None:
    run = step.run(content)
    if run.code == 0:
        assert run.result is not None
        pods = json.loads(run.result)
        assert all(isinstance(pod, str) for pod in pods.values())
    else:
        assert (run.code, run.stdout, run.result) == (1, "", None)


@few
@given(run_id=st.text("./ab", max_size=5) | st.text(in_an_environment, max_size=6))
def test_no_run_id_leaves_the_folder_of_the_runs(step: Step, run_id: str) -> None:
    # Files that a run-id with .. or / in it could reach.
    for reachable in (step.workspace, step.workspace / ".intercepts", step.workspace.parent):
        (reachable / "deployed-pods.json").write_text("{}")
    run = step.run(run_id=run_id)
    assert run.result is None
    assert run.code == 1
