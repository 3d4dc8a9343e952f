"""Whether another Application emits the same Tasks: two owners of one object fight for it.

Argo CD marks each object with the Application that it is of, and each of the two would mark it
anew. Other Applications are nowhere to be seen from here; what can be seen is the repository, in
which a folder beside this one may be another Application's.
"""

from __future__ import annotations

import os

import krm_fn as krm
from inject_intercepts import contract, function, selection
from inject_intercepts.cli import content
from inject_intercepts.cli.package import NoConfig, Package
from krm_fn import file_mode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

SOURCE_PATH = "ARGOCD_APP_SOURCE_PATH"
"""The folder of the Application in its repository, as Argo CD tells a plugin."""
DESTINATION = "ARGOCD_APP_NAMESPACE"
"""The namespace to which the Application goes, where an object says none."""


def emitted_beside(
    folder: str, printed: Iterable[krm.KubeObject], environ: Mapping[str, str]
) -> Iterator[krm.Result]:
    """A warning for each folder beside this one whose config emits Tasks for the same namespaces.

    Of another folder only namespaces that are written in its files count: to which one its
    Application goes, and with which parameters, is not there.
    """
    mark = contract.TASK_LABEL.encode()
    tasks = [item for item in printed if item.kind == "Task" and item.mentions(mark)]
    own = {item.namespace or environ.get(DESTINATION, "") for item in tasks} - {""}
    if not own or not _is_in_repository(folder, environ.get(SOURCE_PATH, "")):
        return
    parent = os.path.dirname(folder)
    for name in sorted(os.listdir(parent)):
        other = os.path.join(parent, name)
        if other == folder or not os.path.isdir(other) or os.path.islink(other):
            continue
        for namespace in sorted(own & _namespaces(other)):
            message = (
                f"has a config that emits the Tasks for namespace `{namespace}` too, and two "
                "Applications would fight for them: let one have `tasks: reference`, in its config "
                "or, which cannot be seen here, in its parameters"
            )
            yield krm.Result.warning(message)._replace(file_path=os.path.join(os.pardir, name))


def _is_in_repository(folder: str, source_path: str) -> bool:
    """Whether the folder above is of the repository as well."""
    relative = os.path.normpath(source_path).strip(os.sep) if source_path else os.curdir
    return relative != os.curdir and folder.endswith(os.sep + relative)


def _namespaces(folder: str) -> set[str]:
    """The namespaces for which the Tasks are emitted there, as far as they are written."""
    try:
        found = file_mode.collect([folder], looked_into=[content.FOLDER])
        if not any(content.may_be_config(file.source) for file in found.files):
            return set()
        resources = Package(found, None).resources
        settings = function.load(resources)
        if settings.tasks != "emit":
            return set()
        chosen = selection.select(resources, settings).inject
    except (NoConfig, file_mode.Unusable, krm.Unreadable, krm.BadConfig):
        return set()  # it is for its own Application to say what is wrong there
    return {unit.namespace for unit in chosen if unit.namespace is not None}
