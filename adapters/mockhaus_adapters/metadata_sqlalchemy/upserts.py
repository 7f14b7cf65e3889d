"""INSERT … ON CONFLICT, which SQLite and PostgreSQL share but SQLAlchemy words per database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, Insert, Table
from sqlalchemy.dialects import sqlite

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql


def insert_or_replace(connection: Connection, table: Table) -> Insert:
    """An INSERT whose row takes the place of one with the same key."""
    statement = _insert(connection, table)
    columns = {column: statement.excluded[column.key] for column in table.c if not column.primary_key}
    return statement.on_conflict_do_update(index_elements=list(table.primary_key), set_=columns)


def insert_or_keep(connection: Connection, table: Table) -> Insert:
    """An INSERT that leaves a row with the same key as it is."""
    return _insert(connection, table).on_conflict_do_nothing(index_elements=list(table.primary_key))


def _insert(connection: Connection, table: Table) -> postgresql.Insert | sqlite.Insert:
    if connection.dialect.name == "sqlite":
        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415 - takes 0.1 s that SQLite need not wait for

    return postgresql.insert(table)
