"""One run of the function over texts, with a Pipeline that is to be continued."""

from __future__ import annotations

from typing import Any

import yaml

import krm_fn as krm
from inject_intercepts import function

MAIN = """\
apiVersion: tekton.dev/v1
kind: Pipeline
metadata: {name: pr}
spec:
  workspaces: [{name: shared-workspace}]
  tasks:
  - name: build
    taskRef: {name: build}
  - name: deploy-intercepts
    taskRef: {name: deploy-stack-intercepts}
    params:
    - {name: build-apps, value: a}
    - {name: built-images, value: $(tasks.build.results.images)}
    - {name: intercept-header-value, value: x}
    workspaces: [{name: shared-workspace}]
  - name: test
    taskRef: {name: test}
    params: [{name: pods, value: $(tasks.deploy-intercepts.results.deployed-pods)}]
"""
OTHER = MAIN.replace("name: pr}", "name: pr-again}")
PLAIN = """\
apiVersion: tekton.dev/v1
kind: Pipeline
metadata: {name: plain}
spec:
  tasks:
  - {name: a, taskRef: {name: a}}
  - {name: b, taskRef: {name: b}, runAfter: [a]}
"""
AGAIN = {"pipeline": "pr", "name": "pr-again"}


class Run:
    """What the function made of some texts, and what it said."""

    def __init__(self, texts: list[str], **spec: Any) -> None:
        name = spec.pop("config", "pr-intercepts")
        config = {
            "apiVersion": "tekton-intercepts.dev/v1alpha1",
            "kind": "InjectIntercepts",
            "metadata": {"name": name},
            "spec": spec,
        }
        resources = krm.ResourceList(
            [krm.KubeObject.new(text) for text in texts], krm.KubeObject.new(yaml.safe_dump(config))
        )
        function.process(resources)
        self.texts = [obj.to_bytes().decode() for obj in resources.items]
        self.objects = [obj.data for obj in resources.items]
        self.said = [(str(one.severity), one.message) for one in resources.results]
        self.errors = [message for severity, message in self.said if severity == "error"]
        self.warnings = [message for severity, message in self.said if severity == "warning"]

    @property
    def names(self) -> list[str]:
        """Kind and name of all that there is."""
        return [f"{one['kind']}/{one['metadata']['name']}" for one in self.objects]

    def named(self, name: str) -> dict[str, Any]:
        (found,) = (one for one in self.objects if one["metadata"]["name"] == name)
        return found

    def text(self, name: str) -> str:
        """The text of the object of that name."""
        return next(
            text
            for text, one in zip(self.texts, self.objects, strict=True)
            if one["metadata"]["name"] == name
        )
