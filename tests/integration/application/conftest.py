"""A session on a DuckDB in memory, in database DB and schema S."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.snowflake_session import memory_engine
from tests.support.statement_session import StatementSession, services_on


@pytest.fixture
def session() -> Iterator[StatementSession]:
    engine = memory_engine()
    found = StatementSession(engine, services_on(engine))
    found.script("CREATE DATABASE db", "CREATE SCHEMA s")
    yield found
    found.close()
    engine.close()
