"""The jq programs in the scripts of a composed Task, for jq to compile."""

from __future__ import annotations

import re

from krm_fn.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

# jq, its options with their values (quoted ones in double quotes), and the program in single
# quotes. What has no quotes is a plain path, `jq -r .run "$plan"`.
_JQ = re.compile(r"""\bjq (?P<options>(?:[^'"\n()|;<>&#]|\\\n|"[^"\n]*")*)'(?P<text>[^']*)'""")
_VARIABLE = re.compile(r"--(?:arg|argjson|slurpfile) (\w+)")


class Program(Frozen):
    """A jq program, and the names of the variables that its command line sets."""

    text: str
    variables: frozenset[str]


def found(script: str) -> list[Program]:
    """The programs in quotes of a shell script, in their order."""
    return [
        Program(match["text"], frozenset(_VARIABLE.findall(match["options"])))
        for match in _JQ.finditer(script)
    ]


def compiling(programs: Iterable[Program]) -> list[str]:
    """The command by which jq compiles programs, and runs nothing of them.

    One for all: jq needs longer to start than to compile.
    """
    options = ["--argjson", "unset", "null"]
    texts = ["empty"]
    for program in programs:
        # Each has its own variables: one that only another has is an error.
        bound = "".join(f"$unset as ${name} | " for name in sorted(program.variables))
        texts.append(f"({bound}{program.text}\n)")
    return ["jq", "-n", *options, " | ".join(texts)]
