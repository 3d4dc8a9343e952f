"""The API server, spoken to in JSON: what the tests look at, and what the players play."""

from __future__ import annotations

import http.client
import json
import ssl
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

Object = dict[str, Any]

MERGE_PATCH = "application/merge-patch+json"
APPLY_PATCH = "application/apply-patch+yaml"


class Refused(Exception):
    """An answer of 400 or above: `code`, and `status` as the API server words it."""

    def __init__(self, code: int, status: Object) -> None:
        """Takes the HTTP code and the Status object."""
        super().__init__(f"{code}: {status.get('message', status)}")
        self.code = code
        self.status = status


class Kind(NamedTuple):
    """A kind of object that the API server can list, as its discovery names it."""

    path: str
    resource: str
    kind: str


class Client:
    """Requests as one account, by its token."""

    def __init__(self, port: int, authority: Path, token: str) -> None:
        """Takes the server's port on the loopback, the file with its authority, and a token."""
        self._port = port
        self._trust = ssl.create_default_context(cafile=str(authority))
        self._headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}

    def _open(
        self, method: str, path: str, body: Object | None, kind: str, timeout: float | None
    ) -> tuple[http.client.HTTPSConnection, http.client.HTTPResponse]:
        connection = http.client.HTTPSConnection(
            "127.0.0.1", self._port, context=self._trust, timeout=timeout
        )
        headers: Mapping[str, str] = {**self._headers, "Content-Type": kind}
        connection.request(method, path, None if body is None else json.dumps(body), headers)
        return connection, connection.getresponse()

    def ask(
        self,
        path: str,
        body: Object | None = None,
        *,
        method: str = "",
        kind: str = "application/json",
    ) -> Any:
        """One request: a GET, or a POST where there is a body; gives the answer, parsed.

        Raises:
            Refused: the server said no.
        """
        verb = method or ("GET" if body is None else "POST")
        connection, answer = self._open(verb, path, body, kind, 30)
        try:
            text = answer.read().decode()
        finally:
            connection.close()
        if answer.status >= 400:
            try:
                status = json.loads(text)
            except ValueError:
                status = {"message": text}
            raise Refused(answer.status, status)
        return json.loads(text) if text[:1] in "{[" else text

    def patch(self, path: str, body: Object, kind: str = MERGE_PATCH) -> Any:
        """Changes a part of an object."""
        return self.ask(path, body, method="PATCH", kind=kind)

    def delete(self, path: str, body: Object | None = None) -> Any:
        """Deletes an object, as DeleteOptions `body` says."""
        return self.ask(path, body, method="DELETE")

    def watch(self, path: str) -> Iterator[Object]:
        """Changes to the objects at `path`, for ever: {"type", "object"}."""
        connection, answer = self._open("GET", path, None, "application/json", None)
        try:
            for line in answer:
                yield json.loads(line)
        finally:
            connection.close()

    def kinds(self, *, namespaced: bool) -> list[Kind]:
        """Every kind that can be listed, each in the version that the server prefers."""
        found = []
        groups = self.ask("/apis")["groups"]
        for path in [
            "/api/v1",
            *(f"/apis/{g['preferredVersion']['groupVersion']}" for g in groups),
        ]:
            found += [
                Kind(path, resource["name"], resource["kind"])
                for resource in self.ask(path)["resources"]
                if resource["namespaced"] == namespaced and "list" in resource["verbs"]
            ]
        return found
