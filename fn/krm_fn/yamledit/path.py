"""Where a value is inside a document, and how that is written for people."""

from __future__ import annotations

import re

Path = tuple[str | int, ...]
"""The keys and indexes from the root to a value: `("spec", "tasks", 0, "name")`."""

_WORD = r"[A-Za-z_][A-Za-z0-9_-]*"


def format_path(path: Path) -> str:
    """The path as Kubernetes writes it: `spec.tasks[0].name`, `metadata.annotations['a.b/c']`.

    A key that is not a plain word stands in brackets and quotes, with quotes and backslashes
    escaped, so that no two paths are written alike. The empty path is the empty string.
    """
    parts: list[str] = []
    for step in path:
        if isinstance(step, int):
            parts.append(f"[{step}]")
        elif re.fullmatch(_WORD, step):
            parts.append(f".{step}" if parts else step)
        else:
            escaped = step.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n")
            parts.append(f"['{escaped}']")
    return "".join(parts)
