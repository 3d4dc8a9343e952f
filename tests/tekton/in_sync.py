"""Argo CD's own opinion of what Tekton stores, asked of the Go program in sync/."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

SOURCES = Path(__file__).with_name("sync")
ABSENT = object()


class ArgoCD(NamedTuple):
    """The Go program."""

    program: str

    def out_of_sync(
        self, written: Sequence[Mapping[str, Any]], stored: Sequence[Mapping[str, Any]]
    ) -> list[list[str]]:
        """For each object the fields for whose sake Argo CD would apply it again; none if Synced.

        A list is applied as a whole; the fields are those inside it that really differ.
        """
        pairs = [{"written": a, "stored": b} for a, b in zip(written, stored, strict=True)]
        answer = subprocess.run(
            [self.program], input=json.dumps(pairs), capture_output=True, text=True, check=False
        )
        assert answer.returncode == 0, answer.stderr
        found = []
        for one, text in zip(json.loads(answer.stdout), written, strict=True):
            fields = sorted(_changed(text, one["found"]))
            assert one["synced"] is (fields == []), one
            found.append(fields)
        return found


def _changed(written: Any, found: Any, path: str = "") -> Iterator[str]:
    """The fields that are written otherwise than they are. What is only there is nobody's wish.

    Nor is what is written as null, but for that inside a list.
    """
    if isinstance(written, dict) and isinstance(found, dict):
        for key, value in written.items():
            if value is not None or "[" in path:
                yield from _changed(value, found.get(key, ABSENT), f"{path}.{key}" if path else key)
    elif isinstance(written, list) and isinstance(found, list) and len(written) == len(found):
        for index, value in enumerate(written):
            yield from _changed(value, found[index], f"{path}[{index}]")
    elif written != found:
        yield path


def build(cache: Path) -> ArgoCD:
    """Builds the Go program into the folder, unless its sources have not changed since."""
    done = subprocess.run([SOURCES / "build", cache], stdout=subprocess.PIPE, text=True, check=True)
    return ArgoCD(done.stdout.strip())
