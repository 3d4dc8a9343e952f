"""What of a package is for the cluster: every object but those that are only for tools.

A plugin of Argo CD prints it, and Argo CD removes from the cluster what a plugin no longer prints.
So nothing is left out without a reason that is written here.
"""

from __future__ import annotations

import re

import krm_fn as krm
from inject_intercepts.cli import content
from krm_fn import file_mode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from inject_intercepts.cli.package import Package

_LOCAL = "config.kubernetes.io/local-config"
# By which orchestrators keep track; they take these away themselves, where there is one.
_TRACKS = ("internal.config.kubernetes.io/", "config.k8s.io/id")
_PLACES = ("config.kubernetes.io/path", "config.kubernetes.io/index")
_KUSTOMIZE = "kustomize.config.k8s.io"
_HEAD = re.compile(rb"(?:(?:%[^\n]*+|[ \t]*+(?:#[^\n]*+)?)\r?\n)*+---(?=[ \t\r\n]|\Z)")
_END = re.compile(rb"(?:\A|\n)\.\.\.[ \t]*(?:#[^\n]*)?\r?\n?\Z")


def unfit(package: Package) -> list[krm.Result]:
    """An error for each thing that may be an object for the cluster, and cannot be told to be one.

    Raises krm.Unreadable where an object cannot be read.
    """
    results = [
        krm.Result.error(
            "is a link out of the folder: put what it leads to in its place, or list it in "
            ".krmignore"
        )._replace(file_path=left.path)
        for left in package.left
        if left.reason == file_mode.LEADS_OUT
    ]
    for source in package.sources.by_path.values():
        if source not in package.sources.marked:
            results += _odd(source)
    return results


def applied(package: Package) -> list[krm.KubeObject]:
    """The objects for the cluster, new ones too, without the annotations of orchestrators.

    Raises krm.Unreadable.
    """
    kept = [item for item in package.kept() if is_applied(item)]
    for item in kept:
        _forget(item)
    return kept


def is_applied(item: krm.KubeObject) -> bool:
    """Whether the object is for the cluster. Raises krm.Unreadable."""
    return _has_type(item) and not _is_for_tools(item)


def documents(texts: Iterable[bytes]) -> list[bytes]:
    """Streams as one that Kubernetes' own reader splits as YAML does.

    That reader (apimachinery, yaml.NewYAMLReader) knows no `...` and no `%YAML`, and refuses
    content behind `---`. It takes what begins with `{` for JSON, so a marker comes first.
    """
    chunks: list[bytes] = []
    for text in texts:
        for document in krm.split(text.removeprefix(b"\xef\xbb\xbf")):
            body = _END.sub(b"\n", _HEAD.sub(b"", document))
            chunks += [b"---\n", body.lstrip(b"\r\n"), b"" if body.endswith(b"\n") else b"\n"]
    return chunks


def _odd(source: file_mode.Source) -> Iterator[krm.Result]:
    """What is no object, among objects or in what looks like one."""
    found = source.documents.objects
    typed = [item for item in found if _has_type(item)]
    if not typed and not content.looks_like_an_object(source.file.source):
        return
    for fault in source.documents.malformed:
        yield fault._replace(file_path=source.file.path)
    if len(typed) < len(found):
        whole = {id(item) for item in typed}
        message = "must have `apiVersion` and `kind`; if it is no object, list it in .krmignore"
        for item in found:
            if id(item) not in whole:
                yield krm.Result.error(message, item)


def _has_type(item: krm.KubeObject) -> bool:
    return item.kind is not None and item.api_version is not None


def _is_for_tools(item: krm.KubeObject) -> bool:
    group = item.group
    if group == _KUSTOMIZE or (group == "kpt.dev" and item.kind == "Kptfile"):
        return True
    # kustomize's factory.go, DropLocalNodes: there, and not `false`.
    local = item.annotations.get(_LOCAL) if _may_have(item, _LOCAL) else None
    return local is not None and local != "false"


def _may_have(item: krm.KubeObject, *marks: str) -> bool:
    """Whether it may have one of these annotations: a glance, before all of a package is parsed.

    What was changed is data by now; its text, if it was asked for one, would be written twice.
    """
    return item.is_replaced or any(item.mentions(mark.encode()) for mark in marks)


def _forget(item: krm.KubeObject) -> None:
    if not _may_have(item, *_TRACKS, *_PLACES):
        return
    metadata: dict[str, Any] = {**(item.plain.get("metadata") or {})}
    notes = {
        key: value
        for key, value in item.annotations.items()
        if not key.startswith(_TRACKS) and key not in _PLACES
    }
    if notes == item.annotations:
        return
    metadata["annotations"] = notes
    if not notes:
        del metadata["annotations"]
    item.replace({**item.plain, "metadata": metadata})
