"""Statements: run, cancel, and look at their history."""

from __future__ import annotations

import datetime as dt
from typing import Any

import falcon
import falcon.asgi
import orjson

from mockhaus.application.execute_statement import Execution, StatementRequest
from mockhaus.application.statement_result import StatementResult
from mockhaus.application.use_cases import UseCases
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.history.record import QueryRecord, QueryStatus
from mockhaus.domain.history.selection import HistorySelection
from mockhaus.domain.sessions.context import SessionContext
from mockhaus_adapters.http_falcon.bodies import read_limited
from mockhaus_adapters.http_falcon.envelope import ROW_FORMATS, describe, dump
from mockhaus_adapters.http_falcon.limits import Limits
from mockhaus_adapters.http_falcon.models import QueryBody, read_body
from mockhaus_adapters.http_falcon.workers import Workers

_MOST_RECORDS = 10_000


class QueryResource:
    """POST /api/v1/query."""

    def __init__(self, use_cases: UseCases, workers: Workers, limits: Limits) -> None:
        self._use_cases = use_cases
        self._workers = workers
        self._limits = limits

    async def on_post(self, request: falcon.asgi.Request, response: falcon.asgi.Response) -> None:
        """Run the statements of the body; the answer is the last one's, with a summary of each in `statements`."""
        body = await read_limited(request, self._limits.body_bytes)
        response.data = await self._workers.run(lambda: self._run(body))
        response.content_type = falcon.MEDIA_JSON

    def _run(self, body: bytes) -> bytes:
        query = read_body(QueryBody, body)
        statement_request = StatementRequest(
            sql=query.sql,
            session_id=query.session_id,
            context=query.context(),
            parameters=query.values(),
            timeout=query.timeout,
            statement_count=query.statement_count,
        )
        with self._use_cases.execute(statement_request) as execution:
            answers = [self._answer(execution, result, query.row_format) for result in execution]
        return dump(_envelope(answers))

    def _answer(self, execution: Execution, result: StatementResult, row_format: str) -> dict[str, Any]:
        rows = result.fetch_all(self._limits.result_rows)
        context = execution.session.context
        elapsed = result.elapsed_ms
        data = dump(ROW_FORMATS[row_format](result.columns, rows, context.parameters))
        result.bytes_produced = len(data)
        return {
            "data": orjson.Fragment(data),
            "columns": describe(result.columns),
            "row_count": len(rows),
            "rows_changed": result.changed,
            "query_id": result.query_id,
            "statement_type": result.kind.value,
            "execution_time": round(elapsed / 1_000, 6),
            "session": _context(context),
        }


def _context(context: SessionContext) -> dict[str, str | None]:
    return {
        "database": context.database,
        "schema": context.schema,
        "role": context.role,
        "warehouse": context.warehouse,
    }


def _envelope(answers: list[dict[str, Any]]) -> dict[str, Any]:
    envelope = {"success": True, **answers[-1]}
    if len(answers) > 1:
        envelope["statements"] = answers
    return envelope


class CancelResource:
    """POST /api/v1/query/{query_id}/cancel."""

    def __init__(self, use_cases: UseCases) -> None:
        self._use_cases = use_cases

    async def on_post(self, _request: falcon.asgi.Request, response: falcon.asgi.Response, query_id: str) -> None:
        """Stop a running statement."""
        self._use_cases.cancel(query_id)
        response.data = dump({"success": True, "query_id": query_id})
        response.content_type = falcon.MEDIA_JSON


class HistoryResource:
    """GET /api/v1/query/history."""

    def __init__(self, use_cases: UseCases, workers: Workers) -> None:
        self._use_cases = use_cases
        self._workers = workers

    async def on_get(self, request: falcon.asgi.Request, response: falcon.asgi.Response) -> None:
        """Finished statements, the newest first, by the filters of the query string."""
        selection = _selection(request)
        records = await self._workers.run_errand(lambda: self._use_cases.history(selection))
        response.data = dump({"success": True, "data": [record_body(record) for record in records]})
        response.content_type = falcon.MEDIA_JSON


def _selection(request: falcon.asgi.Request) -> HistorySelection:
    return HistorySelection(
        limit=request.get_param_as_int("limit", min_value=1, max_value=_MOST_RECORDS, default=100),
        session_id=request.get_param("session_id"),
        user=request.get_param("user"),
        status=_status(request.get_param("status")),
        kind=request.get_param("kind"),
        text=request.get_param("text"),
        started_after=_time(request, "started_after"),
        started_before=_time(request, "started_before"),
    )


def _status(text: str | None) -> QueryStatus | None:
    if text is None:
        return None
    try:
        return QueryStatus(text.upper())
    except ValueError as error:
        raise SnowflakeError(ErrorCode.INVALID_REQUEST, detail=f"status: {text!r} is no status") from error


def _time(request: falcon.asgi.Request, name: str) -> dt.datetime | None:
    text = request.get_param(name)
    if text is None:
        return None
    try:
        found = dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise SnowflakeError(ErrorCode.INVALID_REQUEST, detail=f"{name}: {text!r} is no ISO 8601 time") from error
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)


def record_body(record: QueryRecord) -> dict[str, Any]:
    """A history record as JSON values."""
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
