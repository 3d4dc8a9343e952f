"""Prints the content hash of each Task, or with `--write` puts it into the files.

    python -m inject_intercepts.catalogue [--write]

For people who edit a Task. Exits 1 if a file's hash is not that of its spec.
"""

from __future__ import annotations

import os.path
import re
import sys

import yaml

from inject_intercepts import catalogue


def main(arguments: list[str], folder: str) -> int:
    """Checks or, with `--write` in `arguments`, corrects the files in `folder`.

    Gives the exit code. Safe with PyYAML's YAML 1.1: a test keeps the files free of scalars
    that it reads in a way of its own.
    """
    stale = False
    for name in catalogue.NAMES:
        path = os.path.join(folder, f"{name}.yaml")
        with open(path, encoding="utf-8", newline="") as file:
            old = file.read()
        digest = catalogue.content_hash(yaml.safe_load(old)["spec"])
        new = re.sub(rf"(?m)(?<={re.escape(catalogue.HASH_ANNOTATION)}: ).*$", digest, old, count=1)
        sys.stdout.write(f"{digest}  {name}\n")
        if new == old:
            continue
        if "--write" in arguments:
            with open(path, "w", encoding="utf-8", newline="") as file:
                file.write(new)
        else:
            stale = True
            sys.stderr.write(f"{path} has another hash: run this with --write\n")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.path.dirname(__file__)))
