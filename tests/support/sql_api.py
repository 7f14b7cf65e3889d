"""A client of the SQL API over a socket."""

from __future__ import annotations

import gzip
import http.client
import json
import re
import time
import urllib.parse
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

STATEMENTS = "/api/v2/statements"
ANY_TOKEN = "any"
HEADERS = {
    "Accept": "application/json",
    "Content-Type": "application/json",
    "User-Agent": "tests/1.0",
}
_LINK = re.compile(r'<([^>]+)>; rel="(\w+)"')


@dataclass(frozen=True)
class SqlApiAnswer:
    """What was answered; the names of headers are in lower case."""

    status: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def document(self) -> dict[str, Any]:
        """The body as a JSON object, unzipped."""
        zipped = self.headers.get("content-encoding") == "gzip"
        found: dict[str, Any] = json.loads(gzip.decompress(self.content) if zipped else self.content)
        return found

    @property
    def data(self) -> list[list[str | None]]:
        """The rows."""
        assert self.status == 200, self.content
        rows: list[list[str | None]] = self.document["data"]
        return rows

    @property
    def handle(self) -> str:
        """The statement's handle."""
        return str(self.document["statementHandle"])

    @property
    def refusal(self) -> tuple[int, str]:
        """Status and code of a refusal."""
        return self.status, self.document["code"]

    @property
    def links(self) -> dict[str, str]:
        """The links by relation."""
        return {name: url for url, name in _LINK.findall(self.headers["link"])}


class SqlApi:
    """One connection."""

    def __init__(self, url: str, token: str = ANY_TOKEN) -> None:
        parts = urllib.parse.urlsplit(url)
        assert parts.hostname is not None
        self._connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=120)
        self.headers = {**HEADERS, "Authorization": f"Bearer {token}"}

    def call(
        self, method: str, path: str, content: bytes | None = None, headers: Mapping[str, str | None] | None = None
    ) -> SqlApiAnswer:
        """Any request; a header that is None is not sent."""
        sent = {**self.headers, **(headers or {})}
        given = {name: value for name, value in sent.items() if value is not None}
        self._connection.request(method, path, content, given)
        response = self._connection.getresponse()
        return SqlApiAnswer(
            response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()
        )

    def submit(self, statement: str | None, *, query: str = "", **body: Any) -> SqlApiAnswer:
        """POST a statement."""
        content = json.dumps({"statement": statement, **body}).encode()
        return self.call("POST", STATEMENTS + query, content)

    def data(self, statement: str, **body: Any) -> list[list[str | None]]:
        """The rows of a statement."""
        return self.submit(statement, **body).data

    def value(self, statement: str, **body: Any) -> str | None:
        """The one value of a statement."""
        ((value,),) = self.data(statement, **body)
        return value

    def look(self, handle: str, query: str = "") -> SqlApiAnswer:
        """GET a statement."""
        return self.call("GET", f"{STATEMENTS}/{handle}{query}")

    def cancel(self, handle: str) -> SqlApiAnswer:
        """Cancel a statement."""
        return self.call("POST", f"{STATEMENTS}/{handle}/cancel")

    def awaited(self, handle: str) -> SqlApiAnswer:
        """The answer of a statement, once it is no more in progress."""
        deadline = time.monotonic() + 60
        while (answer := self.look(handle)).status == 202:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        return answer

    def close(self) -> None:
        """End the connection."""
        self._connection.close()


@contextmanager
def sql_api(url: str, token: str = ANY_TOKEN) -> Iterator[SqlApi]:
    """A connection, closed at the end."""
    with closing(SqlApi(url, token)) as found:
        yield found
