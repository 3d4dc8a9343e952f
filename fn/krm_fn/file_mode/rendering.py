"""`render`: a function on files, without an orchestrator."""

from __future__ import annotations

import os
import sys

from krm_fn.documents import Documents
from krm_fn.errors import NotAResourceList, Unreadable
from krm_fn.file_mode.collecting import STDIN, File, Unusable, collect, read
from krm_fn.file_mode.package import Package, Source
from krm_fn.file_mode.terminal import Progress, coloured, has_colours, is_one
from krm_fn.file_mode.unified_diff import unified
from krm_fn.file_mode.writing import Change, check, write
from krm_fn.protocol import BAD_CONFIG, DONE, FAILED, INTERRUPTED, attempt, say
from krm_fn.protocol import write as to_stdout
from krm_fn.resourcelist import ResourceList
from krm_fn.result import Result

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from krm_fn.compose import Chunk
    from krm_fn.kubeobject import KubeObject
    from krm_fn.program import Function

_KUSTOMIZATIONS = ("kustomization.yaml", "kustomization.yml", "Kustomization")


class _NoConfig(Exception):
    """There is no one config to use; the message says why."""


def run(function: Function, paths: Sequence[str], *, config: str | None, output: str) -> int:
    """Run the function on the files and folders; the exit code, as `krm_fn.run` has it.

    `output` is `stdout`, `in-place` or `diff`. The config is the file of that name, or the object
    of the config's kind among the files. After an error nothing is printed or written.
    """
    root = _root(paths)
    # Who types the input at this terminal is not written over.
    typed = STDIN in paths and is_one(sys.stdin)
    try:
        with Progress(None if typed else sys.stderr) as progress:
            progress.now("reading")
            package = _opened(function, paths, config, root)
            code, changes, chunks = _rendered(function, package, output, progress)
    except _NoConfig as problem:
        return _refuse(str(problem), BAD_CONFIG)
    except (Unusable, NotAResourceList) as problem:
        return _refuse(str(problem), FAILED)
    if code == INTERRUPTED:
        return code
    say(sys.stderr, [_as_named(result, root) for result in package.resources.results])
    if code != DONE:
        return code
    if not package.by_path:
        return _refuse(f"no object in {', '.join(paths)}", FAILED)
    return _deliver(package, changes, chunks, output)


def _rendered(
    function: Function, package: Package, output: str, progress: Progress
) -> tuple[int, list[Change], list[Chunk]]:
    changes: list[Change] = []

    def process(resources: ResourceList) -> None:
        progress.now("running")
        try:
            function(resources)
        except Unreadable as problem:
            message = f"cannot be read: {problem}; mend it, or list the file in .krmignore"
            resources.results.error(message, problem.about)

    def compose() -> list[Chunk]:
        progress.now("editing", package.file_count)
        changes.extend(package.changes(progress.step))
        if output == "stdout":
            return [*package.stream()]
        return [_diff(change) for change in _changed(changes)] if output == "diff" else []

    code, chunks = attempt(process, package.resources, compose)
    return code, changes, chunks


def _diff(change: Change) -> bytes:
    patch = unified(*change)
    return coloured(patch) if has_colours(sys.stdout) else patch


def _changed(changes: Sequence[Change]) -> list[Change]:
    return [change for change in changes if change.before != change.after]


def _deliver(package: Package, changes: list[Change], chunks: list[Chunk], output: str) -> int:
    changed = _changed(changes)
    try:
        if output == "in-place":
            _make_folders(changed)
            write(changed)
        elif output == "diff":
            check(changed)
    except Unusable as problem:
        return _refuse(str(problem), FAILED)
    code = to_stdout(chunks, DONE, None, sys.stderr)
    if code == DONE and output != "stdout" and (counts := package.counts()):
        # Behind the patch: on a terminal what comes first is out of sight.
        say(sys.stderr, [Result.info(counts)])
    return code


