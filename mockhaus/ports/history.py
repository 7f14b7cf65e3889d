"""The port to the store of query history."""

from __future__ import annotations

import datetime as dt
from abc import abstractmethod
from collections.abc import Sequence
from typing import Protocol

from mockhaus.domain.history.record import QueryRecord
from mockhaus.domain.history.selection import HistorySelection


class HistoryStore(Protocol):
    """Finished statements. Thread-safe; every call is durable on return."""

    @abstractmethod
    def append(self, records: Sequence[QueryRecord]) -> None:
        """Add records; one whose id is there already replaces it."""

    @abstractmethod
    def get(self, query_id: str) -> QueryRecord | None:
        """One record, or None."""

    @abstractmethod
    def select(self, selection: HistorySelection) -> Sequence[QueryRecord]:
        """The records that match, the newest first (by start time, then id), at most `selection.limit`."""

    @abstractmethod
    def purge(self, before: dt.datetime) -> int:
        """Delete records that ended before a time; how many."""
