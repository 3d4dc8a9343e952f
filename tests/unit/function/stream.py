"""One run of the function over a stream of documents, as `render` makes it of a file."""

from __future__ import annotations

from typing import Any

import krm_fn as krm
from inject_intercepts import function
from krm_fn import yamledit

# What is still chosen where all of the stream is taken back.
OTHER = """\
apiVersion: tekton.dev/v1
kind: Pipeline
metadata:
  name: still-chosen
spec:
  workspaces: [{name: shared-workspace}]
  tasks:
  - name: deploy-intercepts
    taskSpec: {}
    params:
    - {name: build-apps, value: x}
    - {name: built-images, value: x}
    - {name: intercept-header-value, value: x}
"""


class Refused(Exception):
    """The run had errors, one an argument."""


def inject(text: str, **spec: Any) -> str:
    """The stream after a run with this `spec`, without the Tasks that a run adds.

    Raises Refused with the errors.
    """
    return _run(text, "", spec)


def take_back(text: str) -> str:
    """The stream after a run whose config chooses nothing of it. Raises as `inject` does."""
    return _run(text, OTHER, {"pipelines": ["still-chosen"]})


def _run(text: str, other: str, spec: dict[str, Any]) -> str:
    documents = krm.Documents.parse(text.encode())
    config = {
        "apiVersion": "tekton-intercepts.dev/v1alpha1",
        "kind": "InjectIntercepts",
        "metadata": {"name": "pr-intercepts"},
        "spec": {"tasks": "reference", **spec},
    }
    resources = krm.ResourceList(
        [*documents.objects, *krm.Documents.parse(other.encode()).objects],
        krm.KubeObject.new(yamledit.render(config)),
    )
    function.process(resources)
    errors = [result for result in resources.results if result.severity == krm.Severity.ERROR]
    if errors:
        raise Refused(*(str(result.message) for result in errors))
    return b"".join(documents.chunks()).decode()
