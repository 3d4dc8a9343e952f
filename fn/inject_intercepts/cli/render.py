"""`render`: the function on files, without an orchestrator."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from inject_intercepts import emission, function, krm
from inject_intercepts.cli import diff, files, kustomization, write
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
    changes: list[write.Change] = []

    def compose() -> list[Chunk]:
        changes.extend(package.changes())
        return [*package.stream()] if output == "stdout" else []

    def process(resources: krm.ResourceList) -> None:
        _process(resources, mode)

    code, chunks = attempt(process, package.resources, compose)
    if code == INTERRUPTED:
        return code
    say(sys.stderr, package.resources.results)
    if code != DONE:
        return code
    if output == "stdout" and not chunks:
        return _refuse(f"no Tekton object in {', '.join(paths)}", FAILED)
    return _deliver(changes, chunks, output)


def _deliver(changes: Sequence[write.Change], chunks: list[Chunk], output: str) -> int:
    changed = [change for change in changes if change.before != change.after]
    if output == "in-place":
        try:
            write.write(changed)
        except files.Unusable as problem:
            return _refuse(str(problem), FAILED)
    elif output == "diff":
        chunks = [diff.unified(*change) for change in changed]
    for change in changes:
        if os.path.basename(change.path) == emission.FILE:
            say(sys.stderr, kustomization.advice(change))
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
