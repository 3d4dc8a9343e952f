"""A resolver for the pods: the Services of the cluster by name, and nothing else.

usage: resolver.py KUBECONFIG   (in the machine; answers on port 53 of its address)
"""

from __future__ import annotations

import contextlib
import json
import socket
import ssl
import struct
import sys
import threading
import time
import urllib.request
from pathlib import Path
from typing import Any

ADDRESS = "10.200.0.1"
DOMAIN = "svc.cluster.local"
TYPE_A = 1
NAME_ERROR = 3


class Services:
    """The addresses of the cluster's Services by name, renewed each second.

    Those of a Service without an address of its own are those of its ready pods.
    """

    def __init__(self, kubeconfig: Path) -> None:
        """Takes the file with the server, its certificate and a token."""
        config = json.loads(kubeconfig.read_text())
        cluster = config["clusters"][0]["cluster"]
        self._server = cluster["server"]
        self._trust = ssl.create_default_context(cafile=cluster["certificate-authority"])
        self._headers = {"Authorization": f"Bearer {config['users'][0]['user']['token']}"}
        self.addresses: dict[str, list[str]] = {}
        threading.Thread(target=self._renew, daemon=True).start()

    def _list(self, path: str) -> list[dict[str, Any]]:
        request = urllib.request.Request(self._server + path, headers=self._headers)  # noqa: S310
        with urllib.request.urlopen(request, context=self._trust, timeout=5) as answer:  # noqa: S310
            items: list[dict[str, Any]] = json.load(answer)["items"]
        return items

    def _renew(self) -> None:
        while True:
            # The API server has bad moments; what was known goes on to be true.
            with contextlib.suppress(OSError):
                self.addresses = self._found()
            time.sleep(1)

    def _found(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for endpoints in self._list("/apis/discovery.k8s.io/v1/endpointslices"):
            name = endpoints["metadata"]["labels"]["kubernetes.io/service-name"]
            found.setdefault(f"{name}.{endpoints['metadata']['namespace']}.{DOMAIN}", []).extend(
                endpoint["addresses"][0]
                for endpoint in endpoints["endpoints"] or []
                if endpoint["conditions"].get("ready")
            )
        for service in self._list("/api/v1/services"):
            metadata, address = service["metadata"], service["spec"].get("clusterIP", "None")
            if address != "None":
                found[f"{metadata['name']}.{metadata['namespace']}.{DOMAIN}"] = [address]
        return found


def answer(query: bytes, known: dict[str, list[str]]) -> bytes:
    """The answer to a DNS query with one question: A records, none, or "no such name"."""
    labels, at = [], 12
    while query[at]:
        labels.append(query[at + 1 : at + 1 + query[at]].decode("ascii", "replace").lower())
        at += 1 + query[at]
    (kind,) = struct.unpack_from("!H", query, at + 1)
    question = query[12 : at + 5]
    addresses = known.get(".".join(labels))
    records = addresses if addresses and kind == TYPE_A else []
    # An answer with authority, recursion available, and the code.
    flags = 0x8580 | (NAME_ERROR if addresses is None else 0)
    reply = query[:2] + struct.pack("!HHHHH", flags, 1, len(records), 0, 0) + question
    for address in records:
        # The name is that of the question, the class IN, for one second, four bytes.
        reply += struct.pack("!HHHIH", 0xC00C, TYPE_A, 1, 1, 4) + socket.inet_aton(address)
    return reply


def main() -> None:
    """Answers for ever."""
    services = Services(Path(sys.argv[1]))
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind((ADDRESS, 53))
    while True:
        query, client = server.recvfrom(4096)
        server.sendto(answer(query, services.addresses), client)


if __name__ == "__main__":
    main()
