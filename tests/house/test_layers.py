"""Which part may know which. Nothing points up, so a part can be read without those above it."""

from __future__ import annotations

import functools

import pytest
import sources

from inject_intercepts import contract

# function.py is the table of contents; the modules beside it are its chapters, and one layer.
FUNCTION = {
    "function", "selection", "transformation", "packaged", "emission", "changes", "check",
    "comparison",
    "continuing", "derived", "explanation", "endings", "out_of_sync",
}  # fmt: skip
# What a record is made of, and a number: each knows nothing, and everything may know it. They are
# of the standard library's kind; a part that leaves takes them along.
GROUND = {"frozen", "numerals"}
# The words that config, Pipelines and Tasks share.
CONTRACT = "contract"
BELOW_THE_FUNCTION = {
    "config", "injection", "continuation", "catalogue", "krm", "tekton", CONTRACT,
}  # fmt: skip
MAY_IMPORT = {
    **{part: set[str]() for part in GROUND},
    CONTRACT: set[str](),
    "__main__": {"cli", "function", "krm"},
    "cli": {"config", "krm", "yamledit", "picture", CONTRACT, *FUNCTION},
    **dict.fromkeys(FUNCTION, BELOW_THE_FUNCTION),
    "config": {CONTRACT},
    "injection": {"tekton", CONTRACT},
    "continuation": {"injection", "tekton", CONTRACT},
    "catalogue": {CONTRACT},
    "picture": {"tekton"},
    "tekton": set[str](),
    "krm": {"yamledit"},
    "yamledit": set[str](),
}


@functools.cache
def _parts() -> set[str]:
    names = {sources.name(path).partition(".")[2] for path in sources.MODULES}
    return {name.partition(".")[0] for name in names} - {""}


def _part(module: str) -> str | None:
    """The part of the program that a dotted name belongs to; None for what is not ours."""
    package, _, rest = module.partition(".")
    first = rest.partition(".")[0]
    return first if package == sources.PACKAGE and first in _parts() else None


@functools.cache
def _arrows() -> set[tuple[str, str]]:
    found = {
        (_part(sources.name(path)), _part(imported))
        for path in sources.MODULES
        for imported in sources.imports(path)
    }
    return {(a, b) for a, b in found if a and b and b not in (a, *GROUND)}


def test_imports_point_down_only() -> None:
    inside = {(start, end) for start, end in _arrows() if not {start, end} <= FUNCTION}

    allowed = {part: GROUND | below for part, below in MAY_IMPORT.items()}
    forbidden = {f"{a} -> {b}" for a, b in inside if b not in allowed.get(a, set())}

    assert forbidden == set()


def test_the_chapters_of_the_function_do_not_go_in_circles() -> None:
    below = {a: {b for start, b in _arrows() if start == a and b in FUNCTION} for a in FUNCTION}
    while leaves := {part for part, needs in below.items() if not needs & below.keys()}:
        below = {part: needs for part, needs in below.items() if part not in leaves}

    assert below == {}


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("yamledit", ["kubernetes.io/", "metadata", "Pipeline", "apiVersion"]),
        ("krm", ["Pipeline", "tekton", "taskRef"]),
        ("tekton", ["intercept", *contract.DEPLOY_TASKS, contract.RESULT]),
        ("picture", ["intercept", "injection", *contract.DEPLOY_TASKS]),
    ],
)
def test_a_lower_part_does_not_speak_of_what_is_above_it(part: str, words: list[str]) -> None:
    folder = sources.ROOT / sources.PACKAGE / part

    spoken = {
        f"{path.name}: {spoken}"
        for path in folder.rglob("*.py")
        for spoken in sources.words(path)
        if any(word.lower() in spoken.lower() for word in words)
    }

    assert spoken == set()
