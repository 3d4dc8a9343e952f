"""`graph`: the Pipelines among files as pictures."""

from __future__ import annotations

import os
import re
import sys

import krm_fn as krm
from inject_intercepts import comparison
from inject_intercepts.cli import graphviz
from inject_intercepts.cli.render import naming_the_file, opened, refuse
from inject_intercepts.picture import dot, drawing, markdown, mermaid
from krm_fn import file_mode
from krm_fn.protocol import DONE, FAILED, attempt, say
from krm_fn.protocol import write as to_stdout

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from inject_intercepts.comparison import Comparison
    from inject_intercepts.picture.drawing import Picture

# A file system's limit is 255 bytes, and a letter may have four.
_LONGEST_FILE_NAME = 60
_ENDINGS = {"mermaid": ".mmd", "markdown": ".md", "dot": ".dot", "svg": ".svg"}


def run(
    paths: Sequence[str], *, config: str | None, time: str | None, style: str, output: str | None
) -> int:
    """Draw the Pipelines in the files and folders; the exit code, as `krm.run` has it.

    `time` is `before`, `after`, or None for both; `style` is `mermaid`, `markdown`, `dot` or `svg`;
    `output` is a folder to write into, None for stdout.
    """
    package = opened(paths, config)
    if isinstance(package, int):
        return package
    found: list[Comparison] = []
    left_alone = package.left_alone()

    def process(resources: krm.ResourceList) -> None:
        found.extend(comparison.compare(resources, inject=time != "before"))

    code, _ = attempt(naming_the_file(process), package.resources, list)
    # Nothing was done, so there is no account of it.
    told = [one for one in package.resources.results if one.severity != krm.Severity.INFO]
    say(sys.stderr, [*told, *left_alone])
    if code == DONE and not found:
        return refuse(f"no Pipeline in {', '.join(paths)}", FAILED)
    say(sys.stderr, package.unread())
    if code != DONE:
        return code
    try:
        return _deliver([_drawn(one, time) for one in found], style, output)
    except (graphviz.NoPicture, file_mode.Unusable) as problem:
        return refuse(str(problem), FAILED)


def _drawn(one: Comparison, time: str | None) -> Picture:
    if time == "before":
        return drawing.draw(one.title, one.before, None)
    picture = drawing.draw(one.title, one.before, one.after)
    return drawing.after_alone(picture) if time == "after" else picture


def _deliver(pictures: Sequence[Picture], style: str, output: str | None) -> int:
    if output is not None:
        names = _file_names(pictures, style)
        texts = [_written([picture], style) for picture in pictures]
        _write_files(output, zip(names, texts, strict=True))
        return DONE
    if style == "svg" and len(pictures) > 1:
        several = f"{len(pictures)} Pipelines, and an SVG is one picture"
        return refuse(f"{several}: name a folder for them by --output", FAILED)
    if style == "mermaid" and len(pictures) > 1:
        style = "markdown"
    return to_stdout([_written(pictures, style)], DONE, None, sys.stderr)


def _written(pictures: Sequence[Picture], style: str) -> bytes:
    if style == "svg":
        (picture,) = pictures
        return graphviz.svg(dot.write(picture))
    if style == "markdown":
        return markdown.write(pictures).encode()
    one = dot.write if style == "dot" else mermaid.write
    return "".join(one(picture) for picture in pictures).encode()


def _file_names(pictures: Sequence[Picture], style: str) -> list[str]:
    """Give a name for each picture's file; a number tells apart those that have the same.

    `Pipeline build` -> `pipeline-build.svg`
    """
    names: list[str] = []
    for picture in pictures:
        name = "-".join(re.findall(r"[\w.]+", picture.title)).lower()[:_LONGEST_FILE_NAME]
        same, number = name, 2
        while f"{same}{_ENDINGS[style]}" in names:
            same, number = f"{name}-{number}", number + 1
        names.append(f"{same}{_ENDINGS[style]}")
    return names


def _write_files(folder: str, texts: Iterable[tuple[str, bytes]]) -> None:
    """Write the files, all or none. Raises file_mode.Unusable."""
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError as problem:
        message = f"{folder}: cannot be made: {problem.strerror}"
        raise file_mode.Unusable(message) from None
    file_mode.write(
        file_mode.Change(os.path.join(folder, name), None, text) for name, text in texts
    )
