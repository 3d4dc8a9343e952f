"""What an admin and a team set up before the first run: namespaces, accounts, Tasks, Pipelines."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import programs
import yaml

from processes import run

if TYPE_CHECKING:
    from plane import Cluster

REPOSITORY = programs.HERE.parents[1]
# Where the PipelineRuns are.
RUNS = "ci"
# Where the apps are: one where no pod may be privileged, which is enough for Telepresence, and
# one where it may, as mirrord's agents must.
BASELINE = "staging"
PRIVILEGED = "open"

# As rbac/README.md says it for a second namespace with apps.
SECOND = """
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
namespace: {}
resources: [../target, ../mirrord, ../telepresence]
"""
CLIENTS = f"""
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources: [../run, ../target, ../mirrord, ../telepresence, ../traffic-manager]
patches:
  - target: {{kind: RoleBinding, name: intercept-traffic-manager}}
    patch: |-
      - op: add
        path: /subjects/-
        value:
          {{kind: ServiceAccount, name: intercept-telepresence-client, namespace: {PRIVILEGED}}}
"""


def set_up(cluster: Cluster) -> None:
    """Makes the namespaces, gives the accounts of `rbac/`, and applies the transformed base."""
    for name in (RUNS, BASELINE):
        _namespace(cluster, name, "baseline")
    shutil.copytree(REPOSITORY / "rbac", cluster.machine.folder / "rbac")
    _give_rights(cluster, "first", CLIENTS)
    another_namespace(cluster, PRIVILEGED)
    cluster.apply_text((programs.HERE / "team.yaml").read_text(), RUNS)
    cluster.apply_text(transformed(), RUNS)


def another_namespace(cluster: Cluster, name: str) -> None:
    """Makes one more namespace for apps, where pods may be privileged, with its accounts."""
    _namespace(cluster, name, "privileged")
    _give_rights(cluster, name, SECOND.format(name))


def _namespace(cluster: Cluster, name: str, level: str) -> None:
    labels = {"pod-security.kubernetes.io/enforce": level}
    cluster.apply(
        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "labels": labels}}
    )


def _give_rights(cluster: Cluster, folder: str, kustomization: str) -> None:
    made = cluster.machine.folder / "rbac" / folder
    made.mkdir()
    (made / "kustomization.yaml").write_text(kustomization)
    cluster.apply_text(run([cluster.kubectl_program, "kustomize", made]))


def transformed() -> str:
    """What the installed function makes of `base`: the Pipelines and our Tasks."""
    return _rendered(REPOSITORY / "base" / "config" / "inject-intercepts.yaml")


def continuation(folder: Path, **params: str) -> dict[str, Any]:
    """The spec of `stack-pr-continue` for a team whose config gives the deploy these params.

    Args:
        folder: where the config can be written.
        params: of the deploy with Telepresence, with underscores for their dashes.
    """
    given = [{"name": key.replace("_", "-"), "value": value} for key, value in params.items()]
    config = folder / "inject-intercepts.json"
    spec = {
        "backends": [{"name": "telepresence", "params": given}, "mirrord"],
        "continuations": [{"pipeline": "stack-pr-test", "name": "stack-pr-continue"}],
    }
    kind = {"apiVersion": "tekton-intercepts.dev/v1alpha1", "kind": "InjectIntercepts"}
    config.write_text(json.dumps({**kind, "metadata": {"name": "pr-intercepts"}, "spec": spec}))
    (found,) = (
        each["spec"]
        for each in yaml.safe_load_all(_rendered(config))
        if each["metadata"]["name"] == "stack-pr-continue"
    )
    return dict(found)


def _rendered(config: Path) -> str:
    program = Path(sys.executable).with_name("inject-intercepts")
    return run([program, "render", "--config", config, REPOSITORY / "base"])
