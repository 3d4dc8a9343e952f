"""A stand-in for kubectl that plays a cluster in a folder; not a test of Kubernetes' rules.

It knows what the steps ask (create, replace, get, delete, logs), keeps each object in a file
of the folder in FAKE_CLUSTER, and makes every pod ready at once. tests/cluster runs the same
steps against a real API server; this one is for what must be fast, and for what a property
test asks many times. Each call is written to `calls`. It runs a thousand times in the suite, so
it imports nothing that costs more than it does itself (`pathlib`, `typing`).
"""

from __future__ import annotations

import json
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

FOLDER = os.environ["FAKE_CLUSTER"]
KINDS = {"po": "pod", "deploy": "deployment", "cm": "configmap"}


def main(words: list[str]) -> int:
    """Does what `words` say, as far as it knows it; gives the exit code."""
    with open(f"{FOLDER}/calls", "a") as calls:
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
    if plain[0] in read(f"{FOLDER}/broken").split():
        sys.stderr.write(f"error: {plain[0]} is broken\n")
        return 1
    verbs = {"create": create, "replace": replace, "get": get, "delete": delete, "logs": logs}
    return verbs[plain[0]](plain[1:], options)


def read(path: str) -> str:
    """What a file holds."""
    with open(path) as file:
        return file.read()


def path_of(kind: str, namespace: str, name: str) -> str:
    """Where an object is kept."""
    return f"{FOLDER}/{kind.lower()}--{namespace}--{name}.json"


def create(_words: list[str], options: dict[str, str]) -> int:
    """Keeps the object of -f, if there is none of its name."""
    return keep(options, again=False)


def replace(_words: list[str], options: dict[str, str]) -> int:
    """Keeps the object of -f in place of what was there."""
    return keep(options, again=True)


def keep(options: dict[str, str], *, again: bool) -> int:
    """Keeps the object of -f; a pod gets an address, and is ready."""
    source = options["-f"]
    thing = json.loads(sys.stdin.read() if source == "-" else read(source))
    kind, meta = thing["kind"], thing["metadata"]
    path = path_of(kind, meta["namespace"], meta["name"])
    if os.path.exists(path) and not again:
        sys.stderr.write(f'Error from server (AlreadyExists): {kind} "{meta["name"]}" exists\n')
        return 1
    if kind == "Lease":
        before = json.loads(read(path))["metadata"] if os.path.exists(path) else {}
        if before.get("resourceVersion") != meta.get("resourceVersion"):
            sys.stderr.write(f"Error from server (Conflict): {meta['name']}\n")
            return 1
        meta["resourceVersion"] = str(int(meta.get("resourceVersion", "0")) + 1)
    if kind == "Pod":
        thing["status"] = {
            "phase": "Running",
            "podIP": "10.0.0.7",
            "conditions": [{"type": "Ready", "status": "True"}],
        }
    with open(path, "w") as file:
        file.write(json.dumps(thing))
    sys.stdout.write(f"{kind.lower()}/{meta['name']} created\n")
    return 0


def chosen(words: list[str], options: dict[str, str]) -> list[tuple[str, dict[str, Any]]]:
    """The objects that the words and the selectors mean."""
    kinds = [KINDS.get(kind, kind).removesuffix("s") for kind in words[0].split(",")]
    wanted = [part.partition("=") for part in options.get("-l", "").split(",") if part]
    found = []
    for file in sorted(os.listdir(FOLDER)):
        if not file.endswith(".json"):
            continue
        path = f"{FOLDER}/{file}"
        kind, namespace, name = file.removesuffix(".json").split("--", 2)
        thing = json.loads(read(path))
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


def get(words: list[str], options: dict[str, str]) -> int:
    """Prints the objects as JSON or as names."""
    things = [thing for _, thing in chosen(words, options)]
    if len(words) > 1 and not things and "--ignore-not-found" not in options:
        sys.stderr.write(f"Error from server (NotFound): {words[1]}\n")
        return 1
    if options.get("-o") == "json":
        if len(words) == 1:
            sys.stdout.write(json.dumps({"kind": "List", "items": things}))
        elif things:
            sys.stdout.write(json.dumps(things[0]))
    else:
        for thing in things:
            sys.stdout.write(f"{thing['kind'].lower()}/{thing['metadata']['name']}\n")
    return 0


def delete(words: list[str], options: dict[str, str]) -> int:
    """Forgets the objects."""
    if "--raw" in options:
        *_, namespace, kinds, name = options["--raw"].split("/")
        os.unlink(path_of(kinds.removesuffix("s"), namespace, name))
        return 0
    for path, thing in chosen(words, options):
        os.unlink(path)
        sys.stdout.write(f"{thing['kind'].lower()}/{thing['metadata']['name']}\n")
    return 0


def logs(_words: list[str], _options: dict[str, str]) -> int:
    """What a proxy says when its port is subscribed."""
    sys.stdout.write("2026/01/01 00:00:00 socat[1] N listening on AF=2 0.0.0.0:8080\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
