"""The client of a server, over its REST API."""

from __future__ import annotations

import datetime as dt
import http.client
import json
import urllib.parse
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, BinaryIO, cast

from mockhaus.domain.errors import SnowflakeError
from mockhaus.domain.history.record import QueryRecord, QueryStatus
from mockhaus.domain.history.selection import HistorySelection
from mockhaus.domain.sessions.record import SessionRecord
from mockhaus.domain.types import DataType, Kind, ResultColumn
from mockhaus.ports.stages import StagedFile
from mockhaus_adapters.cli_click.client.credentials import Credentials
from mockhaus_adapters.cli_click.client.protocol import (
    Client,
    Context,
    Outline,
    Relation,
    Result,
    TextRow,
    UnreachableError,
)

Document = dict[str, Any]
_LONGEST_SECONDS = 24 * 3600
_QUICK_SECONDS = 30
_FAILED = 400


class RestResult(Result):
    """A result that came whole."""

    def __init__(self, answer: Document) -> None:
        self._answer = answer
        self.columns = [_column(item) for item in answer["columns"]]
        self.query_id = str(answer["query_id"])
        self.kind = str(answer["statement_type"])

    def batches(self) -> Iterator[Sequence[TextRow]]:
        """The rows, in one batch."""
        if self._answer["data"]:
            yield self._answer["data"]

    @property
    def context(self) -> Context:
        """What the server told."""
        return Context(**self._answer["session"])

    @property
    def elapsed_ms(self) -> float:
        """What the server measured."""
        return float(self._answer["execution_time"]) * 1_000

    def sent(self, size: int) -> None:
        """The server counts for itself."""


class RestClient(Client):
    """Speaks HTTP. The session is made with the first statement and ends with `close`."""

    def __init__(self, url: str, context: Context, credentials: Credentials | None = None) -> None:
        self._server = _Server(url, credentials)
        self._context = context
        self._session: str | None = None

    def close(self) -> None:
        """End the session and the connection."""
        try:
            if self._session is not None:
                self._server.call("DELETE", f"/api/v1/sessions/{self._session}")
        except (SnowflakeError, UnreachableError):  # it has ended already
            self._session = None
        finally:
            self._server.close()

    def keep_session(self) -> Context:
        """Make the session."""
        asked = {
            "database": self._context.database,
            "schema": self._context.schema,
            "role": self._context.role,
            "warehouse": self._context.warehouse,
        }
        given = {name: value for name, value in asked.items() if value is not None}
        made = _session(self._server.call("POST", "/api/v1/sessions", given))
        self._session = made.session_id
        return Context(database=made.database, schema=made.schema, role=made.role, warehouse=made.warehouse)

    def execute(self, sql: str, *, timeout: float | None = None) -> Iterator[Result]:
        """Send the statements one by one, so that what was done before an error is shown."""
        from mockhaus.translation.parsing import split  # noqa: PLC0415 - start-up stays light

        if self._session is None:
            self.keep_session()
        texts = [item.text for item in split(sql)] or [sql]
        for text in texts:
            asked = {"sql": text, "session_id": self._session, "row_format": "text"}
            yield RestResult(self._server.call("POST", "/api/v1/query", _with(asked, timeout=timeout)))

    def cancel(self) -> None:
        """Cancel over a connection of its own: the other one waits for the statement."""
        if self._session is not None:
            with self._server.beside() as server:
                server.call("POST", f"/api/v1/sessions/{self._session}/cancel")

    def outline(self) -> Outline:
        """Ask for the catalog, over a connection of its own."""
        role = {} if self._context.role is None else {"role": self._context.role}
        with self._server.beside() as server:
            databases = tuple(item["name"] for item in server.get("/api/v1/databases", role)["data"])
            found = [item for name in databases for item in server.get(_tables(name), role)["data"]]
        return Outline(databases=databases, relations=tuple(_relation(item) for item in found))

    def history(self, selection: HistorySelection) -> Sequence[QueryRecord]:
        """Ask the server's history."""
        asked = {
            "limit": selection.limit,
            "session_id": selection.session_id,
            "user": selection.user,
            "status": selection.status.value if selection.status else None,
            "kind": selection.kind,
            "text": selection.text,
            "started_after": selection.started_after.isoformat() if selection.started_after else None,
            "started_before": selection.started_before.isoformat() if selection.started_before else None,
        }
        answer = self._server.get("/api/v1/query/history", _with({}, **asked))
        return [_record(item) for item in answer["data"]]

    def sessions(self) -> Sequence[SessionRecord]:
        """The server's sessions."""
        return [_session(item) for item in self._server.get("/api/v1/sessions", {})["data"]]

    def close_session(self, session_id: str) -> None:
        """End a session of the server."""
        self._server.call("DELETE", f"/api/v1/sessions/{urllib.parse.quote(session_id, safe='')}")

    def install_sample_data(self, scale: float) -> Iterator[tuple[str, int]]:
        """Let the server install it; it tells each table as it is done."""
        for line in self._server.lines("POST", "/api/v1/sample-data", {"scale": scale}):
            if "table" in line:
                yield line["table"], line["rows"]

    def staged_files(self, location: str) -> Sequence[StagedFile]:
        """Ask the server."""
        files, prefix = self._files_of(location)
        return [_staged(item) for item in self._server.get(files, {"prefix": prefix})["data"]]

    def put_file(
        self, location: str, content: BinaryIO, size: int, *, overwrite: bool, compress: bool
    ) -> StagedFile | None:
        """Send it, piece by piece."""
        wishes = urllib.parse.urlencode({"overwrite": str(overwrite).lower(), "compress": str(compress).lower()})
        told = self._server.upload(f"{self._file_of(location)}?{wishes}", content, size)["file"]
        return _staged(told) if told else None

    @contextmanager
    def open_file(self, location: str) -> Iterator[BinaryIO]:
        """Receive it, piece by piece."""
        with self._server.download(self._file_of(location)) as content:
            yield content

    def remove_file(self, location: str) -> None:
        """Let the server delete it."""
        self._server.call("DELETE", self._file_of(location))

    def _files_of(self, location: str) -> tuple[str, str]:
        from mockhaus_adapters.cli_click.client.stage_paths import files_of  # noqa: PLC0415 - start-up stays light

        return files_of(location, self._context)

    def _file_of(self, location: str) -> str:
        files, path = self._files_of(location)
        return f"{files}/{urllib.parse.quote(path)}"


