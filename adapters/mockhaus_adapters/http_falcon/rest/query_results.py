"""Statements that were run: how far they are, their results, their plans and translations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import orjson
from pydantic import Field

from mockhaus.application.execute_statement import StatementRequest
from mockhaus.application.manage_sessions import SessionRequest
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.identifiers import always_quote
from mockhaus_adapters.http_falcon.rest import media, statement_states, streaming
from mockhaus_adapters.http_falcon.rest.calls import Call
from mockhaus_adapters.http_falcon.rest.operations import Dumped, Example, Operation, QueryModel, Streamed, Success
from mockhaus_adapters.http_falcon.rest.queries import (
    EXAMPLE_ID,
    EXAMPLE_PATH,
    TAG,
    StatementPath,
)
from mockhaus_adapters.http_falcon.rest.result_rows import KeptRows, Presentation, RowFormat, page
from mockhaus_adapters.http_falcon.rest.statement_answers import (
    QUERY,
    ColumnDocument,
    PageAnswer,
    Pending,
    StatementAnswer,
    as_rows,
    described,
    pending,
    written_rows,
)
from mockhaus_adapters.http_falcon.rest.statement_bodies import StatementBody
from mockhaus_adapters.http_falcon.rest.statement_runs import Head, KeptPieces
from mockhaus_adapters.http_falcon.rest.statement_states import FoundResult, StatementState

_LONGEST_WAIT = 300
_PAGE = 10_000


_LARGEST_OFFSET = 2**53


class ResultQuery(QueryModel):
    """Which part of a result, and how it is to look."""

    wait: Annotated[
        float, Field(ge=0, le=_LONGEST_WAIT, description="Seconds to wait for the end of a statement that runs.")
    ] = 0
    offset: Annotated[int, Field(ge=0, le=_LARGEST_OFFSET, description="In JSON: rows to leave out.")] = 0
    limit: Annotated[int, Field(ge=1, description="In JSON: rows of a page, at most `server.max_result_rows`.")] = _PAGE
    row_format: Annotated[RowFormat, Field(description="What a row is, in JSON and in NDJSON.")] = "objects"
    csv_header: Annotated[bool, Field(description="Whether CSV begins with a line of column names.")] = True


@dataclass(frozen=True, kw_only=True)
class PlanAnswer(Success):
    """The plan of a query."""

    query_id: str
    plan: Annotated[dict[str, Any], Field(description="As EXPLAIN USING JSON tells it.")]


@dataclass(frozen=True, kw_only=True)
class ParameterDocument:
    """A parameter of engine SQL that a bound value fills."""

    name: Annotated[str, Field(description="As in the SQL, without `$`: `p1` for the first `?`, `n_x` for `:x`.")]
    type: Annotated[str, Field(description="NULL where the value is not known.")]


@dataclass(frozen=True, kw_only=True)
class TranslationAnswer(Success):
    """What a statement becomes for the engine."""

    statement_type: str
    engine_sql: Annotated[list[str], Field(description="In order, all or nothing.")]
    parameters: list[ParameterDocument]
    columns: list[ColumnDocument]


async def get_statement(call: Call, *, path: StatementPath) -> StatementAnswer:
    """How far it is."""
    state = await _found(call, path)
    return StatementAnswer(
        **state.fields(),
        result_available=statement_states.has_result(call, state),
        statements=[child.query_id for child in state.children()] or None,
    )


async def get_result(call: Call, *, path: StatementPath, query: ResultQuery) -> Dumped[PageAnswer] | Pending | Streamed:
    """Its result, once it has ended."""
    media_type = media.accepted(call.request)
    state = await _found(call, path)
    if not state.ended:
        if not await statement_states.await_end(call, state, query.wait):
            return pending(path.query_id, begun=state.begun)
        state = await _found(call, path)
    result = statement_states.result_of(call, state)
    if media_type == media.JSON:
        return await call.rest.workers.run(lambda: _page(call, result, query))
    wanted = Presentation(media_type=media_type, csv_header=query.csv_header, row_format=query.row_format)
    pieces = KeptPieces(wanted.encoded(KeptRows(result.kept), result.parameters))
    return streaming.answer(await streaming.begun(call, pieces, wanted.media_type), wanted, _headers(result))


def _headers(result: FoundResult) -> dict[str, str]:
    head = Head(query_id=result.query_id, kind=result.kind, changed=result.changed, row_count=result.kept.row_count)
    return head.headers()


def _page(call: Call, result: FoundResult, query: ResultQuery) -> Dumped[PageAnswer]:
    kept = result.kept
    rows = page(kept, query.offset, min(query.limit, call.rest.limits.result_rows))
    after = query.offset + len(rows)
    return Dumped.of(
        PageAnswer(
            query_id=result.query_id,
            statement_type=result.kind,
            data=as_rows(written_rows(kept.columns, rows, result.parameters, query.row_format)),
            columns=described(kept.columns),
            row_count=len(rows),
            offset=query.offset,
            total_row_count=kept.row_count,
            next_offset=after if rows and after < kept.row_count else None,
            rows_changed=result.changed,
            statements=result.statements,
        )
    )


async def get_plan(call: Call, *, path: StatementPath) -> PlanAnswer:
    """How it would be carried out."""
    state = await _found(call, path)
    request = _again(state)
    found = await call.rest.workers.run(lambda: call.rest.use_cases.translate.explain(request, "JSON"))
    ((content,),) = found.rows
    return PlanAnswer(query_id=path.query_id, plan=orjson.loads(str(content)))


async def get_translation(call: Call, *, path: StatementPath) -> TranslationAnswer:
    """What it becomes."""
    return await _translated(call, _again(await _found(call, path)))


async def translate(call: Call, *, body: StatementBody) -> TranslationAnswer:
    """What a text becomes."""
    return await _translated(call, await body.asked(call))


async def _translated(call: Call, request: StatementRequest) -> TranslationAnswer:
    found = await call.rest.workers.run(lambda: call.rest.use_cases.translate(request))
    return TranslationAnswer(
        statement_type=found.kind.value,
        engine_sql=list(found.steps),
        parameters=[ParameterDocument(name=name, type=str(item)) for name, item in found.parameters.items()],
        columns=described(found.columns),
    )


async def _found(call: Call, path: StatementPath) -> StatementState:
    return await call.rest.workers.run_errand(lambda: statement_states.find(call, path.query_id))


def _again(state: StatementState) -> StatementRequest:
    """A statement as a request; why it could not begin, where that is so; INVALID_REQUEST where there are several."""
    record = state.record
    if record is None:
        return _unrecorded(state)
    context = SessionRequest(
        user=always_quote(record.user),
        role=always_quote(record.role),
        database=_quoted(record.database),
        schema=_quoted(record.schema),
        warehouse=_quoted(record.warehouse),
    )
    return StatementRequest(sql=record.text, context=context)


def _unrecorded(state: StatementState) -> StatementRequest:
    submission = state.submission
    if submission is not None and not submission.done:
        return submission.request
    if submission is not None and submission.error is not None:
        raise submission.error
    raise SnowflakeError(ErrorCode.INVALID_REQUEST, detail="of several statements each has a query id of its own")


def _quoted(name: str | None) -> str | None:
    return None if name is None else always_quote(name)


EXAMPLE_STATEMENT = {
    "query_id": EXAMPLE_ID,
    "query_text": "SELECT * FROM ORDERS ORDER BY ID",
    "query_type": "SELECT",
    "session_id": "104957264930478130",
    "user": "MOCKHAUS",
    "role": "ACCOUNTADMIN",
    "database": "SHOP",
    "schema": "PUBLIC",
    "warehouse": "COMPUTE_WH",
    "query_tag": "",
    "status": "SUCCESS",
    "start_time": "2026-01-31T12:00:00.000000Z",
    "end_time": "2026-01-31T12:00:00.004000Z",
    "compilation_time": 1.208,
    "queued_time": 0.011,
    "execution_time": 2.412,
    "total_elapsed_time": 3.734,
    "rows_produced": 3,
    "rows_changed": 0,
    "bytes_produced": 237,
    "error_code": None,
    "error_message": None,
}
_COLUMN = {"precision": None, "scale": None, "length": None, "nullable": True}
_COLUMNS = [
    {**_COLUMN, "name": "ID", "key": "ID", "type": "NUMBER", "precision": 38, "scale": 0, "nullable": False},
    {**_COLUMN, "name": "CUSTOMER", "key": "CUSTOMER", "type": "VARCHAR", "length": 16_777_216},
    {**_COLUMN, "name": "AMOUNT", "key": "AMOUNT", "type": "NUMBER", "precision": 10, "scale": 2},
    {**_COLUMN, "name": "PLACED_AT", "key": "PLACED_AT", "type": "TIMESTAMP_NTZ", "precision": 9},
]
_PAGE_EXAMPLE = {
    "success": True,
    "query_id": EXAMPLE_ID,
    "statement_type": "SELECT",
    "data": [[2, "Ben", 20.0, "2026-01-02 11:30:00.000"]],
    "columns": _COLUMNS,
    "row_count": 1,
    "offset": 1,
    "total_row_count": 3,
    "next_offset": 2,
    "rows_changed": 0,
    "statements": None,
}
_OPERATIONS = [
    {"id": 0, "operation": "Result", "expressions": ["*"]},
    {"id": 1, "parentOperators": [0], "operation": "Sort", "expressions": ["sortKey: [ID]"]},
    {
        "id": 2,
        "parentOperators": [1],
        "operation": "TableScan",
        "objects": ["SHOP.PUBLIC.ORDERS"],
        "expressions": ["ID", "CUSTOMER", "AMOUNT", "PLACED_AT"],
    },
]
_RESULT = """\
Results are kept of statements that ran in a session, in a driver's too, and of submitted ones, for
`results.keep_seconds` at most and as long as there is room. Of several statements it is the last one's.

