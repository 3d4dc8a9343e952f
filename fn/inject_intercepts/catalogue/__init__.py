"""The Tasks that a transformed Pipeline refers to, emitted as text.

Each Task is one YAML file beside this one, which `kubectl apply` takes as it is. To a
cluster or a package it goes with its comments, so nothing here parses or renders YAML. The
files are composed from those in `source/` (`composition` says how), which no run reads: after
a change there, `make tasks`. With them comes `interfaces.json`, what each declares: parsing
the Tasks for that would cost each run 9 ms, and the file costs 0.1 ms.

A Task is known as ours by its label `tekton-intercepts.dev/task`, whatever a `namePrefix`
made of its name; the annotation `tekton-intercepts.dev/content-hash` says whether somebody
edited its spec.
"""

from __future__ import annotations

import functools
import os.path
import zlib

from inject_intercepts import contract

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = [
    "HASH_ANNOTATION",
    "NAMES",
    "PLACE_ANNOTATIONS",
    "TASK_LABEL",
    "content_hash",
    "interface",
    "manifest",
    "shipped_as",
    "text",
]

NAMES = contract.TASKS
"""The Tasks, in the order in which they are emitted."""

TASK_LABEL = contract.TASK_LABEL
"""Label of our Tasks; its value is the Task's name in `NAMES`."""

HASH_ANNOTATION = contract.HASH_ANNOTATION
"""Annotation of our Tasks; its value is the `content_hash` of the spec as we ship it."""

_PATH_ANNOTATION = "internal.config.kubernetes.io/path"
_INDEX_ANNOTATION = "internal.config.kubernetes.io/index"
PLACE_ANNOTATIONS = (_PATH_ANNOTATION, _INDEX_ANNOTATION)
"""Kustomize and kpt put a new item into the file that these name, at that place in it."""

# What YAML 1.1 takes for booleans and null.
_WORDS = frozenset(("y", "n", "yes", "no", "on", "off", "true", "false", "null"))
_SIGNS = str.maketrans("", "", "._/-")
_OF_ORCHESTRATORS = ("    config.kubernetes.io/", "    internal.config.kubernetes.io/")


def text(name: str) -> str:
    """The file of the Task `name`, one of `NAMES` (else KeyError): YAML with comments."""
    if name not in NAMES:
        raise KeyError(name)
    return _read(f"{name}.yaml")


def manifest(
    name: str,
    *,
    namespace: str | None = None,
    path: str | None = None,
    index: int | None = None,
) -> str:
    """The text of the Task `name` as an item of a package.

    `namespace` is that of the Pipelines which use it. `path` and `index` become the annotations
    by which kustomize and kpt find the file of a new item. All the rest is the file, byte for byte.
    """
    lines: list[str] = []
    head = True
    for line in text(name).splitlines(keepends=True):
        if head and line.startswith("  name: "):
            lines.append(line)
            if namespace is not None:
                lines.append(f"  namespace: {_scalar(namespace)}\n")
            continue
        if line == "spec:\n":
            head = False
            # The annotations end the metadata (a test keeps the files so).
            if path is not None:
                lines.append(f"    {_PATH_ANNOTATION}: {_scalar(path)}\n")
            if index is not None:
                lines.append(f"    {_INDEX_ANNOTATION}: '{index}'\n")
        lines.append(line)
    return "".join(lines)


def shipped_as(manifest: str) -> str | None:
    """The name of the Task whose text this is, indented or not; None where it has to be read.

    But for `namespace` and the annotations of orchestrators, one line each, it is byte for byte the
    file: most Tasks that stand in a package are, and to read one takes ten times as long.
    """
    # Searched and compared where it stands: a Task has up to 90 KB.
    label = f"{TASK_LABEL}: "
    at = manifest.find(label)
    name = manifest[at + len(label) : manifest.find("\n", at)] if at >= 0 else ""
    if name not in NAMES:
        return None
    indent = " " * (len(manifest) - len(manifest.lstrip(" ")))
    plain = manifest.replace(f"\n{indent}", "\n").removeprefix(indent)
    own = text(name)
    own_head = own[: own.find("\nspec:\n")]
    own_spec = own[len(own_head) :]
    if not plain.endswith(own_spec):
        return None
    lines = plain[: -len(own_spec)].split("\n")
    added = [line.partition(":")[0] for line in lines if _is_added(line)]
    is_once = len(set(added)) == len(added)
    own_lines = [line for line in lines if not _is_added(line)]
    return name if is_once and own_lines == own_head.split("\n") else None


def _is_added(line: str) -> bool:
    """Whether `manifest` or an orchestrator adds it to a head, and every YAML reader takes text."""
    key, _, value = line.partition(": ")
    if key != "  namespace" and not key.startswith(_OF_ORCHESTRATORS):
        return False
    if not _is_of_names(key.lstrip(" ")):
        return False
    if len(value) > 1 and value[0] == value[-1] == "'":
        return _is_of_names(value[1:-1])
    return _is_plain(value)


def _is_plain(value: str) -> bool:
    """Whether every YAML reader takes it for a string without quotes.

    So are DNS labels and file names that start with a letter, but for a few words.
    """
    return value[:1].isalpha() and _is_of_names(value) and value.lower() not in _WORDS


def _is_of_names(value: str) -> bool:
    """Whether it has nothing but letters and digits of ASCII, and `._/-`."""
    letters = value.translate(_SIGNS)
    return letters.isascii() and (letters.isalnum() or not letters)


def interface(name: str) -> dict[str, Any]:
    """What the Task `name`, one of `NAMES` (else KeyError), declares.

    Its `spec`, of which only `params`, `workspaces` and `results` are left, undescribed: whoever
    reads a Task of the user's reads ours alike.
    """
    return dict(_interfaces()[name])


@functools.cache
def _interfaces() -> dict[str, dict[str, Any]]:
    import json  # Only where something is injected.

    return dict(json.loads(_read("interfaces.json")))


def _read(file_name: str) -> str:
    path = os.path.join(os.path.dirname(__file__), file_name)
    with open(path, "rb") as file:
        return file.read().decode()


def content_hash(spec: dict[str, Any]) -> str:
    """A checksum over the data of a `spec`, a Task's or another's: `crc32-` and 8 hex digits.

    Comments, key order and style do not count, so it survives kustomize and kpt, which
    rewrite all three. It tells an edit by hand; it is no protection against anybody, and
    loading OpenSSL for one costs a quarter of a run's start.
    """
    import json  # Only where a package already has our Tasks.

    canonical = json.dumps(spec, sort_keys=True, separators=(",", ":"))
    return f"crc32-{zlib.crc32(canonical.encode()):08x}"


def _scalar(value: str) -> str:
    if _is_plain(value):
        return value
    import json  # A string of JSON is one of YAML.

    return json.dumps(value, ensure_ascii=False)
