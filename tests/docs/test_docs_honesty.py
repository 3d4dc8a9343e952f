"""What the pages say about today is true today."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING, Any

import markdown_page as markdown
import yaml

if TYPE_CHECKING:
    from pathlib import Path

PARAGRAPH = re.compile(r"<!-- not-yet: .*? -->\n(.*?)<!-- /not-yet -->\n", re.DOTALL)
SAYS_SO = "not implemented yet"


def test_the_readme_names_the_tasks_without_a_script_as_long_as_there_are_any(
    readme: str, program: Path, repository: Path
) -> None:
    done = subprocess.run(
        [program, "render", "base"], cwd=repository, capture_output=True, check=True
    )
    unfinished = {
        one["metadata"]["name"]
        for one in yaml.safe_load_all(done.stdout)
        if one["kind"] == "Task" and SAYS_SO in _scripts(one)
    }

    paragraph = PARAGRAPH.search(readme)
    said = (
        set() if paragraph is None else {*markdown.code(paragraph[1])} - {"spec.tasks: reference"}
    )
    assert said == unfinished, "the paragraph `not-yet` in README.md names the others"


def _scripts(task: Any) -> str:
    return "\n".join(step.get("script", "") for step in task["spec"]["steps"])


def test_the_versions_are_those_that_the_tests_build(repository: Path) -> None:
    page = (repository / "docs" / "limits.md").read_text(encoding="utf-8")
    tools = repository / "tests" / "tools"
    kubectl = _version(tools / "go.mod", "k8s.io/kubectl")
    expected = {
        "kustomize": _version(tools / "kustomize" / "go.mod", "sigs.k8s.io/kustomize/kustomize/v5"),
        "kubectl": kubectl.replace("0.", "1.", 1),
        "kpt": _version(tools / "go.mod", "github.com/kptdev/kpt"),
        "Tekton Pipelines": _version(
            repository / "tests" / "tekton" / "go.mod", "github.com/tektoncd/pipeline"
        ),
    }

    sentence = re.search(r"^The tests run (.+?)\.$", page, re.MULTILINE | re.DOTALL)

    assert sentence is not None
    parts = re.split(r",\s+(?:and\s+)?", sentence[1])
    assert dict(part.rsplit(" ", 1) for part in parts) == expected


def test_the_version_of_argo_cd_is_that_which_the_tests_build(repository: Path) -> None:
    page = (repository / "docs" / "argocd.md").read_text(encoding="utf-8")
    go_mod = repository / "tests" / "argocd" / "go.mod"

    found = re.findall(r"Argo CD (\d+\.\d+\.\d+)", page)

    assert set(found) == {_version(go_mod, "github.com/argoproj/argo-cd/v3")}


def _version(go_mod: Path, module: str) -> str:
    found = re.search(
        rf"^\s*{re.escape(module)} v(\S+)", go_mod.read_text(encoding="utf-8"), re.MULTILINE
    )
    assert found is not None, module
    return found[1]
