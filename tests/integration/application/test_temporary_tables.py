"""Temporary objects: they stand before permanent ones, and belong to one session."""

from __future__ import annotations

import pytest

from mockhaus.domain.errors import SnowflakeError
from tests.support.statement_session import StatementSession


@pytest.fixture
def hidden(session: StatementSession) -> StatementSession:
    session.script(
        "CREATE TABLE t (a INT)",
        "INSERT INTO t VALUES (1)",
        "CREATE TEMPORARY TABLE t (q INT AUTOINCREMENT START 10, w INT)",
        "INSERT INTO t (w) VALUES (5), (6)",
    )
    return session


def test_a_temporary_table_hides_a_permanent_one(hidden: StatementSession) -> None:
    assert hidden.run("SELECT * FROM t ORDER BY w") == [(10, 5), (11, 6)]
    assert [row["kind"] for row in hidden.named("SHOW TABLES")] == ["TEMPORARY"]


def test_dropping_it_shows_the_permanent_one(hidden: StatementSession) -> None:
    hidden.run("DROP TABLE t")
    assert hidden.run("SELECT * FROM t") == [(1,)]


def test_a_renamed_temporary_table_no_longer_hides(hidden: StatementSession) -> None:
    hidden.run("ALTER TABLE t RENAME TO u")
    assert hidden.run("SELECT * FROM t") == [(1,)]
    assert hidden.run("SELECT count(*) FROM u") == [(2,)]


def test_columns_are_added_to_it(hidden: StatementSession) -> None:
    hidden.script("ALTER TABLE t ADD COLUMN x INT NOT NULL DEFAULT 3", "ALTER TABLE t RENAME COLUMN w TO ww")
    assert hidden.run("SELECT ww, x FROM t ORDER BY ww") == [(5, 3), (6, 3)]


def test_it_is_replaced(hidden: StatementSession) -> None:
    hidden.script(
        "CREATE OR REPLACE TEMPORARY TABLE t AS SELECT 1 AS z", "CREATE OR REPLACE TEMP TABLE t AS SELECT 2 AS z"
    )
    assert hidden.run("SELECT z FROM t") == [(2,)]


def test_it_cannot_be_created_twice(hidden: StatementSession) -> None:
    with pytest.raises(SnowflakeError) as caught:
        hidden.run("CREATE TEMPORARY TABLE t (q INT)")
    assert caught.value.code == "002002"
    assert hidden.status("CREATE TEMPORARY TABLE IF NOT EXISTS t (q INT)") == "T already exists, statement succeeded."


def test_another_session_does_not_see_it(hidden: StatementSession) -> None:
    other = StatementSession(hidden.services.catalog._engine, hidden.services, session_id="2")
    other.run("USE SCHEMA db.s")
    assert other.run("SELECT * FROM t") == [(1,)]
    other.close()


def test_a_temporary_view_reads_a_temporary_table(hidden: StatementSession) -> None:
    hidden.script("CREATE TEMPORARY VIEW v AS SELECT w FROM t")
    assert hidden.run("SELECT w FROM v ORDER BY w") == [(5,), (6,)]
    hidden.run("DROP VIEW v")
    with pytest.raises(SnowflakeError):
        hidden.run("SELECT * FROM v")


def test_temporary_tables_are_not_swapped(hidden: StatementSession) -> None:
    hidden.run("CREATE TABLE u (a INT)")
    with pytest.raises(SnowflakeError) as caught:
        hidden.run("ALTER TABLE t SWAP WITH u")
    assert caught.value.code == "000002"
