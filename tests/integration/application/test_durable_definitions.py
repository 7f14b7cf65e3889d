"""Definitions in database files, and sessions that change them at once."""

from __future__ import annotations

import threading
from pathlib import Path

from mockhaus.domain.errors import SnowflakeError
from mockhaus_adapters.engine_duckdb.engine import DuckDbEngine
from mockhaus_adapters.engine_duckdb.settings import EngineOptions
from tests.support.statement_session import StatementSession, services_on


def test_definitions_and_dropped_objects_outlive_the_engine(tmp_path: Path) -> None:
    engine = DuckDbEngine(EngineOptions(data=tmp_path))
    session = StatementSession(engine, services_on(engine))
    session.script(
        "CREATE DATABASE db",
        "CREATE SCHEMA s",
        "CREATE SEQUENCE sq",
        "CREATE TABLE t (a INT DEFAULT sq.NEXTVAL, gone INT, c VARCHAR(10) NOT NULL DEFAULT 'x')",
        "ALTER TABLE t DROP COLUMN gone",
        "INSERT INTO t (c) VALUES ('y')",
        "CREATE TABLE dropped (a INT)",
        "DROP TABLE dropped",
        "CREATE VIEW v AS SELECT a FROM t",
        "CREATE STAGE g",
    )
    before = session.run("DESC TABLE t")
    session.close()
    engine.close()

    engine = DuckDbEngine(EngineOptions(data=tmp_path))
    session = StatementSession(engine, services_on(engine))
    session.script("USE SCHEMA db.s", "INSERT INTO t (c) VALUES ('z')", "UNDROP TABLE dropped")
    assert session.run("DESC TABLE t") == before
    assert session.run("SELECT * FROM t ORDER BY a") == [(1, "y"), (2, "z")]
    assert session.run("SELECT a FROM v ORDER BY a") == [(1,), (2,)]
    assert [row["name"] for row in session.named("SHOW STAGES")] == ["G"]
    session.run("CREATE TABLE new (a INT)")
    session.close()
    engine.close()


def test_sessions_that_change_one_table_at_once_see_only_snowflakes_errors(session: StatementSession) -> None:
    codes: set[str] = set()
    engine = session.services.catalog._engine

    def work(number: int) -> None:
        other = StatementSession(engine, session.services, session_id=f"1{number}")
        other.run("USE SCHEMA db.s")
        for text in (
            "CREATE OR REPLACE TABLE hot (a INT)",
            "INSERT INTO hot VALUES (1)",
            "ALTER TABLE hot ADD COLUMN b INT",
            "SHOW TABLES",
            "DROP TABLE IF EXISTS hot",
        ) * 4:
            try:
                other.run(text)
            except SnowflakeError as error:
                codes.add(error.code)
        other.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads)
    assert codes <= {"001430", "002003", "002020"}
    assert session.services.locks.held() == {}
