"""Session records in a SQL database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Row, delete, select, update

from mockhaus.domain.sessions.record import SessionRecord
from mockhaus.ports.sessions import SessionStore
from mockhaus_adapters.metadata_sqlalchemy import tables
from mockhaus_adapters.metadata_sqlalchemy.database import MetadataDatabase
from mockhaus_adapters.metadata_sqlalchemy.upserts import insert_or_replace

_TABLE = tables.sessions


class SqlSessionStore(SessionStore):
    """Records in the table `sessions`."""

    def __init__(self, database: MetadataDatabase) -> None:
        self._database = database

    def save(self, record: SessionRecord) -> None:
        """Add or replace a record."""
        with self._database.writing() as connection:
            connection.execute(insert_or_replace(connection, _TABLE), asdict(record))

    def get(self, session_id: str) -> SessionRecord | None:
        """One record, or None."""
        with self._database.reading() as connection:
            row = connection.execute(select(_TABLE).where(_TABLE.c.session_id == session_id)).one_or_none()
        return None if row is None else _record(row)

    def list_open(self) -> Sequence[SessionRecord]:
        """The open sessions, the newest first."""
        query = (
            select(_TABLE)
            .where(_TABLE.c.closed_at.is_(None))
            .order_by(_TABLE.c.created_at.desc(), _TABLE.c.session_id.desc())
        )
        with self._database.reading() as connection:
            return [_record(row) for row in connection.execute(query)]

    def close_all_open(self, at: dt.datetime, reason: str) -> int:
        """Mark every open record closed; how many."""
        change = update(_TABLE).where(_TABLE.c.closed_at.is_(None)).values(closed_at=at, close_reason=reason)
        with self._database.writing() as connection:
            return connection.execute(change).rowcount

    def purge_closed(self, before: dt.datetime) -> int:
        """Delete records closed before a time; how many."""
        with self._database.writing() as connection:
            return connection.execute(delete(_TABLE).where(_TABLE.c.closed_at < before)).rowcount


def _record(row: Row[Any]) -> SessionRecord:
    return SessionRecord(**dict(zip(_TABLE.c.keys(), row, strict=True)))
