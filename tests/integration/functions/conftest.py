"""Queries of functions against the real engine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.snowflake_session import SnowflakeQueries, memory_engine


@pytest.fixture(scope="package")
def functions() -> Iterator[SnowflakeQueries]:
    """Snowflake queries that read no tables."""
    engine = memory_engine()
    queries = SnowflakeQueries(engine)
    yield queries
    queries.close()
    engine.close()
