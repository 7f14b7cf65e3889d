"""A small client of the REST API, as a program without Mockhaus installed would write it."""

from __future__ import annotations

import http.client
import json
import urllib.parse
from decimal import Decimal
from typing import Any


class RestError(Exception):
    """An answer that is not a success: the code and message of its error."""


class RestClient:
    """Speaks to one server over one connection. Not thread-safe."""

    def __init__(self, url: str) -> None:
        parts = urllib.parse.urlsplit(url)
        self._connection = http.client.HTTPConnection(parts.hostname or "127.0.0.1", parts.port, timeout=600)

    def query(self, sql: str, **options: Any) -> dict[str, Any]:  # noqa: ANN401 - the API's own options
        """Run statements; the answer."""
        body = json.dumps({"sql": sql, **options}).encode()
        return self._call("POST", "/api/v1/query", body, "application/json")

    def upload(self, stage: tuple[str, str, str], name: str, content: bytes) -> dict[str, Any]:
        """Put a file on a stage, given as database, schema and stage."""
        place = "/".join(urllib.parse.quote(part, safe="") for part in stage)
        return self._call("PUT", f"/api/v1/stages/{place}/files/{urllib.parse.quote(name)}", content, "text/plain")

    def _call(self, method: str, path: str, body: bytes, media_type: str) -> dict[str, Any]:
        self._connection.request(method, path, body, {"Content-Type": media_type})
        answer: dict[str, Any] = json.loads(self._connection.getresponse().read(), parse_float=Decimal)
        if not answer.get("success"):
            error = answer.get("error", {})
            raise RestError(f"{error.get('code')} ({error.get('sqlstate')}): {error.get('message')}")
        return answer

    def close(self) -> None:
        """End the connection."""
        self._connection.close()
