"""Interrupts of what DuckDB 2.0.0 is known to handle badly, and what they leave behind."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from mockhaus.domain import types
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.types import ResultColumn
from mockhaus.ports.engine import EngineStep, WriteUnit
from mockhaus_adapters.engine_duckdb.engine import DuckDbEngine
from mockhaus_adapters.engine_duckdb.session import DuckDbSession
from mockhaus_adapters.engine_duckdb.settings import EngineOptions

ENDLESS = "SELECT i, hash(i) AS h, md5(i::VARCHAR) AS s FROM range(100000000000) AS r(i)"
COUNT = [ResultColumn("N", types.INTEGER)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("interrupts")
    (folder / "stages").mkdir()
    return folder


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


def cancelled(session: DuckDbSession, attachment: str, *sql: str, after: float = 0.1) -> float:
    """Write, interrupt it after a while; the seconds from the interrupt to its end."""
    told: list[float] = []

    def tell() -> None:
        told.append(time.monotonic())
        session.interrupt()

    timer = threading.Timer(after, tell)
    unit = WriteUnit(attachment, tuple(EngineStep(text) for text in sql))
    timer.start()
    with pytest.raises(SnowflakeError) as caught:
        session.write(unit)
    ended = time.monotonic()
    timer.join()
    assert caught.value.error is ErrorCode.CANCELLED
    return ended - told[0]


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_writing_a_file_can_be_interrupted_again_and_again(session: DuckDbSession, folder: Path, suffix: str) -> None:
    for attempt in range(5):
        target = folder / "stages" / f"{attempt}.{suffix}"
        assert cancelled(session, "temp", f"COPY ({ENDLESS}) TO '{target}'", after=0.02 + 0.04 * attempt) < 5
    assert session.healthy()


def test_an_interrupted_load_leaves_no_row(engine: DuckDbEngine, session: DuckDbSession) -> None:
    attachment = engine.create_database("A", ()).attachment
    table = f"{attachment}.main.x"
    session.write(WriteUnit(attachment, (EngineStep(f"CREATE TABLE {table}(i BIGINT, h UBIGINT, s VARCHAR)"),)))
    cancelled(session, attachment, f"INSERT INTO {table} {ENDLESS}")
    assert session.query(f"SELECT count(*) FROM {table}", COUNT).fetch(1) == [(0,)]


def test_an_interrupt_between_two_steps_of_a_unit_stops_the_unit(engine: DuckDbEngine, session: DuckDbSession) -> None:
    """Many short steps: most interrupts reach the engine while it does nothing."""
    attachment = engine.create_database("A", ()).attachment
    table = f"{attachment}.main.x"
    session.write(WriteUnit(attachment, (EngineStep(f"CREATE TABLE {table}(i BIGINT)"),)))
    for _ in range(5):
        steps = [f"INSERT INTO {table} VALUES (1)"] * 5000
        assert cancelled(session, attachment, *steps, after=0.05) < 1
    assert session.query(f"SELECT count(*) FROM {table}", COUNT).fetch(1) == [(0,)]


def test_an_interrupted_transaction_says_so_until_it_is_rolled_back(
    engine: DuckDbEngine, session: DuckDbSession
) -> None:
    attachment = engine.create_database("A", ()).attachment
    table = f"{attachment}.main.x"
    session.begin()
    session.write(WriteUnit(attachment, (EngineStep(f"CREATE TABLE {table}(i BIGINT, h UBIGINT, s VARCHAR)"),)))
    cancelled(session, attachment, f"INSERT INTO {table} {ENDLESS}")
    assert session.failed
    with pytest.raises(SnowflakeError) as caught:
        session.commit()
    assert caught.value.error is ErrorCode.TRANSACTION_ABORTED
    assert not session.in_transaction
