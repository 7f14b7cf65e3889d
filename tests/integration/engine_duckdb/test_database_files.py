"""The files below the data folder."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.ports.engine import CatalogRecord, EngineStep, StoredDatabase, WriteUnit
from mockhaus_adapters.engine_duckdb.engine import DuckDbEngine
from mockhaus_adapters.engine_duckdb.settings import EngineOptions

RECORDS = (CatalogRecord(1, "DATABASE", "{}"),)


def names(data: Path) -> list[str]:
    return sorted(path.name for path in (data / "databases").iterdir())


def test_each_database_is_one_file_with_a_safe_name(tmp_path: Path) -> None:
    engine = DuckDbEngine(EngineOptions(data=tmp_path))
    for hint in ("SALES", "sales", "../../etc", "ü ☃", "a'b\"c", "x" * 300):
        engine.create_database(hint, RECORDS)
    engine.close()
    assert len(names(tmp_path)) == 6
    assert {"SALES.db", "sales_2.db", "etc.db", "database.db", "a_b_c.db"} <= set(names(tmp_path))
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{1,110}\.db", name) for name in names(tmp_path))


def test_a_start_clears_away_what_a_crash_left(tmp_path: Path) -> None:
    DuckDbEngine(EngineOptions(data=tmp_path)).close()
    folder = tmp_path / "databases"
    for leftover in (".0123.db", ".0123.db.wal", "GONE.db.wal"):
        (folder / leftover).write_bytes(b"half")
    engine = DuckDbEngine(EngineOptions(data=tmp_path))
    assert list(engine.databases()) == []
    assert names(tmp_path) == []
    engine.close()


def test_a_removed_database_leaves_no_file(tmp_path: Path) -> None:
    engine = DuckDbEngine(EngineOptions(data=tmp_path))
    attachment = engine.create_database("A", RECORDS).attachment
    session = engine.open_session()
    session.write(WriteUnit(attachment, (EngineStep(f"CREATE TABLE {attachment}.main.t(i INTEGER)"),)))
    engine.remove_database(attachment)
    assert names(tmp_path) == []
    session.close()
    engine.close()


def test_a_database_that_could_not_be_filled_leaves_no_file(tmp_path: Path) -> None:
    engine = DuckDbEngine(EngineOptions(data=tmp_path))
    with pytest.raises(SnowflakeError):
        engine.create_database("A", (CatalogRecord(2**70, "DATABASE", "{}"),))
    assert names(tmp_path) == []
    assert list(engine.databases()) == []
    engine.create_database("A", RECORDS)
    engine.close()


def test_a_strangers_file_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "databases").mkdir()
    duckdb.connect(str(tmp_path / "databases" / "FOREIGN.db")).close()
    with pytest.raises(SnowflakeError, match=r"FOREIGN\.db is not a database of Mockhaus") as caught:
        DuckDbEngine(EngineOptions(data=tmp_path))
    assert caught.value.error is ErrorCode.STORAGE


def test_a_file_of_another_format_is_refused_by_name(tmp_path: Path) -> None:
    engine = DuckDbEngine(EngineOptions(data=tmp_path))
    engine.create_database("A", RECORDS)
    engine.close()
    with duckdb.connect(str(tmp_path / "databases" / "A.db")) as connection:
        connection.execute("UPDATE _meta SET format = 99")
    with pytest.raises(SnowflakeError, match=r"A\.db has a format of another version"):
        DuckDbEngine(EngineOptions(data=tmp_path))


def test_a_file_from_before_loads_had_a_history_is_completed(tmp_path: Path) -> None:
    engine = DuckDbEngine(EngineOptions(data=tmp_path))
    engine.create_database("A", RECORDS)
    engine.close()
    with duckdb.connect(str(tmp_path / "databases" / "A.db")) as connection:
        connection.execute("DROP TABLE _loads")
        connection.execute("CREATE TABLE _loads(table_id BIGINT, path VARCHAR, md5 VARCHAR, version BIGINT)")
        connection.execute("INSERT INTO _loads VALUES (1, 'a.csv', 'md5', 5)")
    for _ in range(2):
        engine = DuckDbEngine(EngineOptions(data=tmp_path))
        ((attachment,),) = ((stored.attachment,) for stored in engine.databases())
        session = engine.open_session()
        known = f"SELECT count(*) FROM \"{attachment}\".main._loads WHERE md5 = 'md5' AND loaded_at IS NOT NULL"
        assert session.write(WriteUnit(attachment, (EngineStep(known),))) == (1,)
        session.close()
        engine.close()


def test_a_second_process_is_kept_out(tmp_path: Path) -> None:
    engine = DuckDbEngine(EngineOptions(data=tmp_path))
    engine.create_database("A", RECORDS)
    code = (
        "import sys, pathlib\n"
        "from mockhaus_adapters.engine_duckdb.engine import DuckDbEngine\n"
        "from mockhaus_adapters.engine_duckdb.settings import EngineOptions\n"
        "try: DuckDbEngine(EngineOptions(data=pathlib.Path(sys.argv[1])))\n"
        "except Exception as error: print(error.code)\n"
    )
    environment = {"PYTHONPATH": ":".join(path for path in sys.path if path)}
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True, env=environment
    )
    assert done.stdout.strip() == ErrorCode.STORAGE.code
    engine.close()


def test_a_database_without_its_log_folded_in_is_found_whole(tmp_path: Path) -> None:
    engine = DuckDbEngine(EngineOptions(data=tmp_path))
    attachment = engine.create_database("A", RECORDS).attachment
    session = engine.open_session()
    session.write(WriteUnit(attachment, put=(CatalogRecord(2, "TABLE", "t"),)))
    copied = tmp_path / "copy" / "databases"
    copied.mkdir(parents=True)
    for path in (tmp_path / "databases").iterdir():
        (copied / path.name).write_bytes(path.read_bytes())
    session.close()
    engine.close()
    again = DuckDbEngine(EngineOptions(data=tmp_path / "copy"))
    assert list(again.databases()) == [StoredDatabase("db_1", (*RECORDS, CatalogRecord(2, "TABLE", "t")))]
    again.close()
