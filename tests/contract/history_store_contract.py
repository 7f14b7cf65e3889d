"""What every store of query history promises."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from mockhaus.domain.history.record import QueryRecord, QueryStatus
from mockhaus.domain.history.selection import HistorySelection
from mockhaus.ports.history import HistoryStore
from tests.support.texts import ODD_TEXTS

NOON = dt.datetime(2024, 2, 29, 12, 0, 0, 123456, tzinfo=dt.UTC)
TINY = dt.timedelta(microseconds=1)


def query(query_id: str, **changes: Any) -> QueryRecord:
    """A running statement with nothing but what it must have, and the changes."""
    fields: dict[str, Any] = {
        "query_id": query_id,
        "text": "SELECT 1",
        "kind": "SELECT",
        "session_id": "1",
        "user": "ANNE",
        "role": "SYSADMIN",
        "started_at": NOON,
    }
    return QueryRecord(**fields | changes)


def ids(records: Sequence[QueryRecord]) -> list[str]:
    """The ids of records, in their order."""
    return [record.query_id for record in records]


def selected(store: HistoryStore, **filters: Any) -> list[str]:
    """The ids of the records that match, in their order."""
    return ids(store.select(HistorySelection(**filters)))


class HistoryStoreContract:
    """Subclass once for each adapter."""

    @pytest.fixture
    def store(self) -> HistoryStore:
        raise NotImplementedError(f"{type(self).__name__} must provide the store fixture")

    def test_an_unknown_query_gives_none(self, store: HistoryStore) -> None:
        assert store.get("q") is None

    def test_gives_back_every_field_of_a_record(self, store: HistoryStore) -> None:
        record = QueryRecord(
            query_id="01900000-0000-7000-8000-000000000001",
            text="INSERT INTO t VALUES (1)",
            kind="INSERT",
            session_id="123456789012345678",
            user="ANNE",
            role="SYSADMIN",
            started_at=NOON,
            database="SALES",
            schema="PUBLIC",
            warehouse="COMPUTE_WH",
            query_tag="nightly",
            status=QueryStatus.FAIL,
            ended_at=NOON + TINY,
            compile_ms=0.1,
            queue_ms=2.0,
            execute_ms=1e-9,
            total_ms=123456789.123,
            rows_produced=2**40,
            rows_changed=1,
            bytes_produced=2**62,
            error_code="100038",
            error_message="Numeric value 'x' is not recognized",
        )
        store.append([record])
        assert store.get(record.query_id) == record

    def test_what_is_not_set_comes_back_as_not_set(self, store: HistoryStore) -> None:
        store.append([query("q")])
        assert store.get("q") == query("q")

    def test_times_come_back_aware_and_in_utc(self, store: HistoryStore) -> None:
        store.append([query("q", started_at=NOON, ended_at=NOON)])
        found = store.get("q")
        assert found is not None
        assert found.started_at == found.ended_at == NOON
        assert found.started_at.utcoffset() == dt.timedelta(0)

    @pytest.mark.parametrize("text", ODD_TEXTS)
    def test_any_text_is_kept_as_it_is(self, store: HistoryStore, text: str) -> None:
        record = query("q", text=text, user=text, error_message=text)
        store.append([record])
        assert store.get("q") == record

    def test_a_long_text_is_kept_whole(self, store: HistoryStore) -> None:
        store.append([query("q", text="SELECT " + "1," * 500_000 + "1")])
        found = store.get("q")
        assert found is not None
        assert len(found.text) == 1_000_008

    def test_appending_nothing_changes_nothing(self, store: HistoryStore) -> None:
        store.append([])
        assert selected(store) == []

    def test_a_record_takes_the_place_of_one_with_its_id(self, store: HistoryStore) -> None:
        ended = query("q", status=QueryStatus.SUCCESS, ended_at=NOON + TINY)
        store.append([query("q", database="OLD")])
        store.append([ended])
        assert store.get("q") == ended
        assert selected(store) == ["q"]

    def test_of_two_records_of_one_id_in_a_batch_the_later_holds(self, store: HistoryStore) -> None:
        store.append([query("q", text="first"), query("q", text="second")])
        assert store.get("q") == query("q", text="second")

    def test_a_replaced_record_is_found_by_its_new_time_only(self, store: HistoryStore) -> None:
        store.append([query("q"), query("r", started_at=NOON + TINY)])
        store.append([query("q", started_at=NOON + 2 * TINY)])
        assert selected(store) == ["q", "r"]

    def test_selects_the_newest_first(self, store: HistoryStore) -> None:
        store.append([query(str(index), started_at=NOON + index * TINY) for index in (1, 0, 2)])
        assert selected(store) == ["2", "1", "0"]

    def test_records_of_one_time_are_ordered_by_id(self, store: HistoryStore) -> None:
        store.append([query(query_id) for query_id in ("b", "a-c", "B", "ab")])
        assert selected(store) == ["b", "ab", "a-c", "B"]

    def test_selects_at_most_the_limit(self, store: HistoryStore) -> None:
        store.append([query(str(index)) for index in range(5)])
        assert selected(store, limit=2) == ["4", "3"]

    def test_selects_nothing_with_a_limit_of_zero(self, store: HistoryStore) -> None:
        store.append([query("q")])
        assert selected(store, limit=0) == []

    @pytest.mark.parametrize(
        ("name", "wanted", "other"),
        [
            ("session_id", "2", "22"),
            ("user", "ANNE", "anne"),
            ("role", "SYSADMIN", "SYS"),
            ("database", "SALES", None),
            ("warehouse", "LOAD_WH", "load_wh"),
            ("status", QueryStatus.FAIL, QueryStatus.SUCCESS),
            ("kind", "SELECT", "SHOW"),
        ],
    )
    def test_selects_by_the_whole_value_of_a_field(
        self, store: HistoryStore, name: str, wanted: object, other: object
    ) -> None:
        store.append([query("wanted", **{name: wanted}), query("other", **{name: other})])
        assert selected(store, **{name: wanted}) == ["wanted"]

    @pytest.mark.parametrize("part", ["order", "ORDER", "t * f", "by äpfel", "ÄPFEL"])
    def test_text_matches_anywhere_without_regard_to_case(self, store: HistoryStore, part: str) -> None:
        store.append([query("q", text="Select * From t Order By Äpfel"), query("r", text="SELECT 2")])
        assert selected(store, text=part) == ["q"]

    @pytest.mark.parametrize("text", ["100%", "a_b", "back\\slash", "it's", "[x]", "nul \x00"])
    def test_no_character_of_a_searched_text_is_a_pattern(self, store: HistoryStore, text: str) -> None:
        store.append([query("q", text=f"<{text}>"), query("r", text="<100x a-b backslash its x nul >")])
        assert selected(store, text=text) == ["q"]

    def test_a_long_searched_text_is_allowed(self, store: HistoryStore) -> None:
        store.append([query("q", text="x" * 100_000)])
        assert selected(store, text="X" * 100_000) == ["q"]

    def test_started_after_takes_its_own_time_in(self, store: HistoryStore) -> None:
        store.append([query("before", started_at=NOON - TINY), query("at")])
        assert selected(store, started_after=NOON) == ["at"]

    def test_started_before_leaves_its_own_time_out(self, store: HistoryStore) -> None:
        store.append([query("before", started_at=NOON - TINY), query("at")])
        assert selected(store, started_before=NOON) == ["before"]

    def test_all_filters_hold_together(self, store: HistoryStore) -> None:
        store.append([query("q"), query("r", user="BOB"), query("s", kind="SHOW")])
        assert selected(store, user="ANNE", kind="SELECT", text="select", session_id="1") == ["q"]

    def test_pages_follow_each_other_without_gap_or_repeat(self, store: HistoryStore) -> None:
        store.append([query(f"{index:02d}", started_at=NOON + index // 4 * TINY) for index in range(10)])
        seen: list[QueryRecord] = []
        while page := store.select(
            HistorySelection(limit=3, before=(seen[-1].started_at, seen[-1].query_id) if seen else None)
        ):
            seen += page
        assert ids(seen) == [f"{index:02d}" for index in range(9, -1, -1)]

    def test_purges_records_that_ended_before_a_time_and_counts_them(self, store: HistoryStore) -> None:
        store.append([query("before", ended_at=NOON - TINY), query("at", ended_at=NOON)])
        assert store.purge(NOON) == 1
        assert selected(store) == ["at"]

    def test_never_purges_a_running_statement(self, store: HistoryStore) -> None:
        store.append([query("q")])
        assert store.purge(NOON + dt.timedelta(days=365)) == 0
        assert selected(store) == ["q"]

    def test_threads_append_side_by_side(self, store: HistoryStore) -> None:
        batches = [[query(f"{batch}-{index}") for index in range(10)] for batch in range(20)]
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(store.append, batches))
        assert len(selected(store, limit=1000)) == 200

    def test_threads_that_replace_the_same_records_do_not_stop_each_other(self, store: HistoryStore) -> None:
        forward = [query(f"{index:02d}") for index in range(50)]
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(store.append, [forward, forward[::-1]] * 8))
        assert len(selected(store)) == 50
