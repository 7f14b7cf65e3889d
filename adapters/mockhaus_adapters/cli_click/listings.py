"""What exists, as small tables: for commands and for the shell alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mockhaus.domain import types
from mockhaus.domain.history.record import QueryRecord
from mockhaus.domain.sessions.record import SessionRecord
from mockhaus.domain.types import ResultColumn
from mockhaus_adapters.cli_click.client.protocol import Client, Result, TextRow

_RELATIONS = frozenset({"table", "view"})


@dataclass(frozen=True, slots=True)
class Listing:
    """Columns and rows of texts."""

    columns: Sequence[ResultColumn]
    rows: Sequence[TextRow]


@dataclass(frozen=True, slots=True)
class Shown:
    """A SHOW statement, and which of its columns are worth a place on the terminal."""

    sql: str
    columns: tuple[str, ...]


def databases(like: str | None = None) -> Shown:
    """The databases that the role may see."""
    return Shown(f"SHOW DATABASES{_like(like)}", ("name", "kind", "owner", "comment", "created_on"))


def schemas(database: str | None, like: str | None = None) -> Shown:
    """The schemas of the current database, or of all."""
    place = "DATABASE" if database else "ACCOUNT"
    return Shown(f"SHOW SCHEMAS{_like(like)} IN {place}", ("name", "database_name", "owner", "comment", "created_on"))


def tables(database: str | None, schema: str | None, like: str | None = None) -> Shown:
    """The tables and views of the current schema, of the current database, or of all."""
    place = "SCHEMA" if schema else "DATABASE" if database else "ACCOUNT"
    columns = ("name", "database_name", "schema_name", "kind", "rows", "owner", "comment", "created_on")
    return Shown(f"SHOW OBJECTS{_like(like)} IN {place}", columns)


def description(kind: str, name: str) -> Shown:
    """The columns or properties of an object."""
    columns = ("name", "type", "null?", "default", "primary key", "unique key", "comment") if kind in _RELATIONS else ()
    return Shown(f"DESCRIBE {kind.upper()} {name}", columns)


def shown(client: Client, asked: Shown) -> Listing:
    """Run a SHOW statement and keep its columns of interest, all where none are named."""
    (listing,) = [_picked(result, asked.columns) for result in client.execute(asked.sql)]
    return listing


def _picked(result: Result, names: tuple[str, ...]) -> Listing:
    there = {column.name: index for index, column in enumerate(result.columns)}
    indexes = [there[name] for name in names if name in there] or list(there.values())
    rows = [[row[index] for index in indexes] for batch in result.batches() for row in batch]
    return Listing([result.columns[index] for index in indexes], rows)


def _like(pattern: str | None) -> str:
    return "" if pattern is None else f" LIKE '{_literal(pattern)}'"


def _literal(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "''")


def _time(value: object) -> str:
    return str(value) if value is None else f"{value:%Y-%m-%d %H:%M:%S %z}"


def history_table(records: Iterable[QueryRecord]) -> Listing:
    """Statements of the past."""
    columns = (
        ResultColumn("START_TIME", types.TIMESTAMP_TZ),
        ResultColumn("STATUS", types.VARCHAR),
        ResultColumn("MILLISECONDS", types.number(18, 1)),
        ResultColumn("ROWS", types.number(18)),
        ResultColumn("QUERY_ID", types.VARCHAR),
        ResultColumn("QUERY_TEXT", types.VARCHAR),
        ResultColumn("ERROR", types.VARCHAR),
    )
    rows = [
        (
            _time(record.started_at),
            record.status.value,
            f"{record.total_ms:.1f}",
            str(record.rows_produced),
            record.query_id,
            record.text,
            record.error_message,
        )
        for record in records
    ]
    return Listing(columns, rows)


def sessions_table(records: Iterable[SessionRecord]) -> Listing:
    """Open sessions."""
    names = ("SESSION_ID", "USER", "ROLE", "DATABASE", "SCHEMA", "WAREHOUSE", "CLIENT", "CREATED", "LAST_USED")
    rows = [
        (
            record.session_id,
            record.user,
            record.role,
            record.database,
            record.schema,
            record.warehouse,
            record.client,
            _time(record.created_at),
            _time(record.last_used_at),
        )
        for record in records
    ]
    return Listing([ResultColumn(name, types.VARCHAR) for name in names], rows)
