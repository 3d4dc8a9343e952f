"""Pipelines as pictures: what is drawn (`drawing`), and how a format writes it (`mermaid`, `dot`).

Functions over plain data: PipelineSpecs in, text out. Who made the one from the other, and why, is
not known here.
"""

from __future__ import annotations
