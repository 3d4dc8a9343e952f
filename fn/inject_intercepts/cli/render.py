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


def run(paths: Sequence[str], *, config: str | None, output: str, mode: str | None) -> int:
    """Run the function on the files and folders; the exit code, as `krm.run` has it.

    `output` is `stdout`, `in-place` or `diff`; `mode` goes before the config's own. After an error
    nothing is printed or written.
    """
    try:
        package = packages.Package(files.collect(paths, beside=emission.FILE), config)
    except packages.NoConfig as problem:
        return _refuse(str(problem), BAD_CONFIG)
    except files.Unusable as problem:
        return _refuse(str(problem), FAILED)
    if unusable := package.unusable():
        say(sys.stderr, [*unusable, *package.unread()])
        return FAILED
    changes: list[write.Change] = []

    def compose() -> list[Chunk]:
        changes.extend(package.changes())
        return [*package.stream()] if output == "stdout" else []

    left_alone = package.left_alone()

    def process(resources: krm.ResourceList) -> None:
        _process(resources, mode)

    code, chunks = attempt(process, package.resources, compose)
    if code == INTERRUPTED:
        return code
    say(sys.stderr, package.resources.results)
    say(sys.stderr, left_alone)
    if code == DONE and output == "stdout" and not chunks:
        return _refuse(f"no Tekton object in {', '.join(paths)}", FAILED)
    say(sys.stderr, package.unread())
    if code != DONE:
        return code
    return _deliver(package, changes, chunks, output)


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
        return _refuse(str(problem), FAILED)
    say(sys.stderr, package.advice(changes))
    return to_stdout(chunks, DONE, None, sys.stderr)


def _process(resources: krm.ResourceList, mode: str | None) -> None:
    """The function; where it cannot read an object, the finding names the file."""
    try:
        function.process(resources, mode)
    except krm.Unreadable as problem:
        message = f"cannot be read: {problem}; mend it, or list the file in .krmignore"
        resources.results.append(krm.Result.error(message, problem.about))


def _refuse(message: str, code: int) -> int:
    say(sys.stderr, [krm.Result.error(message)])
    return code
