"""The program is the SDK's first user: what it needs of that is public, for everybody."""

from __future__ import annotations

import ast
import importlib
import re

import sources

import krm_fn

MODULES = set(re.findall(r"^\| `(\w+)` \|", krm_fn.__doc__ or "", flags=re.MULTILINE))
OURS = [path for path in sources.MODULES if sources.name(path).startswith(sources.PACKAGE)]


def _public() -> set[str]:
    named = {f"{sources.SDK}.{name}" for name in krm_fn.__all__}
    for module in MODULES:
        names = importlib.import_module(f"{sources.SDK}.{module}").__all__
        named |= {f"{sources.SDK}.{module}.{name}" for name in names}
    return named


def _used(tree: ast.Module) -> set[str]:
    """What a module uses of the SDK: `krm_fn.Result`, `krm_fn.yamledit.load`."""
    modules: dict[str, str] = {}
    used: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules |= {a.asname or a.name: a.name for a in node.names if a.name == sources.SDK}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith(sources.SDK):
            for alias in node.names:
                name = f"{node.module}.{alias.name}"
                if alias.name in MODULES and node.module == sources.SDK:
                    modules[alias.asname or alias.name] = name
                else:
                    used.add(name)
    attributes = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
    for node in attributes:
        if isinstance(node.value, ast.Name) and node.value.id in modules:
            used.add(f"{modules[node.value.id]}.{node.attr}")
    return used


def test_the_program_uses_public_names_of_the_sdk_alone() -> None:
    used = {name for path in OURS for name in _used(sources.tree(path))}

    assert {"krm_fn.KubeObject", "krm_fn.yamledit.load", "krm_fn.frozen.Frozen"} <= used
    assert used - _public() == set()


def test_public_modules_come_by_name_as_the_others_do() -> None:
    for module in MODULES:
        assert getattr(krm_fn, module).__name__ == f"{sources.SDK}.{module}"
