"""Query history in a SQL database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, func, select, tuple_

from mockhaus.domain.history.record import QueryRecord, QueryStatus
from mockhaus.domain.history.selection import HistorySelection
from mockhaus.ports.history import HistoryStore
from mockhaus_adapters.metadata_sqlalchemy import tables
from mockhaus_adapters.metadata_sqlalchemy.column_types import encoded
from mockhaus_adapters.metadata_sqlalchemy.database import MetadataDatabase
from mockhaus_adapters.metadata_sqlalchemy.upserts import insert_or_replace

_TABLE = tables.history
_NAMES = tuple(field.name for field in fields(QueryRecord))


class SqlHistoryStore(HistoryStore):
    """Records in the table `history`."""

    def __init__(self, database: MetadataDatabase) -> None:
        self._database = database

    def append(self, records: Sequence[QueryRecord]) -> None:
        """Add records in one transaction; one whose id is there already replaces it."""
        latest = {record.query_id: record for record in records}
        if not latest:
            return
        rows = [_values(latest[query_id]) for query_id in sorted(latest)]  # ordered: writers cannot deadlock
        with self._database.writing() as connection:
            connection.execute(insert_or_replace(connection, _TABLE), rows)

    def get(self, query_id: str) -> QueryRecord | None:
        """One record, or None."""
        with self._database.reading() as connection:
            row = connection.execute(select(_TABLE).where(_TABLE.c.query_id == query_id)).one_or_none()
        return None if row is None else _record(row)

    def select(self, selection: HistorySelection) -> Sequence[QueryRecord]:
        """The records that match, the newest first."""
        query = (
            select(_TABLE)
            .where(*_conditions(selection))
            .order_by(_TABLE.c.started_at.desc(), _TABLE.c.query_id.desc())
            .limit(selection.limit)
        )
        with self._database.reading() as connection:
            return [_record(row) for row in connection.execute(query)]

    def purge(self, before: dt.datetime) -> int:
        """Delete records that ended before a time; how many."""
        with self._database.writing() as connection:
            return connection.execute(delete(_TABLE).where(_TABLE.c.ended_at < before)).rowcount


def _conditions(selection: HistorySelection) -> Iterator[ColumnElement[bool]]:
    for name in ("session_id", "user", "role", "database", "warehouse", "kind"):
        if (wanted := getattr(selection, name)) is not None:
            yield _TABLE.c[name] == wanted
    if selection.status is not None:
        yield _TABLE.c.status == selection.status.value
    if selection.started_after is not None:
        yield _TABLE.c.started_at >= selection.started_after
    if selection.started_before is not None:
        yield _TABLE.c.started_at < selection.started_before
    if selection.text is not None:
        yield func.strpos(func.lower(_TABLE.c.text), encoded(selection.text.lower())) > 0
    if selection.before is not None:
        yield tuple_(_TABLE.c.started_at, _TABLE.c.query_id) < selection.before


def _values(record: QueryRecord) -> dict[str, Any]:
    return {name: getattr(record, name) for name in _NAMES} | {"status": record.status.value}


def _record(row: Row[Any]) -> QueryRecord:
    values = dict(zip(_TABLE.c.keys(), row, strict=True))
    return QueryRecord(**values | {"status": QueryStatus(values["status"])})
