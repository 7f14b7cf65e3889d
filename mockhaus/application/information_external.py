"""INFORMATION_SCHEMA: external tables and the files that they have registered.

Follows https://docs.snowflake.com/en/sql-reference/info-schema/external_tables,
https://docs.snowflake.com/en/sql-reference/functions/external_table_files and
https://docs.snowflake.com/en/sql-reference/functions/external_table_registration_history.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mockhaus.application import visibility
from mockhaus.application.external_tables import format_type, stage_location
from mockhaus.application.services import StatementRun
from mockhaus.application.stage_areas import queried_area
from mockhaus.application.visibility import Seen
from mockhaus.domain.catalog.catalog import DatabaseCatalog
from mockhaus.domain.catalog.objects import ExternalTable, ObjectKind, RegisteredFile, Registration
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.results import Row, Value
from mockhaus.translation.cursor import named

_LONGEST = dt.timedelta(days=30)


def external_tables(run: StatementRun, database: DatabaseCatalog) -> Iterator[dict[str, Any]]:
    """The fields of EXTERNAL_TABLES."""
    for place in visibility.places(run, database):
        for seen in visibility.objects(run, place):
            if isinstance(seen.item, ExternalTable):
                yield _fields(run, seen, seen.item)


def _fields(run: StatementRun, seen: Seen, table: ExternalTable) -> dict[str, Any]:
    return {
        "TABLE_CATALOG": seen.place.database.database.name,
        "TABLE_SCHEMA": seen.place.schema.name,
        "TABLE_NAME": table.name,
        "TABLE_OWNER": table.owner,
        "CREATED": table.created_at,
        "LAST_ALTERED": table.refreshed_at or table.created_at,
        "LAST_DDL": table.created_at,
        "AUTO_CLUSTERING_ON": False,
        "COMMENT": table.comment or None,
        "LOCATION": f"@{table.stage}/{table.path}",
        "FILE_FORMAT_NAME": named(table.file_format).name if table.file_format else None,
        "FILE_FORMAT_TYPE": _type(run, table),
    }


def _type(run: StatementRun, table: ExternalTable) -> str | None:
    try:
        return format_type(run, table)
    except SnowflakeError:
        return None  # the file format is gone


# -- table functions -----------------------------------------------------------------------------------------------


def files(run: StatementRun, arguments: Mapping[str, Value]) -> Iterable[Row]:
    """EXTERNAL_TABLE_FILES."""
    table = _named(run, arguments)
    if not table.files:
        return []
    folder = queried_area(run, stage_location(table)).folder
    return [_file_row(folder, file) for file in table.files]


def _file_row(folder: str, file: RegisteredFile) -> Row:
    return (folder + file.path, file.registered_at, file.size, file.modified_at, file.md5, file.md5)


def registrations(run: StatementRun, arguments: Mapping[str, Value]) -> Iterable[Row]:
    """EXTERNAL_TABLE_FILE_REGISTRATION_HISTORY."""
    table = _named(run, arguments)
    earliest = run.services.clock.now() - _LONGEST
    given = arguments.get("START_TIME")
    start = max(given, earliest) if isinstance(given, dt.datetime) else earliest
    return [_registration_row(item) for item in table.registrations if item.at >= start]


def _registration_row(item: Registration) -> Row:
    return (item.at, item.file, item.status, item.message, item.size, item.modified_at)


def _named(run: StatementRun, arguments: Mapping[str, Value]) -> ExternalTable:
    """The table of TABLE_NAME, which the role may use."""
    name, context, names = named(str(arguments["TABLE_NAME"])), run.session.context, run.names()
    full = names.complete(name, context.database, context.schema)
    found = names.find(ObjectKind.EXTERNAL_TABLE, full)
    if found is None or not isinstance(found.item, ExternalTable) or not run.may_use(found.item.owner):
        raise SnowflakeError(ErrorCode.OBJECT_NOT_FOUND, kind="External table", name=str(full))
    return found.item
