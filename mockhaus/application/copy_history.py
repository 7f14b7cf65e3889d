"""COPY_HISTORY: the files that a table loaded, for a role that may use the table.

Follows https://docs.snowflake.com/en/sql-reference/functions/copy_history. There are no pipes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from mockhaus.application.load_history import PastLoad, loads
from mockhaus.application.services import StatementRun
from mockhaus.domain.catalog.objects import ObjectKind, Table
from mockhaus.domain.errors import ErrorCode, SnowflakeError, unsupported
from mockhaus.domain.results import Row, Value
from mockhaus.translation.cursor import named

_LONGEST = dt.timedelta(days=14)


def rows(run: StatementRun, arguments: Mapping[str, Value]) -> Iterable[Row]:
    """The rows of a call."""
    if arguments.get("PIPE_NAME") is not None:
        raise unsupported("COPY_HISTORY of a pipe")
    name, context, names = named(str(arguments["TABLE_NAME"])), run.session.context, run.names()
    full = names.complete(name, context.database, context.schema)
    found = names.find(ObjectKind.TABLE, full)
    if found is None or not isinstance(found.item, Table) or not run.may_use(found.item.owner):
        raise SnowflakeError(ErrorCode.OBJECT_NOT_FOUND, kind="Table", name=str(full))
    now = run.services.clock.now()
    start, end = _moment(arguments.get("START_TIME"), now), _moment(arguments.get("END_TIME"), now)
    if start < now - _LONGEST:
        raise SnowflakeError(ErrorCode.INVALID_VALUE, value=start.isoformat(" "), name="START_TIME")
    return [_row(load, full.parts) for load in loads(run, found.database.database, [found.item], start, end)]


def _moment(value: Value, now: dt.datetime) -> dt.datetime:
    return value if isinstance(value, dt.datetime) else now


def _row(load: PastLoad, table: tuple[str, ...]) -> Row:
    record = load.record
    return (
        record.file,
        record.stage,
        load.at,
        load.rows,
        load.parsed,
        record.size,
        record.message,
        record.line,
        record.character,
        record.column,
        record.errors,
        load.error_limit,
        load.status,
        *table,
        None,
        None,
        None,
        None,
        None,
    )
