"""Statements: run them, submit them, stop them."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

from pydantic import Field

from mockhaus.application.execute_statement import Execution, StatementRequest
from mockhaus.application.statement_result import StatementResult
from mockhaus.application.stopping import Stopping
from mockhaus_adapters.http_falcon.rest import media, streaming
from mockhaus_adapters.http_falcon.rest.calls import Call
from mockhaus_adapters.http_falcon.rest.departures import at_departure
from mockhaus_adapters.http_falcon.rest.operations import Dumped, Example, Operation, PathModel, Streamed
from mockhaus_adapters.http_falcon.rest.result_rows import Presentation
from mockhaus_adapters.http_falcon.rest.statement_answers import (
    QUERY,
    Pending,
    ResultDocument,
    StatementsAnswer,
    StatementTold,
    as_rows,
    described,
    pending,
    place,
    written_rows,
)
from mockhaus_adapters.http_falcon.rest.statement_bodies import StatementsBody
from mockhaus_adapters.http_falcon.rest.statement_runs import RunPieces


class StatementPath(PathModel):
    """A statement by its query id."""

    query_id: Annotated[str, Field(description="The statement's query id.")]


async def run_statements(call: Call, *, body: StatementsBody) -> Dumped[StatementsAnswer] | Pending | Streamed:
    """Run statements, or submit them."""
    media_type = media.accepted(call.request)
    request = replace(await body.asked(call), timeout=body.timeout, statement_count=body.statement_count)
    if body.asynchronous:
        return _submit(call, request)
    if media_type == media.JSON:
        return await _run(call, request, body.row_format)
    return await _stream(call, request, body, media_type)


async def _run(call: Call, request: StatementRequest, row_format: str) -> Dumped[StatementsAnswer]:
    """Run them to their end; without a session, at most until the client goes away."""
    if request.session_id is not None:
        return await call.rest.workers.run(lambda: _answered(call, request, row_format))
    stopping = Stopping()
    watched = replace(request, on_begin=stopping.begin)
    with at_departure(call.request, stopping.stop):
        return await call.rest.workers.run(lambda: _answered(call, watched, row_format))


async def _stream(call: Call, request: StatementRequest, body: StatementsBody, media_type: str) -> Streamed:
    wanted = Presentation(media_type=media_type, csv_header=body.csv_header, row_format=body.row_format)
    pieces = RunPieces(call.rest.use_cases, request, wanted)
    delivery = await streaming.begun(call, pieces, media_type)
    return streaming.answer(delivery, wanted, pieces.head.headers() if pieces.head else {})


def _submit(call: Call, request: StatementRequest) -> Pending:
    """Let the statements run by themselves. Those of a session that leave it as it is go beside its others."""
    use_cases = call.rest.use_cases
    user = call.caller.user or use_cases.sessions.default_user
    if request.session_id is not None:
        user = use_cases.sessions.get(request.session_id).user
    submission = use_cases.submissions.submit(replace(request, beside=request.session_id is not None), user=user)
    submission.claim()
    call.rest.workers.begin(lambda: use_cases.submissions.carry_out(submission))
    found = pending(submission.query_id, begun=False)
    call.response.set_header("Location", found.status_url)
    return found


def _answered(call: Call, request: StatementRequest, row_format: str) -> Dumped[StatementsAnswer]:
    with call.rest.use_cases.execute(request) as execution:
        results = [_result(call, execution, result, row_format) for result in execution]
    several = [ResultDocument(**fields) for fields in results] if len(results) > 1 else None
    return Dumped.of(StatementsAnswer(**results[-1], statements=several))


def _result(call: Call, execution: Execution, result: StatementResult, row_format: str) -> dict[str, Any]:
    """The fields of a `ResultDocument`."""
    rows = result.fetch_all(call.rest.limits.result_rows)
    context = execution.session.context
    elapsed = result.elapsed_ms
    data = written_rows(result.columns, rows, context.parameters, row_format)
    result.bytes_produced = len(data)
    return {
        "data": as_rows(data),
        "columns": described(result.columns),
        "row_count": len(rows),
        "rows_changed": result.changed,
        "query_id": result.query_id,
        "statement_type": result.kind.value,
        "execution_time": round(elapsed / 1_000, 6),
        "session": place(context),
    }


async def cancel_statement(call: Call, *, path: StatementPath) -> StatementTold:
    """Stop one, whether it runs or waits."""
    call.rest.use_cases.cancel(path.query_id, call.caller.may_see)
    return StatementTold(query_id=path.query_id)


TAG = "statements"
EXAMPLE_ID = "019ea4f0-5c7e-7d3a-9b1e-2f6a8c4d0e11"
EXAMPLE_PATH = {"query_id": EXAMPLE_ID}
EXAMPLE_PENDING = {
    "success": True,
    "query_id": EXAMPLE_ID,
    "status": "QUEUED",
    "status_url": f"{QUERY}/{EXAMPLE_ID}",
    "result_url": f"{QUERY}/{EXAMPLE_ID}/result",
    "cancel_url": f"{QUERY}/{EXAMPLE_ID}/cancel",
}
_COLUMN = {"precision": None, "scale": None, "length": None, "nullable": True}
EXAMPLE_COLUMNS = [
    {**_COLUMN, "name": "ID", "key": "ID", "type": "NUMBER", "precision": 38, "scale": 0, "nullable": False},
    {**_COLUMN, "name": "CUSTOMER", "key": "CUSTOMER", "type": "VARCHAR", "length": 16_777_216},
]
_ROWS = [{"ID": 1, "CUSTOMER": "Ada"}, {"ID": 3, "CUSTOMER": "Cem"}]
_RESULT = {
    "data": _ROWS,
    "columns": EXAMPLE_COLUMNS,
    "row_count": 2,
    "rows_changed": 0,
    "query_id": EXAMPLE_ID,
    "statement_type": "SELECT",
    "execution_time": 0.004,
    "session": {"database": "SHOP", "schema": "PUBLIC", "role": "ACCOUNTADMIN", "warehouse": "COMPUTE_WH"},
}
_CHEAP = {
    "sql": "SELECT ID, CUSTOMER FROM ORDERS WHERE AMOUNT < ? ORDER BY ID",
    "database": "SHOP",
    "params": [15],
}
_ALL = {"sql": "SELECT * FROM ORDERS ORDER BY ID", "database": "SHOP"}
_RUN = """\
Several statements are parted by semicolons and run one after another; the first error ends them, and what ran before
it stays done. The answer is the last one's result; the document has the results of the others besides.

