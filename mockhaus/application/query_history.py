"""QUERY_HISTORY and QUERY_HISTORY_BY_*: the statements of the last seven days.

Follows https://docs.snowflake.com/en/sql-reference/functions/query_history. What is not measured here is NULL.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from types import MappingProxyType
from typing import Any

from mockhaus.application.past_statements import PastStatements
from mockhaus.application.services import StatementRun
from mockhaus.domain.account.objects import User
from mockhaus.domain.errors import ErrorCode, SnowflakeError, unsupported
from mockhaus.domain.history.record import QueryRecord, QueryStatus
from mockhaus.domain.history.selection import HistorySelection
from mockhaus.domain.identifiers import stored_name
from mockhaus.domain.policy.roles import ACCOUNTADMIN
from mockhaus.domain.results import Row, Value
from mockhaus.domain.server import VERSION
from mockhaus.domain.statements import StatementKind
from mockhaus.translation.metadata_tables import QUERY_HISTORY

Arguments = Mapping[str, Value]

_DAYS = dt.timedelta(days=7)
_LONGEST = dt.timedelta(days=2)
"""The longest that a statement may run."""
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_FEWEST, _USUAL, _MOST = 1, 100, 10_000
_PAGE = 1_000
_STATUS = {QueryStatus.FAIL: "FAILED_WITH_ERROR", QueryStatus.INCIDENT: "FAILED_WITH_INCIDENT"}
_INSERTING = frozenset({StatementKind.INSERT.value, StatementKind.COPY.value})
_UNCOUNTED = frozenset({StatementKind.MERGE.value, StatementKind.CREATE_TABLE_AS_SELECT.value})
"""Statements that insert rows, which are not counted by themselves."""
_CHANGING = _INSERTING | _UNCOUNTED | {StatementKind.UPDATE.value, StatementKind.DELETE.value}
_COLUMNS = [name for name, _ in QUERY_HISTORY["QUERY_HISTORY"].columns]
_NEVER = (
    "QUEUED_PROVISIONING_TIME QUEUED_REPAIR_TIME LIST_EXTERNAL_FILE_TIME OUTBOUND_DATA_TRANSFER_BYTES "
    "INBOUND_DATA_TRANSFER_BYTES EXTERNAL_FUNCTION_TOTAL_INVOCATIONS EXTERNAL_FUNCTION_TOTAL_SENT_ROWS "
    "EXTERNAL_FUNCTION_TOTAL_RECEIVED_ROWS EXTERNAL_FUNCTION_TOTAL_SENT_BYTES EXTERNAL_FUNCTION_TOTAL_RECEIVED_BYTES "
    "QUERY_ACCELERATION_BYTES_SCANNED QUERY_ACCELERATION_PARTITIONS_SCANNED "
    "QUERY_ACCELERATION_UPPER_LIMIT_SCALE_FACTOR QUERY_RETRY_TIME FAULT_HANDLING_TIME CREDITS_USED_CLOUD_SERVICES"
)
_ZEROS: Mapping[str, int] = dict.fromkeys(_NEVER.split(), 0)
"""What never happens on one machine."""


Owner = Callable[[StatementRun, Arguments], str | None]
"""Whose statements are asked for: the name of a session, user or warehouse."""
_Whose = Callable[[QueryRecord], str | None]


def _history(whose: _Whose, owner: Owner) -> Callable[[StatementRun, Arguments], Iterable[Row]]:
    def rows(run: StatementRun, arguments: Arguments) -> Iterable[Row]:
        if run.past is None:
            raise unsupported("QUERY_HISTORY in this session")
        wanted = owner(run, arguments)
        search = _Search(run, run.past, arguments)
        found = (record for record in search.found() if whose(record) == wanted)
        return [_row(run, record) for record in islice(found, search.limit)]

    return rows


def _named(parameter: str, usual: Callable[[StatementRun], str | None]) -> Owner:
    """The name that an argument gives, as SQL writes it, or the session's own."""

    def owner(run: StatementRun, arguments: Arguments) -> str | None:
        return stored_name(str(arguments[parameter])) if parameter in arguments else usual(run)

    return owner


ROWS: Mapping[str, Callable[[StatementRun, Arguments], Iterable[Row]]] = MappingProxyType(
    {
        "QUERY_HISTORY": _history(lambda _: None, lambda *_: None),
        "QUERY_HISTORY_BY_SESSION": _history(
            lambda record: record.session_id, _named("SESSION_ID", lambda run: run.session.id)
        ),
        "QUERY_HISTORY_BY_USER": _history(
            lambda record: record.user, _named("USER_NAME", lambda run: run.session.context.user)
        ),
        "QUERY_HISTORY_BY_WAREHOUSE": _history(
            lambda record: record.warehouse, _named("WAREHOUSE_NAME", lambda run: run.session.context.warehouse)
        ),
    }
)
"""The functions by name: the statements that are asked for and that the session may see, the newest first."""


