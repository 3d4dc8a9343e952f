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
# The SDK is a library: of its parts only these are told apart. What a record is made of, a
# number, and a reader of plain data know nothing else, and everything may know them.
SDK = sources.SDK
WRITER = f"{SDK}.yamledit"
GROUND = {f"{SDK}.frozen", f"{SDK}.numerals", f"{SDK}.reader"}
# The words that config, Pipelines and Tasks share.
CONTRACT = "contract"
BELOW_THE_FUNCTION = {
    "config", "injection", "continuation", "catalogue", SDK, "tekton", CONTRACT,
}  # fmt: skip
MAY_IMPORT = {
    **{part: set[str]() for part in GROUND},
    CONTRACT: set[str](),
    "__main__": {"cli", "function", SDK},
    "cli": {"config", SDK, WRITER, "picture", CONTRACT, *FUNCTION},
    **dict.fromkeys(FUNCTION, BELOW_THE_FUNCTION),
    "config": {CONTRACT},
    "injection": {"tekton", CONTRACT},
    "continuation": {"injection", "tekton", CONTRACT},
    "catalogue": {CONTRACT},
    "picture": {"tekton"},
    "tekton": set[str](),
    SDK: {WRITER},
    WRITER: set[str](),
}


@functools.cache
def _parts() -> set[str]:
    names = {sources.name(path) for path in sources.MODULES}
    ours = {name.split(".")[1] for name in names if name.startswith(f"{sources.PACKAGE}.")}
    return ours | {SDK, WRITER} | GROUND


def _part(module: str) -> str | None:
    """The part of the program that a dotted name belongs to; None for what is not ours."""
    package, *rest = module.split(".")
    first = rest[0] if rest else ""
    if package == SDK:
        return f"{SDK}.{first}" if f"{SDK}.{first}" in _parts() else SDK
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
        (WRITER, ["kubernetes.io/", "metadata", "Pipeline", "apiVersion"]),
        (SDK, ["Pipeline", "tekton", "taskRef", "intercept"]),
        (f"{sources.PACKAGE}.tekton", ["intercept", *contract.DEPLOY_TASKS, contract.RESULT]),
        (f"{sources.PACKAGE}.picture", ["intercept", "injection", *contract.DEPLOY_TASKS]),
    ],
)
def test_a_lower_part_does_not_speak_of_what_is_above_it(part: str, words: list[str]) -> None:
    folder = sources.ROOT.joinpath(*part.split("."))

    spoken = {
        f"{path.name}: {spoken}"
        for path in folder.rglob("*.py")
        for spoken in sources.words(path)
        if any(word.lower() in spoken.lower() for word in words)
    }

    assert spoken == set()
