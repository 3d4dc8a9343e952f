"""Composes what ships from `source/`; with `--check`, only says what is stale.

    PYTHONPATH=fn python -m inject_intercepts.catalogue [--check]

For people who change a Task, in a clone: the sources are in no wheel. What ships is the Tasks
and `interfaces.json`; how they are composed says `composition`. `--check` also lets jq, where
there is one, compile each program.
"""

from __future__ import annotations

import os
import os.path
import shutil
import subprocess
import sys

import yaml

from inject_intercepts import catalogue
from inject_intercepts.catalogue import composition, programs


def main(arguments: list[str], folder: str) -> int:
    """Composes the files in `folder`; with `--check` in `arguments` it changes nothing.

    Gives the exit code: 1 if a source cannot be composed, is in no Task, or, with `--check`,
    if a file is stale or jq refuses a program. Each such thing is a line on stderr.
    """
    if arguments not in ([], ["--check"]):
        sys.stderr.write("usage: python -m inject_intercepts.catalogue [--check]\n")
        return 2
    files = _files(os.path.join(folder, "source"))
    if not files:
        sys.stderr.write(f"{folder} has no sources: in a clone, run it with PYTHONPATH=fn\n")
        return 1
    try:
        composed = {name: composition.compose(name, files) for name in catalogue.NAMES}
    except composition.CannotCompose as error:
        sys.stderr.write(f"source/{error}\n")
        return 1
    unused = files.keys() - {path for task in composed.values() for path in task.sources}
    wrong = [f"source/{path} is in no Task" for path in sorted(unused)]
    shipped = {f"{name}.yaml": task.text for name, task in composed.items()}
    shipped["interfaces.json"] = composition.interfaces(composed)
    for file_name, text in shipped.items():
        path = os.path.join(folder, file_name)
        if arguments:
            wrong += _stale(path, text)
        elif _read(path) != text:
            _write(path, text)
            sys.stdout.write(f"composed {path}\n")
    if arguments:
        wrong += [line for name in composed for line in _refused(name, composed[name].text)]
    sys.stderr.writelines(f"{line}\n" for line in wrong)
    return 1 if wrong else 0


def _files(folder: str) -> dict[str, str]:
    """Every file below `folder`, hidden ones aside: path there, with /, → text."""
    return {
        os.path.relpath(path, folder).replace(os.sep, "/"): text
        for parent, _, names in os.walk(folder)
        for path in (os.path.join(parent, name) for name in names if not name.startswith("."))
        if (text := _read(path)) is not None
    }


def _stale(path: str, text: str) -> list[str]:
    if _read(path) == text:
        return []
    return [f"{path} is stale: make tasks"]


def _refused(name: str, text: str) -> list[str]:
    """What jq says of the programs of a composed Task."""
    if shutil.which("jq") is None:
        return []
    lines = []
    for step in yaml.load(text, Loader=yaml.CSafeLoader)["spec"]["steps"]:
        compiling = programs.compiling(programs.found(step["script"]))
        done = subprocess.run(compiling, capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode:
            lines.append(f"{name}, step {step['name']}: {done.stderr.strip()}")
    return lines


def _read(path: str) -> str | None:
    """The text of a file as it stands there; None if there is none."""
    try:
        with open(path, encoding="utf-8", newline="") as file:
            return file.read()
    except FileNotFoundError:
        return None


def _write(path: str, text: str) -> None:
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(text)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.path.dirname(__file__)))
