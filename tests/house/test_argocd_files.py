"""What an administrator of Argo CD copies: said twice, for kustomize and for Helm, and the same."""

from __future__ import annotations

from typing import Any

import pytest
import sources
import yaml

from inject_intercepts import config
from inject_intercepts.config import parameters, wire

ARGOCD = sources.REPOSITORY / "argocd"
NAME = "inject-intercepts"
OFFERED = sorted(path for path in ARGOCD.rglob("application*.yaml"))


def _read(name: str) -> Any:
    return yaml.safe_load((ARGOCD / name).read_text(encoding="utf-8"))


def _known(name: str, value: Any) -> list[str]:
    """What is wrong with a parameter, whatever values it goes with."""
    mistakes: list[config.Mistake] = []
    _, fields = wire.locate({"apiVersion": config.API_VERSION, "kind": config.KIND}, mistakes)
    parameters.lay({name: value}, fields, mistakes)
    return [mistake.message for mistake in mistakes]


def test_the_values_for_helm_say_what_the_patch_and_the_plugin_say() -> None:
    values, plugin = _read("sidecar/values.yaml"), _read("sidecar/plugin.yaml")
    pod = _read("sidecar/repo-server.yaml")["spec"]["template"]["spec"]
    # The chart makes the ConfigMap, under a name of its own, with a file for each plugin.
    (container,), volumes = pod["containers"], pod["volumes"]
    for mount in container["volumeMounts"]:
        if "subPath" in mount:
            mount["subPath"] = f"{NAME}.yaml"
    volumes[0]["configMap"]["name"] = "argocd-cmp-cm"

    assert values == {
        "configs": {"cmp": {"create": True, "plugins": {NAME: plugin["spec"]}}},
        "repoServer": {"extraContainers": [container], "volumes": volumes},
    }
    assert plugin["metadata"] == {"name": NAME}


def test_the_plugin_has_no_version_and_no_discovery() -> None:
    assert sorted(_read("sidecar/plugin.yaml")["spec"]) == ["generate", "parameters"]


def test_the_plugin_is_the_images_own_command_with_generate() -> None:
    generate = _read("sidecar/plugin.yaml")["spec"]["generate"]
    dockerfile = (sources.REPOSITORY / "Dockerfile").read_text(encoding="utf-8")
    *_, entrypoint = (
        line.removeprefix("ENTRYPOINT ")
        for line in dockerfile.splitlines()
        if line.startswith("ENTRYPOINT ")
    )

    assert generate == {"command": yaml.safe_load(entrypoint), "args": ["generate"]}


def test_each_parameter_that_is_offered_is_one() -> None:
    for offered in _read("sidecar/plugin.yaml")["spec"]["parameters"]["static"]:
        value = [] if offered.get("collectionType") == "array" else "x"
        assert _known(offered["name"], value) == [], offered["name"]


@pytest.mark.parametrize("path", OFFERED, ids=lambda path: str(path.relative_to(ARGOCD)))
def test_each_parameter_of_an_application_is_one(path: Any) -> None:
    found = yaml.safe_load(path.read_text(encoding="utf-8"))["spec"]
    source = found.get("template", {"spec": found})["spec"]["source"]

    for given in source.get("plugin", {}).get("parameters", []):
        assert _known(given["name"], given.get("string", given.get("array"))) == []


def test_the_values_for_helm_put_the_plugin_of_kustomize_where_the_patch_does() -> None:
    values, options = _read("native/values.yaml"), _read("native/argocd-cm.yaml")["data"]
    pod = _read("native/repo-server.yaml")["spec"]["template"]["spec"]
    (server,) = pod["containers"]

    assert values == {
        "configs": {"cm": options},
        "repoServer": {
            "initContainers": pod["initContainers"],
            "env": server["env"],
            "volumeMounts": server["volumeMounts"],
            "volumes": pod["volumes"],
        },
    }


def test_the_image_without_python_has_the_version_of_the_other() -> None:
    (function,) = _read("sidecar/repo-server.yaml")["spec"]["template"]["spec"]["containers"]
    (plugin,) = _read("native/repo-server.yaml")["spec"]["template"]["spec"]["initContainers"]
    name, _, version = function["image"].rpartition(":")

    assert plugin["image"] == f"{name}-standalone:{version}"


@pytest.mark.parametrize(
    ("copy", "original"),
    [
        ("argocd/native/ci/component/name-references", "component/name-references"),
        ("argocd/native/ci/pipeline.yaml", "examples/files/pipeline.yaml"),
        ("argocd/rendered/ci/pipeline.yaml", "examples/files/pipeline.yaml"),
    ],
)
def test_what_is_there_twice_is_the_same(copy: str, original: str) -> None:
    def texts(name: str) -> dict[str, bytes]:
        path = sources.REPOSITORY / name
        inside = sorted(path.iterdir()) if path.is_dir() else [path]
        return {one.name: one.read_bytes() for one in inside}

    assert texts(copy) == texts(original)
