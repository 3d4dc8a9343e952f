"""The Tasks that render and push for Argo CD are Tasks that Tekton takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    import verdict


def test_tekton_admits_the_tasks_that_render(tekton: verdict.Tekton, repository: Path) -> None:
    text = (repository / "argocd" / "rendered" / "tekton.yaml").read_text(encoding="utf-8")

    found = tekton.admit({"tekton.yaml": text})

    assert [(one.name, one.admitted, one.error) for one in found] == [
        ("check-rendered-intercepts", True, ""),
        ("render-intercepts", True, ""),
    ]
