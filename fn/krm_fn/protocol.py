"""The rim: stdin, stdout, stderr and the exit code. Everything inside works on values."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from krm_fn.compose import Chunk
from krm_fn.errors import BadConfig, CannotEdit, NotAResourceList, Unreadable
from krm_fn.paths import FieldError
from krm_fn.resourcelist import ResourceList
from krm_fn.result import Result, Severity, exit_code

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import BinaryIO, TextIO


__all__ = [
    "BAD_CONFIG",
    "BUG",
    "DONE",
    "EXEC_PLUGIN_VARIABLE",
    "FAILED",
    "INTERRUPTED",
    "TRACEBACK_VARIABLE",
    "Chunk",
    "Process",
    "abandon_stdout",
    "attempt",
    "read",
    "run",
    "say",
    "write",
]

Process = Callable[[ResourceList], None]
"""What works on a list."""

DONE, FAILED, BAD_CONFIG, BUG, INTERRUPTED = 0, 1, 2, 3, 130
TRACEBACK_VARIABLE = "KRM_TRACEBACK"
EXEC_PLUGIN_VARIABLE = "KUSTOMIZE_PLUGIN_CONFIG_ROOT"
"""What kustomize sets in the environment of an exec plugin: its older protocol."""
_CLOSED = "it is closed"
_HERE = os.path.join(os.path.dirname(__file__), "")


def run(
    process: Process,
    stdin: BinaryIO | None = None,
    stdout: BinaryIO | None = None,
    stderr: TextIO | None = None,
) -> int:
    r"""Read a ResourceList, process it, write it; the exit code.

    0 done, 1 an error result or unreadable input, 2 a bad FunctionConfig (BadConfig), 3 a bug.
    `process` changes the list's items and appends results; an error among them, or an exception,
    and the list is written as it came, with the results. Each result is a line on stderr.
    Never raises, and never leaves stdout empty with 0: orchestrators would delete the package.

    >>> import io
    >>> stdin = io.BytesIO(b"apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems: []\n")
    >>> stdout = io.BytesIO()
    >>> krm_fn.run(lambda resources: resources.add(krm_fn.KubeObject.new("kind: A")), stdin, stdout)
    0
    >>> print(stdout.getvalue().decode(), end="")
    apiVersion: config.kubernetes.io/v1
    kind: ResourceList
    items:
    - kind: A
    """
    stderr = stderr or sys.stderr
    try:
        resources = ResourceList.parse(read(stdin))
    except NotAResourceList as problem:
        say(stderr, [Result.error(f"stdin: {problem}")])
        return FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as problem:
        say(stderr, [Result.error(f"stdin: cannot be read: {problem}")])
        return FAILED
    code, chunks = attempt(process, resources, resources.chunks)
    if code == INTERRUPTED:
        return code
    say(stderr, resources.results)
    return write(chunks if code == DONE else resources.unchanged(), code, stdout, stderr)


def attempt(
    process: Process, resources: ResourceList, compose: Callable[[], list[Chunk]]
) -> tuple[int, list[Chunk]]:
    """Process the list and compose the answer; the exit code, and the chunks if it is 0.

    Whatever goes wrong is in the list's results afterwards.
    """
    if resources.malformed_config is not None:
        resources.results += [*resources.malformed, resources.malformed_config]
        return BAD_CONFIG, []
    if resources.malformed:
        resources.results.extend(resources.malformed)
        return FAILED, []
    try:
        with _stdout_is_stderr():
            process(resources)
        if exit_code(resources.results) != DONE:
            return FAILED, []
        return DONE, compose()
    except BadConfig as problem:
        resources.results.extend(problem.results)
        return BAD_CONFIG, []
    except Unreadable as problem:
        resources.results.append(Result.error(f"cannot be read: {problem}", problem.about))
        return FAILED, []
    except FieldError as problem:
        resources.results.error(problem.reason, problem.about, problem.path)
        return FAILED, []
    except CannotEdit as problem:
        message = f"cannot be edited without touching more: {problem.reason}"
        # Nothing was done, so there is no account of it.
        resources.results = [r for r in resources.results if r.severity != Severity.INFO]
        resources.results.append(Result.error(message, problem.about, problem.path))
        return FAILED, []
    except KeyboardInterrupt:
        return INTERRUPTED, []
    except (Exception, SystemExit) as problem:  # noqa: BLE001  # a person reads one line
        resources.results.append(Result.error(_bug(problem)))
        return BUG, []


def read(stdin: BinaryIO | None = None) -> bytes:
    """What is on stdin, or in the stream that stands for it. Raises OSError."""
    if stdin is None and sys.stdin is None:
        raise OSError(_CLOSED)
    return (stdin or sys.stdin.buffer).read()


def write(chunks: Iterable[Chunk], code: int, stdout: BinaryIO | None, stderr: TextIO) -> int:
    """Write it all; `code`, or 1 where the reader went away or the disk is full."""
    own = stdout is None
    try:
        if own and sys.stdout is None:
            raise OSError(_CLOSED)  # noqa: TRY301  # it is said like all that goes wrong here
        out = stdout or sys.stdout.buffer
        for chunk in chunks:
            out.write(chunk)
        out.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except (OSError, ValueError) as problem:
        if own and sys.stdout is not None:
            abandon_stdout()
        say(stderr, [Result.error(f"stdout: cannot be written: {problem}")])
        return code or FAILED
    return code


def say(stderr: TextIO, results: Iterable[Result]) -> None:
    """One line per result. Nobody listening is no reason to fail."""
    try:
        stderr.writelines(f"{result}\n" for result in results)
        stderr.flush()
    except (OSError, ValueError, AttributeError):
        pass


def _bug(problem: BaseException) -> str:
    """One line that a report can begin with; the traceback only for who asks for it."""
    import traceback

    if os.environ.get(TRACEBACK_VARIABLE):
        traceback.print_exception(problem)
    every = traceback.extract_tb(problem.__traceback__)
    # Where the function did it: what it called here cannot know better.
    frames = [one for one in every if not one.filename.startswith(_HERE)] or [*every]
    where = f"{os.path.basename(frames[-1].filename)}:{frames[-1].lineno}" if frames else "?"
    said = str(problem)
    if isinstance(problem, SystemExit):  # with 0 and nothing written, the package would be deleted
        said = "a function does not exit: it returns, and fails by `results.error`"
    return (
        f"this is a bug in the function, please report it: {type(problem).__name__} at {where}: "
        f"{said} (set {TRACEBACK_VARIABLE}=1 for the traceback)"
    )


class _stdout_is_stderr:  # noqa: N801  # it reads as a sentence where it is used
    """While the function runs, a stray print goes to stderr: stdout is the protocol."""

    def __enter__(self) -> None:
        self.stdout = sys.stdout
        sys.stdout = sys.stderr

    def __exit__(self, *_: object) -> None:
        sys.stdout = self.stdout


def abandon_stdout() -> None:
    """Let what is still buffered go nowhere: the interpreter would complain about it at its end."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
    except (OSError, ValueError):
        pass
