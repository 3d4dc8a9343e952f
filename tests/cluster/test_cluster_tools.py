"""A step's image that lacks a tool, and values that are hostile: told, and nothing is made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from world import side_by_side

if TYPE_CHECKING:
    from world import World

BACKENDS = pytest.mark.parametrize("backend", ["mirrord", "telepresence"])


@BACKENDS
@pytest.mark.parametrize("tool", ["kubectl", "jq"])
def test_a_deploy_says_which_tool_its_image_misses(world: World, backend: str, tool: str) -> None:
    world.app("web")
    world.remember()

    outcome = world.deploy_run(backend, world.new_run(), "web", without=tool).run()

    assert outcome.code == 1
    assert f"(param kubectl-image) has no {tool}\n" in outcome.output
    assert world.made() == []


@pytest.mark.parametrize("tool", ["kubectl", "jq"])
def test_the_cleanup_says_which_tool_its_image_misses(world: World, tool: str) -> None:
    outcome = world.clean_up_run(world.new_run(), without=tool).run()

    assert outcome.code == 1
    assert f"(param kubectl-image) has no {tool}\n" in outcome.output


HOSTILE: list[dict[str, Any]] = [
    {"build_apps": "$(touch /owned)"},
    {"build_apps": "--all"},
    {"build_apps": "web;id"},
    {"built_images": '{"web": "`id`"}'},
    {"built_images": '{"web": "--privileged"}'},
    {"built_images": "not JSON"},
    {"stack_json": '{"apps": [{"name": "web", "namespace": "-n kube-system"}]}'},
    {"stack_json": "'\"; exit 0 #"},
    {"stack_json": '{"apps": "' + "x" * 100_000 + '"}'},
    {"header": "no-colon"},
    {"header": "x-dev-session:"},
    {"header": "x-dev-session:pr\n42"},
    {"header": "x-dev-session:$(RUN_ID)"},
    {"run_id": "../../etc"},
    {"run_id": "a b"},
]


@BACKENDS
def test_hostile_values_are_refused_before_anything_is_made(world: World, backend: str) -> None:
    world.app("web")
    world.remember()

    outcomes = side_by_side(
        *(world.deploy_run(backend, world.new_run(), "web", **params) for params in HOSTILE)
    )

    refused = [(outcome.code, outcome.results) for outcome in outcomes]
    assert refused == [(1, {})] * len(HOSTILE), outcomes
    assert world.made() == []
    assert list(world.workspace.iterdir()) == []
