"""What every store of session records promises."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from mockhaus.domain.sessions.record import SessionRecord
from mockhaus.ports.sessions import SessionStore
from tests.support.texts import ODD_TEXTS

NOON = dt.datetime(2024, 2, 29, 12, 0, 0, 123456, tzinfo=dt.UTC)
SECOND = dt.timedelta(seconds=1)
TINY = dt.timedelta(microseconds=1)


def session(session_id: str, created_at: dt.datetime = NOON) -> SessionRecord:
    """An open session with nothing but what it must have."""
    return SessionRecord(
        session_id=session_id,
        user="ANNE",
        role="SYSADMIN",
        created_at=created_at,
        last_used_at=created_at,
    )


def closed(session_id: str, at: dt.datetime) -> SessionRecord:
    """A session that was closed at a time."""
    return replace(session(session_id), closed_at=at, close_reason="LOGOUT")


class SessionStoreContract:
    """Subclass once for each adapter."""

    @pytest.fixture
    def store(self) -> SessionStore:
        raise NotImplementedError(f"{type(self).__name__} must provide the store fixture")

    def test_an_unknown_session_gives_none(self, store: SessionStore) -> None:
        assert store.get("1") is None

    def test_gives_back_every_field_of_a_record(self, store: SessionStore) -> None:
        record = SessionRecord(
            session_id="123456789012345678",
            user="ANNE",
            role="SYSADMIN",
            created_at=NOON,
            last_used_at=NOON + TINY,
            client="PythonConnector 5.0",
            database="SALES",
            schema="PUBLIC",
            warehouse="COMPUTE_WH",
            closed_at=NOON + SECOND,
            close_reason="LOGOUT",
        )
        store.save(record)
        assert store.get(record.session_id) == record

    def test_what_is_not_set_comes_back_as_not_set(self, store: SessionStore) -> None:
        store.save(session("1"))
        assert store.get("1") == session("1")

    def test_times_come_back_aware_and_in_utc(self, store: SessionStore) -> None:
        store.save(session("1", NOON))
        found = store.get("1")
        assert found is not None
        assert found.created_at == NOON
        assert found.created_at.utcoffset() == dt.timedelta(0)

    @pytest.mark.parametrize("text", ODD_TEXTS)
    def test_any_text_is_kept_as_it_is(self, store: SessionStore, text: str) -> None:
        record = replace(session("1"), user=text, client=text, database=text)
        store.save(record)
        assert store.get("1") == record

    def test_a_record_takes_the_place_of_one_with_its_id(self, store: SessionStore) -> None:
        store.save(replace(session("1"), database="OLD"))
        store.save(replace(session("1"), last_used_at=NOON + SECOND))
        assert store.get("1") == replace(session("1"), last_used_at=NOON + SECOND)

    def test_lists_the_open_sessions_newest_first(self, store: SessionStore) -> None:
        records = [session(str(index), NOON + index * TINY) for index in range(3)]
        for record in (records[1], records[0], records[2]):
            store.save(record)
        assert list(store.list_open()) == records[::-1]

    def test_sessions_of_one_time_are_listed_by_id(self, store: SessionStore) -> None:
        for session_id in ("b", "a-c", "B", "ab"):
            store.save(session(session_id))
        assert [record.session_id for record in store.list_open()] == ["b", "ab", "a-c", "B"]

    def test_lists_no_closed_session(self, store: SessionStore) -> None:
        store.save(closed("1", NOON))
        assert list(store.list_open()) == []

    def test_closes_every_open_session_and_counts_them(self, store: SessionStore) -> None:
        store.save(session("1"))
        store.save(session("2"))
        assert store.close_all_open(NOON + SECOND, "RESTART") == 2
        assert store.get("2") == replace(session("2"), closed_at=NOON + SECOND, close_reason="RESTART")

    def test_closing_all_leaves_closed_sessions_as_they_were(self, store: SessionStore) -> None:
        store.save(closed("1", NOON))
        assert store.close_all_open(NOON + SECOND, "RESTART") == 0
        assert store.get("1") == closed("1", NOON)

    def test_purges_sessions_closed_before_a_time_and_counts_them(self, store: SessionStore) -> None:
        store.save(closed("before", NOON - TINY))
        store.save(closed("at", NOON))
        assert store.purge_closed(NOON) == 1
        assert store.get("before") is None
        assert store.get("at") is not None

    def test_never_purges_an_open_session(self, store: SessionStore) -> None:
        store.save(session("1"))
        assert store.purge_closed(NOON + 1000 * SECOND) == 0
        assert store.get("1") is not None

    def test_threads_save_side_by_side(self, store: SessionStore) -> None:
        records = [session(f"{index:03d}", NOON + index * SECOND) for index in range(50)]
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(store.save, records))
        assert list(store.list_open()) == records[::-1]
