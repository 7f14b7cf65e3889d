"""What a statement may know of other statements: those that ended, and those that run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mockhaus.application.journal import Journal
from mockhaus.application.running import RunningStatements
from mockhaus.domain.history.record import QueryRecord
from mockhaus.domain.history.selection import HistorySelection


class PastStatements:
    """The statements of the account. Thread-safe."""

    def __init__(self, journal: Journal, running: RunningStatements) -> None:
        self._journal = journal
        self._running = running

    def ended(self, selection: HistorySelection) -> Sequence[QueryRecord]:
        """Finished statements that match, the newest first."""
        return self._journal.select(selection)

    def find(self, query_id: str) -> QueryRecord | None:
        """A statement by its id, running or finished; None where there is none."""
        found = self._running.find(query_id)
        return replace(found.record, version=found.version) if found is not None else self._journal.find(query_id)

    def running(self) -> list[QueryRecord]:
        """Statements that run now, the newest first."""
        found = (item.record for item in self._running.list())
        return sorted(found, key=lambda record: (record.started_at, record.query_id), reverse=True)
