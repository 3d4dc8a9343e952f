"""What the Telepresence client takes, as `make record` wrote it down from the client's own code.

The client itself takes minutes to build, and what it takes changes with its version alone: so it
is asked once for each version, and the tests read the answers. `tests/node`, which has the client,
asks it again.
"""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import Any, NamedTuple

from inject_intercepts import catalogue

RECORD: dict[str, Any] = json.loads(
    (Path(__file__).parent / "recorded" / "telepresence-client.json").read_text(encoding="utf-8")
)


class Call(NamedTuple):
    """A command line: its command, the arguments of that, and flags (a repeated one: its last)."""

    command: str
    arguments: list[str]
    flags: dict[str, str]


class Misunderstood(Exception):
    """The client would refuse the command line."""


def read(args: list[str]) -> Call:
    """Reads a command line as the client does.

    Raises:
        Misunderstood: unknown command or flag, a flag without its value, too many arguments.
    """
    command, *rest = args
    if command not in RECORD["commands"]:
        message = f"unknown command: {command}"
        raise Misunderstood(message)
    described = RECORD["commands"][command]
    call = Call(command, [], {})
    words = iter(rest)
    for word in words:
        if word == "--":
            call.arguments.extend(words)
        elif word.startswith("-") and word != "-":
            name, equals, value = word.partition("=")
            if name not in described["flags"]:
                message = f"unknown flag: {name}"
                raise Misunderstood(message)
            if described["flags"][name] and not equals:
                value = next(words, "")
                if not value:
                    message = f"flag needs an argument: {name}"
                    raise Misunderstood(message)
            call.flags[name] = value
        else:
            call.arguments.append(word)
    if len(call.arguments) not in described["arguments"]:
        message = f"{command} takes {described['arguments']} arguments, got {call.arguments}"
        raise Misunderstood(message)
    return call


def lines_of_the_task() -> list[list[str]]:
    """Every command line of the client's script, of its probe, and of what ends it.

    Their variables stand in them by name.
    """
    text = re.sub(r"\\\n\s*", "", catalogue.text("deploy-stack-intercepts")).replace('\\"', '"')
    verbs = "|".join(RECORD["commands"])
    lines = re.findall(rf"\btelepresence ((?:{verbs})\b[^|&;>\]\n]*)", text)
    # A call at the end of a string of the pod has that string's quote.
    whole = [line.strip()[:-1] if line.count('"') % 2 else line for line in lines]
    return [shlex.split(line) for line in whole]