With `async` the answer is a query id at once, in JSON whatever is accepted; of several statements it stands for all.

If the client of a call without a session goes away, its statements are cancelled. Streamed rows come from the engine
then, as the client takes them; `timeout` counts until the last row is sent. A session's result is kept first.

"""

OPERATIONS = (
    Operation(
        method="POST",
        path=QUERY,
        name="runStatements",
        tag=TAG,
        summary="Run one or more statements, or submit them",
        description=_RUN + streaming.FORMATS,
        handler=run_statements,
        media=media.STREAMS,
        examples=(
            Example(
                summary="A query with a bound value",
                body=_CHEAP,
                answer={"success": True, **_RESULT, "statements": None},
            ),
            Example(summary="As CSV", headers={"Accept": media.CSV}, body=_ALL),
            Example(summary="As an Arrow stream", headers={"Accept": media.ARROW}, body=_ALL),
            Example(summary="As NDJSON", headers={"Accept": media.LINES}, body=_ALL),
            Example(summary="As Parquet", headers={"Accept": media.PARQUET}, body=_ALL),
            Example(summary="Submitted", body={**_ALL, "async": True}, status=202, answer=EXAMPLE_PENDING),
        ),
        errors=(404, 406, 408, 409, 429),
    ),
    Operation(
        method="POST",
        path=f"{QUERY}/{{query_id}}/cancel",
        name="cancelStatement",
        tag=TAG,
        summary="Stop a statement that runs or waits",
        handler=cancel_statement,
        examples=(Example(summary="By its id", path=EXAMPLE_PATH, answer={"success": True, "query_id": EXAMPLE_ID}),),
        errors=(404,),
    ),
)
"""Operations that run statements and stop them."""
