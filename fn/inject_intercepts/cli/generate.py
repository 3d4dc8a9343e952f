"""`generate`: what a config management plugin of Argo CD prints, every object of a folder."""

from __future__ import annotations

import itertools
import os
import sys

import krm_fn as krm
from inject_intercepts import function, out_of_sync
from inject_intercepts.cli import left_alone, manifests, parameters, render, same_tasks
from krm_fn import file_mode
from krm_fn.protocol import BAD_CONFIG, DONE, FAILED, INTERRUPTED, attempt, say
from krm_fn.protocol import write as to_stdout

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from inject_intercepts.cli.package import Package
    from krm_fn.protocol import Chunk

# Argo CD shows them in a field of its pages, and logs them at each refresh.
_ERRORS = 10
_WARNINGS = 3


def run(path: str, *, config: str | None, environ: Mapping[str, str]) -> int:
    """Print the objects of the folder, or of the stream that `-` is; the exit code.

    `environ` has the parameters. After an error nothing is printed, and nothing to print is one.
    """
    try:
        given = parameters.read(environ.get(parameters.VARIABLE))
    except parameters.BadParameters as problem:
        say(sys.stderr, _errors(problem.results))
        return BAD_CONFIG
    package = render.opened([path], config, everything=True)
    if isinstance(package, int):
        return package
    printed: list[krm.KubeObject] = []
    respelled: list[krm.Result] = []

    def process(resources: krm.ResourceList) -> None:
        resources.results += manifests.unfit(package)
        if not resources.results:
            # Before anything is injected: a finding names a place in the user's own file.
            applied = filter(manifests.is_applied, resources.items)
            respelled.extend(out_of_sync.in_short(applied, f"inject-intercepts explain {path}"))
            function.process(resources, None, given)

    def compose() -> list[Chunk]:
        printed.extend(manifests.applied(package))
        return [*manifests.documents(package.texts_of(printed))]

    code, chunks = attempt(render.naming_the_file(process), package.resources, compose)
    if code == INTERRUPTED:
        return code
    if code == DONE and not chunks:
        return render.refuse(f"nothing to apply in {path}: no object is for the cluster", FAILED)
    if code != DONE:
        say(sys.stderr, _errors(package.resources.results))
        return code
    say(sys.stderr, [*_warnings(package, path), *respelled])
    say(sys.stderr, _advice(package, path, printed, environ))
    return to_stdout(chunks, DONE, None, sys.stderr)


def _errors(results: Sequence[krm.Result]) -> Iterator[krm.Result]:
    found = [result for result in results if result.severity == krm.Severity.ERROR]
    yield from found[:_ERRORS]
    if len(found) > _ERRORS:
        yield krm.Result.error(f"and {len(found) - _ERRORS} more errors")


def _warnings(package: Package, path: str) -> Iterator[krm.Result]:
    found = [
        result
        for result in (*package.resources.results, *left_alone.not_looked_into(package.left))
        if result.severity == krm.Severity.WARNING
    ]
    # What each of fifty Pipelines gets told is told once before it hides what only one is.
    firsts = {result.message: result for result in reversed(found)}
    found.sort(key=lambda result: result is not firsts[result.message])
    yield from found[:_WARNINGS]
    if len(found) > _WARNINGS:
        more = f"and {len(found) - _WARNINGS} more: `inject-intercepts render {path}` says them all"
        yield krm.Result.warning(more)


def _advice(
    package: Package,
    path: str,
    printed: Sequence[krm.KubeObject],
    environ: Mapping[str, str],
) -> Iterator[krm.Result]:
    """One line at most."""
    if path == file_mode.STDIN:
        return
    root = os.path.realpath(path)
    inside = [
        one
        for one in package.sources.kustomizations
        if os.path.commonpath([one.folder, root]) == root
    ]
    for one in sorted(inside, key=lambda one: one.folder.count(os.sep))[:1]:
        build = f"kustomize build {os.path.dirname(one.path) or os.curdir}"
        message = (
            f"is not built: its patches and names need `{build} | inject-intercepts generate -`"
        )
        yield krm.Result.warning(message)._replace(file_path=one.path)
        return
    yield from itertools.islice(same_tasks.emitted_beside(root, printed, environ), 1)
