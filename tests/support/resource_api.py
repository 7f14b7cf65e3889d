"""A client of the REST API for resources, over a socket."""

from __future__ import annotations

import http.client
import json
import urllib.parse
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

ROOT = "/api/v2"
HEADERS = {"Accept": "application/json", "Content-Type": "application/json", "User-Agent": "tests/1.0"}


@dataclass(frozen=True)
class ResourceAnswer:
    """What was answered."""

    status: int
    document: Any

    @property
    def refusal(self) -> tuple[int, str]:
        """Status and code of a refusal."""
        return self.status, self.document["code"]


class ResourceApi:
    """One connection."""

    def __init__(self, url: str, authorization: str = "Bearer any") -> None:
        parts = urllib.parse.urlsplit(url)
        assert parts.hostname is not None
        self._connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=120)
        self._authorization = authorization

    def call(self, method: str, path: str, document: Any = None, **headers: str) -> ResourceAnswer:
        """Any request; the names of headers are given with `_` for `-`."""
        content = None if document is None else json.dumps(document).encode()
        sent = {**HEADERS, "Authorization": self._authorization}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        self._connection.request(method, ROOT + urllib.parse.quote(path, safe="/?=&:%*+,"), content, sent)
        response = self._connection.getresponse()
        return ResourceAnswer(response.status, json.loads(response.read() or "null"))

    def get(self, path: str, **parameters: object) -> Any:
        """What is fetched or listed."""
        return self._good(self.call("GET", path + _query(parameters)))

    def create(self, path: str, /, **document: Any) -> str:
        """POST a resource; the status that is told."""
        return str(self._good(self.call("POST", path, document))["status"])

    def define(self, path: str, **document: Any) -> str:
        """PUT a resource; the status that is told."""
        return str(self._good(self.call("PUT", path, document))["status"])

    def act(self, path: str, **document: Any) -> str:
        """POST an action; the status that is told."""
        return str(self._good(self.call("POST", path, document or None))["status"])

    def drop(self, path: str, **parameters: object) -> str:
        """DELETE a resource; the status that is told."""
        return str(self._good(self.call("DELETE", path + _query(parameters)))["status"])

    def names(self, path: str, **parameters: object) -> list[str]:
        """The names in a listing."""
        return [item["name"] for item in self.get(path, **parameters)]

    @staticmethod
    def _good(answer: ResourceAnswer) -> Any:
        assert answer.status == 200, answer.document
        return answer.document

    def close(self) -> None:
        """End the connection."""
        self._connection.close()


def _query(parameters: dict[str, object]) -> str:
    return "?" + urllib.parse.urlencode(parameters) if parameters else ""


@contextmanager
def resource_api(url: str, authorization: str = "Bearer any") -> Iterator[ResourceApi]:
    """A connection, closed at the end."""
    with closing(ResourceApi(url, authorization)) as found:
        yield found
