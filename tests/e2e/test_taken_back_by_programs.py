"""What the real programs injected, `mode: remove` takes back by the same way in.

The packages and commands are those of the examples. What remains is the package without the
function, and of our Tasks those that its Pipeline runs by itself.
"""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import commands
import workspace

if TYPE_CHECKING:
    from collections.abc import Sequence

EXAMPLES = Path(__file__).parents[2] / "examples"
# The base of the examples runs these; where they were brought, who injected cannot tell any more.
OF_THE_BASE = {"deploy-stack-intercepts", "cleanup-stack-pods"}
KUSTOMIZE = ("kustomize-exec", "kustomize-image", "kustomize-plugin-home")
KPT = ("kpt-configmap", "kpt-eval", "kpt-exec", "kpt-image")


def example_commands(case: str) -> list[str]:
    """What the example's README says."""
    found: list[str] = workspace.read_yaml(EXAMPLES / case / ".expected" / "config.yaml")[
        "commands"
    ]
    return found


def runs(cases: tuple[str, ...]) -> list[Any]:
    """Each command of these examples."""
    return [
        pytest.param(case, command, id=f"{case}-{command.split(' -- ')[0]}")
        for case in cases
        for command in example_commands(case)
    ]


def surroundings(case: str, command: str, request: pytest.FixtureRequest) -> dict[str, str]:
    """The environment with what the command needs."""
    needs = workspace.read_yaml(EXAMPLES / case / ".expected" / "config.yaml").get("needs", [])
    is_image = "image" in needs and "--exec " not in command
    found = dict(request.getfixturevalue("engine_environment" if is_image else "environment"))
    if "plugin-home" in needs:
        found["KUSTOMIZE_PLUGIN_HOME"] = str(request.getfixturevalue("plugin_home"))
    return found


def asking_for_removal(folder: Path, command: Sequence[str]) -> list[str]:
    """Write `mode: remove` into the config of a package, or of the command; the command to run."""
    config, kptfile = folder / "inject-intercepts.yaml", folder / "Kptfile"
    if config.exists():
        text = config.read_text().replace("spec: {}", "spec:")
        config.write_text(text.replace("\nspec:", "\nspec:\n  mode: remove"))
    elif kptfile.exists():
        key = "      configMap:\n"
        kptfile.write_text(kptfile.read_text().replace(key, f"{key}        mode: remove\n"))
    else:
        return [*command[: command.index("--")], "--", "mode=remove"]
    return [*command]


@pytest.mark.parametrize(("case", "command"), runs(KUSTOMIZE))
def test_a_build_takes_back_what_a_build_injected(
    case: str, command: str, request: pytest.FixtureRequest, copy: Path
) -> None:
    environment = surroundings(case, command, request)
    folder = copy / "examples" / case

    def build() -> str:
        return commands.succeed(shlex.split(command), cwd=folder, environment=environment)

    injected = build()
    kustomization = folder / "kustomization.yaml"
    with_function = kustomization.read_text()
    kustomization.write_text(with_function.partition("transformers:")[0])
    plain = build()
    kustomization.write_text(with_function)
    (folder / "pipeline.yaml").write_text(injected)
    asking_for_removal(folder, ())

    removed = build()

    assert injected != plain
    _expect_the_base(removed, plain)


@pytest.mark.parametrize(("case", "command"), runs(KPT))
def test_kpt_takes_back_what_kpt_injected_but_for_the_white_space_that_it_drops_itself(
    case: str, command: str, request: pytest.FixtureRequest, copy: Path
) -> None:
    environment = surroundings(case, command, request)
    folder = copy / "examples" / case
    arguments = shlex.split(command.replace("RESULTS", str(copy.parent / "results")))
    # kpt writes what a function gives back in its own way, also where nothing changed.
    as_kpt_writes_it = "kpt fn eval . --exec cat --match-kind Pipeline"
    commands.succeed(shlex.split(as_kpt_writes_it), cwd=folder, environment=environment)
    before = (folder / "pipeline.yaml").read_bytes()

    commands.succeed(arguments, cwd=folder, environment=environment)
    injected = (folder / "pipeline.yaml").read_bytes()
    commands.succeed(asking_for_removal(folder, arguments), cwd=folder, environment=environment)

    assert injected != before
    assert (folder / "pipeline.yaml").read_bytes() == before
    tasks = folder / "intercept-tasks.yaml"
    _expect_the_base(tasks.read_text() if tasks.exists() else "", "")


def _expect_the_base(removed: str, plain: str) -> None:
    objects = workspace.documents(removed)
    kept = [one for one in objects if one["kind"] == "Task"]
    assert [one for one in objects if one["kind"] != "Task"] == workspace.documents(plain)
    assert {one["metadata"]["name"] for one in kept} <= OF_THE_BASE
