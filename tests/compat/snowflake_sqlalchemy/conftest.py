"""Engines of SQLAlchemy on the server under test, as an application makes them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import snowflake.sqlalchemy
from snowflake.sqlalchemy import URL
from sqlalchemy import Connection, Engine, MetaData, create_engine

MAJOR = int(snowflake.sqlalchemy.__version__.split(".", maxsplit=1)[0])
OpenEngine = Callable[..., Engine]


@pytest.fixture(scope="session")
def open_engine() -> Iterator[OpenEngine]:
    """Makes an engine; parts of the address go over the defaults."""
    opened = []

    def made(*, engine_options: dict[str, Any] | None = None, **parts: Any) -> Engine:
        address = {"account": "mockhaus", "user": "tester", "password": "secret", **parts}
        place = {
            "host": os.environ["MOCKHAUS_HOST"],
            "port": int(os.environ["MOCKHAUS_PORT"]),
            "protocol": "http",
        }
        opened.append(create_engine(URL(**address), connect_args=place, **(engine_options or {})))
        return opened[-1]

    yield made
    for engine in opened:
        engine.dispose()


@pytest.fixture(scope="session")
def database(open_engine: OpenEngine) -> str:
    """A database of the suite's own."""
    name = f"ALCHEMY_{MAJOR}"
    with open_engine().connect() as connection:
        connection.exec_driver_sql(f"CREATE OR REPLACE DATABASE {name}")
    return name


@pytest.fixture(scope="module")
def engine(open_engine: OpenEngine, database: str, request: pytest.FixtureRequest) -> Engine:
    """An engine of one module of tests, in a schema of its own."""
    schema = request.module.__name__.upper()
    found = open_engine(database=database, schema=schema)
    with open_engine(database=database).connect() as connection:
        connection.exec_driver_sql(f"CREATE OR REPLACE SCHEMA {schema}")
    return found


@pytest.fixture
def metadata(engine: Engine) -> Iterator[MetaData]:
    """Tables of one test, which go with it."""
    found = MetaData()
    yield found
    found.drop_all(engine)


@pytest.fixture
def connection(engine: Engine, metadata: MetaData) -> Iterator[Connection]:
    """A connection of one test, which ends before the test's tables go."""
    with engine.connect() as found:
        yield found