class _Server:
    """One connection to a server, and calls over it."""

    def __init__(self, url: str, credentials: Credentials | None = None) -> None:
        self._url = url
        self._credentials = credentials
        self._headers = {"Authorization": credentials.header} if credentials else {}
        parts = urllib.parse.urlsplit(url)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        self._prefix = parts.path.rstrip("/")
        self._connection = kind(parts.hostname or "127.0.0.1", parts.port, timeout=_LONGEST_SECONDS)

    def __enter__(self) -> _Server:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def beside(self) -> _Server:
        """Another connection to the same server, for something short."""
        other = _Server(self._url, self._credentials)
        other._connection.timeout = _QUICK_SECONDS
        return other

    def get(self, path: str, parameters: Mapping[str, object]) -> Document:
        """Read something."""
        return self.call("GET", f"{path}?{urllib.parse.urlencode(parameters)}" if parameters else path)

    def call(self, method: str, path: str, body: Document | None = None) -> Document:
        """Send a document and read the answer; the server's errors are raised."""
        with self._response(method, path, body) as response:
            content = self._read(response)
        document = self._document(content)
        if response.status >= _FAILED or not document.get("success", False):
            raise _error(document)
        return document

    def lines(self, method: str, path: str, body: Document) -> Iterator[Document]:
        """Send a document and read the answer line by line, as it comes; an error may be any line."""
        with self._response(method, path, body) as response:
            for line in response:
                document = self._document(line)
                if document.get("success") is False:
                    raise _error(document)
                yield document

    def upload(self, path: str, content: BinaryIO, size: int) -> Document:
        """PUT a file and read the answer; the server's errors are raised."""
        headers = {"Content-Type": "application/octet-stream", "Content-Length": str(size)}
        with self._request("PUT", path, content, headers) as response:
            document = self._document(self._read(response))
        if response.status >= _FAILED:
            raise _error(document)
        return document

    @contextmanager
    def download(self, path: str) -> Iterator[BinaryIO]:
        """The content of an answer, as it comes; the server's errors are raised."""
        with self._response("GET", path, None) as response:
            if response.status >= _FAILED:
                raise _error(self._document(self._read(response)))
            try:
                yield cast("BinaryIO", response)
            except http.client.HTTPException as error:
                self._connection.close()
                raise UnreachableError(f"the answer of {self._url} broke off: {_reason(error)}") from error

    def _response(self, method: str, path: str, body: Document | None) -> http.client.HTTPResponse:
        content = None if body is None else json.dumps(body).encode()
        return self._request(method, path, content, {"Content-Type": "application/json"})

    def _request(
        self, method: str, path: str, content: bytes | BinaryIO | None, headers: Mapping[str, str]
    ) -> http.client.HTTPResponse:
        try:
            self._connection.request(method, self._prefix + path, content, {**self._headers, **headers})
            return self._connection.getresponse()
        except (OSError, http.client.HTTPException) as error:
            self._connection.close()
            raise UnreachableError(f"no answer from {self._url}: {_reason(error)}") from error

    def _read(self, response: http.client.HTTPResponse) -> bytes:
        try:
            return response.read()
        except (OSError, http.client.HTTPException) as error:
            self._connection.close()
            raise UnreachableError(f"the answer of {self._url} broke off: {_reason(error)}") from error

    def _document(self, content: bytes) -> Document:
        try:
            document = json.loads(content)
        except ValueError:
            document = None
        if not isinstance(document, dict):
            raise UnreachableError(f"{self._url} does not answer as a Mockhaus server")
        return document

    def close(self) -> None:
        """End the connection."""
        self._connection.close()


