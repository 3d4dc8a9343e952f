"""The older protocol of kustomize's exec plugins.

It is the only one that `--enable-alpha-plugins` alone admits without a container engine. The
program gets a file with its config as its argument, the resources as YAML documents on stdin,
and answers with YAML documents. There are no results: stderr is all that a person sees, and only
of a run that failed. kustomize knows its objects by annotations that must stay, and new objects
carry none.
"""

from __future__ import annotations

import sys

from krm_fn import orchestrator_annotations
from krm_fn.documents import Documents
from krm_fn.errors import NotAResourceList, Unreadable
from krm_fn.protocol import (
    BAD_CONFIG,
    DONE,
    FAILED,
    INTERRUPTED,
    attempt,
    read,
    say,
    write,
)
from krm_fn.resourcelist import ResourceList
from krm_fn.result import Result

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO, TextIO

    from krm_fn.compose import Chunk
    from krm_fn.kubeobject import KubeObject
    from krm_fn.protocol import Process


def run_exec_plugin(
    process: Process,
    config_path: str,
    stdin: BinaryIO | None = None,
    stdout: BinaryIO | None = None,
    stderr: TextIO | None = None,
) -> int:
    r"""Process the documents on stdin with the config in that file; the exit code, as `run` has it.

    Any failure leaves stdout empty. No objects on stdin is a failure too: a generator gets none,
    so that is what the program was taken for, and an empty answer with 0 would pass unseen.

    >>> import io
    >>> krm_fn.run_exec_plugin(lambda resources: None, "no-config.yaml", stderr=io.StringIO())
    2
    """
    stderr = stderr or sys.stderr
    try:
        config = _config(config_path)
    except (OSError, NotAResourceList) as problem:
        say(stderr, [Result.error(f"the config file {config_path}: {problem}")])
        return BAD_CONFIG
    try:
        documents = Documents.parse(read(stdin))
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as problem:
        say(stderr, [Result.error(f"stdin: cannot be read: {problem}")])
        return FAILED
    except NotAResourceList as problem:
        say(stderr, [Result.error(f"stdin: {problem}")])
        return FAILED
    resources = ResourceList(documents.objects, config)
    resources.malformed = documents.malformed or _nothing(documents)
    return _answer(process, resources, documents, stdout, stderr)


def _answer(
    process: Process,
    resources: ResourceList,
    documents: Documents,
    stdout: BinaryIO | None,
    stderr: TextIO,
) -> int:
    def compose() -> list[Chunk]:
        known = {id(item) for item in documents.objects}
        added = [item for item in resources.items if id(item) not in known]
        for item in added:
            # A build has no files: kustomize would print what says where one goes.
            bare = orchestrator_annotations.unplaced(item.plain)
            if bare is not item.plain:
                item.replace(bare)
        return documents.chunks(resources.items, added)

    code, chunks = attempt(process, resources, compose)
    if code == INTERRUPTED:
        return code
    if code == DONE and not b"".join(chunks).strip():
        resources.results.append(Result.error("no object is left; an empty answer deletes all"))
        code = FAILED
    say(stderr, resources.results)
    return write(chunks, code, stdout, stderr) if code == DONE else code


def _config(path: str) -> KubeObject:
    with open(path, "rb") as file:
        found = Documents.parse(file.read())
    if len(found.objects) != 1 or found.malformed:
        message = f"one object was expected, got {len(found.objects)}"
        raise NotAResourceList(message)
    try:
        _ = found.objects[0].data
    except Unreadable as problem:
        raise NotAResourceList(str(problem)) from None
    return found.objects[0]


def _nothing(documents: Documents) -> list[Result]:
    if documents.objects:
        return []
    message = (
        "stdin: there are no objects; list this config under `transformers:` of a kustomization "
        "that has resources"
    )
    return [Result.error(message)]
