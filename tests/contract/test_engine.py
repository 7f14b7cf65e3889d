from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.ports.engine import Engine
from mockhaus_adapters.engine_duckdb.engine import DuckDbEngine
from mockhaus_adapters.engine_duckdb.settings import EngineOptions
from tests.contract.engine_arrow_contract import EngineArrowContract
from tests.contract.engine_contract import FAILING, ONE, EngineContract, EngineSessionContract
from tests.contract.engine_sql_contract import EngineSqlContract
from tests.fakes.engine import FakeEngine


class OnDisk:
    @pytest.fixture
    def engine(self, tmp_path: Path) -> Iterator[Engine]:
        engine = DuckDbEngine(EngineOptions(data=tmp_path))
        yield engine
        engine.close()


class InMemory:
    @pytest.fixture
    def engine(self) -> Iterator[Engine]:
        engine = DuckDbEngine(EngineOptions())
        yield engine
        engine.close()


class TestDatabasesOnDisk(OnDisk, EngineContract):
    pass


class TestDatabasesInMemory(InMemory, EngineContract):
    pass


class TestSessionsOnDisk(OnDisk, EngineSessionContract):
    pass


class TestSessionsInMemory(InMemory, EngineSessionContract):
    pass


class TestSqlOnDisk(OnDisk, EngineSqlContract):
    pass


class TestSqlInMemory(InMemory, EngineSqlContract):
    pass


@pytest.fixture(scope="module")
def started() -> Iterator[Engine]:
    """One engine for tests that do not change it: to start one takes longer than such a test."""
    engine = DuckDbEngine(EngineOptions())
    yield engine
    engine.close()


class TestArrow(EngineArrowContract):
    @pytest.fixture
    def engine(self, started: Engine) -> Engine:
        return started


class Scripted:
    @pytest.fixture
    def engine(self) -> Engine:
        failure = SnowflakeError(ErrorCode.NUMERIC_NOT_RECOGNIZED, value="x")
        return FakeEngine({ONE: [(1,)], FAILING: failure})


class TestScriptedDatabases(Scripted, EngineContract):
    pass


class TestScriptedSessions(Scripted, EngineSessionContract):
    pass
