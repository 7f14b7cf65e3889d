"""Use case: look at the statements of the past, and at those that run."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from mockhaus.application.journal import Journal
from mockhaus.application.running import RunningStatements
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.history.record import QueryRecord
from mockhaus.domain.history.selection import HistorySelection
from mockhaus.ports.history import HistoryStore


class ListHistory:
    """The history of the account. Thread-safe."""

    def __init__(self, store: HistoryStore, journal: Journal, running: RunningStatements) -> None:
        self._store = store
        self._journal = journal
        self._running = running

    def __call__(self, selection: HistorySelection) -> Sequence[QueryRecord]:
        """Finished statements that match, the newest first."""
        return self._journal.select(selection)

    def get(self, query_id: str) -> QueryRecord:
        """One statement, running or finished; QUERY_NOT_FOUND where there is none."""
        running = self._running.find(query_id)
        if running is not None:
            return running.record
        found = self._journal.find(query_id)
        if found is None:
            raise SnowflakeError(ErrorCode.QUERY_NOT_FOUND, query_id=query_id)
        return found

    def running(self) -> list[QueryRecord]:
        """The statements that run now, the newest first."""
        records = [statement.record for statement in self._running.list()]
        return sorted(records, key=lambda record: (record.started_at, record.query_id), reverse=True)

    def purge(self, before: dt.datetime) -> int:
        """Delete what ended before a time; how many."""
        self._journal.flush()
        return self._store.purge(before)
