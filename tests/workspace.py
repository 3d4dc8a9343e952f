"""Copies of the repository's packages, and expectations that lie beside them as files."""

from __future__ import annotations

import os
import re
import shutil
from typing import TYPE_CHECKING, Any

import pytest
import yaml

import commands

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

PACKAGES = ("base", "component", "overlays", "examples")
GIT = ("git", "-c", "user.name=test", "-c", "user.email=test@localhost")
REWRITE = bool(os.environ.get("WRITE_GOLDEN_OUTPUT"))


def copy(repository: Path, target: Path) -> Path:
    """Copy the packages and the root kustomization, as a reader would: with the expectations."""
    target.mkdir(parents=True)
    shutil.copy(repository / "kustomization.yaml", target)
    for package in PACKAGES:
        shutil.copytree(repository / package, target / package)
    return target


def image_name(repository: Path) -> str:
    """The image of the function, as the component names it: the one place that says it."""
    path = repository / "component" / "function" / "inject-intercepts.yaml"
    config = yaml.safe_load(path.read_text())
    spec = yaml.safe_load(config["metadata"]["annotations"]["config.kubernetes.io/function"])
    return str(spec["container"]["image"])


def commit(folder: Path, environment: Mapping[str, str]) -> None:
    """Make a git repository of the folder, with all that is in it."""
    for arguments in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "-m", "all"]):
        commands.succeed([*GIT, *arguments], cwd=folder, environment=environment)


def changes(folder: Path, environment: Mapping[str, str]) -> str:
    """What was changed, added and deleted below the folder since `commit`, as a patch."""
    commands.succeed([*GIT, "add", "--all", "--intent-to-add"], cwd=folder, environment=environment)
    arguments = ["diff", "--relative", "--no-color", "--no-ext-diff", "--", "."]
    diff = commands.succeed([*GIT, *arguments], cwd=folder, environment=environment)
    return re.sub(r"^index [0-9a-f]+\.\.[0-9a-f]+", "index 0..0", diff, flags=re.MULTILINE)


def steady(text: str, folder: Path) -> str:
    """The text without what differs from run to run: where the copy is, how long it took."""
    text = text.replace(str(folder), "REPOSITORY")
    return re.sub(r"\bin \d[\d.]*(ms|s)\b", "in TIME", text)


def expect(actual: Mapping[Path, str]) -> None:
    """Compare texts with whole files; no file means no text.

    With WRITE_GOLDEN_OUTPUT set the files are rewritten, and the test fails if that changed any.
    """
    expected = {path: path.read_text() if path.exists() else "" for path in actual}
    different = [path for path, text in actual.items() if text != expected[path]]
    if different and REWRITE:
        for path in different:
            _write(path, actual[path])
        pytest.fail(f"rewritten: {', '.join(map(str, different))}", pytrace=False)
    for path in different:
        assert actual[path] == expected[path], f"{path}: `make golden` rewrites it"


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if text:
        path.write_text(text)
    else:
        path.unlink()


def read_yaml(path: Path) -> Any:
    """The one document of a file."""
    return yaml.safe_load(path.read_text())


def documents(text: str) -> list[Any]:
    """Every document of a stream."""
    return list(yaml.safe_load_all(text))


def resource_list(files: Iterable[Path]) -> bytes:
    """A ResourceList with the object of each file and where it lies, as kpt sends them."""
    items = []
    for path in sorted(files):
        item = read_yaml(path)
        annotations = item["metadata"].setdefault("annotations", {})
        annotations["internal.config.kubernetes.io/path"] = path.name
        items.append(item)
    whole = {"apiVersion": "config.kubernetes.io/v1", "kind": "ResourceList", "items": items}
    return yaml.safe_dump(whole).encode()
