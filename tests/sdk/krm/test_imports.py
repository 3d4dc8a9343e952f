"""The SDK costs a run no more than it needs."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import io, sys
import yaml
before = set(sys.modules)
import krm_fn
text = b"kind: ResourceList\\nitems:\\n- a: [b, 'c']\\n  d: |\\n    e\\n"
assert krm_fn.run(lambda resources: None, io.BytesIO(text), io.BytesIO()) == 0
print(*sorted(name for name in set(sys.modules) - before if name.partition(".")[0] != "krm_fn"))
"""


def test_a_run_with_nothing_to_do_imports_nothing_but_typing() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True
    )

    new = {name for name in done.stdout.split() if not name.startswith("_")}
    # `warnings` and `contextlib` come with `typing`.
    assert new <= {"typing", "typing.io", "typing.re", "warnings", "contextlib", "bisect"}
