"""DuckDB's own locks, below the translator's allow-list: what raw engine SQL cannot do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from mockhaus.domain import types
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.types import ResultColumn
from mockhaus.ports.engine import EngineStep, WriteUnit
from mockhaus_adapters.engine_duckdb.engine import DuckDbEngine
from mockhaus_adapters.engine_duckdb.session import DuckDbSession
from mockhaus_adapters.engine_duckdb.settings import EngineOptions

OUTSIDE = (
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM read_text('/etc/hostname')",
    "SELECT * FROM glob('/etc/*')",
    "SELECT * FROM '/etc/passwd.csv'",
    "ATTACH '/tmp/mockhaus-outside.db' AS outside",
    "COPY (SELECT 1) TO '/tmp/mockhaus-outside.csv'",
    "EXPORT DATABASE '/tmp/mockhaus-outside'",
    "INSTALL httpfs",
    "LOAD httpfs",
    "PRAGMA threads=3",
    "SET threads = 3",
    "SET enable_external_access = true",
    "SET allowed_directories = ['/']",
    "SET lock_configuration = false",
    "RESET lock_configuration",
    "SET temp_directory = '/tmp'",
    "SELECT getenv('HOME')",
)
NOT_FOR_SESSIONS = (
    *OUTSIDE,
    "PRAGMA database_list",
    "ATTACH ':memory:' AS more",
    "DETACH mockhaus",
    "USE mockhaus",
    "SET TimeZone = 'UTC'",
    "CALL pragma_version()",
    "CHECKPOINT",
    "BEGIN",
    "COMMIT",
    "SELECT 1; SELECT 2",
    "EXPLAIN SELECT 1",
    "",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("closed")


@pytest.fixture(scope="module")
def engine(folder: Path) -> Iterator[DuckDbEngine]:
    engine = DuckDbEngine(EngineOptions(data=folder / "data", readable=(folder / "stages",)))
    yield engine
    engine.close()


@pytest.fixture
def session(engine: DuckDbEngine) -> Iterator[DuckDbSession]:
    session = engine.open_session()
    yield session
    session.close()


@pytest.mark.parametrize("sql", OUTSIDE)
def test_raw_sql_reaches_nothing_outside(session: DuckDbSession, sql: str) -> None:
    with pytest.raises(duckdb.Error):
        session._connection.execute(sql).fetchall()


@pytest.mark.parametrize("sql", NOT_FOR_SESSIONS)
def test_a_session_reads_only_by_queries(session: DuckDbSession, sql: str) -> None:
    with pytest.raises(SnowflakeError) as caught:
        session.query(sql, [ResultColumn("X", types.INTEGER)]).fetch(1)
    assert caught.value.error is ErrorCode.INTERNAL


@pytest.mark.parametrize("sql", [sql for sql in NOT_FOR_SESSIONS if not sql.startswith(("COPY", "SELECT"))])
def test_a_session_writes_only_by_changes(session: DuckDbSession, sql: str) -> None:
    with pytest.raises(SnowflakeError) as caught:
        session.write(WriteUnit("temp", (EngineStep(sql),)))
    assert caught.value.error is ErrorCode.INTERNAL


def test_queries_change_nothing(session: DuckDbSession) -> None:
    for sql in ("CREATE TEMP TABLE x(i INTEGER)", "INSERT INTO x VALUES (1)", "DROP TABLE x"):
        with pytest.raises(SnowflakeError):
            session.query(sql, [ResultColumn("X", types.INTEGER)])


def test_readable_folders_can_be_read_and_their_neighbours_cannot(session: DuckDbSession, folder: Path) -> None:
    stages = folder / "stages"
    stages.mkdir()
    for path in (stages / "a.csv", folder / "secret.csv"):
        path.write_text("x\n7\n", encoding="utf-8")
    columns = [ResultColumn("X", types.INTEGER)]
    assert session.query(f"SELECT x FROM read_csv('{stages}/a.csv')", columns).fetch(9) == [(7,)]
    for neighbour in (f"{folder}/secret.csv", f"{stages}/../secret.csv"):
        with pytest.raises(duckdb.Error):
            session._connection.execute(f"SELECT * FROM read_csv('{neighbour}')")


def test_settings_that_bite_are_set(session: DuckDbSession) -> None:
    wanted = {
        "async_threads": "0",
        "checkpoint_threshold": "244.1 MiB",
        "default_transaction_invalidation_policy": "SYNTACTIC_ERRORS_DO_NOT_INVALIDATE",
        "autoload_known_extensions": "false",
        "autoinstall_known_extensions": "false",
        "enable_external_access": "false",
        "lock_configuration": "true",
    }
    rows = session._connection.execute("SELECT name, value FROM duckdb_settings()").fetchall()
    assert {name: value for name, value in rows if name in wanted} == wanted
