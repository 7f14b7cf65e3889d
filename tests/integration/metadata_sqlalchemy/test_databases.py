from __future__ import annotations

import datetime as dt
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.sessions.record import SessionRecord
from mockhaus_adapters.metadata_sqlalchemy import (
    MetadataDatabase,
    SqlConfigurationStore,
    SqlHistoryStore,
    SqlSessionStore,
)
from mockhaus_adapters.metadata_sqlalchemy.column_types import decoded, encoded
from mockhaus_adapters.metadata_sqlalchemy.engines import open_engine
from tests.support.metadata import opened
from tests.support.texts import ODD_TEXTS

NOON = dt.datetime(2024, 2, 29, 12, 0, 0, 123456, tzinfo=dt.UTC)


def test_the_folder_of_a_sqlite_file_is_created(tmp_path: Path) -> None:
    with opened(f"sqlite:///{tmp_path}/new/folder/metadata.db"):
        assert (tmp_path / "new/folder/metadata.db").exists()


def test_a_sqlite_file_is_in_wal_mode_with_normal_syncing(tmp_path: Path) -> None:
    with opened(f"sqlite:///{tmp_path}/metadata.db") as database, database.reading() as connection:
        settings = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "busy_timeout")
        ]
    assert settings == ["wal", 1, 30_000]


def test_a_reader_does_not_wait_for_a_writer(tmp_path: Path) -> None:
    with opened(f"sqlite:///{tmp_path}/metadata.db") as database:
        store = SqlConfigurationStore(database)
        store.put("name", "old")
        with database.writing() as connection:
            connection.execute(text("UPDATE configuration SET value = 'new'"))
            with ThreadPoolExecutor(1) as pool:
                assert pool.submit(store.get, "name").result(timeout=5) == "old"


def test_a_write_that_raises_is_undone(tmp_path: Path) -> None:
    with opened(f"sqlite:///{tmp_path}/metadata.db") as database:
        store = SqlConfigurationStore(database)
        store.put("name", "old")
        with pytest.raises(KeyError):
            _write_and_raise(database)
        assert store.get("name") == "old"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_may_be_written_in_three_ways(postgres_schema_url: str, scheme: str) -> None:
    with opened(postgres_schema_url.replace("postgresql", scheme, 1)) as database:
        assert SqlConfigurationStore(database).all() == {}


@pytest.mark.parametrize("url", ["mysql://u:hush@host/db", "sqlite+aiosqlite://", "duckdb:///x"])
def test_another_database_is_refused_by_name(url: str) -> None:
    with pytest.raises(SnowflakeError, match=f"'{url.split(':', maxsplit=1)[0].replace('+', '.')}'") as refusal:
        MetadataDatabase.open(url)
    assert refusal.value.error is ErrorCode.INVALID_REQUEST
    assert "hush" not in refusal.value.message


@pytest.mark.parametrize("url", ["", "no url", "postgresql://u:hush@host:port/db"])
def test_a_malformed_url_is_refused_without_showing_it(url: str) -> None:
    with pytest.raises(SnowflakeError) as refusal:
        MetadataDatabase.open(url)
    assert refusal.value.message == "The metadata URL is malformed."


def test_times_are_readable_in_sqlite(tmp_path: Path) -> None:
    with opened(f"sqlite:///{tmp_path}/metadata.db") as database:
        SqlSessionStore(database).save(_session())
    with sqlite3.connect(tmp_path / "metadata.db") as connection:
        rows = connection.execute("SELECT created_at FROM sessions").fetchall()
    connection.close()
    assert rows == [("2024-02-29 12:00:00.123456",)]


def test_times_are_timestamps_with_time_zone_in_postgresql(postgres_schema_url: str) -> None:
    with opened(postgres_schema_url) as database:
        SqlSessionStore(database).save(_session())
    with psycopg.connect(postgres_schema_url) as connection:
        connection.execute("SET TIME ZONE 'Asia/Kathmandu'")
        rows = connection.execute("SELECT created_at FROM sessions").fetchall()
    assert rows == [(NOON,)]


