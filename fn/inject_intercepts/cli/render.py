"""`render`: the function on files, without an orchestrator."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NamedTuple

import krm_fn as krm
from inject_intercepts import emission, function
from inject_intercepts.cli import content
from inject_intercepts.cli import package as packages
from krm_fn import file_mode
from krm_fn.protocol import BAD_CONFIG, DONE, FAILED, INTERRUPTED, attempt, say
from krm_fn.protocol import write as to_stdout

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from krm_fn.protocol import Chunk, Process


def run(paths: Sequence[str], *, config: str | None, output: str, mode: str | None) -> int:
    """Run the function on the files and folders; the exit code, as `krm.run` has it.

    `output` is `stdout`, `in-place` or `diff`; `mode` goes before the config's own. After an error
    nothing is printed or written.
    """
    package = opened(paths, config)
    if isinstance(package, int):
        return package
    left_alone = [*_out_of_sync(package, paths), *package.left_alone()]
    with file_mode.Progress(sys.stderr) as progress:
        code, done = _rendered(package, mode, output, progress)
    if code == INTERRUPTED:
        return code
    say(sys.stderr, package.resources.results)
    say(sys.stderr, left_alone)
    if code == DONE and output == "stdout" and not done.chunks:
        return refuse(f"no Tekton object in {', '.join(paths)}", FAILED)
    say(sys.stderr, package.unread())
    if code != DONE:
        return code
    return _deliver(package, done, output)


def _out_of_sync(package: packages.Package, paths: Sequence[str]) -> list[krm.Result]:
    """A word on values that Tekton stores otherwise, where a file says that Argo CD reads these."""
    if not package.sources.is_for_argo_cd:
        return []
    from inject_intercepts import out_of_sync

    command = f"inject-intercepts explain {' '.join(paths)}"
    return out_of_sync.in_short(package.resources.items, command)


class _Rendered(NamedTuple):
    """What became of the files, and what goes to stdout if all goes well."""

    changes: list[file_mode.Change]
    chunks: list[Chunk]


def _rendered(
    package: packages.Package, mode: str | None, output: str, progress: file_mode.Progress
) -> tuple[int, _Rendered]:
    done = _Rendered([], [])

    def process(resources: krm.ResourceList) -> None:
        progress.now("injecting")
        function.process(resources, mode)

    def compose() -> list[Chunk]:
        progress.now("editing", package.file_count)
        done.changes.extend(package.changes(progress.step))
        if output == "stdout":
            return [*package.stream()]
        return [*_diffs(_changed(done.changes), progress)] if output == "diff" else []

    code, chunks = attempt(naming_the_file(process), package.resources, compose)
    done.chunks.extend(chunks)
    return code, done


def opened(
    paths: Sequence[str], config: str | None, *, everything: bool = False
) -> packages.Package | int:
    """Give the package of files and folders; where it is none, say why, and give the exit code.

    With `everything` it has the objects of others too.
    """
    # Who types the input at this terminal is not written over.
    typed = file_mode.STDIN in paths and file_mode.is_one(sys.stdin)
    try:
        with file_mode.Progress(None if typed else sys.stderr) as progress:
            progress.now("reading")
            found = file_mode.collect(paths, emission.FILES, [content.FOLDER])
            package = packages.Package(found, config, everything=everything)
    except packages.NoConfig as problem:
        return refuse(str(problem), BAD_CONFIG)
    except file_mode.Unusable as problem:
        return refuse(str(problem), FAILED)
    if unusable := package.unusable():
        say(sys.stderr, [*unusable, *package.unread()])
        return FAILED
    return package


def _diffs(changed: Sequence[file_mode.Change], progress: file_mode.Progress) -> Iterator[Chunk]:
    progress.now("comparing", len(changed))
    has_colours = file_mode.has_colours(sys.stdout)
    for change in changed:
        patch = file_mode.unified(*change)
        yield file_mode.coloured(patch) if has_colours else patch
        progress.step()


def _changed(changes: Sequence[file_mode.Change]) -> list[file_mode.Change]:
    return [change for change in changes if change.before != change.after]


def _deliver(package: packages.Package, done: _Rendered, output: str) -> int:
    changed = _changed(done.changes)
    try:
        if output == "in-place":
            file_mode.write(changed)
        elif output == "diff":
            file_mode.check(changed)
    except file_mode.Unusable as problem:
        return refuse(str(problem), FAILED)
    say(sys.stderr, package.advice(done.changes))
    code = to_stdout(done.chunks, DONE, None, sys.stderr)
    if code == DONE and output == "diff" and (counts := package.counts()):
        # Behind the patch: on a terminal what comes first is out of sight.
        say(sys.stderr, [krm.Result.info(counts)])
    return code


def naming_the_file(process: Process) -> Process:
    """Give a process for files: where it cannot read an object, the finding says what to do."""

    def wrapped(resources: krm.ResourceList) -> None:
        try:
            process(resources)
        except krm.Unreadable as problem:
            message = f"cannot be read: {problem}; mend it, or list the file in .krmignore"
            resources.results.append(krm.Result.error(message, problem.about))

    return wrapped


def refuse(message: str, code: int) -> int:
    """Say what is wrong, and give the exit code back."""
    say(sys.stderr, [krm.Result.error(message)])
    return code
