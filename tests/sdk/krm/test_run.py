"""stdin, stdout, stderr and the exit code, whatever comes in and whatever goes wrong."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import krm_fn
from krm_fn import testing

if TYPE_CHECKING:
    from krm_fn.protocol import Process

LIST = b"""\
apiVersion: config.kubernetes.io/v1
kind: ResourceList
items:
- apiVersion: v1
  kind: A   # one
  metadata: {name: a}
functionConfig:
  kind: Config
  apiVersion: v1
  metadata:
    name: c
"""


def nothing(resources: krm_fn.ResourceList) -> None:
    """A function that does nothing."""


def change(resources: krm_fn.ResourceList) -> None:
    """A function that changes every item, and says so."""
    for item in resources.items:
        item.replace({**item.data, "changed": "yes it is"})
        resources.results.append(krm_fn.Result.info("changed", item))


def test_a_run_with_nothing_to_do_echoes_its_input() -> None:
    assert testing.run_once(nothing, LIST) == (0, LIST, "")


def test_a_run_writes_changes_and_results_and_one_line_each() -> None:
    output = testing.run_once(change, LIST)

    assert output.code == 0
    assert output.stderr == "[info] v1/A/a: changed\n"
    assert output.stdout.decode() == LIST.decode().replace(
        "  metadata: {name: a}\n", "  metadata: {name: a}\n  changed: yes it is\n"
    ) + (
        "results:\n- message: changed\n  severity: info\n  resourceRef:\n"
        "    apiVersion: v1\n    kind: A\n    name: a\n"
    )


def refuse(resources: krm_fn.ResourceList) -> None:
    """A function that finds an error after a change."""
    change(resources)
    resources.results.append(krm_fn.Result.error("refused"))


def break_down(resources: krm_fn.ResourceList) -> None:
    """A function with a bug, met after a change."""
    change(resources)
    message = "a\nkey"
    raise KeyError(message)


def mistrust(resources: krm_fn.ResourceList) -> None:
    """A function that does not like its config."""
    change(resources)
    config = resources.function_config
    raise krm_fn.BadConfig(
        [krm_fn.Result.error("must be 1", config, "spec.x"), krm_fn.Result.error("2")]
    )


def unreadable(resources: krm_fn.ResourceList) -> None:
    """A function that meets an object that is not YAML."""
    message = "is odd"
    raise krm_fn.Unreadable(message, 7, resources.items[0])


@pytest.mark.parametrize(
    ("process", "code", "lines"),
    [
        (refuse, 1, ["[info] v1/A/a: changed", "[error] refused"]),
        (mistrust, 2, ["[info] v1/A/a: changed", "[error] v1/Config/c spec.x: must be 1",
                       "[error] 2"]),
        (unreadable, 1, ["[error] v1/A/a: cannot be read: line 7: is odd"]),
    ],
)  # fmt: skip
def test_a_failure_writes_the_items_as_they_came_with_the_results(
    process: Process, code: int, lines: list[str]
) -> None:
    output = testing.run_once(process, LIST)

    assert output.code == code
    assert output.stderr.splitlines() == lines
    assert output.stdout.startswith(LIST + b"results:\n")
    assert output.stdout.count(b"- message:") == len(lines)


def test_a_bug_is_one_line_with_a_place_to_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KRM_TRACEBACK", raising=False)
    output = testing.run_once(break_down, LIST)

    assert output.code == 3
    assert output.stdout.startswith(LIST + b"results:\n")
    (_, line) = output.stderr.splitlines()
    assert line.startswith(
        "[error] this is a bug in the function, please report it: KeyError at test_run.py:"
    )


@pytest.mark.parametrize("code", [0, None, 1, "no"])
def test_a_function_that_exits_is_a_bug_for_what_is_not_written_is_deleted(code: object) -> None:
    def leave(resources: krm_fn.ResourceList) -> None:
        change(resources)
        sys.exit(code)  # type: ignore[arg-type]

    output = testing.run_once(leave, LIST)

    assert output.code == 3
    assert output.stdout.startswith(LIST)
    assert "SystemExit at test_run.py:" in output.stderr
    assert "a function does not exit: it returns, and fails by `results.error`" in output.stderr


def test_an_object_that_cannot_be_edited_is_refused_by_name() -> None:
    text = b"kind: ResourceList\nitems:\n- kind: A\n  x: &a {b: c}\n- kind: B\n  y: *a\n"

    output = testing.run_once(change, text)

    assert output.code == 1
    assert output.stdout.startswith(text + b"results:\n")
    # Nothing was changed: no line may say that something was.
    assert output.stderr == (
        "[error] B y: cannot be edited without touching more: `*a` refers to an anchor outside "
        "of this object: write the value out\n"
    )


@pytest.mark.parametrize(
    ("stdin", "line"),
    [
        (b"", "it is empty; a ResourceList was expected"),
        (b" \n\n", "it is empty; a ResourceList was expected"),
        (b"# only a comment\n",
         "there is no YAML document in it, only blanks or comments"),
        (b"a: b: c\n",
         "not YAML: line 1, column 5: mapping values are not allowed in this context"),
        (b"kind: ResourceList\nitems:\n- a: 'b\n",
         ("not YAML: line 4, column 1: found unexpected end of stream, "
          "while scanning a quoted scalar")),
        (b"kind: ResourceList\nitems:\n\t- a: b\n",
         ("not YAML: line 3, column 1: found character that cannot start any token, "
          "while scanning for the next token")),
        (b"text", "a map was expected, got a scalar"),
        (b"- a: b\n", "a map was expected, got a sequence"),
        (b"apiVersion: v1\nkind: Pod\n", "`kind` must be `ResourceList`, got `Pod`"),
        (b"items: []\n", "`kind` must be `ResourceList`, got none"),
        (b'{"items": []}', "`kind` must be `ResourceList`, got none"),
        (b"kind: ResourceList\napiVersion: v2\n",
         ("`apiVersion` must be one of `config.kubernetes.io/v1`, "
          "`config.kubernetes.io/v1beta1`, `config.kubernetes.io/v1alpha1`, got `v2`")),
        (LIST + b"---\n" + LIST, "one document was expected, got several"),
        (LIST + b"items: []\n", "line 12: the key `items` occurs twice, first in line 3"),
        (b'{"kind": "ResourceList", "kind": "ResourceList"}',
         "line 1: the key `kind` occurs twice, first in line 1"),
        (b"kind: ResourceList\nx: \xff\n", "it must be UTF-8; near line 2: invalid start byte"),
        (b"kind: ResourceList\nx: \xc3", "it must be UTF-8; near line 2: unexpected end of data"),
        (LIST.decode().encode("utf-16"), "it must be UTF-8, got UTF-16 or UTF-32"),
        (LIST.decode().encode("utf-32"), "it must be UTF-8, got UTF-16 or UTF-32"),
        (b"\x00\x01",
         ("not YAML: unacceptable character #x0000: control characters are not "
          'allowed in "<byte string>", position 0')),
        (b"? [a]\n: b\n", "line 1: a key of the list must be text"),
    ],
)  # fmt: skip
def test_what_is_no_resource_list_is_refused_in_one_line(stdin: bytes, line: str) -> None:
    assert testing.run_once(change, stdin) == (1, b"", f"[error] stdin: {line}\n")


@pytest.mark.parametrize(
    ("items", "lines"),
    [
        ("items: {}\n", ["`items` must be a list, got a mapping"]),
        ("items: text\n", ["`items` must be a list, got a scalar"]),
        ("items:\n- null\n- a: b\n- text\n- [c]\n-\n- # c\n  d: e\n- 'x: y'\n",
         [f"`items[{i}]` must be an object (a map), got a {shape}" for i, shape in
          ((0, "null"), (2, "scalar"), (3, "sequence"), (4, "null"), (6, "scalar"))]),
        ("items: [null, {a: b}]\n", ["`items[0]` must be an object (a map), got a null"]),
    ],
)  # fmt: skip
def test_items_that_are_no_objects_are_named_and_nothing_is_lost(
    items: str, lines: list[str]
) -> None:
    stdin = f"kind: ResourceList\n{items}".encode()

    output = testing.run_once(change, stdin)

    assert output.code == 1
    assert output.stdout.startswith(stdin + b"results:\n")
    assert output.stderr.splitlines() == [f"[error] {line}" for line in lines]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("functionConfig: text\n", ["`functionConfig` must be an object (a map), got a scalar"]),
        ("items: [1]\nfunctionConfig: [a]\n",
         ["`items[0]` must be an object (a map), got a scalar",
          "`functionConfig` must be an object (a map), got a sequence"]),
    ],
)  # fmt: skip
def test_a_config_that_is_no_object_is_two(text: str, lines: list[str]) -> None:
    stdin = f"kind: ResourceList\n{text}".encode()

    output = testing.run_once(change, stdin)

    assert output.code == 2
    assert output.stdout.startswith(stdin + b"results:\n")
    assert output.stderr.splitlines() == [f"[error] {line}" for line in lines]


@pytest.mark.parametrize("items", ["", "items:\n", "items: null\n", "items: []\n"])
def test_no_items_are_nothing_to_do(items: str) -> None:
    stdin = f"kind: ResourceList\n{items}".encode()

    assert testing.run_once(change, stdin) == (0, stdin, "")


def test_an_alias_bomb_and_deep_nesting_cost_nothing_where_nobody_looks() -> None:
    bomb = "- a0: &a0 x\n" + "".join(
        f"  a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 30)
    )
    deep = "- deep: " + "[" * 5000 + "]" * 5000 + "\n"
    stdin = f"kind: ResourceList\nitems:\n{bomb}{deep}".encode()

    assert testing.run_once(nothing, stdin) == (0, stdin, "")


def test_a_document_of_fifty_megabytes_is_echoed() -> None:
    item = b"- kind: A\n  text: |\n    " + b"it's \xf0\x9f\x98\x80 [ \" " * 200 + b"\n"
    stdin = b"kind: ResourceList\nitems:\n" + item * (50_000_000 // len(item))

    output = testing.run_once(nothing, stdin)

    assert output.code == 0
    assert output.stdout == stdin


def test_half_a_surrogate_pair_is_refused() -> None:
    def process(resources: krm_fn.ResourceList) -> None:
        item = resources.items[0]
        item.replace({**item.data, "x": "\ud800"})

    output = testing.run_once(process, LIST)

    assert output.code == 1
    assert output.stdout.startswith(LIST + b"results:\n")


class Closed(io.BytesIO):
    """A pipe whose reader went away."""

    def write(self, _: object) -> int:
        raise BrokenPipeError(32, "Broken pipe")


def test_a_reader_that_went_away_is_a_failure() -> None:
    stderr = io.StringIO()

    assert krm_fn.run(nothing, io.BytesIO(LIST), Closed(), stderr) == 1
    assert stderr.getvalue() == "[error] stdout: cannot be written: [Errno 32] Broken pipe\n"


def test_an_interrupt_is_no_traceback() -> None:
    def process(resources: krm_fn.ResourceList) -> None:
        raise KeyboardInterrupt

    assert testing.run_once(process, LIST) == (130, b"", "")


def test_what_the_function_prints_goes_to_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    def process(resources: krm_fn.ResourceList) -> None:
        sys.stdout.write("debugging\n")

    assert testing.run_once(process, LIST) == (0, LIST, "")
    assert capsys.readouterr() == ("", "debugging\n")


PROGRAM = "import sys; import krm_fn; sys.exit(krm_fn.run(lambda _: None))"


def test_a_closed_pipe_leaves_no_words_of_the_interpreter() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    stdin = LIST + b"# " + b"x" * 1_000_000
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], input=stdin, stdout=writer, stderr=subprocess.PIPE,
        check=False,
    )  # fmt: skip
    os.close(writer)

    assert done.returncode == 1
    assert done.stderr == b"[error] stdout: cannot be written: [Errno 32] Broken pipe\n"


@pytest.mark.parametrize(
    ("redirect", "word"), [("<&-", b"stdin"), (">&-", b"stdout"), (">/dev/full", b"stdout")]
)
def test_a_closed_stream_is_a_failure_in_one_line(redirect: str, word: bytes) -> None:
    done = subprocess.run(
        ["sh", "-c", f'exec "$0" -c "$1" {redirect}', sys.executable, PROGRAM], input=LIST,
        capture_output=True, check=False,
    )  # fmt: skip

    assert done.returncode == 1
    assert done.stdout == b""
    assert done.stderr.startswith(b"[error] " + word + b": cannot be ")
    assert done.stderr.count(b"\n") == 1
