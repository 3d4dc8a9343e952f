"""Parameters over a config: what each type of them becomes, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from inject_intercepts import config
from inject_intercepts.config import wire

MIRRORD = {"name": "mirrord", "params": [{"name": "mirrord-image", "value": "x"}]}
HEAD = {"apiVersion": config.API_VERSION, "kind": config.KIND, "metadata": {"name": "c"}}
SAME: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"default": "mirrord"}, {"default": "mirrord"}),
    ({"pipelines": ["a", "b"]}, {"pipelines": ["a", "b"]}),
    ({"pipelines": "a, b"}, {"pipelines": ["a", "b"]}),
    ({"backends": ["telepresence"]}, {"backends": ["telepresence"]}),
    ({"deploy": {"task": "d", "result": "r"}}, {"deploy": {"task": "d", "result": "r"}}),
    ({"deploy.task": "d"}, {"deploy": {"task": "d"}}),
    ({"deploy.workspace": "w"}, {"deploy": {"workspace": "w"}}),
    ({"deploy.backend": "mirrord"}, {"deploy": {"backend": "mirrord"}}),
    ({"parameter": "by"}, {"parameter": "by"}),
    ({"cleanup.task": "c"}, {"cleanup": {"task": "c"}}),
    ({"deploy.rootFile": "false"}, {"deploy": {"rootFile": False}}),
    ({"cleanup.fallback": "false"}, {"cleanup": {"fallback": False}}),
    ({"cleanup": {"fallback": "true"}}, {"cleanup": {"fallback": True}}),
    ({"pipelineParams": {"a": "b"}}, {"pipelineParams": [{"name": "a", "default": "b"}]}),
    ({"cleanup.params": {"a": "b"}}, {"cleanup": {"params": [{"name": "a", "value": "b"}]}}),
    ({"tasks": "reference", "mode": "check"}, {"tasks": "reference", "mode": "check"}),
]


@pytest.mark.parametrize(("parameters", "spec"), SAME)
def test_a_parameter_is_what_the_field_would_be(
    parameters: dict[str, Any], spec: dict[str, Any]
) -> None:
    expected = config.load({**HEAD, "spec": spec})

    assert config.load(HEAD, parameters) == expected
    assert config.load(None, parameters)._replace(name="c") == expected


def test_each_field_of_a_config_was_tried_as_a_parameter() -> None:
    _, fields = wire.locate(HEAD, [])
    tried = {name for parameters, _ in SAME for name in parameters}
    inside = {
        f"{name}.{key}"
        for given, _ in SAME
        for name in given
        if isinstance(given[name], dict)
        for key in given[name]
    }

    # These are nested deeper than a parameter.
    assert fields.keys() - tried - inside == {"deploy.insert", "continuations"}


def test_fields_without_a_parameter_stay() -> None:
    spec = {"tasks": "reference", "deploy": {"task": "d", "result": "r"}}

    found = config.load({**HEAD, "spec": spec}, {"deploy.task": "e"})

    assert found == config.load(
        {**HEAD, "spec": {"tasks": "reference", "deploy": {"task": "e", "result": "r"}}}
    )


def test_a_backend_that_the_config_describes_stays_what_it_says_of_it() -> None:
    spec = {"backends": ["telepresence", MIRRORD]}

    found = config.load({**HEAD, "spec": spec}, {"backends": ["mirrord", "telepresence"]})

    assert found.backends == (
        *config.load({**HEAD, "spec": {"backends": ["telepresence", MIRRORD]}}).backends[1:],
        config.Backend("telepresence"),
    )


def test_they_lie_over_a_configmap_too() -> None:
    data = {"apiVersion": "v1", "kind": "ConfigMap", "data": {"tasks": "emit", "default": "x"}}

    found = config.load(data, {"tasks": "reference", "default": "mirrord"})

    assert (found.tasks, found.default) == ("reference", "mirrord")


@pytest.mark.parametrize(
    ("parameters", "path", "message"),
    [
        ({"deploy": "x"}, ("deploy",), "must be a map, got the string `x`"),
        ({"deploy": {"insert": "x"}}, ("deploy", "insert"), "cannot be a parameter: it can be set"),
        ({"deploy.insert": "x"}, ("deploy.insert",), "cannot be a parameter: it can be set in the"),
        ({"deploy": {"tsk": "x"}}, ("deploy", "tsk"), "is not a known parameter: must be one of"),
        ({"name": "x"}, ("name",), "is not a known parameter: must be one of `pipelines`, "),
        ({"default": ""}, ("default",), "must not be empty"),
        ({"default": ["mirrord"]}, ("default",), "must be a string, got a list"),
        ({"backends": []}, ("backends",), "must have at least one item"),
        ({"backends": ["x"]}, ("backends", 0), "must be one of `telepresence`, `mirrord`, got `x`"),
        ({"backends": {"a": "b"}}, ("backends",), "must be a list of backends, got a map"),
        ({"pipelineParams": ["a"]}, ("pipelineParams",), "must be a map, got a list"),
        ({"cleanup.params": "a"}, ("cleanup.params",), "must be a map, got the string `a`"),
        ({"cleanup.fallback": "no"}, ("cleanup.fallback",), "must be one of `true`, `false`, got"),
    ],
)
def test_what_is_wrong_is_told_at_the_parameter(
    parameters: dict[str, Any], path: tuple[str | int, ...], message: str
) -> None:
    with pytest.raises(config.ConfigError) as refused:
        config.load(HEAD, parameters)

    (mistake,) = refused.value.mistakes
    assert mistake.path == (config.PARAMETERS, *path)
    assert mistake.message.startswith(message)
