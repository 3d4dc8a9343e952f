"""Graphviz's `dot`, which lays out a graph: looked for on the PATH, and not needed for the rest."""

from __future__ import annotations

import shutil
import subprocess

_INSTALL = "install Graphviz, or take another --format"
# A browser shows all of it, however large it is; where it is small, it stays so. Not as the
# element's own `style`: what makes a PNG of it may take `height: auto` for no height (CairoSVG).
_FITTING = b"<style>@media screen { :root { max-width: 100%; height: auto } }</style>\n<g "


class NoPicture(Exception):
    """It is not there, or cannot draw this; the message says why."""


def svg(graph: str) -> bytes:
    """Give the SVG of a graph in Graphviz's language. Raises NoPicture."""
    program = shutil.which("dot")
    if program is None:
        message = f"--format svg needs Graphviz's `dot`, which is not on the PATH: {_INSTALL}"
        raise NoPicture(message)
    try:
        # Its path is the user's own choice, and the graph is no argument but its input.
        done = subprocess.run(  # noqa: S603
            [program, "-Tsvg"], input=graph.encode(), capture_output=True, check=False
        )
    except OSError as problem:
        message = f"{program}: cannot be run: {problem.strerror}"
        raise NoPicture(message) from None
    if done.returncode != 0:
        said = done.stderr.decode(errors="replace").strip().splitlines() or ["it does not say why"]
        message = f"{program} failed with {done.returncode}: {said[0]}"
        raise NoPicture(message)
    return done.stdout.replace(b"<g ", _FITTING, 1)
