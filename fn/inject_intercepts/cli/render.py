"""`render`: the function on files, without an orchestrator."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from inject_intercepts import emission, function, krm
from inject_intercepts.cli import diff, files, write
from inject_intercepts.cli import package as packages
from inject_intercepts.krm.run import BAD_CONFIG, DONE, FAILED, INTERRUPTED, attempt, say
from inject_intercepts.krm.run import write as to_stdout

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inject_intercepts.krm.compose import Chunk
    from inject_intercepts.krm.run import Process


def run(paths: Sequence[str], *, config: str | None, output: str, mode: str | None) -> int:
    """Run the function on the files and folders; the exit code, as `krm.run` has it.

    `output` is `stdout`, `in-place` or `diff`; `mode` goes before the config's own. After an error
    nothing is printed or written.
    """
    package = opened(paths, config)
    if isinstance(package, int):
        return package
    changes: list[write.Change] = []

    def compose() -> list[Chunk]:
        changes.extend(package.changes())
        return [*package.stream()] if output == "stdout" else []

    left_alone = package.left_alone()

    def process(resources: krm.ResourceList) -> None:
        function.process(resources, mode)

    code, chunks = attempt(naming_the_file(process), package.resources, compose)
    if code == INTERRUPTED:
        return code
    say(sys.stderr, package.resources.results)
    say(sys.stderr, left_alone)
    if code == DONE and output == "stdout" and not chunks:
        return refuse(f"no Tekton object in {', '.join(paths)}", FAILED)
    say(sys.stderr, package.unread())
    if code != DONE:
        return code
    return _deliver(package, changes, chunks, output)


def opened(
    paths: Sequence[str], config: str | None, *, everything: bool = False
) -> packages.Package | int:
    """Give the package of files and folders; where it is none, say why, and give the exit code.

    With `everything` it has the objects of others too.
    """
    try:
        found = files.collect(paths, beside=emission.FILE)
        package = packages.Package(found, config, everything=everything)
    except packages.NoConfig as problem:
        return refuse(str(problem), BAD_CONFIG)
    except files.Unusable as problem:
        return refuse(str(problem), FAILED)
    if unusable := package.unusable():
        say(sys.stderr, [*unusable, *package.unread()])
        return FAILED
    return package


def _deliver(
    package: packages.Package, changes: Sequence[write.Change], chunks: list[Chunk], output: str
) -> int:
    changed = [change for change in changes if change.before != change.after]
    try:
        if output == "in-place":
            write.write(changed)
        elif output == "diff":
            write.check(changed)
            chunks = [diff.unified(*change) for change in changed]
    except files.Unusable as problem:
        return refuse(str(problem), FAILED)
    say(sys.stderr, package.advice(changes))
    return to_stdout(chunks, DONE, None, sys.stderr)


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
