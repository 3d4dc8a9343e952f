"""Two Applications that emit the same Tasks are told so, where the repository shows it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

PIPELINE = (
    (Path(__file__).parents[3] / "examples" / "files" / "pipeline.yaml")
    .read_text(encoding="utf-8")
    .replace("  name: shop-pr-test\n", "  name: shop-pr-test\n  namespace: NAMESPACE\n")
)
CONFIG = """\
apiVersion: tekton-intercepts.dev/v1alpha1
kind: InjectIntercepts
spec: {tasks: MODE}
"""
IN_CI = PIPELINE.replace("NAMESPACE", "ci")
LINE = (
    "[warning] has a config that emits the Tasks for namespace `ci` too, and two Applications "
    "would fight for them: let one have `tasks: reference`, in its config or, which cannot be seen "
    "here, in its parameters (../b)"
)


@pytest.fixture
def advice(package: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """What is said of a folder beside another with this Pipeline and this config."""

    def said(
        pipeline: str, config: str, source_path: str = "teams/a", own: str = IN_CI
    ) -> list[str]:
        for name, text, settings in (
            ("a", own, CONFIG.replace("MODE", "emit")),
            ("b", pipeline, config),
        ):
            folder = package.root / "teams" / name
            folder.mkdir(parents=True)
            (folder / "pipeline.yaml").write_text(text)
            (folder / "config.yaml").write_text(settings)
        monkeypatch.setenv("ARGOCD_APP_SOURCE_PATH", source_path)
        monkeypatch.chdir(package.root / "teams" / "a")
        ran = package.run("generate")
        assert ran.code == 0
        return [line for line in ran.stderr if "is not in the input: ours is added" not in line]

    return said


def test_a_folder_beside_it_that_emits_for_the_same_namespace_is_named(advice: Any) -> None:
    assert advice(IN_CI, CONFIG.replace("MODE", "emit")) == [LINE]


@pytest.mark.parametrize(("destination", "said"), [("ci", [LINE]), ("other", []), ("", [])])
def test_whose_own_namespace_is_said_by_the_application_alone_is_told_too(
    advice: Any, monkeypatch: pytest.MonkeyPatch, destination: str, said: list[str]
) -> None:
    monkeypatch.setenv("ARGOCD_APP_NAMESPACE", destination)
    unplaced = PIPELINE.replace("  namespace: NAMESPACE\n", "")

    assert advice(IN_CI, CONFIG.replace("MODE", "emit"), own=unplaced) == said


@pytest.mark.parametrize(
    ("pipeline", "config", "source_path"),
    [
        (IN_CI, CONFIG.replace("MODE", "reference"), "teams/a"),
        (IN_CI, CONFIG.replace("MODE", "nonsense"), "teams/a"),
        (IN_CI, "a: 1\n", "teams/a"),
        (PIPELINE.replace("NAMESPACE", "other"), CONFIG.replace("MODE", "emit"), "teams/a"),
        (
            PIPELINE.replace("  namespace: NAMESPACE\n", ""),
            CONFIG.replace("MODE", "emit"),
            "teams/a",
        ),
        (IN_CI, CONFIG.replace("MODE", "emit"), "."),
        (IN_CI, CONFIG.replace("MODE", "emit"), ""),
    ],
    ids=["reference", "bad-config", "no-config", "other", "none", "root", "elsewhere"],
)
def test_one_that_does_not_is_not(
    advice: Any, pipeline: str, config: str, source_path: str
) -> None:
    assert advice(pipeline, config, source_path) == []
