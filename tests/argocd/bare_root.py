"""A root like the repo-server's, as far as it goes: kustomize, the plugin, and no Python."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import argo

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_LIBRARY = re.compile(r"(/\S+\.so\S*) \(0x")


def make(root: Path, built: Path, kustomize: Path, plugin_home: Path) -> Path:
    """Fill the folder: programs in /bin, the plugin home in /kustomize-plugins, libraries."""
    for folder in ("bin", "dev", "repository", "tmp"):
        (root / folder).mkdir(parents=True)
    (root / "tmp").chmod(0o1777)
    os.mknod(root / "dev" / "null", 0o020666, os.makedev(1, 3))
    (root / "dev" / "null").chmod(0o666)
    shutil.copy(built, root / "bin" / "argocd")
    shutil.copy(kustomize, root / "bin")
    shutil.copytree(plugin_home, root / "kustomize-plugins", symlinks=True)
    own = [*plugin_home.rglob("inject-intercepts"), *plugin_home.rglob("*.so*")]
    for library in _libraries([kustomize, *own]) - {str(path) for path in own}:
        target = root / library.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(os.path.realpath(library), target)
    return root


def _libraries(programs: Iterable[Path]) -> set[str]:
    """What the loader takes from the system for these; what is in the folder is found there."""
    found: set[str] = set()
    for program in programs:
        done = subprocess.run(["ldd", program], capture_output=True, text=True, check=False)
        found |= {*_LIBRARY.findall(done.stdout)}
    return found


def argocd(root: Path) -> argo.ArgoCD:
    """Argo CD's code in there, as user 999."""
    script = root.parent / "argocd-in-root"
    script.write_text(
        f'#!/bin/sh\nexec chroot --userspec=999:999 {root} /bin/argocd "$@"\n', encoding="utf-8"
    )
    script.chmod(0o755)
    environment = {"PATH": "/usr/sbin:/usr/bin:/bin", "KUSTOMIZE_PLUGIN_HOME": "/kustomize-plugins"}
    return argo.ArgoCD(script, environment)
