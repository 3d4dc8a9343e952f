"""A stand-in for kubectl that plays a cluster in a folder; not a test of Kubernetes' rules.

It knows what the steps ask (create, replace, get, delete, logs), keeps each object in a file
of the folder, and makes every pod ready at once. tests/cluster runs the same steps against a real
API server; this one is for what must be fast, and for what a property test asks many times. Each
call is written to `calls`. The suite calls it some thousand times, and a Python that starts costs
35 ms: so what answers stays in the tests' process, and what the steps find in their PATH is a few
lines of bash that ask it (3 ms).
"""

from __future__ import annotations

import functools
import io
import json
import shutil
import socketserver
import threading
import traceback
from pathlib import Path
from typing import Any

KINDS = {"po": "pod", "deploy": "deployment", "cm": "configmap"}
READY = "2026-01-01T00:00:07Z"
# Words, and stdin where an object comes by it, each ended by NUL; so is the answer.
CLIENT = """#!{bash}
exec 3<>/dev/tcp/127.0.0.1/{port}
[[ " $* " != *" -f - "* ]] || IFS= read -r -d '' object
printf '%s\\0' {folder!r} "$#" "$@" "$object" >&3
IFS= read -r -d '' -u 3 code
IFS= read -r -d '' -u 3 out
IFS= read -r -d '' -u 3 err
printf '%s' "$out"
printf '%s' "$err" >&2
exit "$code"
"""


def install(path: Path, cluster: Path) -> None:
    """Makes `path` a program that plays the cluster kept in the folder `cluster`."""
    path.write_text(CLIENT.format(bash=shutil.which("bash"), port=_port(), folder=str(cluster)))
    path.chmod(0o755)


@functools.cache
def _port() -> int:
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Call)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return int(server.server_address[1])


class Call(socketserver.StreamRequestHandler):
    """One call of kubectl."""

    def handle(self) -> None:
        """Reads the words, does what they say, answers with exit code, stdout and stderr."""
        folder, count = self._word(), int(self._word())
        words = [self._word() for _ in range(count)]
        kubectl = Kubectl(Path(folder), self._word())
        try:
            code = kubectl.main(words)
        except (KeyError, ValueError, OSError):  # What it does not know, the test is told.
            code = 70
            kubectl.stderr.write(traceback.format_exc())
        parts = str(code), kubectl.stdout.getvalue(), kubectl.stderr.getvalue()
        self.wfile.write("".join(f"{part}\0" for part in parts).encode())

    def _word(self) -> str:
        word = bytearray()
        while (byte := self.rfile.read(1)) not in (b"\0", b""):
            word += byte
        return word.decode()


