"""What the tests give the function: packages of YAML files, through its stdin and stdout."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

import shipped_tasks
from inject_intercepts import continuation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

REPOSITORY = Path(__file__).parents[2]
BASE = REPOSITORY / "base"
CONFIG: dict[str, Any] = {
    "apiVersion": "tekton-intercepts.dev/v1alpha1",
    "kind": "InjectIntercepts",
    "metadata": {"name": "pr-intercepts"},
}


def text(path: Path) -> str:
    """The text of a file, whole: with the Tasks that an expectation only names."""
    return shipped_tasks.unfold(path.read_text(encoding="utf-8"))


def documents(path: Path) -> list[dict[str, Any]]:
    """The objects of a file, as Kubernetes' decoders read them (YAML 1.1, so not our reader)."""
    loaded = yaml.safe_load_all(text(path))
    return [document for document in loaded if isinstance(document, dict)]


def base() -> list[dict[str, Any]]:
    """The repository's base Pipelines."""
    return [
        one for path in sorted(BASE.glob("*.yaml")) for one in documents(path) if in_cluster(one)
    ]


def base_with_continuation() -> list[dict[str, Any]]:
    """The same, and what continues them, derived before anything is injected."""
    (pipeline,) = base()
    (asked,) = base_config()["spec"]["continuations"]
    start = "deploy-intercepts"
    derived = continuation.derive(
        pipeline, continuation.Order("pr-intercepts", asked["name"], start, (start,))
    )
    assert derived.obj is not None
    return [pipeline, derived.obj]


def base_config() -> dict[str, Any]:
    """The config by which the repository's base is built."""
    (config,) = documents(BASE / "config" / "inject-intercepts.yaml")
    return config


def injected_base(program: Path) -> str:
    """What the function makes of the base by that config."""
    return inject(program, base(), base_config())


def in_cluster(document: Mapping[str, Any]) -> bool:
    """Whether it is an object for a cluster, and none that only orchestrators read."""
    group = str(document.get("apiVersion", "")).partition("/")[0]
    return bool(document.get("kind")) and group not in {
        "kpt.dev",
        "kustomize.config.k8s.io",
        "config.kubernetes.io",
        "tekton-intercepts.dev",
    }


def inject(program: Path, items: Iterable[Any], config: Mapping[str, Any] | None = None) -> str:
    """The ResourceList that the function makes of the items; it must report no error."""
    resource_list = {
        "apiVersion": "config.kubernetes.io/v1",
        "kind": "ResourceList",
        "functionConfig": config or CONFIG,
        "items": list(items),
    }
    answer = subprocess.run(
        [str(program)], input=json.dumps(resource_list), capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stderr
    return answer.stdout