def _make_folders(changes: Sequence[Change]) -> None:
    """Make the folders that new files say they are in. Raises Unusable."""
    for change in changes:
        try:
            os.makedirs(os.path.dirname(change.path) or ".", exist_ok=True)
        except OSError as problem:
            message = f"{change.path}: cannot be written: {problem.strerror}"
            raise Unusable(message) from None


def _opened(function: Function, paths: Sequence[str], config: str | None, root: str) -> Package:
    found = [file for file in collect(paths).files if _may_have_objects(file)]
    sources: dict[str, Source] = {}
    for file in found:
        place = None if file.path == STDIN else os.path.relpath(file.path, root)
        try:
            documents = Documents.parse(file.source, place)
        except NotAResourceList as problem:
            message = f"{file.path}: {problem}"
            raise NotAResourceList(message) from None
        sources[os.path.realpath(file.path)] = Source(file, documents)
    objects = [item for source in sources.values() for item in source.documents.objects]
    configs = [item for item in objects if _is_config(function, item)]
    chosen = _one_of(function, configs) if config is None else _from_file(config, root)
    apart = {id(item) for item in configs}
    resources = ResourceList([item for item in objects if id(item) not in apart], chosen)
    for source in sources.values():
        place = os.path.relpath(source.file.path, root)
        malformed = source.documents.malformed
        resources.malformed += [wrong._replace(file_path=place) for wrong in malformed]
    return Package(sources, resources, lambda item: _place(item, root, sources), configs)


def _may_have_objects(file: File) -> bool:
    """Whether there may be an object in it: values and other settings are none.

    A kustomization is kustomize's own.
    """
    if os.path.basename(file.path) in _KUSTOMIZATIONS:
        return False
    return b"kind" in file.source and b"apiVersion" in file.source


def _place(item: KubeObject, root: str, sources: dict[str, Source]) -> str:
    """Where a new object goes: as it says itself, or as kpt names the file of one that does not."""
    path = item.file_path
    if os.path.realpath(STDIN) in sources:
        return STDIN
    if path is None:
        path = f"{(item.kind or 'object').lower()}_{item.name or 'new'}.yaml"
    return os.path.normpath(os.path.join(root, path))


def _root(paths: Sequence[str]) -> str:
    """The folder that the files of a package are named from: what all paths lie in."""
    folders = [path if os.path.isdir(path) else os.path.dirname(path) for path in paths]
    real = [os.path.abspath(folder) for folder in folders]
    common = os.path.commonpath(real)
    return folders[0] or "." if len(folders) == 1 else os.path.relpath(common)


def _as_named(result: Result, root: str) -> Result:
    """The finding with its file as the user names it."""
    if result.file_path is None:
        return result
    return result._replace(file_path=os.path.normpath(os.path.join(root, result.file_path)))


def _is_config(function: Function, item: KubeObject) -> bool:
    about = function.about
    if function.config is None:
        return False
    try:
        return (item.api_version, item.kind) == (
            about.api_version, about.kind or function.config.__name__
        )  # fmt: skip
    except Unreadable:
        return False


def _one_of(function: Function, configs: Sequence[KubeObject]) -> KubeObject | None:
    if len(configs) > 1:
        places = ", ".join(sorted(str(item.file_path) for item in configs))
        kind = function.about.kind or configs[0].kind
        message = f"one {kind} was expected, got {len(configs)} in {places}: name one by --config"
        raise _NoConfig(message)
    return configs[0] if configs else None


def _from_file(path: str, root: str) -> KubeObject:
    try:
        objects = Documents.parse(read(path), os.path.relpath(path, root)).objects
    except (Unusable, NotAResourceList) as problem:
        message = str(problem) if str(problem).startswith(path) else f"{path}: {problem}"
        raise _NoConfig(message) from None
    if len(objects) != 1:
        message = f"{path}: one object was expected, got {len(objects)}"
        raise _NoConfig(message)
    return objects[0]


def _refuse(message: str, code: int) -> int:
    say(sys.stderr, [Result.error(message)])
    return code
