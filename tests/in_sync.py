"""Argo CD's own opinion of what Tekton stores, asked of the Go program in tekton/sync."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

SOURCES = Path(__file__).parent / "tekton" / "sync"
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
        live = [_applied(*both) for both in zip(written, stored, strict=True)]
        pairs = [{"written": a, "stored": b} for a, b in zip(written, live, strict=True)]
        found = []
        for one, text in zip(self.verdicts(pairs), written, strict=True):
            fields = sorted(changed(text, one["found"]))
            assert one["synced"] is (fields == []), one
            found.append(fields)
        return found

    def verdicts(self, pairs: Sequence[Mapping[str, Any]], *comparison: str | Path) -> list[Any]:
        """What the program says of each pair, by one of its comparisons."""
        command = [self.program, *map(str, comparison)]
        answer = subprocess.run(
            command, input=json.dumps(pairs), capture_output=True, text=True, check=False
        )
        assert answer.returncode == 0, answer.stderr
        return list(json.loads(answer.stdout))


def _applied(written: Mapping[str, Any], stored: Mapping[str, Any]) -> dict[str, Any]:
    """The stored object with what client-side apply and the API server add."""
    metadata = stored["metadata"]
    last = {"kubectl.kubernetes.io/last-applied-configuration": json.dumps(written)}
    added = {
        "annotations": {**metadata.get("annotations", {}), **last},
        "namespace": metadata.get("namespace", "default"),
        "uid": "3c0a6ba5-6a9b-4a0e-9a52-2f4b6c8c0f42",
        "resourceVersion": "1",
        "generation": 1,
    }
    return {**stored, "metadata": {**metadata, **added}}


def changed(written: Any, found: Any, path: str = "") -> Iterator[str]:
    """The fields that are written otherwise than they are. What is only there is nobody's wish.

    Nor is what is written as null, but for that inside a list.
    """
    if isinstance(written, dict) and isinstance(found, dict):
        for key, value in written.items():
            if value is not None or "[" in path:
                yield from changed(value, found.get(key, ABSENT), f"{path}.{key}" if path else key)
    elif isinstance(written, list) and isinstance(found, list) and len(written) == len(found):
        for index, value in enumerate(written):
            yield from changed(value, found[index], f"{path}[{index}]")
    elif written != found:
        yield path


def build(cache: Path) -> ArgoCD:
    """Builds the Go program into the folder, unless its sources have not changed since."""
    done = subprocess.run([SOURCES / "build", cache], stdout=subprocess.PIPE, text=True, check=True)
    return ArgoCD(done.stdout.strip())
