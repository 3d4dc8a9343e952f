"""Each public name says by an example what it is for, and the examples are true."""

from __future__ import annotations

import doctest
import importlib
import inspect
import pkgutil
from typing import Any

import pytest

import krm_fn

# What an error or a number is, its sentence says.
WITHOUT = {
    "BadConfig", "CannotEdit", "Documents", "EXEC_PLUGIN_VARIABLE", "FieldError", "Function",
    "NotAResourceList", "ResourceRef", "Severity", "Unreadable",
}  # fmt: skip
MODULES = [module.name for module in pkgutil.walk_packages(krm_fn.__path__, "krm_fn.")]


def _examples(module: str) -> list[doctest.DocTest]:
    finder = doctest.DocTestFinder()
    found = finder.find(importlib.import_module(module), extraglobs={"krm_fn": krm_fn})
    for example in found:
        # As at a prompt: there nobody says `from __future__ import annotations`.
        example.globs.pop("annotations", None)
    return found


@pytest.mark.parametrize("module", MODULES)
def test_the_examples_of_a_module_are_true(module: str) -> None:
    said: list[str] = []
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    for example in _examples(module):
        runner.run(example, out=said.append)

    assert said == []


@pytest.mark.parametrize("name", sorted({*krm_fn.__all__} - WITHOUT))
def test_a_public_name_has_an_example(name: str) -> None:
    public: Any = getattr(krm_fn, name)

    assert ">>> " in (inspect.getdoc(public) or ""), name


def test_what_needs_no_example_is_public_and_has_a_sentence() -> None:
    assert {*krm_fn.__all__} >= WITHOUT
    for name in WITHOUT - {"EXEC_PLUGIN_VARIABLE"}:
        assert inspect.getdoc(getattr(krm_fn, name)), name
