"""Makes the images of the node's pods, without an engine: one archive, as containerd imports it.

usage: images.py FOLDER   (what the script `build` built; the archive goes there, too)

All images have Debian's smallest system with BusyBox, curl, jq, netcat and socat as their first
layer, and the programs that they are named after in a second one.
"""

from __future__ import annotations

import hashlib
import io
import json
import sys
import tarfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PATH = "PATH=/ko-app:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
# Tekton's images run as this user, and have their programs here.
TEKTON_USER = "65532"
TEKTON = ("controller", "entrypoint", "nop", "webhook", "workingdirinit")
# As released: the client may listen on low ports without being root.
MAY_BIND = bytes.fromhex("0100000200040000000000000000000000000000")
# mirrord does not build from registries of packages.
MIRRORD = str(Path(__file__).with_name("mirrord"))


@dataclass(frozen=True)
class Image:
    """An image: its name, where which program goes, links, and its configuration.

    Programs are those of the folder, or files by their whole path.
    """

    name: str
    programs: dict[str, str] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    config: dict[str, Any] = field(default_factory=dict)


def images() -> list[Image]:
    """What the node's pods run."""
    found = [
        Image("node.test/pause:1", config={"Cmd": ["sleep", "infinity"]}),
        # The default of the Tasks' kubectl-image, and what the team's own Tasks run in.
        Image("docker.io/alpine/k8s:1.32.4", {"/usr/local/bin/kubectl": "kubectl"}),
        Image(
            "localhost:5001/tekton-dag-build-mirrord:latest", {"/usr/local/bin/mirrord": MIRRORD}
        ),
        Image(
            "ghcr.io/telepresenceio/tel2:2.31.2",
            {"/usr/local/bin/traffic": "traffic"},
            config={"Entrypoint": ["traffic"]},
        ),
        Image(
            "ghcr.io/telepresenceio/telepresence:2.31.2",
            {"/usr/local/bin/telepresence": "telepresence"},
            # As the released one has it.
            {"/usr/bin/sh": "busybox"},
            {"Entrypoint": ["telepresence"]},
        ),
    ]
    found += [
        Image(
            f"node.test/tekton/{name}:1",
            {f"/ko-app/{name}": name},
            config={"Entrypoint": [f"/ko-app/{name}"], "User": TEKTON_USER},
        )
        for name in TEKTON
    ]
    # The build that everybody has, and those of two pull requests; each says which it is.
    for tag, says in (("main", "old"), ("pr-42", "new-42"), ("pr-43", "new-43")):
        for registry, env in (("node.test", []), ("node.test/h2c", ["H2C=yes"])):
            serve = {"Cmd": ["/usr/local/bin/app", "serve", says], "Env": env}
            name = f"{registry}/app:{tag}"
            found.append(Image(name, {"/usr/local/bin/app": "app"}, config=serve))
    return found


def make(folder: Path) -> None:
    """Writes `images.tar`, of the programs in `folder` and its `root.tar`."""
    root = folder / "root.tar"
    manifest = []
    with tarfile.open(folder / "images.tar", "w") as archive:
        _add(archive, "root.tar", root.read_bytes())
        for number, image in enumerate(images()):
            layer = _layer(image, folder)
            config = {**image.config, "Env": [PATH, *image.config.get("Env", [])]}
            digests = [_digest(root.read_bytes()), _digest(layer)]
            described = {
                "architecture": "amd64",
                "os": "linux",
                "config": config,
                "rootfs": {"type": "layers", "diff_ids": digests},
            }
            text = json.dumps(described).encode()
            _add(archive, f"{number}.tar", layer)
            _add(archive, f"{number}.json", text)
            manifest.append(
                {
                    "Config": f"{number}.json",
                    "RepoTags": [image.name],
                    "Layers": ["root.tar", f"{number}.tar"],
                }
            )
        _add(archive, "manifest.json", json.dumps(manifest).encode())


def _layer(image: Image, folder: Path) -> bytes:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w", format=tarfile.PAX_FORMAT) as layer:
        for path, program in sorted(image.programs.items()):
            content = (folder / program).read_bytes()
            entry = tarfile.TarInfo(path.lstrip("/"))
            entry.size, entry.mode = len(content), 0o755
            if program == "telepresence":
                capability = MAY_BIND.decode("utf-8", "surrogateescape")
                entry.pax_headers = {"SCHILY.xattr.security.capability": capability}
            layer.addfile(entry, io.BytesIO(content))
        for path, target in sorted(image.links.items()):
            entry = tarfile.TarInfo(path.lstrip("/"))
            entry.type, entry.linkname = tarfile.SYMTYPE, target
            layer.addfile(entry)
    return data.getvalue()


def _digest(content: bytes) -> str:
    return "sha256:" + hashlib.sha256(content).hexdigest()


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    archive.addfile(entry, io.BytesIO(content))


if __name__ == "__main__":
    make(Path(sys.argv[1]))
