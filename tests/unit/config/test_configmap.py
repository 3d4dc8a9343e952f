"""A ConfigMap as the config, as `kpt fn eval ... -- key=value` sends it."""

from __future__ import annotations

from typing import Any

import pytest

from inject_intercepts import config, contract
from inject_intercepts.config import Backend, Config, ConfigError, Deploy


def configmap(data: Any, name: str = "function-input") -> dict[str, Any]:
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": name},
        "data": data,
    }


def mistakes(data: Any) -> list[tuple[tuple[str | int, ...], str]]:
    with pytest.raises(ConfigError) as refusal:
        config.load(configmap(data))
    return [(mistake.path, mistake.message) for mistake in refusal.value.mistakes]


@pytest.mark.parametrize("data", [None, {}, {"default": None}])
def test_an_empty_one_from_kpt_means_the_defaults(data: Any) -> None:
    assert config.load(configmap(data)) == Config()


def test_one_with_a_name_of_its_own_keeps_it() -> None:
    assert config.load(configmap({}, "mine")) == Config(name="mine")


def test_every_key_arrives_in_the_config() -> None:
    data = {
        "default": "mirrord",
        "backends": "mirrord",
        "pipelines": " a , b ",
        "deployTask": "deploy",
        "cleanupTask": "clean",
        "workspace": "ws",
        "parameter": "backend",
        "tasks": "reference",
        "mode": "check",
    }
    usual = Config()
    expected = usual._replace(
        default="mirrord",
        backends=(Backend("mirrord"),),
        pipelines=("a", "b"),
        deploy=Deploy(task="deploy", workspace="ws"),
        cleanup=usual.cleanup._replace(task="clean"),
        parameter="backend",
        tasks="reference",
        mode="check",
    )

    assert config.load(configmap(data)) == expected


def test_mistakes_stand_at_the_keys_of_the_data() -> None:
    own = ": a backend of your own is a map with `name` and `taskRef` in `spec.backends`"
    built_in = ", ".join(f"`{backend.name}`" for backend in contract.BUILT_IN)
    data = {
        "default": "x",
        "backends": "telepresence,,own",
        "pipelines": "",
        "deployTask": 10,
        "cleanupTask": "Clean",
        "continuation": "x",
        "mode": ["check"],
    }

    assert mistakes(data) == [
        (
            ("data", "continuation"),
            (
                "is not a known field: must be one of `default`, `backends`, `pipelines`,"
                " `deployTask`, `cleanupTask`, `workspace`, `parameter`, `tasks`, `mode`"
            ),
        ),
        (("data", "deployTask"), "must be a string, got the number 10: quote it"),
        (("data", "mode"), "must be a string, got a list"),
        (("data", "pipelines"), "must have at least one item"),
        (
            ("data", "backends"),
            f"must be one of {built_in}, got ``{own}",
        ),
        (
            ("data", "backends"),
            f"must be one of {built_in}, got `own`{own}",
        ),
        (
            ("data", "cleanupTask"),
            (
                "must be at most 63 lower-case letters, digits and `-`,"
                " with a letter or digit at both ends, got `Clean`"
            ),
        ),
    ]


@pytest.mark.parametrize("field", ["continuations", "deploy", "cleanup", "pipelineParams"])
def test_what_is_more_than_a_string_needs_a_config_of_our_kind(field: str) -> None:
    assert mistakes({field: "x"}) == [
        (
            ("data", field),
            (
                "is no key of a ConfigMap: make the config an `InjectIntercepts`, and put it into "
                "`spec`"
            ),
        )
    ]


def test_a_default_is_held_against_the_backends() -> None:
    assert mistakes({"default": "telepresence", "backends": "mirrord"}) == [
        (("data", "default"), "must be `mirrord`, got `telepresence`")
    ]


def test_data_must_be_a_map() -> None:
    assert mistakes(["default"]) == [(("data",), "must be a map, got a list")]
