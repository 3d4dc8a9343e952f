"""Which part may know which. Nothing points up, so a part can be read without those above it."""

from __future__ import annotations

import pytest
import sources

# function.py is the table of contents; the modules beside it are its chapters, and one layer.
FUNCTION = {"function", "selection", "transformation", "emission", "changes", "check"}
MAY_IMPORT = {
    "__main__": {"cli", "function", "krm"},
    "cli": {"config", "krm", "yamledit", *FUNCTION},
    **{chapter: {"config", "injection", "catalogue", "krm", "tekton"} for chapter in FUNCTION},
    "config": set[str](),
    "injection": {"tekton"},
    "catalogue": set[str](),
    "tekton": set[str](),
    "krm": {"yamledit"},
    "yamledit": set[str](),
}


def _part(module: str) -> str | None:
    """The part of the program that a dotted name belongs to; None for what is not ours."""
    package, _, rest = module.partition(".")
    first = rest.partition(".")[0]
    known = {sources.name(path).partition(".")[2].partition(".")[0] for path in sources.MODULES}
    return first if package == sources.PACKAGE and first in known - {""} else None


def _arrows() -> set[tuple[str, str]]:
    found = {
        (_part(sources.name(path)), _part(imported))
        for path in sources.MODULES
        for imported in sources.imports(path)
    }
    return {(start, end) for start, end in found if start and end and start != end}


def test_imports_point_down_only() -> None:
    inside = {(start, end) for start, end in _arrows() if not {start, end} <= FUNCTION}

    forbidden = {f"{a} -> {b}" for a, b in inside if b not in MAY_IMPORT.get(a, set())}

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
        ("tekton", ["intercept", "telepresence", "mirrord", "deployed-pods"]),
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
