"""What is read line by line is what the parser reads, and its nodes stand where the parser's do."""

from __future__ import annotations

import itertools
import random
from pathlib import Path
from typing import Any

import pytest
import yaml
import yaml_documents
from hypothesis import given
from hypothesis import strategies as st

from draws import examples
from krm_fn import yamledit
from krm_fn.yamledit import compare, line_nodes, line_reading, positions, reading
from krm_fn.yamledit.source import Source


def _on_one_line(data: Any) -> Any:
    """The data with scripts as their first words: who reads by the line passes over the others."""
    if isinstance(data, dict):
        return {key: _on_one_line(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_on_one_line(value) for value in data]
    return data.split()[0] if isinstance(data, str) and "\n" in data else data


MANIFESTS = [
    yaml.safe_dump(_on_one_line(yaml.safe_load(path.read_text(encoding="utf-8"))), sort_keys=False)
    for path in sorted((Path(__file__).parents[1] / "manifests").glob("*.yaml"))
]
PIECES = [
    "\n", "  ", " ", "- ", "-", ":", ": ", "#", " #c", "'", '"', "[", "[]", "{}", "a: b", "&a ",
    "*a", "!t ", "|", ">", "%", "@", "?", "? ", "\t", "é", "\x85", "~", "null", "010", "---", "...",
    "<<", "\\", "''", "x", "\n\n", "\n# c\n", "- - ", "\r", "y: ", "true",
]  # fmt: skip
numbers = st.integers(0, 2**32)


def indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def mutated(number: int) -> str:
    """A part of a manifest with a few pieces put in, and taken out."""
    rng = random.Random(number)  # noqa: S311  # a drawn text is no secret
    lines = rng.choice(MANIFESTS).splitlines(keepends=True)
    first = rng.choice([at for at, line in enumerate(lines) if line.lstrip(" ")[0] != "-"])
    margin = indent(lines[first])
    part = list(itertools.takewhile(lambda line: indent(line) >= margin, lines[first:]))
    cut = margin * rng.choice([0, 1, 1])
    text = "".join(line[cut:] for line in part[: rng.randrange(1, 25)])
    for _ in range(rng.randrange(4)):
        at = rng.randrange(len(text) + 1)
        text = text[:at] + rng.choice(PIECES) + text[at + rng.choice([0, 0, 1, 2]) :]
    return text


def composed(text: str) -> Any:
    """The root that the parser's events give; None where the text is wrong."""
    try:
        return reading.compose(text)
    except yamledit.YAMLError:
        return None


def places(root: Any, text: str) -> list[tuple[Any, ...]]:
    """What the writer asks of each node, from the outermost on."""
    positions.measure(root, Source(text))
    found: list[tuple[Any, ...]] = []
    stack = [root]
    while stack:
        node = stack.pop()
        event = node.event
        said: tuple[Any, ...] = (getattr(event, "flow_style", False),)
        if node.kind == "scalar":
            said = (event.implicit[0], event.style or "", event.value)
        found.append((node.kind, node.start, node.body, node.end, node.aliases, *said))
        stack += reversed(node.items)
    return found


def same(text: str) -> None:
    """A text that is read line by line says and has what the parser gives."""
    lines = line_reading.read(text)
    if lines is None:
        return
    root = composed(text)
    assert root is not None
    assert compare.same(lines.data, root.data)
    assert list(lines.data) == list(root.data)
    if text.endswith("\n"):
        by_lines = line_nodes.root(lines)
        assert places(by_lines, text) == places(root, text)
        source = Source(text)
        assert positions.style(by_lines, source) == positions.style(root, source)


@examples(3000)
@given(numbers)
def test_a_manifest_with_anything_put_in_says_the_same(number: int) -> None:
    same(mutated(number))


@examples(1000)
@given(numbers)
def test_a_drawn_text_says_the_same(number: int) -> None:
    same(yaml_documents.text(random.Random(number)))  # noqa: S311  # a drawn text is no secret


@examples(300)
@given(yaml_documents.values(), st.sampled_from([(2, 0), (2, 2), (4, 0), (4, 2), (3, 1)]))
def test_rendered_data_says_the_same(value: Any, style: tuple[int, int]) -> None:
    same(yamledit.render({"a": value, "b": [value]}, step=style[0], offset=style[1]))


def test_many_a_manifest_with_something_put_in_is_read_line_by_line() -> None:
    """The samples are the same on each run: the properties above do compare something."""
    assert sum(line_reading.read(mutated(number)) is not None for number in range(1000)) > 200


@pytest.mark.parametrize("text", MANIFESTS)
def test_a_manifest_is_read_line_by_line(text: str) -> None:
    assert line_reading.read(text) is not None
    same(text)


@pytest.mark.parametrize(
    "text",
    ["", "a", "- a\n", "# c\n", "a: b: c\n", "a: b\n  c\n", "a:\n  b\n", "a: 1\na: 2\n",
     "null: 1\n", "a: |\n  x\n", "a: [b]\n", "a: &n b\n", "a: *n\n", "a: !!str b\n", "<<: {}\n",
     'a: "\\n"\n', "a: 'x\n  y'\n", "a:\n- - b\n", "a:\n-\n", "---\na: b\n", "a: b\n...\n",
     "\ta: b\n", "a: b\r\n", "a: - b\n", "a: -\n", "a: ?b\n", "a:\n  b: 1\n c: 2\n",
     "  a: 1\nb: 2\n", "a: \x85\n", "a: @b\n", "a: 'b' c\n", f"a: {'9' * 5000}\n"],
)  # fmt: skip
def test_all_else_is_left_to_the_parser(text: str) -> None:
    assert line_reading.read(text) is None
