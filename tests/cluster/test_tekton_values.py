"""The step runner's own rules: what Tekton and the kubelet make of values."""

from __future__ import annotations

import pytest
import tekton_values

VARIABLES: dict[str, tekton_values.Value] = {
    "params.app": "web",
    "params.apps": ["web", "api"],
    "params.hostile": "$(params.app)",
    "params.a.b": "dotted",
    "results.pods.path": "/tekton/results/pods",
}


@pytest.mark.parametrize(
    ("written", "got"),
    [
        ("$(params.app)", "web"),
        ("-$(params.app)-$(params.app)", "-web-web"),
        ("$(params['app'])", "web"),
        ('$(params["a.b"])', "dotted"),
        ("$(params.hostile)", "$(params.app)"),
        ("$(results.pods.path)", "/tekton/results/pods"),
        ("$(params.unknown)", "$(params.unknown)"),
        ("$(date)", "$(date)"),
        ("$APP ${APP}", "$APP ${APP}"),
    ],
)
def test_a_variable_is_replaced_once_and_what_is_none_stays(written: str, got: str) -> None:
    assert tekton_values.replaced({"env": [{"value": written}]}, VARIABLES) == {
        "env": [{"value": got}]
    }


def test_an_array_becomes_several_arguments() -> None:
    assert tekton_values.replaced(["-x", "$(params.apps[*])", "-y"], VARIABLES) == [
        *("-x", "web", "api", "-y")
    ]


@pytest.mark.parametrize(
    ("written", "got"),
    [
        ("$(FIRST)", "1"),
        ("$$(FIRST)", "$(FIRST)"),
        ("$$", "$"),
        ("$(LATER)", "$(LATER)"),
        ("$(uname -a)", "$(uname -a)"),
        ("$(FIRST", "$(FIRST"),
        ("$FIRST", "$FIRST"),
        ("$", "$"),
    ],
)
def test_the_kubelet_expands_variables_that_stand_before(written: str, got: str) -> None:
    env = [
        {"name": "FIRST", "value": "1"},
        {"name": "TESTED", "value": written},
        {"name": "LATER", "value": "2"},
    ]
    assert tekton_values.environment(env) == {"FIRST": "1", "TESTED": got, "LATER": "2"}


def test_a_param_without_default_must_be_given_and_an_unknown_one_is_left_out() -> None:
    task = {"spec": {"params": [{"name": "a"}, {"name": "b", "default": "2"}]}}
    assert tekton_values.defaults(task, {"a": "1", "c": "3"}) == {"a": "1", "b": "2"}
    with pytest.raises(KeyError, match="a"):
        tekton_values.defaults(task, {})
