"""What is answered of statements: their results, and how far they are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, cast

import orjson
from pydantic import Field

from mockhaus.domain.history.record import QueryRecord
from mockhaus.domain.results import Row
from mockhaus.domain.sessions.context import SessionContext
from mockhaus.domain.sessions.parameters import SessionParameters
from mockhaus.domain.types import DataType, Kind, ResultColumn
from mockhaus_adapters.http_falcon.envelope import ROW_FORMATS, dump, keys
from mockhaus_adapters.http_falcon.rest.operations import Success

RowList = list[dict[str, Any]] | list[list[Any]]
QUERY = "/api/v1/query"


@dataclass(frozen=True, kw_only=True)
class ColumnDocument:
    """A column of a result."""

    name: str
    key: Annotated[str, Field(description="Its name in row objects: `_2`, `_3`, … is added where names repeat.")]
    type: Annotated[str, Field(examples=["NUMBER"])]
    precision: int | None
    scale: int | None
    length: int | None
    nullable: bool


@dataclass(frozen=True, kw_only=True)
class PlaceDocument:
    """Where a session is. Names are stored names."""

    database: str | None
    schema: str | None
    role: str
    warehouse: str | None


@dataclass(frozen=True, kw_only=True)
class ResultDocument:
    """The result of one statement."""

    data: RowList
    columns: list[ColumnDocument]
    row_count: int
    rows_changed: Annotated[int, Field(description="Rows inserted, updated, deleted or loaded.")]
    query_id: str
    statement_type: str
    execution_time: Annotated[float, Field(description="Seconds.")]
    session: Annotated[PlaceDocument, Field(description="Where the session is after it.")]


@dataclass(frozen=True, kw_only=True)
class StatementsAnswer(ResultDocument, Success):
    """The last statement's result."""

    statements: Annotated[
        list[ResultDocument] | None, Field(description="Where there were several: the result of each, in order.")
    ] = None


@dataclass(frozen=True, kw_only=True)
class Pending(Success):
    """The statement waits or runs."""

    STATUS: ClassVar[int] = 202

    query_id: str
    status: Annotated[str, Field(description="QUEUED or RUNNING.")]
    status_url: str
    result_url: str
    cancel_url: str


@dataclass(frozen=True, kw_only=True)
class PageAnswer(Success):
    """A page of a result."""

    query_id: str
    statement_type: str
    data: RowList
    columns: list[ColumnDocument]
    row_count: Annotated[int, Field(description="Rows of this page.")]
    offset: int
    total_row_count: int
    next_offset: Annotated[int | None, Field(description="Where the next page begins; null at the end.")]
    rows_changed: int
    statements: Annotated[
        list[str] | None, Field(description="Where there were several: their query ids; this is the last one's result.")
    ]


@dataclass(frozen=True, kw_only=True)
class StatementDocument:
    """A statement: where it ran, how far it is, what became of it. Times of phases are in milliseconds.

    What is not known is null: of what waits, of what failed before it began, and of a request of several statements,
    each of which has a record of its own.
    """

    query_id: str
    query_text: Annotated[
        str | None, Field(description="With secrets masked. Null for an ended request of several statements.")
    ]
    query_type: str
    session_id: Annotated[str | None, Field(description="Null where it waits for a session.")]
    user: str
    role: str | None
    database: str | None
    schema: str | None
    warehouse: str | None
    query_tag: str
    status: Annotated[str, Field(description="QUEUED, RUNNING, SUCCESS, FAIL, or INCIDENT, a fault of Mockhaus.")]
    start_time: dt.datetime
    end_time: dt.datetime | None
    compilation_time: float | None
    queued_time: Annotated[float | None, Field(description="The wait for a session.")]
    execution_time: float | None
    total_elapsed_time: Annotated[float | None, Field(description="Without the wait for a session.")]
    rows_produced: int
    rows_changed: int
    bytes_produced: int
    error_code: str | None
    error_message: str | None


@dataclass(frozen=True, kw_only=True)
class StatementAnswer(StatementDocument, Success):
    """One statement."""

    result_available: Annotated[bool, Field(description="Whether its result can be fetched now.")]
    statements: Annotated[list[str] | None, Field(description="The query ids of a request of several statements.")]


@dataclass(frozen=True, kw_only=True)
class StatementTold(Success):
    """The statement that something was done to."""

    query_id: str


def described(columns: Sequence[ResultColumn]) -> list[ColumnDocument]:
    """The columns of an answer."""
    return [_described(column, key) for column, key in zip(columns, keys(columns), strict=True)]


def _described(column: ResultColumn, key: str) -> ColumnDocument:
    data_type: DataType = column.type
    return ColumnDocument(
        name=column.name,
        key=key,
        type=data_type.kind.value,
        precision=data_type.precision or None,
        scale=data_type.scale if data_type.kind is Kind.NUMBER else None,
        length=data_type.length or None,
        nullable=data_type.nullable,
    )


def written_rows(
    columns: Sequence[ResultColumn], rows: Sequence[Row], parameters: SessionParameters, row_format: str
) -> bytes:
    """Rows as a JSON array."""
    return dump(ROW_FORMATS[row_format](columns, rows, parameters))


def as_rows(written: bytes) -> RowList:
    """A JSON array as what the writer of an answer takes for rows."""
    return cast("RowList", orjson.Fragment(written))


def place(context: SessionContext) -> PlaceDocument:
    """Where a session is."""
    return PlaceDocument(
        database=context.database, schema=context.schema, role=context.role, warehouse=context.warehouse
    )


def pending(query_id: str, *, begun: bool) -> Pending:
    """What is answered of a statement that has not ended."""
    url = f"{QUERY}/{query_id}"
    return Pending(
        query_id=query_id,
        status="RUNNING" if begun else "QUEUED",
        status_url=url,
        result_url=f"{url}/result",
        cancel_url=f"{url}/cancel",
    )


def statement_document(record: QueryRecord) -> StatementDocument:
    """A record of the history."""
    return StatementDocument(**record_fields(record))


def record_fields(record: QueryRecord) -> dict[str, Any]:
    """The fields of a `StatementDocument`."""
    return {
        "query_id": record.query_id,
        "query_text": record.text,
        "query_type": record.kind,
        "session_id": record.session_id,
        "user": record.user,
        "role": record.role,
        "database": record.database,
        "schema": record.schema,
        "warehouse": record.warehouse,
        "query_tag": record.query_tag,
        "status": record.status.value,
        "start_time": record.started_at,
        "end_time": record.ended_at,
        "compilation_time": round(record.compile_ms, 3),
        "queued_time": round(record.queue_ms, 3),
        "execution_time": round(record.execute_ms, 3),
        "total_elapsed_time": round(record.total_ms, 3),
        "rows_produced": record.rows_produced,
        "rows_changed": record.rows_changed,
        "bytes_produced": record.bytes_produced,
        "error_code": record.error_code,
        "error_message": record.error_message,
    }
