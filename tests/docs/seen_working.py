"""The rows of docs/seen-working.md: each suite that runs our Tasks, and each of its tests.

A test's name is a sentence that the test proves; so the page says what a test shows, and no more.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
TESTS = ROOT / "tests"
BACKENDS = {"mirrord": "mirrord", "telepresence": "Telepresence"}


class Suite(NamedTuple):
    """A folder of tests/, and what is itself there; the rest of the cluster is played.

    `{kubernetes}`, `{tekton}` and `{telepresence}` stand for the versions that are built.
    """

    folder: str
    itself: str
    played: str


SUITES = (
    Suite(
        "cluster",
        "Kubernetes {kubernetes}: API server, controllers, scheduler; Tekton {tekton}: its kinds",
        "nodes and pods; mirrord and the Telepresence client. Nobody sends a request",
    ),
    Suite(
        "node",
        "Kubernetes {kubernetes} on a node, with containers; Tekton {tekton}: its controller and "
        "webhook; Telepresence {telepresence}: manager, agent, client",
        "mirrord's program",
    ),
)


def suites() -> list[str]:
    """A row for each suite that is there: folder, what is itself, what is played."""
    found = {
        "kubernetes": _version("cluster", "k8s.io/kubernetes", "1."),
        "tekton": _version("tekton", "github.com/tektoncd/pipeline"),
    }
    rows = []
    for suite in SUITES:
        if not (TESTS / suite.folder).is_dir():
            continue
        if suite.folder == "node":
            module = "github.com/telepresenceio/telepresence/v2"
            found["telepresence"] = _version("node/telepresence", module)
        rows.append(f"| `tests/{suite.folder}` | {suite.itself.format(**found)} | {suite.played} |")
    return rows


def scenarios() -> list[str]:
    """A row for each test of the suites, in their order: suite and file, backends, sentence."""
    rows = []
    for suite in SUITES:
        for path in sorted((TESTS / suite.folder).glob(f"test_{suite.folder}_*.py")):
            text = path.read_text(encoding="utf-8")
            for test in ast.parse(text).body:
                if isinstance(test, ast.FunctionDef) and test.name.startswith("test_"):
                    sentence = test.name.removeprefix("test_").replace("_", " ")
                    file = path.stem.removeprefix("test_").replace("_", " ")
                    rows.append(f"| {file} | {_backends(path, text, test)} | {sentence} |")
    return rows


def _backends(path: Path, text: str, test: ast.FunctionDef) -> str:
    """The backends that a test names, or else its file's name or the whole file."""
    decorated = "\n".join(ast.unparse(decorator) for decorator in test.decorator_list)
    own = f"{decorated}\n{ast.get_source_segment(text, test)}"
    for place in (own, path.stem, text):
        named = [title for word, title in BACKENDS.items() if word in place.lower()]
        if named:
            return ", ".join(named)
    return "either"


def _version(folder: str, module: str, major: str = "") -> str:
    go_mod = (TESTS / folder / "go.mod").read_text(encoding="utf-8")
    found = re.search(rf"^\s*(?:require )?{re.escape(module)} v(\S+)", go_mod, re.MULTILINE)
    assert found is not None, module
    return found[1] if found[1].startswith(major) else f"{major}{found[1]}"
