"""A client of the drivers' protocol, below any driver: it can send what no driver would."""

from __future__ import annotations

import gzip
import json
import uuid
from dataclasses import dataclass
from typing import Any

from tests.support.server import Answer, Client

LOGIN = "/session/v1/login-request"
QUERY = "/queries/v1/query-request"


def envelope(answer: Answer) -> dict[str, Any]:
    """The envelope of an answer, which every answer is."""
    assert answer.media_type.startswith("application/json"), answer
    document = answer.document
    assert {"success", "message", "code", "data"} <= document.keys(), document
    return document


@dataclass
class DriverClient:
    """A connection that is logged in."""

    client: Client
    token: str
    master_token: str

    def send(self, path: str, body: bytes | None, token: str | None = None, **headers: str) -> Answer:
        """POST a body under a token: the session's, where none is given."""
        authorization = f'Snowflake Token="{self.token if token is None else token}"'
        return self.client.call("POST", path, body, Authorization=authorization, **headers)

    def post(self, path: str, document: object, token: str | None = None) -> Answer:
        """POST a JSON document, gzipped as drivers do."""
        body = gzip.compress(json.dumps(document).encode(), mtime=0)
        return self.send(path, body, token, **{"Content-Encoding": "gzip"})

    def get(self, path: str) -> Answer:
        """GET under the session's token."""
        return self.client.call("GET", path, Authorization=f'Snowflake Token="{self.token}"')

    def query(self, sql: str, request_id: str | None = None, **fields: object) -> dict[str, Any]:
        """The envelope of a statement."""
        path = f"{QUERY}?requestId={request_id or uuid.uuid4()}"
        return envelope(self.post(path, {"sqlText": sql, "parameters": _AS_JSON, **fields}))

    def rows(self, sql: str) -> list[list[str | None]]:
        """The rows of a statement that succeeds."""
        found = self.query(sql)
        assert found["success"] is True, found
        rows: list[list[str | None]] = found["data"]["rowset"]
        return rows


_AS_JSON = {"PYTHON_CONNECTOR_QUERY_RESULT_FORMAT": "JSON"}


def log_in(client: Client, **data: object) -> DriverClient:
    """Log in over a connection."""
    given = {"CLIENT_APP_ID": "PythonConnector", "LOGIN_NAME": "fuzz", "PASSWORD": "secret", **data}
    found = envelope(client.post(LOGIN, {"data": given}))
    assert found["success"] is True, found
    return DriverClient(client, found["data"]["token"], found["data"]["masterToken"])