def _with(document: Document, **values: object) -> Document:
    """A document with the values that are given."""
    return {**document, **{name: value for name, value in values.items() if value is not None}}


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__


def _error(document: Document) -> SnowflakeError:
    told = document.get("error") or {}
    error = SnowflakeError.worded(str(told.get("code")), str(told.get("sqlstate")), str(told.get("message")))
    error.query_id = told.get("query_id")
    return error


def _tables(database: str) -> str:
    quoted = '"' + database.replace('"', '""') + '"'
    return f"/api/v1/databases/{urllib.parse.quote(quoted, safe='')}/tables"


def _column(item: Document) -> ResultColumn:
    kind = DataType(
        Kind(item["type"]),
        precision=item["precision"] or 0,
        scale=item["scale"] or 0,
        length=item["length"] or 0,
        nullable=item["nullable"],
    )
    return ResultColumn(item["name"], kind)


def _relation(item: Document) -> Relation:
    return Relation(
        database=item["database"],
        schema=item["schema"],
        name=item["name"],
        columns=tuple(column["name"] for column in item["columns"]),
    )


def _record(item: Document) -> QueryRecord:
    return QueryRecord(
        query_id=item["query_id"],
        text=item["query_text"],
        kind=item["query_type"],
        session_id=item["session_id"],
        user=item["user"],
        role=item["role"],
        database=item["database"],
        schema=item["schema"],
        warehouse=item["warehouse"],
        query_tag=item["query_tag"],
        status=QueryStatus(item["status"]),
        started_at=dt.datetime.fromisoformat(item["start_time"]),
        ended_at=dt.datetime.fromisoformat(item["end_time"]) if item["end_time"] else None,
        compile_ms=item["compilation_time"],
        queue_ms=item["queued_time"],
        execute_ms=item["execution_time"],
        total_ms=item["total_elapsed_time"],
        rows_produced=item["rows_produced"],
        rows_changed=item["rows_changed"],
        bytes_produced=item["bytes_produced"],
        error_code=item["error_code"],
        error_message=item["error_message"],
    )


def _staged(item: Document) -> StagedFile:
    return StagedFile(item["path"], item["size"], item["md5"], dt.datetime.fromisoformat(item["modified_at"]))


def _session(item: Document) -> SessionRecord:
    return SessionRecord(
        session_id=item["session_id"],
        user=item["user"],
        role=item["role"],
        created_at=dt.datetime.fromisoformat(item["created_at"]),
        last_used_at=dt.datetime.fromisoformat(item["last_used_at"]),
        client=item["client"],
        database=item["database"],
        schema=item["schema"],
        warehouse=item["warehouse"],
    )
