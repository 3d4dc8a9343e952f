"""A format-preserving YAML writer: plain data in and out, text edited only where data changed.

It reads one document by YAML 1.2's core schema (`load`), edits its text so that it says new data
(`rewrite`), and writes text of something new (`render`). What it cannot do faithfully it refuses
(`CannotRewrite`). It knows YAML, and nothing of what documents mean.
"""

from __future__ import annotations

from inject_intercepts.yamledit.ambiguity import ambiguous
from inject_intercepts.yamledit.emit import render
from inject_intercepts.yamledit.errors import CannotRewrite, YAMLError
from inject_intercepts.yamledit.nodes import Data
from inject_intercepts.yamledit.path import Path, format_path
from inject_intercepts.yamledit.reading import load
from inject_intercepts.yamledit.rewriting import rewrite

__all__ = [
    "CannotRewrite",
    "Data",
    "Path",
    "YAMLError",
    "ambiguous",
    "format_path",
    "load",
    "render",
    "rewrite",
]
