"""Tekton's webhook admits whatever we ship and whatever the function makes of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import golden_cases
import packages
import pytest

if TYPE_CHECKING:
    from pathlib import Path

    import verdict

# Those of the SDK have nothing of Tekton's in them.
EXAMPLES = sorted(
    path
    for path in (packages.REPOSITORY / "examples").iterdir()
    if path.is_dir() and not path.name.startswith("sdk-")
)
CATALOGUE = packages.REPOSITORY / "fn" / "inject_intercepts" / "catalogue"

pytestmark = pytest.mark.needs("go")


def assert_all_admitted(verdicts: list[verdict.Verdict], *, at_least: int) -> None:
    assert [one for one in verdicts if not one.admitted] == []
    assert len([one for one in verdicts if one.tekton]) >= at_least


def test_there_are_golden_cases_and_examples() -> None:
    assert golden_cases.paths()
    assert EXAMPLES


@pytest.mark.parametrize("path", golden_cases.paths(), ids=lambda path: path.parent.name)
def test_golden_outputs_are_admitted(tekton: verdict.Tekton, path: Path) -> None:
    case = golden_cases.read(path)
    if not case.refused:  # else the input came back as it was: no word of ours to be judged
        assert_all_admitted(tekton.admit({case.name: case.after}), at_least=0)


def test_golden_outputs_hold_objects_of_tekton(tekton: verdict.Tekton) -> None:
    cases = [golden_cases.read(path) for path in golden_cases.paths()]
    made = {case.name: case.after for case in cases if not case.refused}
    assert_all_admitted(tekton.admit(made), at_least=max(1, len(made)))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_examples_are_admitted_before_and_after(
    tekton: verdict.Tekton, program: Path, path: Path
) -> None:
    files = sorted([*path.rglob("*.yaml"), *path.rglob("*.yml")])
    expected = [file for file in files if ".expected" in file.relative_to(path).parts]
    given = [one for file in files if file not in expected for one in packages.documents(file)]
    texts = {"before": documents_text(given)}
    assert_all_admitted(tekton.admit(texts), at_least=1)
    items = [one for one in given if packages.in_cluster(one)]
    texts = {str(file): documents_text(packages.documents(file)) for file in expected}
    texts["after"] = packages.inject(program, items, config_of(given))
    assert_all_admitted(tekton.admit(texts), at_least=1)


def config_of(documents: list[dict[str, Any]]) -> dict[str, Any]:
    """The FunctionConfig among them or the default one, to change something and not to check."""
    found = [one for one in documents if one.get("kind") == "InjectIntercepts"]
    config = found[0] if found else packages.CONFIG
    return config | {"spec": config.get("spec", {}) | {"mode": "inject"}}


def documents_text(found: list[dict[str, Any]]) -> str:
    return "\n---\n".join(json.dumps(one) for one in found if packages.in_cluster(one))


def test_the_base_pipelines_are_admitted(tekton: verdict.Tekton) -> None:
    files = {str(path): path.read_text(encoding="utf-8") for path in packages.BASE.glob("*.yaml")}
    verdicts = [one for one in tekton.admit(files) if one.kind != "Kustomization"]
    assert_all_admitted(verdicts, at_least=1)
    assert {one.name for one in verdicts if one.kind == "Pipeline"} == {"stack-pr-test"}


def test_the_base_pipelines_are_admitted_with_the_injection(
    tekton: verdict.Tekton, program: Path
) -> None:
    output = packages.injected_base(program)
    assert_all_admitted(tekton.admit({"base": output}), at_least=6)


@pytest.mark.parametrize("path", sorted(CATALOGUE.glob("*.yaml")), ids=lambda path: path.stem)
def test_the_tasks_of_the_catalogue_are_admitted(tekton: verdict.Tekton, path: Path) -> None:
    verdicts = tekton.admit({path.name: path.read_text(encoding="utf-8")})
    assert_all_admitted(verdicts, at_least=1)
