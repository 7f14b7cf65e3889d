"""Session records in memory."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Sequence
from dataclasses import replace

from mockhaus.domain.sessions.record import SessionRecord
from mockhaus.ports.sessions import SessionStore


class MemorySessionStore(SessionStore):
    """Records in a dictionary; they last as long as the store."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._records: dict[str, SessionRecord] = {}

    def save(self, record: SessionRecord) -> None:
        """Add or replace a record."""
        with self._lock:
            self._records[record.session_id] = record

    def get(self, session_id: str) -> SessionRecord | None:
        """One record, or None."""
        with self._lock:
            return self._records.get(session_id)

    def list_open(self) -> Sequence[SessionRecord]:
        """The open sessions, the newest first."""
        with self._lock:
            found = self._open()
        return sorted(found, key=lambda record: (record.created_at, record.session_id), reverse=True)

    def close_all_open(self, at: dt.datetime, reason: str) -> int:
        """Mark every open record closed; how many."""
        with self._lock:
            found = self._open()
            for record in found:
                self._records[record.session_id] = replace(record, closed_at=at, close_reason=reason)
        return len(found)

    def purge_closed(self, before: dt.datetime) -> int:
        """Delete records closed before a time; how many."""
        with self._lock:
            gone = [
                record.session_id
                for record in self._records.values()
                if record.closed_at is not None and record.closed_at < before
            ]
            for session_id in gone:
                del self._records[session_id]
        return len(gone)

    def _open(self) -> list[SessionRecord]:
        return [record for record in self._records.values() if record.closed_at is None]
