"""Writes telepresence-client.json: what the Telepresence client takes, asked of its own code.

usage: record_telepresence.py FOLDER   (with `commandline`, which telepresence/build makes)
"""

from __future__ import annotations

import json
import random
import string
import subprocess
import sys
from pathlib import Path
from typing import Any

TARGET = Path(__file__).with_name("telepresence-client.json")
COMMANDS = ["connect", "intercept", "leave", "list", "quit", "status", "version"]
# One for each way in which a command line can be wrong.
WRONG = [
    ["intercept", "web", "--http-match", "a: b"],
    ["connect", "--no-such-flag"],
    ["connect", "-x"],
    ["intercept"],
    ["intercept", "web", "--port"],
    ["leave"],
    ["leave", "web", "cart"],
    ["list", "web"],
    ["quit", "now"],
    ["no-such-command"],
]
INTERCEPT = ["intercept", "web-pr", "--workload", "web", "--port", "8080:80", "--mount=false"]
VISIBLE = [chr(code) for code in range(0x21, 0x7F) if chr(code) != "$"]
TOKENS = string.ascii_letters + string.digits + "!#%&'*+-.^_`|~"
HEADERS = [
    ("x-dev-session", "pr-42"),
    ("x-dev-session", "pr.42"),
    ("X-Dev-Session", 'a,b"c'),
    ("x", "a:b=c"),
    ("x", r"\d+[a-z]|^.*"),
    ("x", "(unclosed["),
]


class Client:
    """The client's own code, asked a line of JSON at a time: see telepresence/commandline."""

    def __init__(self, program: Path) -> None:
        self._process = subprocess.Popen(
            [program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, **question: Any) -> dict[str, Any]:
        """The answer to one question."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(json.dumps(question), file=self._process.stdin, flush=True)
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer


def quoted(item: str) -> str:
    """One item of a list flag, as in CSV."""
    return '"' + item.replace('"', '""') + '"' if set(item) & set(',"') else item


def filters(client: Client) -> list[list[Any]]:
    """Values of --http-header: what the client makes of each, and which requests match that."""
    draw = random.Random(42)  # noqa: S311  # the same rows each time
    headers = HEADERS + [
        (
            "".join(draw.choices(TOKENS, k=draw.randint(1, 9))),
            "".join(draw.choices(VISIBLE, k=draw.randint(1, 9))),
        )
        for _ in range(60)
    ]
    rows = []
    for name, value in headers:
        exact = "".join(c if c.isalnum() else f"\\x{ord(c):02X}" for c in value)
        for text in (value, f"^{exact}$"):
            flag = quoted(f"{name}:{text}")
            answer = client.ask(args=[*INTERCEPT, "--http-header", flag])
            assert answer["error"] == "", (flag, answer)
            tried = [
                (name, value),
                (name.swapcase(), value),
                *((name, near) for near in (f"{value}1", f"1{value}", value.swapcase(), "")),
                (f"{name}1", value),
            ]
            matches = [
                [*header, matched(client, answer["headers"], header)]
                for header in dict.fromkeys(tried)
            ]
            rows.append([flag, answer["headers"], matches])
    return rows


def matched(client: Client, headers: dict[str, str], request: tuple[str, str]) -> bool:
    """Whether the cluster's side would send a request with that header to the client."""
    answer = client.ask(headers=headers, request={request[0]: [request[1]]})
    return bool(answer.get("matches"))


def main(folder: str) -> None:
    """Writes the file: an entry of each list on a line."""
    client = Client(Path(folder, "commandline"))
    described = client.ask(describe=COMMANDS)
    entries: dict[str, list[Any]] = {
        "wrong": [{"args": args, "error": client.ask(args=args)["error"]} for args in WRONG],
        "intercepts": [{"args": INTERCEPT, "means": client.ask(args=INTERCEPT)}],
        "filters": filters(client),
    }
    lists = [
        f'  "{name}": [\n    ' + ",\n    ".join(json.dumps(row) for row in rows) + "\n  ]"
        for name, rows in entries.items()
    ]
    commands = ",\n    ".join(
        f'"{name}": {json.dumps(command)}' for name, command in described["commands"].items()
    )
    TARGET.write_text(
        f'{{\n  "version": "{described["version"]}",\n  "commands": {{\n    {commands}\n  }},\n'
        + ",\n".join(lists)
        + "\n}\n"
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
