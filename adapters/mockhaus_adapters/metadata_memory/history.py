"""Query history in memory, with a bound."""

from __future__ import annotations

import bisect
import datetime as dt
import threading
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from mockhaus.domain.history.record import QueryRecord
from mockhaus.domain.history.selection import HistorySelection
from mockhaus.ports.history import HistoryStore

_Key = tuple[dt.datetime, str]


class MemoryHistoryStore(HistoryStore):
    """The latest records, at most `capacity`; the ones that started first are forgotten first."""

    def __init__(self, capacity: int = 10_000) -> None:
        self._capacity = capacity
        self._lock = threading.Lock()
        self._records: dict[str, QueryRecord] = {}
        self._order: list[_Key] = []
        """Keys of all records, ascending."""

    def append(self, records: Sequence[QueryRecord]) -> None:
        """Add records; one whose id is there already replaces it."""
        with self._lock:
            for record in records:
                self._discard(record.query_id)
                bisect.insort(self._order, _key(record))
                self._records[record.query_id] = record
            for _, query_id in self._order[: max(0, len(self._order) - self._capacity)]:
                self._discard(query_id)

    def get(self, query_id: str) -> QueryRecord | None:
        """One record, or None."""
        with self._lock:
            return self._records.get(query_id)

    def select(self, selection: HistorySelection) -> Sequence[QueryRecord]:
        """The records that match, the newest first."""
        matches = _predicate(selection)
        with self._lock:
            return list(islice(filter(matches, self._newest_first(selection.before)), selection.limit))

    def purge(self, before: dt.datetime) -> int:
        """Delete records that ended before a time; how many."""
        with self._lock:
            gone = [
                record.query_id
                for record in self._records.values()
                if record.ended_at is not None and record.ended_at < before
            ]
            for query_id in gone:
                self._discard(query_id)
        return len(gone)

    def _discard(self, query_id: str) -> None:
        record = self._records.pop(query_id, None)
        if record is not None:
            del self._order[bisect.bisect_left(self._order, _key(record))]

    def _newest_first(self, before: _Key | None) -> Iterator[QueryRecord]:
        end = len(self._order) if before is None else bisect.bisect_left(self._order, before)
        return (self._records[self._order[index][1]] for index in range(end - 1, -1, -1))


def _key(record: QueryRecord) -> _Key:
    return (record.started_at, record.query_id)


def _predicate(selection: HistorySelection) -> Callable[[QueryRecord], bool]:
    equal = [
        (name, wanted)
        for name in ("session_id", "user", "role", "database", "warehouse", "status", "kind")
        if (wanted := getattr(selection, name)) is not None
    ]
    text = None if selection.text is None else selection.text.lower()
    after = selection.started_after or dt.datetime.min.replace(tzinfo=dt.UTC)
    before = selection.started_before or dt.datetime.max.replace(tzinfo=dt.UTC)

    def matches(record: QueryRecord) -> bool:
        return (
            all(getattr(record, name) == wanted for name, wanted in equal)
            and after <= record.started_at < before
            and (text is None or text in record.text.lower())
        )

    return matches
