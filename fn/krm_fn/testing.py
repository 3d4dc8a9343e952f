"""Golden tests for a function: a folder is a case, and its files are what goes in and comes out.

| file | is |
|---|---|
| `*.yaml` | the items: documents of all files whose names do not begin with `_`, by name |
| `_fnconfig.yaml` | the functionConfig, if any |
| `_input.yaml`, `_input.json` | instead of those: the very bytes of stdin |
| `_expected.yaml` | stdout, whole; absent where nothing is written |
| `_diff.patch` | what changed on the way, for the reader of a review; absent where that is most |
| `_stderr.txt` | stderr, whole; absent where nothing is said |
| `_exit_code` | the exit code; absent for 0 |
| `_unfolded` | that `_expected.yaml` stands whole, and why |

What stands in many cases and is about none of them may be folded: the caller says how. Items are
unfolded before the run, and `_expected.yaml` must be what the output folds to and unfold to all of
it; `_diff.patch` is between the folded texts.

With WRITE_GOLDEN_OUTPUT=1 the `_` files of the output are written, and the run fails, so that it
cannot be left on. A run that succeeded is made a second time on its own output: a function that
is not idempotent fails. A bug is no expectation: it fails too, and nothing is written.
"""

from __future__ import annotations

import difflib
import io
import os
from typing import TYPE_CHECKING, NamedTuple

from krm_fn import element_text
from krm_fn.documents import Documents
from krm_fn.locating import by_line
from krm_fn.program import function_of
from krm_fn.protocol import BUG, run

if TYPE_CHECKING:
    from collections.abc import Callable

    from krm_fn.program import AnyProcess, Function
    from krm_fn.protocol import Process

__all__ = [
    "WHOLE",
    "WRITE_VARIABLE",
    "Folding",
    "Output",
    "cases",
    "check",
    "golden",
    "input_of",
    "run_once",
    "without_results",
]

WRITE_VARIABLE = "WRITE_GOLDEN_OUTPUT"
_STDIN = ("_input.yaml", "_input.json")
# Of the lines of the output: a longer diff says what the input and the output say.
_WORTH_READING = 0.75
_OUTPUT = ("_exit_code", "_stderr.txt", "_diff.patch", "_expected.yaml")


def _itself(text: str) -> str:
    return text


class Folding(NamedTuple):
    """Shorter words for what is long: `unfold(fold(text)) == text` for every text."""

    fold: Callable[[str], str] = _itself
    unfold: Callable[[str], str] = _itself


WHOLE = Folding()
"""Nothing is folded."""


class Output(NamedTuple):
    """What a run left."""

    code: int
    stdout: bytes
    stderr: str


def golden(process: AnyProcess | Function, folder: str | os.PathLike[str]) -> Callable[..., None]:
    """Give a test for pytest that checks each case in the folder: one line of set-up.

        test_golden = krm_fn.testing.golden(set_label, pathlib.Path(__file__).parent / "golden")

    >>> krm_fn.testing.golden(lambda resources: None, "nowhere")
    Traceback (most recent call last):
    ...
    AssertionError: no golden case in nowhere
    """
    paths = cases(folder)
    import pytest

    @pytest.mark.parametrize("case", paths, ids=os.path.basename)
    def test(case: str) -> None:
        __tracebackhide__ = True
        check(case, process)

    return test


def cases(folder: str | os.PathLike[str]) -> list[str]:
    """The folders of all cases in this one, sorted. No case at all is an AssertionError."""
    folder = os.fspath(folder)
    if not os.path.isdir(folder):
        message = f"no golden case in {folder}"
        raise AssertionError(message)
    found = sorted(entry.path for entry in os.scandir(folder) if _is_case(entry))
    if not found:
        message = f"no golden case in {folder}"
        raise AssertionError(message)
    return found


def check(case: str, process: AnyProcess | Function, folding: Folding = WHOLE) -> None:
    """Run the function on a case and compare all that it wrote. Raises AssertionError."""
    __tracebackhide__ = True  # pytest: the message says all
    process = function_of(process)
    stdin = input_of(case, folding)
    output = run_once(process, stdin)
    if output.code == BUG:
        message = f"{case}: {output.stderr}"
        raise AssertionError(message)
    actual = _files(case, stdin, output, folding)
    if os.environ.get(WRITE_VARIABLE):
        for name in _OUTPUT:
            _write(os.path.join(case, name), actual.get(name))
        message = f"{case}: golden files were written; look at them, and run without the variable"
        raise AssertionError(message)
    for name in _OUTPUT:
        _compare(os.path.join(case, name), actual.get(name))
    _compare_whole(case, output, folding)
    if output.code == 0:
        again = run_once(process, without_results(output.stdout))
        _equal(
            f"{case}: the second run, on what the first one wrote,",
            without_results(output.stdout).decode(),
            without_results(again.stdout).decode(),
        )


