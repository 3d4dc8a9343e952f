"""A Task that stands in a package as we ship it is told by its text, before it is read."""

from __future__ import annotations

import textwrap

import pytest

import krm_fn as krm
from inject_intercepts import catalogue

NAME = catalogue.NAMES[0]
TEXT = catalogue.text(NAME)
PLACED = catalogue.manifest(NAME, namespace="ci", path="a/b.yaml", index=3)


@pytest.mark.parametrize("name", catalogue.NAMES)
def test_the_file_and_what_is_emitted_of_it_are_told(name: str) -> None:
    emitted = catalogue.manifest(name, namespace="ci", path="a/b.yaml", index=3)

    assert catalogue.shipped_as(catalogue.text(name)) == name
    assert catalogue.shipped_as(emitted) == name
    assert catalogue.shipped_as(textwrap.indent(emitted, "    ")) == name


@pytest.mark.parametrize(
    "text",
    [
        TEXT.replace(f"  name: {NAME}\n", f"  name: pre-{NAME}\n"),
        TEXT.replace("crc32-", "crc32-0"),
        TEXT.replace("  labels:\n", "  labels:\n    own: x\n"),
        TEXT.replace("  description: |-", "  description: |"),
        f"{TEXT}    \n",
        TEXT.removesuffix("\n"),
        PLACED.replace("  namespace: ci\n", "  namespace: ci\n  namespace: other\n"),
        PLACED.replace("namespace: ci", "namespace: &a ci"),
        PLACED.replace("namespace: ci", "namespace: yes"),
        TEXT.replace(f"  name: {NAME}\n", f"  name: {NAME}\n    config.kubernetes.io/x #: b\n"),
        TEXT.replace("\nspec:\n", "\n    config.kubernetes.io/x : b\nspec:\n"),
        "kind: Task\n",
        "",
    ],
)
def test_whatever_differs_is_left_to_be_read(text: str) -> None:
    assert text not in (TEXT, PLACED)
    assert catalogue.shipped_as(text) is None


def test_what_it_tells_is_what_reading_tells() -> None:
    """The data of all that is told differs in nothing but the place."""
    told = krm.KubeObject.new(PLACED).data
    shipped = krm.KubeObject.new(TEXT).data

    assert told["spec"] == shipped["spec"]
    assert told["metadata"]["labels"] == shipped["metadata"]["labels"]
    assert told["metadata"]["namespace"] == "ci"
