"""The Pipelines of a package that were derived from others: who derived them, and of whom."""

from __future__ import annotations

import krm_fn as krm
from inject_intercepts import contract
from inject_intercepts.tekton import objects

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from inject_intercepts.config import Config
    from inject_intercepts.continuation import Record

# Without the slash of the label: JSON may write it `\\/`.
_CONTINUES = contract.CONTINUATION_LABEL.partition("/")[2].encode()


def is_derived(obj: krm.KubeObject) -> bool:
    """Whether it has the label of a derived Pipeline, whatever its record says."""
    return contract.CONTINUATION_LABEL in obj.labels


def of_config(resources: krm.ResourceList, config: Config) -> Iterator[krm.KubeObject]:
    """Give those that a config of this name derived; to remove, those of the named Pipelines."""
    for obj, record in _records(resources):
        if record is None or record.config != config.name:
            continue
        if config.mode != "remove" or _goes_with(record.pipeline, config):
            yield obj


def unrecorded(
    resources: krm.ResourceList, config: Config, asked_for: Collection[tuple[str | None, str]]
) -> Iterator[krm.Result]:
    """Give a warning on each that has the label, and no record that says whose it is.

    Not on those of `asked_for`, by namespace and name: they are refused where they are derived.
    """
    for obj, record in _records(resources):
        pipeline = obj.labels[contract.CONTINUATION_LABEL]
        if record is not None or (obj.namespace, obj.name) in asked_for:
            continue
        if config.mode != "remove" or _goes_with(pipeline, config):
            message = (
                "is not the record of a derived Pipeline, though the label says that it continues "
                f"`{pipeline}`, so it stays, with the Tasks that it runs: delete this Pipeline "
                "where nobody needs it"
            )
            path = ("metadata", "annotations", contract.CONTINUATION_ANNOTATION)
            yield krm.Result.warning(message, obj, path)


def continued_by(entry: tuple[str, str], resources: krm.ResourceList) -> str | None:
    """Give the name of the Pipeline that a derived one continues.

    `entry` is its kind, which may be empty, and its name; None where no derived one is called so.
    """
    kind, name = entry
    for obj in resources.mentioning(_CONTINUES) if kind in ("", "Pipeline") else ():
        if (obj.kind, objects.name(obj.plain)) == ("Pipeline", name) and is_derived(obj):
            return str(obj.labels[contract.CONTINUATION_LABEL])
    return None


def _records(resources: krm.ResourceList) -> Iterator[tuple[krm.KubeObject, Record | None]]:
    """Give each with the label, and its record if that can be read."""
    for obj in resources.mentioning(_CONTINUES):
        if obj.kind == "Pipeline" and is_derived(obj):
            # Imported where there is one: few packages have any.
            from inject_intercepts import continuation

            try:
                yield obj, continuation.read(obj.plain)
            except continuation.BadRecord:
                yield obj, None


def _goes_with(pipeline: str, config: Config) -> bool:
    """Whether what continues a Pipeline of that name is to be removed."""
    entries = [entry.rpartition("/") for entry in config.pipelines or ()]
    names = {name for kind, _, name in entries if kind in ("", "Pipeline", "PipelineRun")}
    return config.pipelines is None or pipeline in names
