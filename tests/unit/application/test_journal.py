"""The journal writes every record, in batches, and keeps what the store could not take."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Sequence

import pytest

from mockhaus.application.journal import Journal
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.history.record import QueryRecord
from mockhaus.domain.history.selection import HistorySelection
from mockhaus_adapters.metadata_memory.history import MemoryHistoryStore


def record(number: int) -> QueryRecord:
    return QueryRecord(
        query_id=f"id-{number:04d}",
        text="SELECT 1",
        kind="SELECT",
        session_id="1",
        user="U",
        role="R",
        started_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC) + dt.timedelta(seconds=number),
    )


class CountingStore(MemoryHistoryStore):
    def __init__(self) -> None:
        super().__init__()
        self.batches: list[int] = []
        self.failing = False

    def append(self, records: Sequence[QueryRecord]) -> None:
        if self.failing:
            raise SnowflakeError(ErrorCode.STORAGE, detail="down")
        self.batches.append(len(records))
        super().append(records)


def test_records_are_written_in_batches_without_being_asked() -> None:
    store = CountingStore()
    journal = Journal(store, interval=0.02)
    for number in range(50):
        journal.add(record(number))
    deadline = time.monotonic() + 5
    while sum(store.batches) < 50 and time.monotonic() < deadline:
        time.sleep(0.01)

    journal.close()
    assert sum(store.batches) == 50
    assert len(store.batches) < 50


def test_closing_writes_what_is_left() -> None:
    store = CountingStore()
    journal = Journal(store, interval=60)
    journal.add(record(1))

    journal.close()

    assert store.get("id-0001") == record(1)


def test_records_that_the_store_refused_are_written_later(caplog: pytest.LogCaptureFixture) -> None:
    store = CountingStore()
    journal = Journal(store, interval=60)
    store.failing = True
    journal.add(record(1))
    journal.flush()
    store.failing = False
    journal.add(record(2))
    journal.flush()

    journal.close()
    assert [item.query_id for item in store.select(HistorySelection())] == ["id-0002", "id-0001"]
    assert "could not be written" in caplog.text