def run_once(process: Process, stdin: bytes) -> Output:
    """The protocol in memory."""
    stdout, stderr = io.BytesIO(), io.StringIO()
    code = run(process, io.BytesIO(stdin), stdout, stderr)
    return Output(code, stdout.getvalue(), stderr.getvalue())


def input_of(case: str, folding: Folding = WHOLE) -> bytes:
    """The ResourceList that a case gives to the function, with its items unfolded."""
    for name in _STDIN:
        if os.path.exists(os.path.join(case, name)):
            return _read(os.path.join(case, name))
    texts = []
    for name in sorted(os.listdir(case)):
        if name.endswith((".yaml", ".yml")) and not name.startswith("_"):
            text = folding.unfold(_read(os.path.join(case, name)).decode())
            documents = Documents.parse(text.encode())
            bodies = [item.text.removeprefix("---\n") for item in documents.objects]
            texts += [element_text.indented(body, 0, "\n") for body in bodies]
    lines = ["apiVersion: config.kubernetes.io/v1\n", "kind: ResourceList\n"]
    lines.append("items:\n" if texts else "items: []\n")
    config = os.path.join(case, "_fnconfig.yaml")
    if os.path.exists(config):
        text = Documents.parse(_read(config)).objects[0].text
        texts.append("functionConfig:\n" + " " + element_text.indented(text, 0, "\n")[1:])
    return "".join(lines + texts).encode()


def without_results(stdout: bytes) -> bytes:
    """The list as an orchestrator passes it on: it keeps the results for itself."""
    spans = by_line.spans(stdout)
    field = spans.field("results")
    if field is None:
        return stdout
    start = field.start if spans.column is not None else stdout.rfind(b",", 0, field.start)
    return stdout[:start] + stdout[field.stop :]


def _is_case(entry: os.DirEntry[str]) -> bool:
    if not entry.is_dir():
        return False
    names = os.listdir(entry.path)
    return any(not name.startswith(("_", ".")) or name in _STDIN for name in names)


def _files(case: str, stdin: bytes, output: Output, folding: Folding) -> dict[str, str]:
    """The output as the files of a case; what is absent there says nothing."""
    files = {}
    if output.code:
        files["_exit_code"] = f"{output.code}\n"
    if output.stderr:
        files["_stderr.txt"] = output.stderr
    if output.stdout:
        whole = output.stdout.decode()
        folded = folding.fold(whole)
        keeps = os.path.exists(os.path.join(case, "_unfolded"))
        files["_expected.yaml"] = whole if keeps else folded
        diff = _diff(folding.fold(stdin.decode(errors="backslashreplace")), folded)
        if 0 < diff.count("\n") < _WORTH_READING * folded.count("\n"):
            files["_diff.patch"] = diff
    return files


def _compare(path: str, actual: str | None) -> None:
    __tracebackhide__ = True
    expected = _read(path).decode() if os.path.exists(path) else ""
    if os.path.basename(path) == "_diff.patch" and not expected:
        return  # a reader's comfort: cases may do without
    _equal(path, expected, actual or "")


def _compare_whole(case: str, output: Output, folding: Folding) -> None:
    """Compare the bytes of stdout themselves: what `fold` took for the same must be the same."""
    path = os.path.join(case, "_expected.yaml")
    if output.stdout:
        _equal(f"{path}, unfolded,", folding.unfold(_read(path).decode()), output.stdout.decode())


def _equal(what: str, expected: str, actual: str) -> None:
    __tracebackhide__ = True
    if expected != actual:
        message = f"{what} differs:\n{_diff(expected, actual)}"
        raise AssertionError(message)


def _diff(before: str, after: str) -> str:
    """A unified diff without file names and line numbers, which would change with every case."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=3)
    kept = [("@@" if line.startswith("@@") else line) for line in lines]
    return "".join(f"{line}\n" for line in kept[2:])


def _read(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


def _write(path: str, text: str | None) -> None:
    if text is not None:
        with open(path, "wb") as file:
            file.write(text.encode())
    elif os.path.exists(path):
        os.remove(path)
