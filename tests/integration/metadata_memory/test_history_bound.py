from __future__ import annotations

import datetime as dt

from mockhaus.domain.history.record import QueryRecord
from mockhaus.domain.history.selection import HistorySelection
from mockhaus_adapters.metadata_memory import MemoryHistoryStore

NOON = dt.datetime(2024, 2, 29, 12, tzinfo=dt.UTC)


def record(index: int) -> QueryRecord:
    return QueryRecord(
        query_id=str(index),
        text="SELECT 1",
        kind="SELECT",
        session_id="1",
        user="ANNE",
        role="PUBLIC",
        started_at=NOON + dt.timedelta(seconds=index),
    )


def kept(store: MemoryHistoryStore) -> list[str]:
    return [found.query_id for found in store.select(HistorySelection())]


def test_the_records_that_started_first_are_forgotten_first() -> None:
    store = MemoryHistoryStore(capacity=3)
    store.append([record(index) for index in (4, 0, 3, 1, 2)])
    assert kept(store) == ["4", "3", "2"]
    assert store.get("0") is None


def test_replacing_a_record_forgets_no_other() -> None:
    store = MemoryHistoryStore(capacity=2)
    store.append([record(0), record(1)])
    store.append([record(1)])
    assert kept(store) == ["1", "0"]
