"""Composes the Tasks that ship from the files in `source/`, one folder a Task.

A Task starts at `<task>/task.yaml`. Everything else is a file of its own, which shellcheck,
jq and editors see as what it is, and gets its place in one of two ways:

`# include: FILE`
    In any file, alone in its line or behind the quote that opens a jq program: the lines of
    FILE stand here, indented as this line is. What follows FILE (the closing quote, say)
    follows its last line. To YAML, to the shell and to jq it is a comment:

        script: |                         jq -r --arg run "$run" '
          # include: begin.sh               # include: ../shared/state.jq' <<<"$pod"

`source FILE`
    In a `.sh` file, alone in its line: the same. To the shell, and to `shellcheck -x -P
    SCRIPTDIR`, it is what it says.

FILE is relative to the file that includes it, and may have `__TASK__` in it: so a shared file
includes what each Task has of its own, and for a Task that has none, the file of that name
beside it. Lines `# shellcheck …` are for the checker of the sources, and do not ship. A word
`__NAME__` is a value that the composition knows:

    __TASK__          the name of the Task
    __CONTAINERS__    how many containers its pod has: its steps, and two of Tekton's own
    __CONTENT_HASH__  `catalogue.content_hash` of its spec
    and what `values` gives of the contract

Nothing here reads or writes files; `__main__` does.
"""

from __future__ import annotations

import json
import posixpath
import re

import yaml

from inject_intercepts import catalogue, contract
from krm_fn.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

# Tekton's init containers `prepare` and `place-scripts`: pkg/pod/pod.go.
_CONTAINERS_OF_TEKTON = 2

_INCLUDE = re.compile(r"(?P<before> *|.*')# include: (?P<file>[\w./-]+)(?P<after>.*)")
_ALMOST_INCLUDE = re.compile(r"# *include *:", re.IGNORECASE)
_SOURCE = re.compile(r"(?P<before>)source (?P<file>[\w./-]+)(?P<after>)")
_FOR_THE_CHECKER = re.compile(r" *# shellcheck ")
_VALUE = re.compile(r"__([A-Z][A-Z_]*[A-Z])__")
_OF_THE_TASK = ("TASK", "CONTAINERS", "CONTENT_HASH")


class CannotCompose(Exception):
    """A source that cannot be made part of a Task: its place, file and line, and why."""

    def __init__(self, place: str, why: str) -> None:
        super().__init__(f"{place}: {why}")


class Composed(Frozen):
    """The file of a Task as it ships, and the sources that are in it."""

    text: str
    sources: frozenset[str]


def values(backends: Iterable[contract.BuiltIn] = contract.BUILT_IN) -> dict[str, str]:
    """What sources may name beyond their own: each the text that stands for `__NAME__`.

    So the Tasks know of each built-in backend what the program knows, in the language of the
    place: lists for jq, words for the shell, and prose.
    """
    alone = [backend.name for backend in backends if backend.makes_pods_alone]
    proxies = [backend.proxies for backend in backends if backend.proxies]
    agents = [backend.agents for backend in backends if backend.agents]
    return {
        "JQ_PODS_ALONE": json.dumps(alone),
        "PROSE_PODS_ALONE": ", ".join(f"`{name}`" for name in alone),
        "SH_PROXIES": " ".join(f'"{label}"' for label in proxies),
        "SH_AGENTS": " ".join(f'"{label}"' for label in agents),
        "PROSE_LABELS": ", ".join([*agents, *proxies]),
    }


VALUES = values()


def compose(task: str, files: Mapping[str, str]) -> Composed:
    """Composes the Task named `task` of `files`: path below `source/` → text.

    Raises CannotCompose.
    """
    used: set[str] = set()
    start = f"{task}/task.yaml"
    if start not in files:
        raise CannotCompose(start, "is missing")
    text = "".join(f"{line}\n" for line in _expanded((start,), files, used))
    containers = len(_spec(start, text)["steps"]) + _CONTAINERS_OF_TEKTON
    known = VALUES | {"TASK": task, "CONTAINERS": str(containers)}
    text = _VALUE.sub(lambda match: known.get(match[1], match[0]), text)
    digest = catalogue.content_hash(_spec(start, text))
    return Composed(text.replace("__CONTENT_HASH__", digest), frozenset(used))


