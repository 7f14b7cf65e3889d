"""Nothing of the engine below can be reached, by any way into Mockhaus."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.server import Client, mockhaus

ATTEMPTS = (
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM TABLE(read_csv('/etc/passwd'))",
    "SELECT * FROM read_text('/etc/passwd')",
    "SELECT read_text('/etc/passwd')",
    "SELECT * FROM read_parquet('x.parquet')",
    "SELECT * FROM read_blob('/etc/passwd')",
    "SELECT * FROM glob('/*')",
    "SELECT * FROM '/etc/passwd'",
    "SELECT * FROM 'x.csv'",
    'SELECT * FROM "/etc/passwd"',
    'SELECT * FROM "x.csv"',
    "SELECT * FROM sqlite_scan('metadata/mockhaus.db', 'sessions')",
    "SELECT * FROM sqlite_master",
    "SELECT * FROM duckdb_tables()",
    "SELECT * FROM TABLE(duckdb_settings())",
    "SELECT * FROM pragma_database_list",
    "SELECT * FROM mockhaus.main.mh_raise",
    "SELECT * FROM memory.main.x",
    'SELECT * FROM "db_1".main."t_1"',
    "SELECT mh_raise('000001 (00000): x')",
    "SELECT getenv('HOME')",
    "SELECT current_setting('threads')",
    "SELECT nextval('s')",
    "SELECT query('SELECT 1')",
    "SELECT * FROM query('SELECT 1')",
    "SELECT * FROM query_table('x')",
    "SELECT json_execute_serialized_sql('x')",
    "SELECT * FROM json_execute_serialized_sql('x')",
    "FROM duckdb_tables()",
    "ATTACH '/tmp/x.db'",
    "ATTACH DATABASE '/tmp/x.db' AS x",
    "DETACH x",
    "COPY (SELECT 1) TO '/tmp/mockhaus-leak.csv'",
    "COPY x TO '/tmp/mockhaus-leak.csv'",
    "COPY x FROM '/etc/passwd'",
    "COPY INTO '/tmp/mockhaus-leak.csv' FROM (SELECT 1)",
    "COPY INTO x FROM '/etc/passwd'",
    "COPY INTO x FROM 'file:///etc/passwd'",
    "COPY INTO x FROM 's3://bucket/file'",
    "INSTALL httpfs",
    "FORCE INSTALL httpfs",
    "LOAD httpfs",
    "PRAGMA database_list",
    "PRAGMA threads=1",
    "SET threads = 1; PRAGMA version",
    "SET GLOBAL memory_limit = '1GB'",
    "SET SESSION search_path = 'main'",
    "RESET threads",
    "ALTER SESSION SET enable_external_access = true",
    "ALTER SESSION SET threads = 1",
    "CALL pragma_version()",
    "CALL duckdb_tables()",
    "EXPORT DATABASE '/tmp/mockhaus-leak'",
    "IMPORT DATABASE '/tmp/mockhaus-leak'",
    "CHECKPOINT",
    "VACUUM",
    "CREATE MACRO m() AS 1",
    "CREATE SECRET s (TYPE s3)",
    "CREATE TYPE t AS ENUM ('a')",
    "CREATE VIEW v AS SELECT * FROM read_csv('/etc/passwd')",
    "CREATE TABLE t AS FROM '/etc/passwd'",
    "INSERT INTO x SELECT * FROM read_csv('/etc/passwd')",
    "SUMMARIZE SELECT 1",
    "PREPARE p AS SELECT 1",
    "SELECT [x FOR x IN [1, 2]]",
    "SELECT COLUMNS('a') FROM x",
    "SELECT rowid FROM x",
    "SELECT _row_id FROM x",
    'SELECT "_row_id", "_created" FROM x',
)


@pytest.fixture(scope="module")
def closed(shop: str) -> str:
    """The database that attempts are made in; it has a table X."""
    return shop


@pytest.mark.parametrize("sql", ATTEMPTS)
def test_an_attempt_over_http_is_refused_with_a_snowflake_code(client: Client, closed: str, sql: str) -> None:
    client.run("CREATE TABLE IF NOT EXISTS SHOP.PUBLIC.X (A INT)")
    answer = client.query(sql, database=closed)
    assert 400 <= answer.status < 500, answer.body
    assert answer.error["code"].isdigit()
    assert answer.error["code"] != "300002", "refused, but as a fault of Mockhaus"
    assert b"root:" not in answer.body
    assert not list(Path("/tmp").glob("mockhaus-leak*"))  # noqa: S108 - where the attempts would write


def test_the_parameters_of_the_engine_are_no_session_variables(client: Client) -> None:
    assert client.value("SET threads = 1; SELECT $threads") == 1
    assert client.rows("SET memory_limit = '1kB'; SELECT $memory_limit FROM TABLE(GENERATOR(ROWCOUNT => 2))") == [
        ["1kB"],
        ["1kB"],
    ]


def test_attempts_on_the_command_line_are_refused() -> None:
    for sql in ("SELECT * FROM read_csv('/etc/passwd')", "INSTALL httpfs"):
        done = mockhaus("query", "--data-dir", ":memory:", sql)
        assert (done.returncode, done.stdout) == (1, "")
        assert "root:" not in done.stderr