class Kubectl:
    """What one call does to the cluster in a folder, and what it says."""

    def __init__(self, folder: Path, stdin: str) -> None:
        self.folder = folder
        self.stdin = stdin
        self.stdout = io.StringIO()
        self.stderr = io.StringIO()

    def main(self, words: list[str]) -> int:
        """Does what `words` say, as far as it knows it; gives the exit code."""
        with (self.folder / "calls").open("a") as calls:
            calls.write(json.dumps(words) + "\n")
        options: dict[str, str] = {}
        plain = []
        rest = iter(words)
        for word in rest:
            if word in {"-n", "-o", "-l", "-f", "--raw", "--field-selector"}:
                options[word] = next(rest)
            elif word.startswith("-"):
                name, _, value = word.partition("=")
                options[name] = value
            else:
                plain.append(word)
        if plain[0] in (self.folder / "broken").read_text().split():
            return self._fails(f"error: {plain[0]} is broken")
        verbs = {
            "create": self.create,
            "replace": self.replace,
            "get": self.get,
            "delete": self.delete,
            "logs": self.logs,
        }
        return verbs[plain[0]](plain[1:], options)

    def create(self, _words: list[str], options: dict[str, str]) -> int:
        """Keeps the object of -f, if there is none of its name."""
        return self.keep(options, again=False)

    def replace(self, _words: list[str], options: dict[str, str]) -> int:
        """Keeps the object of -f in place of what was there."""
        return self.keep(options, again=True)

    def keep(self, options: dict[str, str], *, again: bool) -> int:
        """Keeps the object of -f; a pod gets an address, and is ready."""
        source = options["-f"]
        thing = json.loads(self.stdin if source == "-" else Path(source).read_text())
        kind, meta = thing["kind"], thing["metadata"]
        if "--dry-run" in options:
            return self._fails(self._refusal()) if self._refusal() else 0
        path = self.path_of(kind, meta["namespace"], meta["name"])
        if path.exists() and not again:
            said = f'Error from server (AlreadyExists): {kind} "{meta["name"]}" exists'
            return self._fails(said)
        if kind == "Lease":
            before = json.loads(path.read_text())["metadata"] if path.exists() else {}
            if before.get("resourceVersion") != meta.get("resourceVersion"):
                return self._fails(f"Error from server (Conflict): {meta['name']}")
            meta["resourceVersion"] = str(int(meta.get("resourceVersion", "0")) + 1)
        if kind == "Pod":
            meta["uid"] = f"uid-of-{meta['name']}"
            thing["status"] = {
                "phase": "Running",
                "podIP": "10.0.0.7",
                "conditions": [{"type": "Ready", "status": "True", "lastTransitionTime": READY}],
                "containerStatuses": [
                    {"name": container["name"], "ready": True, "restartCount": 0}
                    for container in thing["spec"]["containers"]
                ],
            }
        path.write_text(json.dumps(thing))
        self.stdout.write(f"{kind.lower()}/{meta['name']} created\n")
        return 0

    def chosen(
        self, words: list[str], options: dict[str, str]
    ) -> list[tuple[Path, dict[str, Any]]]:
        """The objects that the words and the selectors mean."""
        kinds = [KINDS.get(kind, kind).removesuffix("s") for kind in words[0].split(",")]
        wanted = [part.partition("=") for part in options.get("-l", "").split(",") if part]
        found = []
        for path in sorted(self.folder.glob("*.json")):
            kind, namespace, name = path.stem.split("--", 2)
            thing = json.loads(path.read_text())
            labels = thing["metadata"].get("labels", {})
            if kind not in kinds or namespace != options.get("-n"):
                continue
            if words[1:] and name not in words[1:]:
                continue
            if options.get("--field-selector") == f"metadata.name!={name}":
                continue
            if all(key in labels and value in ("", labels[key]) for key, _, value in wanted):
                found.append((path, thing))
        return found

    def get(self, words: list[str], options: dict[str, str]) -> int:
        """Prints the objects as JSON or as names."""
        words = words[0].split("/") + words[1:]
        things = [thing for _, thing in self.chosen(words, options)]
        if len(words) > 1 and not things and "--ignore-not-found" not in options:
            return self._fails(f"Error from server (NotFound): {words[1]}")
        if options.get("-o") == "json":
            if len(words) == 1:
                self.stdout.write(json.dumps({"kind": "List", "items": things}))
            elif things:
                self.stdout.write(json.dumps(things[0]))
        else:
            for thing in things:
                self.stdout.write(f"{thing['kind'].lower()}/{thing['metadata']['name']}\n")
        return 0

    def delete(self, words: list[str], options: dict[str, str]) -> int:
        """Forgets the objects."""
        if "--raw" in options:
            *_, namespace, kinds, name = options["--raw"].split("/")
            self.path_of(kinds.removesuffix("s"), namespace, name).unlink()
            return 0
        for path, thing in self.chosen(words, options):
            path.unlink()
            self.stdout.write(f"{thing['kind'].lower()}/{thing['metadata']['name']}\n")
        return 0

    def logs(self, words: list[str], options: dict[str, str]) -> int:
        """What a proxy says when its port is subscribed, and what a test lets a pod say."""
        self.stdout.write("2026/01/01 00:00:00 socat[1] N listening on AF=2 0.0.0.0:8080\n")
        said = self.folder / f"said--{options['-n']}--{(words or ['all'])[0]}"
        self.stdout.write(said.read_text() if said.exists() else "")
        return 0

    def path_of(self, kind: str, namespace: str, name: str) -> Path:
        """Where an object is kept."""
        return self.folder / f"{kind.lower()}--{namespace}--{name}.json"

    def _refusal(self) -> str:
        path = self.folder / "dry-run-refused"
        return path.read_text() if path.exists() else ""

    def _fails(self, said: str) -> int:
        self.stderr.write(f"{said}\n")
        return 1
