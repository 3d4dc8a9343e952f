"""What the suites with a Kubernetes of their own share: programs, the API server, access to it.

Which addresses it has, and what else runs, is each suite's own.
"""

from __future__ import annotations

import json
import os
import secrets
import subprocess
from pathlib import Path
from typing import NamedTuple

from processes import run

HERE = Path(__file__).parent


class Credentials(NamedTuple):
    """The files by which an API server knows its admin and signs its accounts' tokens."""

    key: Path
    tokens: Path
    token: str
    # The server makes this itself; who trusts it may ask.
    authority: Path


def built(suite: str) -> Path:
    """The folder with what `tests/<suite>/build` builds, built first where its pins changed.

    It is kept in `$INJECT_INTERCEPTS_CACHE`, or `.cache`: it is dear.

    Raises:
        CalledProcessError: something does not build; the script's stderr says what.
    """
    cache = Path(os.environ.get("INJECT_INTERCEPTS_CACHE") or HERE.parent / ".cache")
    target = cache / suite
    subprocess.run([HERE / suite / "build", target], check=True)
    return target


def credentials(folder: Path) -> Credentials:
    """Makes them new, with their files in `folder`."""
    made = Credentials(
        folder / "service-accounts.key",
        folder / "tokens.csv",
        secrets.token_hex(),
        folder / "certificates" / "apiserver.crt",
    )
    run(["openssl", "genpkey", "-quiet", "-algorithm", "RSA", "-out", made.key])
    made.tokens.write_text(f"{made.token},admin,admin,system:masters\n")
    made.tokens.chmod(0o600)
    return made


def flags(of: Credentials) -> tuple[str, ...]:
    """What kube-apiserver is told everywhere."""
    return (
        f"--cert-dir={of.authority.parent}",
        "--service-cluster-ip-range=10.96.0.0/16",
        f"--token-auth-file={of.tokens}",
        # Debian's etcd is older than what this needs; clients then list before they watch.
        "--feature-gates=WatchList=false",
        "--allow-privileged=true",
        "--service-account-issuer=https://kubernetes.default.svc",
        f"--service-account-key-file={of.key}",
        f"--service-account-signing-key-file={of.key}",
        "--kubelet-preferred-address-types=InternalIP",
    )


def kubeconfig(server: str, authority: Path, token: str) -> str:
    """A kubeconfig with one account, as text; `server` is the URL."""
    cluster = {"server": server, "certificate-authority": str(authority)}
    return json.dumps(
        {
            "apiVersion": "v1",
            "kind": "Config",
            "current-context": "test",
            "contexts": [{"name": "test", "context": {"cluster": "test", "user": "test"}}],
            "clusters": [{"name": "test", "cluster": cluster}],
            "users": [{"name": "test", "user": {"token": token}}],
        }
    )