class _Search:
    """One call: what is asked for."""

    def __init__(self, run: StatementRun, past: PastStatements, arguments: Arguments) -> None:
        self._run = run
        self._past = past
        self._arguments = arguments
        self._now = run.services.clock.now()
        self._start = self._instant("END_TIME_RANGE_START")
        self._end = self._instant("END_TIME_RANGE_END")
        self.limit = self._limit()

    def _instant(self, name: str) -> dt.datetime | None:
        value = self._arguments.get(name)
        if not isinstance(value, dt.datetime):
            return None
        found = value if value.tzinfo else value.replace(tzinfo=dt.UTC)
        if found < self._now - _DAYS:
            raise SnowflakeError(ErrorCode.SEMANTIC, detail="Cannot retrieve data from more than 7 days ago.")
        return found

    def _limit(self) -> int:
        value = self._arguments.get("RESULT_LIMIT")
        found = _USUAL if value is None else int(str(value))
        if not _FEWEST <= found <= _MOST:
            raise SnowflakeError(ErrorCode.INVALID_VALUE, value=found, name="RESULT_LIMIT")
        return found

    def found(self) -> Iterator[QueryRecord]:
        """The statements that match: running ones only where no end is given."""
        running = [] if self._end is not None else self._past.running()
        known = {record.query_id for record in running}
        yield from filter(self._may_see, running)
        for record in self._ended():
            if record.query_id not in known and self._in_range(record) and self._may_see(record):
                yield record

    def _ended(self) -> Iterator[QueryRecord]:
        earliest = (self._start or self._now - _DAYS) - _LONGEST
        selection = HistorySelection(limit=_PAGE, started_after=earliest)
        while page := self._past.ended(selection):
            yield from page
            selection = replace(selection, before=(page[-1].started_at, page[-1].query_id))

    def _in_range(self, record: QueryRecord) -> bool:
        ended = record.ended_at or record.started_at
        return (self._start or self._now - _DAYS) <= ended and (self._end is None or ended <= self._end)

    def _may_see(self, record: QueryRecord) -> bool:
        """Whether a statement is the user's own, or ran where one of the session's roles may look on."""
        run = self._run
        if record.user == run.session.context.user or ACCOUNTADMIN in run.active_roles():
            return True
        warehouse = run.services.account.current.warehouse(record.warehouse) if record.warehouse else None
        return warehouse is not None and run.may_use(warehouse.owner)


def _row(run: StatementRun, record: QueryRecord) -> Row:
    fields = {**_ZEROS, **_fields(record, run.services.account.current.user(record.user))}
    return tuple(fields.get(name) for name in _COLUMNS)


def _fields(record: QueryRecord, user: User | None) -> dict[str, Any]:
    return {
        "QUERY_ID": record.query_id,
        "QUERY_TEXT": record.text,
        "DATABASE_NAME": record.database,
        "SCHEMA_NAME": record.schema,
        "QUERY_TYPE": record.kind,
        "SESSION_ID": int(record.session_id) if record.session_id.isdigit() else None,
        "USER_NAME": record.user,
        "USER_TYPE": user.type if user else None,
        "ROLE_NAME": record.role,
        "WAREHOUSE_NAME": record.warehouse,
        "QUERY_TAG": record.query_tag,
        "EXECUTION_STATUS": _STATUS.get(record.status, record.status.value),
        "ERROR_CODE": int(record.error_code) if record.error_code else None,
        "ERROR_MESSAGE": record.error_message,
        "START_TIME": record.started_at,
        "END_TIME": record.ended_at or _EPOCH,
        "TOTAL_ELAPSED_TIME": round(record.total_ms),
        "ROWS_PRODUCED": record.rows_produced,
        "COMPILATION_TIME": round(record.compile_ms),
        "EXECUTION_TIME": round(record.execute_ms),
        "QUEUED_OVERLOAD_TIME": round(record.queue_ms),
        "RELEASE_VERSION": VERSION,
        "IS_CLIENT_GENERATED_STATEMENT": False,
        "BYTES_WRITTEN_TO_RESULT": record.bytes_produced,
        "ROWS_WRITTEN_TO_RESULT": 1 if record.kind in _CHANGING else record.rows_produced,
        "ROWS_INSERTED": _rows_inserted(record),
    }


def _rows_inserted(record: QueryRecord) -> int | None:
    if record.kind in _UNCOUNTED:
        return None
    return record.rows_changed if record.kind in _INSERTING else 0
