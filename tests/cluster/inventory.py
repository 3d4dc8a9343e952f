"""What is in a cluster's namespaces: all objects of all kinds."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    import api

# What every namespace has of itself.
GIVEN = {"ConfigMap/kube-root-ca.crt", "ServiceAccount/default"}
# Events tell what happened and expire; KWOK's kinds are how the tests play what pods do;
# metrics are computed.
LEFT_OUT = {"Event", "Logs", "PodMetrics"}


class Inventory:
    """Lists what there is, and knows the server's kinds."""

    def __init__(self, client: api.Client) -> None:
        """Takes access as somebody who may list everything."""
        self._client = client
        self._kinds = [k for k in client.kinds(namespaced=True) if k.kind not in LEFT_OUT]

    def of(self, namespaces: Iterable[str]) -> list[str]:
        """Every object in `namespaces`, as sorted `namespace/Kind/name`."""
        found = set()
        for namespace in namespaces:
            for kind in self._kinds:
                path = f"{kind.path}/namespaces/{namespace}/{kind.resource}"
                for item in self._client.ask(path)["items"]:
                    name = f"{kind.kind}/{item['metadata']['name']}"
                    if name not in GIVEN:
                        found.add(f"{namespace}/{name}")
        return sorted(found)
