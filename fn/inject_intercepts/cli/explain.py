"""`explain`: what each run of the Pipelines in files will do."""

from __future__ import annotations

import sys

import krm_fn as krm
from inject_intercepts import contract, emission, explanation, out_of_sync
from inject_intercepts.cli import content, explained_json, explained_tables, left_alone, sources
from krm_fn import file_mode
from krm_fn.protocol import BAD_CONFIG, DONE, FAILED, INTERRUPTED, attempt, say
from krm_fn.protocol import write as to_stdout

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from krm_fn.protocol import Chunk

FORMATS = {
    "table": explained_tables.as_text,
    "markdown": explained_tables.as_markdown,
    "json": explained_json.as_json,
}


class _BadParam(Exception):
    """A `--param` that is none; the message says why."""


def run(paths: Sequence[str], *, output: str, params: Iterable[str]) -> int:
    """Explain the Pipelines in files and folders; the exit code, as `krm.run` has it.

    `output` is one of FORMATS, `params` are `NAME=VALUE`. After an error nothing is printed.
    """
    try:
        given = dict(map(_param, params))
        found = file_mode.collect(paths, emission.FILES, [content.FOLDER])
    except _BadParam as problem:
        return _refuse([str(problem)], BAD_CONFIG)
    except file_mode.Unusable as problem:
        return _refuse([str(problem)], FAILED)
    read = sources.Sources([file for file in found.files if file.given])
    if read.unusable:
        return _refuse(read.unusable.values(), FAILED)
    objects = [item for item in read.objects if not sources.is_of_others(item)]
    resources = krm.ResourceList(objects, None)
    explained: list[explanation.Explanation] = []

    def process(resources: krm.ResourceList) -> None:
        explained.extend(explanation.explain(resources, given))
        if not explained and not resources.results:
            message = f"no Pipeline, and no run that embeds one, in {', '.join(paths)}"
            resources.results.append(krm.Result.error(message))

    def compose() -> list[Chunk]:
        return [FORMATS[output](explained).encode()]

    code, chunks = attempt(process, resources, compose)
    if code == INTERRUPTED:
        return code
    left = left_alone.not_looked_into(found.left)
    # Also where there is nothing to explain: `generate` points here for all of them.
    say(sys.stderr, [*resources.results, *left, *out_of_sync.warnings(objects)])
    if code != DONE:
        return code
    return to_stdout(chunks, DONE, None, sys.stderr)


def _param(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not name or not equals:
        message = f"--param {text}: must be NAME=VALUE, such as {contract.BACKEND}=mirrord"
        raise _BadParam(message)
    return name, value


def _refuse(messages: Iterable[str], code: int) -> int:
    say(sys.stderr, [krm.Result.error(message) for message in messages])
    return code
