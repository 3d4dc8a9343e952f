"""What an administrator installs, built by kustomize on Argo CD's own manifests."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import argo
import pytest
import yaml

if TYPE_CHECKING:
    from collections.abc import Callable

MODULE = "github.com/argoproj/argo-cd/v3"
THEIRS = (
    "manifests/base/repo-server/argocd-repo-server-deployment.yaml",
    "manifests/base/config/argocd-cm.yaml",
)


@pytest.fixture(scope="module")
def build(
    built: Path, cache: Path, absent: Callable[[str, str], None],
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[..., dict[str, Any]]:  # fmt: skip
    """Argo CD's manifests with some of our components; the objects by their kind."""
    kustomize = cache / "tools" / "kustomize"
    if not kustomize.exists():
        absent("kustomize", "`make tools-orchestrators` builds it with Go")
    theirs = subprocess.run(
        ["go", "list", "-m", "-f", "{{.Dir}}", MODULE], cwd=Path(__file__).parent,
        capture_output=True, text=True, check=True,
    ).stdout.strip()  # fmt: skip

    def run(*components: str) -> dict[str, Any]:
        folder = tmp_path_factory.mktemp("argocd")
        for name in THEIRS:
            shutil.copyfile(Path(theirs) / name, folder / Path(name).name)
        for name in components:
            shutil.copytree(argo.ARGOCD / name, folder / name)
        kustomization = {
            "resources": [Path(name).name for name in THEIRS],
            "components": [*components],
        }
        (folder / "kustomization.yaml").write_text(yaml.safe_dump(kustomization))
        done = subprocess.run(
            [kustomize, "build", folder], capture_output=True, text=True, check=True
        )
        assert done.stderr == ""
        found: dict[str, Any] = {}
        for one in yaml.safe_load_all(done.stdout):
            found[f"{one['kind']}/{one['metadata']['name']}"] = one
        return found

    return run


def repo_server(objects: dict[str, Any]) -> Any:
    """Its pod."""
    return objects["Deployment/argocd-repo-server"]["spec"]["template"]["spec"]


def named(items: list[Any]) -> dict[str, Any]:
    return {one["name"]: one for one in items}


def without(pod: Any, *names: str) -> dict[str, Any]:
    """The containers and volumes by their names, but for these."""
    return {
        key: {name: one for name, one in named(pod[key]).items() if name not in names}
        for key in ("containers", "initContainers", "volumes")
    }


@pytest.mark.parametrize("components", [["sidecar"], ["native"], ["sidecar", "native"]])
def test_each_container_has_a_name_of_its_own_and_each_mount_its_volume(
    build: Callable[..., dict[str, Any]], components: list[str]
) -> None:
    pod = repo_server(build(*components))

    # An API server takes no name twice, of an init container neither.
    names = [one["name"] for one in (*pod["containers"], *pod["initContainers"])]
    assert len(names) == len({*names})
    mounted = {
        mount["name"]
        for one in (*pod["containers"], *pod["initContainers"])
        for mount in one["volumeMounts"]
    }
    assert mounted <= {volume["name"] for volume in pod["volumes"]}


def test_the_sidecar_comes_beside_what_is_there(build: Callable[..., dict[str, Any]]) -> None:
    plain, objects = build(), build("sidecar")
    pod = repo_server(objects)

    added = ("inject-intercepts", "inject-intercepts-tmp")
    assert without(pod, *added) == without(repo_server(plain), *added)
    container = named(pod["containers"])["inject-intercepts"]
    assert container == argo.container()
    # The server of plugins and the folder of sockets are what Argo CD itself puts there.
    copies = named(repo_server(plain)["initContainers"])["copyutil"]
    assert {"name": "var-files", "mountPath": "/var/run/argocd"} in copies["volumeMounts"]
    (name,) = (name for name in objects if name.startswith("ConfigMap/inject-intercepts-plugin-"))
    volume = named(pod["volumes"])["inject-intercepts"]
    assert volume["configMap"]["name"] == name.removeprefix("ConfigMap/")
    plugin = (argo.SIDECAR / "plugin.yaml").read_text(encoding="utf-8")
    assert objects[name]["data"] == {"plugin.yaml": plugin}


def test_the_plugin_of_kustomize_comes_into_the_repo_server(
    build: Callable[..., dict[str, Any]],
) -> None:
    plain, objects = build(), build("native")
    pod, was = repo_server(objects), repo_server(plain)
    server, before = (named(one["containers"])["argocd-repo-server"] for one in (pod, was))

    home = {"name": "KUSTOMIZE_PLUGIN_HOME", "value": "/kustomize-plugins"}
    mount = {"name": "kustomize-plugins", "mountPath": "/kustomize-plugins", "readOnly": True}
    assert server["env"] == [home, *before["env"]]
    assert server["volumeMounts"] == [mount, *before["volumeMounts"]]
    assert {**server, "env": 0, "volumeMounts": 0} == {**before, "env": 0, "volumeMounts": 0}
    options = {"kustomize.buildOptions": "--enable-alpha-plugins"}
    settings = plain["ConfigMap/argocd-cm"]["data"]
    assert objects["ConfigMap/argocd-cm"]["data"] == settings | options
