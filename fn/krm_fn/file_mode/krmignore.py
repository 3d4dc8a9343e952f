"""`.krmignore`: which files of a package are not for functions, in the language of .gitignore."""

from __future__ import annotations

import os
import re
from typing import NamedTuple

_NAME = ".krmignore"


class _Rule(NamedTuple):
    pattern: re.Pattern[str]
    keeps: bool
    folders_only: bool


class Ignored(NamedTuple):
    """The rules that hold in a folder, outermost first; the last that matches decides."""

    rules: tuple[_Rule, ...] = ()

    @classmethod
    def of(cls, folder: str) -> Ignored:
        """The rules of a folder that a walk starts with."""
        return cls().below(folder)

    def below(self, folder: str) -> Ignored:
        """These rules and those of a folder inside."""
        try:
            with open(os.path.join(folder, _NAME), encoding="utf-8", errors="replace") as file:
                lines = file.read().splitlines()
        except OSError:
            return self
        rules = [_rule(folder, line.strip()) for line in lines]
        return Ignored((*self.rules, *(rule for rule in rules if rule is not None)))

    def has(self, path: str, *, folder: bool = False) -> bool:
        """Whether a path is ignored; what lies in an ignored folder is not asked for."""
        verdict = False
        for rule in self.rules:
            if (folder or not rule.folders_only) and rule.pattern.fullmatch(path):
                verdict = not rule.keeps
        return verdict


def _rule(folder: str, line: str) -> _Rule | None:
    if not line or line.startswith("#"):
        return None
    keeps = line.startswith("!")
    body = line[1:] if keeps else line
    folders_only = body.endswith("/")
    body = body.rstrip("/")
    # A slash ties a pattern to the folder of its file; without one it holds at any depth.
    anywhere = "" if "/" in body else "(?:.*/)?"
    base = os.path.normpath(folder)
    start = "" if base == "." else re.escape(os.path.join(base, ""))
    pattern = start + anywhere + _translated(body.lstrip("/"))
    return _Rule(re.compile(pattern, re.DOTALL), keeps, folders_only)


def _translated(glob: str) -> str:
    r"""The regular expression of a glob: of `**/ci-*.yaml`, `(?:.*/)?ci\-[^/]*\.yaml`."""
    parts = re.split(r"(\*\*/|/\*\*$|\*|\?|\[[^]/]+\])", glob)
    return "".join(_piece(part) for part in parts)


def _piece(part: str) -> str:
    known = {"**/": "(?:.*/)?", "/**": "/.*", "*": "[^/]*", "?": "[^/]"}
    if part in known:
        return known[part]
    if part.startswith("[") and part.endswith("]"):
        negated = part[1] in "!^"
        inner = part[2 if negated else 1 : -1].replace("\\", "\\\\")
        return f"[{'^' if negated else ''}{inner}]" if inner else re.escape(part)
    return re.escape(part)
