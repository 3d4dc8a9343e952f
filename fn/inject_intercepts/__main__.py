"""The way in: a KRM function without arguments, an exec plugin of kustomize, or a command line."""

from __future__ import annotations

import gc
import os
import sys

import krm_fn as krm
from inject_intercepts import function


def main() -> int:
    """Run the program by how it is called; the exit code."""
    # A run is over before there is garbage worth collecting: looking for it took a tenth of it.
    gc.disable()
    arguments = sys.argv[1:]
    if not arguments:
        return krm.run(function.process)
    # kustomize's older protocol: the config as a file, and a variable in the environment.
    if krm.EXEC_PLUGIN_VARIABLE in os.environ and _is_config(arguments):
        return krm.run_exec_plugin(function.process, arguments[0])
    from inject_intercepts import cli

    return cli.main(arguments)


def _is_config(arguments: list[str]) -> bool:
    return len(arguments) == 1 and os.path.isfile(arguments[0])


if __name__ == "__main__":
    sys.exit(main())