def interfaces(composed: Mapping[str, Composed]) -> str:
    """The text of `interfaces.json`, by the Tasks by name: a Task a line, in their order.

    A line is the Task's `spec` without all but `params`, `workspaces` and `results`, and those
    without their descriptions.
    """
    lines = []
    for name, task in composed.items():
        spec = _spec(name, task.text)
        declared = {
            key: [{k: v for k, v in entry.items() if k != "description"} for entry in spec[key]]
            for key in ("params", "workspaces", "results")
            if key in spec
        }
        lines.append(f"{json.dumps(name)}: {json.dumps(declared, ensure_ascii=False)}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _expanded(way: tuple[str, ...], files: Mapping[str, str], used: set[str]) -> Iterator[str]:
    """The lines of the file that `way` leads to, each file of it included by the one before."""
    path = way[-1]
    used.add(path)
    for number, line in enumerate(files[path].splitlines(), start=1):
        place = f"{path}:{number}"
        if _FOR_THE_CHECKER.match(line):
            continue
        _check(place, line)
        include = _INCLUDE.fullmatch(line)
        if include is None and path.endswith(".sh"):
            include = _SOURCE.fullmatch(line)
        if include is None:
            yield line
            continue
        target = _target(way, include["file"], files)
        if target not in files:
            raise CannotCompose(place, f"there is no {target} to include")
        if target in way:
            circle = " -> ".join((*way[way.index(target) :], target))
            raise CannotCompose(place, f"a file cannot include itself: {circle}")
        yield from _placed(include, _expanded((*way, target), files, used))


def _target(way: tuple[str, ...], file: str, files: Mapping[str, str]) -> str:
    """The path below `source/` of a `file` that the last one of `way` includes."""
    folder = posixpath.dirname(way[-1])
    own = file.replace("__TASK__", posixpath.dirname(way[0]))
    target = posixpath.normpath(posixpath.join(folder, own))
    usual = posixpath.join(folder, posixpath.basename(file))
    return usual if own != file and target not in files and usual in files else target


def _placed(include: re.Match[str], lines: Iterator[str]) -> Iterator[str]:
    """The included `lines` where the line of `include` stood.

        say "$(jq '# include: a.jq' <<<"$b")"    with a.jq     [.c,
                                                                 .d]
    gives
        say "$(jq '[.c,
          .d]' <<<"$b")"
    """
    before = include["before"]
    indent = " " * (len(before) - len(before.lstrip(" ")))
    held = before
    for number, line in enumerate(lines):
        if number:
            yield held
            held = indent + line if line else ""
        elif line:
            held += line
    yield held + include["after"]


def _check(place: str, line: str) -> None:
    if _ALMOST_INCLUDE.search(line) and not _INCLUDE.fullmatch(line):
        raise CannotCompose(place, "write it `# include: FILE`, alone or behind an open quote")
    if "'" in line and place.partition(":")[0].endswith(".jq"):
        raise CannotCompose(place, "' would end the shell's quote; in a text write \\u0027")
    for name in _VALUE.findall(line):
        if name not in (*_OF_THE_TASK, *VALUES):
            known = ", ".join((*_OF_THE_TASK, *VALUES))
            raise CannotCompose(place, f"there is no value {name}; there are {known}")


def _spec(start: str, text: str) -> dict[str, Any]:
    """The spec of a Task. PyYAML's YAML 1.1 does: a test keeps out what it reads otherwise."""
    try:
        task = yaml.load(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise CannotCompose(start, f"with what it includes it is no YAML: {error}") from error
    spec = task.get("spec") if isinstance(task, dict) else None
    if not isinstance(spec, dict) or not isinstance(spec.get("steps"), list):
        raise CannotCompose(start, "with what it includes it is no Task: spec.steps is missing")
    return spec
