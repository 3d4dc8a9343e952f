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


def main(arguments: list[str]) -> int:
    """Checks or, with `--write` in `arguments`, corrects each file; gives the exit code."""
    stale = False
    for name in catalogue.NAMES:
        old = catalogue.text(name)
        # Safe here: a test keeps the files free of scalars that YAML 1.1 reads differently.
        digest = catalogue.content_hash(yaml.safe_load(old)["spec"])
        new = re.sub(rf"(?m)(?<={re.escape(catalogue.HASH_ANNOTATION)}: ).*$", digest, old, count=1)
        print(f"{digest}  {name}")
        if new == old:
            continue
        if "--write" in arguments:
            path = os.path.join(os.path.dirname(__file__), f"{name}.yaml")
            with open(path, "w", encoding="utf-8", newline="") as file:
                file.write(new)
        else:
            stale = True
            print(f"{name}.yaml has another hash: run it with --write", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