def test_times_come_back_in_utc_whatever_the_servers_zone(postgres_schema_url: str) -> None:
    with opened(postgres_schema_url + "%20-ctimezone%3DAsia/Kathmandu") as database:
        SqlSessionStore(database).save(_session())
        found = SqlSessionStore(database).get("1")
    assert found is not None
    assert (found.created_at, found.created_at.tzinfo) == (NOON, dt.UTC)


@pytest.mark.parametrize("odd", ODD_TEXTS)
def test_what_is_encoded_can_be_stored_by_any_database(odd: str) -> None:
    stored = encoded(odd)
    assert "\x00" not in stored.encode().decode()
    assert decoded(stored) == odd


def test_a_server_that_does_not_answer_is_a_storage_error_without_driver_text() -> None:
    with pytest.raises(SnowflakeError) as failure:
        MetadataDatabase.open("postgresql://anne:hush@127.0.0.1:1/db")
    assert failure.value.message == "Storage failed: the metadata database cannot be used"


def test_a_file_that_is_no_database_is_a_storage_error_with_sqlites_code(tmp_path: Path) -> None:
    (tmp_path / "metadata.db").write_bytes(b"no database" * 100)
    with pytest.raises(SnowflakeError, match="SQLITE_NOTADB") as failure:
        MetadataDatabase.open(f"sqlite:///{tmp_path}/metadata.db")
    assert failure.value.error is ErrorCode.STORAGE


def test_a_folder_that_cannot_be_created_is_a_storage_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(SnowflakeError, match="folder of the metadata database") as failure:
        MetadataDatabase.open(f"sqlite:///{tmp_path}/file/metadata.db")
    assert failure.value.error is ErrorCode.STORAGE


def test_a_table_that_is_gone_is_a_storage_error_without_its_statement(tmp_path: Path) -> None:
    with opened(f"sqlite:///{tmp_path}/metadata.db") as database:
        with database.writing() as connection:
            connection.execute(text("DROP TABLE configuration"))
        with pytest.raises(SnowflakeError) as failure:
            SqlConfigurationStore(database).get("name")
    assert failure.value.message == "Storage failed: the metadata database cannot be used (SQLITE_ERROR)"


def test_the_store_goes_on_when_the_server_has_ended_its_connections(postgres_schema_url: str) -> None:
    with opened(postgres_schema_url) as database:
        store = SqlConfigurationStore(database)
        store.put("name", "value")
        with psycopg.connect(postgres_schema_url) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name = 'mockhaus' AND pid <> pg_backend_pid()"
            )
        assert store.get("name") == "value"


@pytest.mark.parametrize(
    ("condition", "index"),
    [
        ("(started_at, query_id) < ('2024-01-01', 'q')", "ix_history_started_at"),
        ("session_id = '1' AND started_at >= '2024-01-01'", "ix_history_session"),
    ],
)
def test_a_page_of_history_is_found_by_an_index_without_sorting(condition: str, index: str) -> None:
    with opened("sqlite://") as database, database.reading() as connection:
        query = f"SELECT * FROM history WHERE {condition} ORDER BY started_at DESC, query_id DESC LIMIT 10"
        plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}")]
    assert len(plan) == 1
    assert index in plan[0]


def test_closing_twice_is_allowed() -> None:
    database = MetadataDatabase.open("sqlite://")
    database.close()
    database.close()


def test_the_three_stores_share_one_database() -> None:
    with opened("sqlite://") as database:
        SqlConfigurationStore(database).put("name", "value")
        SqlSessionStore(database).save(_session())
        SqlHistoryStore(database).append([])
        assert SqlConfigurationStore(database).get("name") == "value"
        assert SqlSessionStore(database).get("1") == _session()


def test_a_password_is_not_shown_by_the_engine() -> None:
    engine = open_engine("postgresql://anne:hush@host/db", 1)
    assert "hush" not in repr(engine)


def _write_and_raise(database: MetadataDatabase) -> None:
    with database.writing() as connection:
        connection.execute(text("UPDATE configuration SET value = 'new'"))
        raise KeyError


def _session() -> SessionRecord:
    return SessionRecord(session_id="1", user="ANNE", role="PUBLIC", created_at=NOON, last_used_at=NOON)
