"""kustomize's exec plugins: a config file, and documents in and out."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

import krm_fn

if TYPE_CHECKING:
    from pathlib import Path

NO_OBJECTS = (
    "there are no objects; list this config under `transformers:` of a kustomization that has "
    "resources"
)
CONFIG = "apiVersion: v1\nkind: Config\nmetadata:\n  name: c\n"
STDIN = """\
apiVersion: v1
kind: A
metadata:
  annotations:
    internal.config.kubernetes.io/previousNames: a
    kustomize.config.k8s.io/id: |
      kind: A
      name: a
  name: a
---
apiVersion: v1
kind: B
metadata:
  name: b
"""


def call(process: object, stdin: str, config: Path) -> tuple[int, str, str]:
    stdout, stderr = io.BytesIO(), io.StringIO()
    code = krm_fn.run_exec_plugin(process, str(config), io.BytesIO(stdin.encode()), stdout, stderr)  # type: ignore[arg-type]
    return code, stdout.getvalue().decode(), stderr.getvalue()


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "config"
    path.write_text(CONFIG)
    return path


def work(resources: krm_fn.ResourceList) -> None:
    first, second = resources.items
    assert resources.function_config is not None
    first.replace({**first.data, "by": resources.function_config.name})
    resources.remove(second)
    resources.add(krm_fn.KubeObject.new("apiVersion: v1\nkind: New\nmetadata:\n  name: n\n"))
    resources.results.append(krm_fn.Result.info("done"))


def test_what_kustomize_knows_an_object_by_stays(config: Path) -> None:
    code, stdout, stderr = call(work, STDIN, config)

    first = STDIN.partition("---\n")[0]
    assert (code, stderr) == (0, "[info] done\n")
    assert stdout == f"{first}by: c\n---\napiVersion: v1\nkind: New\nmetadata:\n  name: n\n"


def test_nothing_to_do_echoes_the_stream(config: Path) -> None:
    assert call(lambda _: None, STDIN, config) == (0, STDIN, "")


def test_an_error_leaves_stdout_empty(config: Path) -> None:
    def process(resources: krm_fn.ResourceList) -> None:
        resources.results.append(krm_fn.Result.error("no", resources.items[0]))

    assert call(process, STDIN, config) == (1, "", "[error] v1/A/a: no\n")


def test_a_bad_config_is_two(config: Path) -> None:
    def process(resources: krm_fn.ResourceList) -> None:
        raise krm_fn.BadConfig([krm_fn.Result.error("bad", resources.function_config)])

    assert call(process, STDIN, config) == (2, "", "[error] v1/Config/c: bad\n")


def test_a_bug_is_three(config: Path) -> None:
    code, stdout, stderr = call(lambda _: 1 / 0, STDIN, config)

    assert (code, stdout, stderr.count("\n")) == (3, "", 1)


@pytest.mark.parametrize("stdin", ["", "# nothing\n"])
def test_no_objects_on_stdin_is_a_failure(stdin: str, config: Path) -> None:
    assert call(lambda _: None, stdin, config) == (
        1, "", f"[error] stdin: {NO_OBJECTS}\n",
    )  # fmt: skip


def test_removing_every_object_is_a_failure(config: Path) -> None:
    def process(resources: krm_fn.ResourceList) -> None:
        for item in list(resources.items):
            resources.remove(item)

    assert call(process, STDIN, config) == (
        1, "", "[error] no object is left; an empty answer deletes all\n"
    )  # fmt: skip


def test_a_document_that_is_no_object_is_a_failure(config: Path) -> None:
    assert call(lambda _: None, "a: b\n---\n- c\n", config) == (
        1, "", "[error] document 2 must be an object (a map), got a sequence\n"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (None, "[Errno 2] No such file or directory: '{path}'"),
        ("", "one object was expected, got 0"),
        ("a: b\n---\nc: d\n", "one object was expected, got 2"),
    ],
)
def test_a_config_file_that_is_none_is_two(text: str | None, line: str, tmp_path: Path) -> None:
    path = tmp_path / "config"
    if text is not None:
        path.write_text(text)

    assert call(lambda _: None, STDIN, path) == (
        2, "", f"[error] the config file {path}: {line.format(path=path)}\n"
    )  # fmt: skip
