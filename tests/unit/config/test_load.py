"""The reader: what it makes of a config, and what it says about a wrong one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from inject_intercepts import config, contract
from inject_intercepts.config import (
    Backend,
    Cleanup,
    Config,
    ConfigError,
    Continuation,
    Deploy,
    Insert,
)
from krm_fn.reader import written_names

CASES = Path(__file__).parent / "cases"
ACCEPTED = yaml.safe_load((CASES / "accepted.yaml").read_text())
REFUSED = yaml.safe_load((CASES / "refused.yaml").read_text())
# What may grow; that each list is the right one says test_fields.
LISTS = {
    "BUILT-IN": tuple(contract.DEPLOY_TASKS),
    "FIELDS-OF-BACKEND": written_names(Backend),
    "FIELDS-OF-CLEANUP": written_names(Cleanup),
    "FIELDS-OF-CONTINUATION": written_names(Continuation),
    "FIELDS-OF-INSERT": written_names(Insert),
}


def whole(spec: Any) -> dict[str, Any]:
    return {
        "apiVersion": "tekton-intercepts.dev/v1alpha1",
        "kind": "InjectIntercepts",
        "metadata": {"name": "pr-intercepts", "annotations": {"anything": ["goes"]}},
        "spec": spec,
    }


def written_out(mistake: str) -> str:
    """A mistake of the table, with the names for which a word of it stands."""
    for word, names in LISTS.items():
        mistake = mistake.replace(word, ", ".join(f"`{name}`" for name in names))
    return mistake


def mistakes(data: Any) -> list[str]:
    """What the reader says, as `path: message`."""
    with pytest.raises(ConfigError) as refusal:
        config.load(data)
    lines = []
    for mistake in refusal.value.mistakes:
        path = "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in mistake.path)
        lines.append(f"{path.lstrip('.')}: {mistake.message}")
    return lines


@pytest.mark.parametrize("case", ACCEPTED, ids=lambda case: case["says"])
def test_a_good_config_is_taken(case: dict[str, Any]) -> None:
    assert config.load(whole(case["spec"])).name == "pr-intercepts"


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case["says"])
def test_a_bad_config_is_refused_with_every_mistake(case: dict[str, Any]) -> None:
    assert mistakes(whole(case["spec"])) == [written_out(said) for said in case["mistakes"]]


def test_no_config_at_all_means_the_defaults() -> None:
    defaults = Config(
        name="inject-intercepts",
        pipelines=None,
        default="telepresence",
        parameter="intercept-backend",
        backends=(Backend("telepresence", None, ()), Backend("mirrord", None, ())),
        pipeline_params=(),
        deploy=Deploy(
            "deploy-intercepts",
            "telepresence",
            "shared-workspace",
            "deployed-pods",
            True,
            None,
        ),
        cleanup=Cleanup("cleanup", (), True),
        continuations=(),
        tasks="emit",
        mode="inject",
    )

    assert config.load(None) == defaults


@pytest.mark.parametrize("case", ACCEPTED[:4], ids=lambda case: case["says"])
def test_what_is_left_out_or_null_has_its_default(case: dict[str, Any]) -> None:
    assert config.load(whole(case["spec"])) == Config(name="pr-intercepts")


def test_every_field_arrives_in_the_config() -> None:
    spec = {
        "pipelines": ["a", "b"],
        "default": "own",
        "parameter": "backend",
        "backends": [
            "mirrord",
            {
                "name": "own",
                "taskRef": {
                    "resolver": "git",
                    "params": [{"name": "url", "value": "u"}],
                },
                "params": [{"name": "image", "value": ["x", "y"]}],
            },
        ],
        "pipelineParams": [{"name": "image", "description": None, "default": {"key": "x"}}],
        "deploy": {
            "task": "deploy",
            "backend": "mirrord",
            "workspace": "ws",
            "result": "pods",
            "rootFile": False,
            "insert": {
                "runAfter": ["x"],
                "before": ["y"],
                "params": [{"name": "z", "value": ""}],
            },
        },
        "cleanup": {
            "task": "clean",
            "params": [{"name": "sweep", "value": {"a": "b", "c": None}}],
            "fallback": False,
        },
        "continuations": [
            {
                "pipeline": "a",
                "name": "again",
                "from": "test",
                "params": [{"name": "comment", "default": ""}],
            }
        ],
        "tasks": "reference",
        "mode": "check",
    }
    own = Backend(
        "own",
        {"resolver": "git", "params": [{"name": "url", "value": "u"}]},
        ({"name": "image", "value": ["x", "y"]},),
    )
    expected = Config(
        name="pr-intercepts",
        pipelines=("a", "b"),
        default="own",
        parameter="backend",
        backends=(Backend("mirrord", None, ()), own),
        pipeline_params=({"name": "image", "default": {"key": "x"}},),
        deploy=Deploy(
            "deploy",
            "mirrord",
            "ws",
            "pods",
            False,
            Insert(("x",), ("y",), ({"name": "z", "value": ""},)),
        ),
        cleanup=Cleanup("clean", ({"name": "sweep", "value": {"a": "b"}},), False),
        continuations=(Continuation("a", "again", "test", ({"name": "comment", "default": ""},)),),
        tasks="reference",
        mode="check",
    )

    assert config.load(whole(spec)) == expected


def test_a_config_without_a_name_has_the_usual_one() -> None:
    data = whole({})

    assert config.load({**data, "metadata": None}).name == "inject-intercepts"
    assert config.load({**data, "metadata": {}}).name == "inject-intercepts"
    assert mistakes({**data, "metadata": {"name": 5}}) == [
        "metadata.name: must be a string, got the number 5: quote it"
    ]
    assert mistakes({**data, "metadata": []}) == ["metadata: must be a map, got a list"]


def test_mistakes_outside_the_spec_and_inside_come_together() -> None:
    assert mistakes({**whole({"mode": 1}), "data": {}, "status": {}}) == [
        "data: is not a known field: must be one of `apiVersion`, `kind`, `metadata`, `spec`",
        "status: is not a known field: must be one of `apiVersion`, `kind`, `metadata`, `spec`",
        "spec.mode: must be a string, got the number 1: quote it",
    ]


@pytest.mark.parametrize(
    ("data", "mistake"),
    [
        ([], ": must be an object of kind `InjectIntercepts`, got a list"),
        ("x", ": must be an object of kind `InjectIntercepts`, got the string `x`"),
        (
            {},
            (
                "kind: must be `InjectIntercepts` of `tekton-intercepts.dev/v1alpha1`,"
                " or `ConfigMap` of `v1`, got nothing of nothing"
            ),
        ),
        (
            {"apiVersion": "v1", "kind": "Secret", "spec": 1},
            (
                "kind: must be `InjectIntercepts` of `tekton-intercepts.dev/v1alpha1`,"
                " or `ConfigMap` of `v1`, got the string `Secret` of the string `v1`"
            ),
        ),
        (
            {
                "apiVersion": "tekton-intercepts.dev/v1",
                "kind": "InjectIntercepts",
                "spec": 1,
            },
            (
                "apiVersion: must be `tekton-intercepts.dev/v1alpha1` for kind `InjectIntercepts`,"
                " got the string `tekton-intercepts.dev/v1`"
            ),
        ),
        (
            {"apiVersion": None, "kind": "ConfigMap"},
            "apiVersion: must be `v1` for kind `ConfigMap`, got nothing",
        ),
        (
            {"apiVersion": "v1", "kind": ["ConfigMap"]},
            (
                "kind: must be `InjectIntercepts` of `tekton-intercepts.dev/v1alpha1`,"
                " or `ConfigMap` of `v1`, got a list of the string `v1`"
            ),
        ),
    ],
)
def test_another_kind_or_version_is_refused_by_that_alone(data: Any, mistake: str) -> None:
    assert mistakes(data) == [mistake]
