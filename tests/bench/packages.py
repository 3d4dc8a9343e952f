"""Packages to measure with, as kpt sends them: ResourceLists in YAML."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterable

TESTS = Path(__file__).parents[1]
BASE = TESTS.parent / "base"
HEAD = "apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems:\n"


def write(path: Path, items: Iterable[str]) -> Path:
    """A ResourceList of the manifests."""
    with path.open("w", encoding="utf-8") as file:
        file.write(HEAD)
        for item in items:
            lines = item.rstrip("\n").split("\n")
            file.write("- " + "\n  ".join(lines) + "\n")
    return path


PAIR = (BASE / "stack-pr-test.yaml", TESTS / "tekton" / "hand-written-continuation.yaml")


def base() -> list[str]:
    """The base Pipeline and a shorter one, with the annotations that kpt gives."""
    return [
        _annotated(yaml.safe_load(path.read_text(encoding="utf-8")), path.name, 0) for path in PAIR
    ]


def many(objects: int) -> Iterable[str]:
    """So many base Pipelines, one after the other of the two, each with a name of its own."""
    found = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in PAIR]
    for number in range(objects):
        item = copy.deepcopy(found[number % len(found)])
        item["metadata"]["name"] += f"-{number}"
        yield _annotated(item, f"pipelines/{number}.yaml", 0)


def small(objects: int) -> Iterable[str]:
    """So many Pipelines of three tasks and a cleanup."""
    names = ["stack-json", "build-apps", "propagation-chain", "built-images",
             "intercept-header-value", "default-namespace"]  # fmt: skip
    volume = {"name": "shared-workspace", "workspace": "shared-workspace"}
    pods = {"name": "pods", "value": "$(tasks.deploy-intercepts.results.deployed-pods)"}
    passed = [{"name": name, "value": f"$(params.{name})"} for name in names]
    spec = {
        "workspaces": [{"name": "shared-workspace"}],
        "params": [{"name": name} for name in names],
        "tasks": [
            {"name": "build", "taskRef": {"name": "build"}},
            {
                "name": "deploy-intercepts",
                "runAfter": ["build"],
                "taskRef": {"name": "deploy-stack-intercepts"},
                "params": passed,
                "workspaces": [volume],
            },
            {"name": "test", "taskRef": {"name": "test"}, "params": [pods]},
        ],
        "finally": [{"name": "cleanup", "taskRef": {"name": "clean"}, "params": [pods]}],
    }
    for number in range(objects):
        kind = {"apiVersion": "tekton.dev/v1", "kind": "Pipeline"}
        item = copy.deepcopy({**kind, "metadata": {"name": f"small-{number}"}, "spec": spec})
        yield _annotated(item, f"pipelines/{number}.yaml", 0)


def folder(path: Path, pipelines: int) -> Path:
    """A folder with so many Pipelines, each in a file of its own, and a config."""
    path.mkdir()
    text = (BASE / "stack-pr-test.yaml").read_text(encoding="utf-8")
    for number in range(pipelines):
        renamed = text.replace("name: stack-pr-test\n", f"name: stack-pr-test-{number}\n", 1)
        (path / f"pipeline-{number}.yaml").write_text(renamed, encoding="utf-8")
    return path


def large(objects: int) -> Iterable[str]:
    """So many objects of the kinds that a package has, a kilobyte each, with the Pipelines."""
    pipelines = base()
    places = {objects // 3: pipelines[0], objects * 2 // 3: pipelines[1]}
    for number in range(objects):
        yield places.get(number) or (deployment if number % 2 else config_map)(number)


def config_map(number: int) -> str:
    """A ConfigMap with a file in it."""
    script = "".join(f"echo 'line {line} of {number}: done' # {line}\n" for line in range(12))
    data = {"script.sh": f"#!/bin/sh\n{script}", "enabled": "yes", "number": str(number)}
    found = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": f"c-{number}"},
        "data": data,
    }
    return _annotated(found, f"config/{number}.yaml", 0)


def deployment(number: int) -> str:
    """A Deployment."""
    name = f"app-{number}"
    labels = {"app": name, "team": f"team-{number % 7}"}
    container = {
        "name": "main",
        "image": f"registry.example/{name}:1.{number}",
        "args": ["--port=8080", f"--name={name}", "--verbose"],
        "env": [{"name": f"SETTING_{n}", "value": f"value {n} of {name}"} for n in range(3)],
        "ports": [{"containerPort": 8080, "name": "http"}],
        "resources": {"limits": {"cpu": "500m", "memory": "256Mi"}, "requests": {"cpu": "10m"}},
    }
    found = {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": name, "namespace": f"team-{number % 7}", "labels": labels},
        "spec": {
            "replicas": 2,
            "selector": {"matchLabels": labels},
            "template": {"metadata": {"labels": labels}, "spec": {"containers": [container]}},
        },
    }
    return _annotated(found, f"apps/{number}.yaml", 0)


def _annotated(item: dict[str, Any], path: str, index: int) -> str:
    annotations = item["metadata"].setdefault("annotations", {})
    annotations.update(
        {
            "config.kubernetes.io/index": str(index),
            "config.kubernetes.io/path": path,
            "internal.config.kubernetes.io/index": str(index),
            "internal.config.kubernetes.io/path": path,
            "internal.config.kubernetes.io/seqindent": "compact",
        }
    )

    class Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
        """Writes out what is shared, as kpt does."""

        def ignore_aliases(self, _: object) -> bool:
            return True

    return str(yaml.dump(item, Dumper=Dumper, sort_keys=False, width=1000))
