"""Our Tasks as kpt and kustomize print them: the data are ours, the form is theirs."""

from __future__ import annotations

import functools
import io
import json
import re
from typing import Any

import yaml
from ruamel.yaml import YAML

PRINTERS = ("kpt", "kustomize")


def said(printer: str) -> str:
    """The words for it."""
    return f"as {printer} prints it"


def printer_of(task: str, shipped: str) -> str | None:
    """Who printed this of the shipped Task; None where the data, a comment or more is not its.

    Keys and comments are compared as text too, so that nothing hides behind equal data: kpt's
    may differ in white space alone, kustomize's in white space and quotes.
    """
    for printer in PRINTERS:
        text = printed(printer, shipped) if printer == "kustomize" else shipped
        ignored = _IGNORED[printer]
        letters = re.sub(ignored, "", task)
        if letters == re.sub(ignored, "", text) and _same(task, shipped):
            return printer
    return None


@functools.cache
def printed(printer: str, task: str) -> str:
    """The Task as `printer` prints it, but for white space and quotes."""
    if printer == "kustomize":
        return yaml.dump(
            _load(task),
            Dumper=_Sorted,
            sort_keys=True,
            default_flow_style=False,
            allow_unicode=True,
        )
    reader = YAML()
    reader.preserve_quotes = True
    reader.width = 1 << 30
    text = io.StringIO()
    reader.dump(reader.load(task), text)
    return text.getvalue()


_IGNORED = {"kpt": r"\s", "kustomize": r"""[\s'"\\]"""}


class _Sorted(yaml.SafeDumper):
    """What it says of strings is about what Go's printer says."""


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, "|" if "\n" in value else None)


_Sorted.add_representer(str, _text)


def _same(one: str, other: str) -> bool:
    """Whether two documents have equal data, `1` and `"1"` told apart."""
    first, second = (json.dumps(_load(text), sort_keys=True) for text in (one, other))
    return first == second


def _load(text: str) -> Any:
    return yaml.load(text, Loader=yaml.CSafeLoader)
