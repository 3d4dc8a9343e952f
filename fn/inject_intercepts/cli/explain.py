"""`explain`: what each run of the Pipelines in files will do."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from inject_intercepts import contract, emission, explanation, krm
from inject_intercepts.cli import explained_json, explained_tables, files
from inject_intercepts.krm.run import BAD_CONFIG, DONE, FAILED, INTERRUPTED, attempt, say
from inject_intercepts.krm.run import write as to_stdout

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from inject_intercepts.krm.compose import Chunk

STDIN = "-"
FORMATS = {
    "table": explained_tables.as_text,
    "markdown": explained_tables.as_markdown,
    "json": explained_json.as_json,
}
# What a file must mention to matter.
_TEKTON = b"tekton.dev/"


class _BadParam(Exception):
    """A `--param` that is none; the message says why."""


def run(paths: Sequence[str], *, output: str, params: Iterable[str]) -> int:
    """Explain the Pipelines in files and folders; the exit code, as `krm.run` has it.

    `output` is one of FORMATS, `params` are `NAME=VALUE`. After an error nothing is printed.
    """
    try:
        given = dict(map(_param, params))
        resources = krm.ResourceList([*_objects(paths)], None)
    except _BadParam as problem:
        return _refuse(str(problem), BAD_CONFIG)
    except (files.Unusable, krm.NotAResourceList) as problem:
        return _refuse(str(problem), FAILED)
    explained: list[explanation.Explanation] = []

    def process(objects: krm.ResourceList) -> None:
        explained.extend(explanation.explain(objects, given))
        if not explained and not objects.results:
            message = f"no Pipeline, and no run that embeds one, in {', '.join(paths)}"
            objects.results.append(krm.Result.error(message))

    def compose() -> list[Chunk]:
        return [FORMATS[output](explained).encode()]

    code, chunks = attempt(process, resources, compose)
    if code == INTERRUPTED:
        return code
    say(sys.stderr, resources.results)
    return code if code != DONE else to_stdout(chunks, DONE, None, sys.stderr)


def _param(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not name or not equals:
        message = f"--param {text}: must be NAME=VALUE, such as {contract.BACKEND}=mirrord"
        raise _BadParam(message)
    return name, value


def _objects(paths: Sequence[str]) -> Iterator[krm.KubeObject]:
    if STDIN in paths:
        if sys.stdin is None:
            message = "stdin: is closed"
            raise files.Unusable(message)
        yield from _parsed(sys.stdin.buffer.read(), None)
    named = [path for path in paths if path != STDIN]
    for file in files.collect(named, beside=emission.FILE):
        if file.given and _TEKTON in file.source:
            yield from _parsed(file.source, file.path)


def _parsed(source: bytes, path: str | None) -> list[krm.KubeObject]:
    try:
        return krm.Documents.parse(source, path).objects
    except krm.NotAResourceList as problem:
        message = f"{path or 'stdin'}: {problem}"
        raise files.Unusable(message) from None


def _refuse(message: str, code: int) -> int:
    say(sys.stderr, [krm.Result.error(message)])
    return code
