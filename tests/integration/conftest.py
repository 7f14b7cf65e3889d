"""Fixtures of the integration tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.snowflake_session import SnowflakeQueries, memory_engine


@pytest.fixture(scope="session")
def queries() -> Iterator[SnowflakeQueries]:
    """Snowflake queries on an engine in memory."""
    engine = memory_engine()
    found = SnowflakeQueries(engine)
    yield found
    found.close()
    engine.close()
