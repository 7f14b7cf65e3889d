"""Sessions of Snowpark on the server under test."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from snowflake.snowpark import Session

OpenSession = Callable[..., Session]
DATABASE = "SNOWPARK"


@pytest.fixture(scope="session")
def open_session() -> OpenSession:
    """Opens a session; its options go over the defaults."""

    def opened(**options: Any) -> Session:
        place = {
            "account": "mockhaus",
            "user": "tester",
            "password": "secret",
            "host": os.environ["MOCKHAUS_HOST"],
            "port": int(os.environ["MOCKHAUS_PORT"]),
            "protocol": "http",
        }
        return Session.builder.configs({**place, **options}).create()

    return opened


@pytest.fixture(scope="session")
def database(open_session: OpenSession) -> str:
    """A database of the suite's own."""
    with open_session() as session:
        session.sql(f"CREATE OR REPLACE DATABASE {DATABASE}").collect()
    return DATABASE


@pytest.fixture(scope="module")
def session(open_session: OpenSession, database: str, request: pytest.FixtureRequest) -> Iterator[Session]:
    """A session of one module of tests, in a schema of its own."""
    schema = request.module.__name__.upper()
    with open_session(database=database, schema="PUBLIC") as found:
        found.sql(f"CREATE OR REPLACE SCHEMA {schema}").collect()
        yield found
