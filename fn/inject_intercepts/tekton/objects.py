"""The Pipelines and PipelineRuns that an object is or carries.

Triggers keep PipelineRuns as raw templates: `spec.resourcetemplates[]` of a TriggerTemplate, and
the same list inline in a Trigger (`spec.template.spec`) and in an EventListener
(`spec.triggers[].template.spec`); triggers/pkg/apis/triggers/v1beta1, types of these names.
"""

from __future__ import annotations

from inject_intercepts.tekton import paths

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from inject_intercepts.tekton.paths import Path

TEKTON = "tekton.dev"
TRIGGERS = "triggers.tekton.dev"
_OWN_NAMESPACE = "$(context.pipelineRun.namespace)"
CARRIERS = ("TriggerTemplate", "Trigger", "EventListener")


def group(obj: dict[str, Any]) -> str:
    """Give the API group of an object: `tekton.dev` of `tekton.dev/v1`, empty for core objects."""
    version = obj.get("apiVersion")
    return version.rpartition("/")[0] if isinstance(version, str) else ""


def is_pipeline(obj: dict[str, Any]) -> bool:
    """Whether it is a Tekton Pipeline, v1 or v1beta1."""
    return group(obj) == TEKTON and obj.get("kind") == "Pipeline"


def is_pipeline_run(obj: dict[str, Any]) -> bool:
    """Whether it is a Tekton PipelineRun, v1 or v1beta1."""
    return group(obj) == TEKTON and obj.get("kind") == "PipelineRun"


def pipelines_in(obj: dict[str, Any]) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Give each Pipeline and PipelineRun that the object is or carries, with its path in it."""
    if is_pipeline(obj) or is_pipeline_run(obj):
        yield (), obj
        return
    for path in _template_lists(obj):
        templates = paths.at(obj, path)
        for i, template in enumerate(templates if isinstance(templates, list) else []):
            if isinstance(template, dict) and (is_pipeline(template) or is_pipeline_run(template)):
                yield (*path, i), template


def _template_lists(obj: dict[str, Any]) -> Iterator[Path]:
    if group(obj) != TRIGGERS:
        return
    kind = obj.get("kind")
    if kind == "TriggerTemplate":
        yield ("spec", "resourcetemplates")
    elif kind == "Trigger":
        yield ("spec", "template", "spec", "resourcetemplates")
    elif kind == "EventListener":
        triggers = paths.at(obj, ("spec", "triggers"))
        for i in range(len(triggers) if isinstance(triggers, list) else 0):
            yield ("spec", "triggers", i, "template", "spec", "resourcetemplates")


def spec_path(obj: dict[str, Any]) -> Path | None:
    """Give where the object keeps its PipelineSpec; None for a run that only refers to one."""
    if is_pipeline(obj):
        return ("spec",)
    if isinstance(paths.at(obj, ("spec", "pipelineSpec")), dict):
        return ("spec", "pipelineSpec")
    return None


def pipeline_ref(run: dict[str, Any], namespace: str | None) -> tuple[str, str | None] | None:
    """Give name and namespace of the Pipeline in the cluster that a PipelineRun refers to.

    `namespace` is the run's own. A namespace that is not known is None; so is the whole where the
    Pipeline comes from elsewhere: a `bundle`, or a resolver other than `cluster`, which reads the
    cluster too (pkg/resolution/resolver/cluster).
    """
    ref = paths.at(run, ("spec", "pipelineRef"))
    if not isinstance(ref, dict) or ref.get("bundle"):
        return None
    fields = ref
    if ref.get("resolver"):
        params = ref.get("params")
        entries = [p for p in params if isinstance(p, dict)] if isinstance(params, list) else []
        fields = {str(param.get("name")): param.get("value") for param in entries}
        if ref["resolver"] != "cluster" or fields.get("kind", "pipeline") != "pipeline":
            return None
        # A value that a trigger fills in is not known here.
        asked = fields.get("namespace") or _OWN_NAMESPACE
        if asked != _OWN_NAMESPACE:
            namespace = asked if isinstance(asked, str) and "$(" not in asked else None
    name = fields.get("name")
    return (name, namespace) if isinstance(name, str) and name else None


def name(obj: dict[str, Any]) -> str:
    """Give what a person would call it: `metadata.name`, or `generateName` without its dash."""
    metadata = obj.get("metadata")
    if not isinstance(metadata, dict):
        return ""
    if isinstance(metadata.get("name"), str):
        return str(metadata["name"])
    generated = metadata.get("generateName")
    return generated.removesuffix("-") if isinstance(generated, str) else ""
