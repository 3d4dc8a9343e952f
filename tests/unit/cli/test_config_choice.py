"""Which config `render` uses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from inject_intercepts import krm

    Process = Callable[[Callable[[krm.ResourceList], None]], None]

PIPELINE = "apiVersion: tekton.dev/v1\nkind: Pipeline\nmetadata:\n  name: p\n"
CONFIG = (
    "apiVersion: tekton-intercepts.dev/v1alpha1\nkind: InjectIntercepts\nmetadata:\n  name: {0}\n"
)
CONFIGMAP = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: map\n"


@pytest.fixture
def used(process: Process) -> list[tuple[str | None, list[str | None]]]:
    """The name of the config that the function got, and the names of the items."""
    seen: list[tuple[str | None, list[str | None]]] = []

    def look(resources: krm.ResourceList) -> None:
        config = resources.function_config
        seen.append((config.name if config else None, [item.name for item in resources.items]))

    process(look)
    return seen


def test_without_one_there_is_none(package: Any, used: list[Any]) -> None:
    package.put(a_yaml=PIPELINE)

    assert package.run("render", ".").code == 0
    assert used == [(None, ["p"])]


def test_the_one_among_the_files_is_used_and_is_no_item(package: Any, used: list[Any]) -> None:
    package.put(a_yaml=f"{PIPELINE}---\n{CONFIG.format('mine')}")

    assert package.run("render", ".") == (0, PIPELINE, [])
    assert used == [("mine", ["p"])]


def test_the_one_that_is_named_wins_and_none_is_an_item(package: Any, used: list[Any]) -> None:
    package.put(a_yaml=PIPELINE, b_yaml=CONFIG.format("b"), c_yaml=CONFIG.format("c"))
    (package.root / "other").write_text(CONFIGMAP)

    assert package.run("render", "--config", "other", ".").code == 0
    assert package.run("render", "--config", "c.yaml", ".").code == 0
    assert used == [("map", ["p"]), ("c", ["p"])]


def test_several_are_named(package: Any, used: list[Any]) -> None:
    package.put(a_yaml=PIPELINE, b_yaml=CONFIG.format("b"), c_yaml=CONFIG.format("c"))

    line = (
        "[error] one InjectIntercepts was expected, got 2 in b.yaml, c.yaml: name one by --config"
    )
    assert package.run("render", ".") == (2, "", [line])
    assert used == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "config: cannot be read: No such file or directory"),
        (b"", "config: one InjectIntercepts was expected, got 0"),
        (b"# \xe9\n", "config: it must be UTF-8; near line 1: invalid continuation byte"),
        (f"{PIPELINE}---\n{PIPELINE}".encode(), "config: one InjectIntercepts was expected, got 0"),
        (
            f"{CONFIG.format('a')}---\n{CONFIG.format('b')}".encode(),
            "config: one InjectIntercepts was expected, got 2",
        ),
    ],
)
def test_a_named_file_must_have_one(
    package: Any, used: list[Any], text: bytes | None, message: str
) -> None:
    package.put(a_yaml=PIPELINE)
    if text is not None:
        (package.root / "config").write_bytes(text)

    assert package.run("render", "--config", "config", ".") == (2, "", [f"[error] {message}"])
    assert used == []


def test_a_file_of_several_documents_may_have_it(package: Any, used: list[Any]) -> None:
    package.put(a_yaml=f"{PIPELINE}---\n{CONFIG.format('mine')}")

    assert package.run("render", "--config", "a.yaml", "a.yaml").code == 0
    assert used == [("mine", ["p"])]


def test_mistakes_in_it_are_2_with_a_line_each(package: Any) -> None:
    package.put(a_yaml=PIPELINE, config_yaml=CONFIG.format("c") + "spec: {mode: x, tasks: all}\n")
    about = "[error] tekton-intercepts.dev/v1alpha1/InjectIntercepts/c"

    assert package.run("render", ".") == (
        2,
        "",
        [
            f"{about} spec.tasks: must be one of `emit`, `reference`, got `all` (config.yaml)",
            f"{about} spec.mode: must be one of `inject`, `check`, `remove`, got `x` (config.yaml)",
        ],
    )
