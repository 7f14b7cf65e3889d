"""COPY_HISTORY: the files that a table loaded, by itself or by pipes, for a role that may use the table.

Follows https://docs.snowflake.com/en/sql-reference/functions/copy_history.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping

from mockhaus.application import pipe_history
from mockhaus.application.load_history import PastLoad, loads
from mockhaus.application.pipe_bindings import live_pipes
from mockhaus.application.pipe_status import bound_pipe
from mockhaus.application.services import StatementRun
from mockhaus.domain.catalog.objects import ObjectKind, Table
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.identifiers import QualifiedName
from mockhaus.domain.results import Row, Value
from mockhaus.translation.cursor import named

_LONGEST = dt.timedelta(days=14)
_LEAST = dt.timedelta(microseconds=1)
_ALL = 1_000_000_000
_NO_PIPE: Row = (None,) * 5


def rows(run: StatementRun, arguments: Mapping[str, Value]) -> Iterable[Row]:
    """The rows of a call."""
    name, context, names = named(str(arguments["TABLE_NAME"])), run.session.context, run.names()
    full = names.complete(name, context.database, context.schema)
    found = names.find(ObjectKind.TABLE, full)
    if found is None or not isinstance(found.item, Table) or not run.may_use(found.item.owner):
        raise SnowflakeError(ErrorCode.OBJECT_NOT_FOUND, kind="Table", name=str(full))
    now = run.services.clock.now()
    start, end = _moment(arguments.get("START_TIME"), now), min(_moment(arguments.get("END_TIME"), now), now)
    if start < now - _LONGEST:
        raise SnowflakeError(ErrorCode.INVALID_VALUE, value=start.isoformat(" "), name="START_TIME")
    told = [*_of_pipes(run, arguments.get("PIPE_NAME"), found.item, full, start, end)]
    if arguments.get("PIPE_NAME") is None:
        told += ((load, _NO_PIPE) for load in loads(run, found.database.database, [found.item], start, end))
    return [_row(load, full.parts, pipe) for load, pipe in sorted(told, key=lambda item: item[0].at)]


def _of_pipes(
    run: StatementRun, name: Value, table: Table, full: QualifiedName, start: dt.datetime, end: dt.datetime
) -> Iterator[tuple[PastLoad, Row]]:
    """What pipes loaded, or the one that is asked for, with what is told of the pipe: of one's own, its name."""
    pipes = list(live_pipes(run.services.catalog.current)) if name is None else [bound_pipe(run, str(name))]
    of_table = [pipe for pipe in pipes if pipe.pipe.table == full.parts and pipe.pipe.table_id == table.id]
    if not of_table:
        return
    names = {pipe.pipe.history: pipe.name.parts for pipe in of_table if run.may_use(pipe.pipe.owner)}
    for found in pipe_history.loads(run, of_table, start, end + _LEAST, _ALL):
        yield found.load, (*names.get(found.pipe, (None, None, None)), found.received_at, None)


def _moment(value: Value, now: dt.datetime) -> dt.datetime:
    return value if isinstance(value, dt.datetime) else now


def _row(load: PastLoad, table: tuple[str, ...], pipe: Row) -> Row:
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
        *pipe,
    )
