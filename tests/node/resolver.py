"""A resolver for the pods: the Services of the cluster by name, and nothing else.

usage: resolver.py KUBECONFIG   (in the machine; answers on port 53 of its address)
"""

from __future__ import annotations

import json
import socket
import ssl
import struct
import sys
import threading
import time
import urllib.request
from pathlib import Path

ADDRESS = "10.200.0.1"
DOMAIN = "svc.cluster.local"
TYPE_A = 1
NAME_ERROR = 3


class Services:
    """The addresses of the cluster's Services, renewed each second."""

    def __init__(self, kubeconfig: Path) -> None:
        """Takes the file with the server, its certificate and a token."""
        config = json.loads(kubeconfig.read_text())
        cluster = config["clusters"][0]["cluster"]
        self._trust = ssl.create_default_context(cafile=cluster["certificate-authority"])
        token = config["users"][0]["user"]["token"]
        self._request = urllib.request.Request(
            f"{cluster['server']}/api/v1/services", headers={"Authorization": f"Bearer {token}"}
        )
        self.addresses: dict[str, str] = {}
        threading.Thread(target=self._renew, daemon=True).start()

    def _renew(self) -> None:
        while True:
            try:
                with urllib.request.urlopen(self._request, context=self._trust, timeout=5) as answer:
                    items = json.load(answer)["items"]
            except OSError:
                items = None  # the API server has moments; what was known goes on to be true
            if items is not None:
                self.addresses = {
                    f"{item['metadata']['name']}.{item['metadata']['namespace']}.{DOMAIN}": item[
                        "spec"
                    ]["clusterIP"]
                    for item in items
                    if item["spec"].get("clusterIP", "None") != "None"
                }
            time.sleep(1)


def answer(query: bytes, addresses: dict[str, str]) -> bytes:
    """The answer to a DNS query with one question: an A record, none, or "no such name"."""
    labels, at = [], 12
    while query[at]:
        labels.append(query[at + 1 : at + 1 + query[at]].decode("ascii", "replace").lower())
        at += 1 + query[at]
    (kind,) = struct.unpack_from("!H", query, at + 1)
    question = query[12 : at + 5]
    address = addresses.get(".".join(labels))
    records = 1 if address and kind == TYPE_A else 0
    # An answer with authority, recursion available, and the code.
    flags = 0x8580 | (0 if address else NAME_ERROR)
    reply = query[:2] + struct.pack("!HHHHH", flags, 1, records, 0, 0) + question
    if address and records:
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
