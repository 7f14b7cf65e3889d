"""The statements of the past, and those that run now."""

from __future__ import annotations

import binascii
import datetime as dt
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, replace
from typing import Annotated

from pydantic import BeforeValidator, Field

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.history.record import QueryRecord, QueryStatus
from mockhaus.domain.history.selection import HistorySelection
from mockhaus_adapters.http_falcon.rest.calls import Call
from mockhaus_adapters.http_falcon.rest.operations import Example, Operation, QueryModel, Success
from mockhaus_adapters.http_falcon.rest.queries import TAG
from mockhaus_adapters.http_falcon.rest.query_results import EXAMPLE_STATEMENT
from mockhaus_adapters.http_falcon.rest.statement_answers import QUERY, StatementDocument, statement_document
from mockhaus_adapters.http_falcon.rest.statement_states import StatementState

_MOST_RECORDS = 10_000
_USUAL_RECORDS = 100


def _upper(text: object) -> object:
    return text.upper() if isinstance(text, str) else text


def _iso(text: object) -> object:
    """Times are ISO 8601 alone: seconds since 1970, which pydantic takes as well, are more likely a mistake."""
    return dt.datetime.fromisoformat(text) if isinstance(text, str) else text


_Time = Annotated[dt.datetime | None, BeforeValidator(_iso)]


class HistoryQuery(QueryModel):
    """Filters, which all must hold, and the page. Names are stored names."""

    limit: Annotated[int, Field(ge=1, le=_MOST_RECORDS)] = _USUAL_RECORDS
    cursor: Annotated[str | None, Field(description="`next_cursor` of the page before.")] = None
    session_id: str | None = None
    user: str | None = None
    role: str | None = None
    database: str | None = None
    warehouse: str | None = None
    status: Annotated[QueryStatus | None, BeforeValidator(_upper)] = None
    kind: Annotated[str | None, Field(description="The statement type, such as SELECT or CREATE_TABLE.")] = None
    text: Annotated[str | None, Field(description="A part of the statement's text, in whatever case.")] = None
    started_after: Annotated[_Time, Field(description="This time or later; in UTC, where it has no offset.")] = None
    started_before: Annotated[_Time, Field(description="Before this time.")] = None

    def selection(self) -> HistorySelection:
        """What is asked of the core: one record more than the page has, to know whether there is another page."""
        return HistorySelection(
            limit=self.limit + 1,
            session_id=self.session_id,
            user=self.user,
            role=self.role,
            database=self.database,
            warehouse=self.warehouse,
            status=self.status,
            kind=self.kind,
            text=self.text,
            started_after=_aware(self.started_after),
            started_before=_aware(self.started_before),
            before=None if self.cursor is None else _place(self.cursor),
        )


@dataclass(frozen=True, kw_only=True)
class History(Success):
    """A page of the history, the newest first."""

    data: list[StatementDocument]
    next_cursor: Annotated[str | None, Field(description="For the next page; null at the end.")]


@dataclass(frozen=True, kw_only=True)
class RunningStatements(Success):
    """Statements that run, the newest first, then those that wait."""

    data: list[StatementDocument]


async def list_history(call: Call, *, query: HistoryQuery) -> History:
    """List what has ended; of others than the caller only to an administrator."""
    selection, caller = query.selection(), call.caller
    if not caller.administrator:
        if query.user is not None and query.user != caller.user:
            return History(data=[], next_cursor=None)
        selection = replace(selection, user=caller.user)
    records = await call.rest.workers.run_errand(lambda: call.rest.use_cases.history(selection))
    shown = records[: query.limit]
    following = _cursor(shown[-1]) if len(records) > query.limit else None
    return History(data=[statement_document(record) for record in shown], next_cursor=following)


async def list_running(call: Call) -> RunningStatements:
    """List what has not ended; of others than the caller only to an administrator."""
    use_cases = call.rest.use_cases
    waiting = use_cases.submissions.pending()
    records = use_cases.history.running()
    known = {record.query_id for record in records}
    states = [StatementState(record.query_id, record, None) for record in records]
    states += [StatementState(item.query_id, None, item) for item in waiting if item.query_id not in known]
    return RunningStatements(data=[state.document() for state in states if call.caller.may_see(state.user)])


def _aware(time: dt.datetime | None) -> dt.datetime | None:
    return time.replace(tzinfo=dt.UTC) if time is not None and time.tzinfo is None else time


def _cursor(record: QueryRecord) -> str:
    """The place behind a record."""
    return urlsafe_b64encode(f"{record.started_at.isoformat()} {record.query_id}".encode()).decode().rstrip("=")


def _place(cursor: str) -> tuple[dt.datetime, str]:
    """The place that a cursor names; INVALID_REQUEST where it is none."""
    try:
        text = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        time, _, query_id = text.partition(" ")
        found = dt.datetime.fromisoformat(time)
    except (binascii.Error, ValueError) as error:
        raise _no_cursor() from error
    if found.tzinfo is None or not query_id:
        raise _no_cursor()
    return found, query_id


def _no_cursor() -> SnowflakeError:
    return SnowflakeError(ErrorCode.INVALID_REQUEST, detail="cursor: this is no cursor of the history")


_ENDLESS = "SELECT COUNT(*) FROM TABLE(GENERATOR(ROWCOUNT => 1000000)) a, TABLE(GENERATOR(ROWCOUNT => 1000000)) b"
_RUNNING = {
    **EXAMPLE_STATEMENT,
    "query_text": _ENDLESS,
    "query_type": "UNKNOWN",
    "status": "RUNNING",
    "end_time": None,
    "rows_produced": 0,
    "bytes_produced": 0,
}

OPERATIONS = (
    Operation(
        method="GET",
        path=f"{QUERY}/history",
        name="listHistory",
        tag=TAG,
        summary="List the statements that have ended",
        description="A user sees their own, who has the role ACCOUNTADMIN sees all.",
        handler=list_history,
        examples=(
            Example(
                summary="Queries of a database",
                query={"database": "SHOP", "kind": "SELECT", "limit": "20"},
                answer={"success": True, "data": [EXAMPLE_STATEMENT], "next_cursor": None},
            ),
        ),
    ),
    Operation(
        method="GET",
        path=f"{QUERY}/running",
        name="listRunningStatements",
        tag=TAG,
        summary="List the statements that run or wait",
        description="A user sees their own, who has the role ACCOUNTADMIN sees all.",
        handler=list_running,
        examples=(Example(summary="All", answer={"success": True, "data": [_RUNNING]}),),
    ),
)
"""Operations that list statements."""