A submitted statement that failed answers its error. While it waits or runs the answer is 202, after `wait` seconds.
JSON is answered in pages. Texts look as the session's parameters say; of a session that has ended, as Snowflake's say.

"""
_PLANNED = "It is planned as the user and in the role, database and schema that ran it, without its session's temporary"

OPERATIONS = (
    Operation(
        method="GET",
        path=f"{QUERY}/{{query_id}}",
        name="getStatement",
        tag=TAG,
        summary="Look how far a statement is",
        handler=get_statement,
        examples=(
            Example(
                summary="One that has ended",
                path=EXAMPLE_PATH,
                answer={"success": True, **EXAMPLE_STATEMENT, "result_available": True, "statements": None},
            ),
        ),
        errors=(404,),
    ),
    Operation(
        method="GET",
        path=f"{QUERY}/{{query_id}}/result",
        name="getStatementResult",
        tag=TAG,
        summary="Fetch the result of a statement",
        description=_RESULT + streaming.FORMATS,
        handler=get_result,
        media=media.STREAMS,
        examples=(
            Example(
                summary="A page",
                path=EXAMPLE_PATH,
                query={"offset": "1", "limit": "1", "row_format": "arrays"},
                answer=_PAGE_EXAMPLE,
            ),
            Example(summary="As CSV", path=EXAMPLE_PATH, headers={"Accept": media.CSV}),
            Example(summary="As Parquet", path=EXAMPLE_PATH, headers={"Accept": media.PARQUET}),
        ),
        errors=(404, 406, 408, 409, 429),
    ),
    Operation(
        method="GET",
        path=f"{QUERY}/{{query_id}}/plan",
        name="getStatementPlan",
        tag=TAG,
        summary="Explain a query that was run",
        description=f"What EXPLAIN of it would tell now. {_PLANNED} objects and its bound values. It is not run.",
        handler=get_plan,
        examples=(
            Example(
                summary="Of a query",
                path=EXAMPLE_PATH,
                answer={
                    "success": True,
                    "query_id": EXAMPLE_ID,
                    "plan": {"GlobalStats": {}, "Operations": [_OPERATIONS]},
                },
            ),
        ),
        errors=(404, 409),
    ),
    Operation(
        method="GET",
        path=f"{QUERY}/{{query_id}}/translation",
        name="getStatementTranslation",
        tag=TAG,
        summary="Show what a statement that was run becomes for the engine",
        description=f"For who develops translations. {_PLANNED} objects and its bound values. It is not run.",
        handler=get_translation,
        examples=(
            Example(
                summary="Of a query",
                path=EXAMPLE_PATH,
                answer={
                    "success": True,
                    "statement_type": "SELECT",
                    "engine_sql": ['SELECT … FROM "db_2".main."t_4" AS "ORDERS" ORDER BY …'],
                    "parameters": [],
                    "columns": _COLUMNS,
                },
            ),
        ),
        errors=(404, 409),
    ),
    Operation(
        method="POST",
        path="/api/v1/translate",
        name="translateStatement",
        tag=TAG,
        summary="Show what a statement becomes for the engine, without running it",
        description="For who develops translations: queries, CALL and DML. What becomes no engine SQL is refused.",
        handler=translate,
        examples=(
            Example(
                summary="Without tables",
                body={"sql": "SELECT ?::NUMBER + 1 AS NEXT", "params": [41]},
                answer={
                    "success": True,
                    "statement_type": "SELECT",
                    "engine_sql": ['SELECT CAST($p1 AS BIGINT) + 1 AS "NEXT"'],
                    "parameters": [{"name": "p1", "type": "NUMBER(2,0)"}],
                    "columns": [
                        {**_COLUMN, "name": "NEXT", "key": "NEXT", "type": "NUMBER", "precision": 38, "scale": 0}
                    ],
                },
            ),
        ),
        errors=(404, 409),
    ),
)
"""Operations on statements that were run, and on texts."""
