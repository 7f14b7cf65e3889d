"""VALIDATE: the errors that a past COPY INTO met, for whoever ran it and may use the table.

Follows https://docs.snowflake.com/en/sql-reference/functions/validate. The errors were kept when the files were
loaded, so it does not matter what has become of the files.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from mockhaus.application.load_history import found_errors
from mockhaus.application.services import StatementRun
from mockhaus.application.session import LastCopy
from mockhaus.domain.catalog.objects import Database, ObjectKind, Table
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.results import Row, Value
from mockhaus.translation.cursor import named

_LAST = "_last"
_QUERY_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
_NO_COPY = "We couldn't find a copy for this table which occurred during this session "


def rows(run: StatementRun, arguments: Mapping[str, Value]) -> Iterable[Row]:
    """The rows of a call."""
    database, table = _table(run, str(arguments["TABLE"]))
    job = str(arguments["JOB_ID"])
    if job == _LAST:
        last = run.session.last_copy
        if last is None or not _is_there(run, last):
            raise _invalid(_NO_COPY)
        return _errors(run, last.database, last.table, last.query_id)
    if not _QUERY_ID.fullmatch(job):
        raise _invalid("Invalid Job UUID provided.")
    return _errors(run, database, table, job)


def _errors(run: StatementRun, database: Database, table: Table, query_id: str) -> list[Row]:
    files = found_errors(run, database, table, query_id)
    if any(record.transformed for record, _ in files):
        raise _invalid("Validation of a COPY statement with a transformation is not supported.")
    if any(record.user != run.session.context.user for record, _ in files):
        raise _invalid("Invalid Job UUID provided.")
    return [row for _, errors in files for row in errors]


def _table(run: StatementRun, written: str) -> tuple[Database, Table]:
    """The table of a name, which the role may use."""
    name, context, names = named(written), run.session.context, run.names()
    full = names.complete(name, context.database, context.schema)
    found = names.find(ObjectKind.TABLE, full)
    if found is None or not isinstance(found.item, Table) or not run.may_use(found.item.owner):
        raise SnowflakeError(ErrorCode.OBJECT_NOT_FOUND, kind="Table", name=str(full))
    return found.database.database, found.item


def _is_there(run: StatementRun, last: LastCopy) -> bool:
    """Whether the table that the session's last COPY loaded, which may be another than the one named, still exists."""
    if last.table.temporary:
        return any(item.id == last.table.id for _, item in run.session.temporary.objects())
    database = run.services.catalog.current.databases.get(last.database.id)
    return database is not None and last.table.id in database.all_objects


def _invalid(reason: str) -> SnowflakeError:
    return SnowflakeError(ErrorCode.TABLE_FUNCTION_ARGUMENT, reason=reason)
