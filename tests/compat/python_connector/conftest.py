"""Connections to the server under test, as a user of the connector opens them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import snowflake.connector

os.environ.setdefault("SNOWFLAKE_DISABLE_PLATFORM_DETECTION", "true")  # no questions to clouds that are not there
Connect = Callable[..., Any]
MAJOR = int(snowflake.connector.__version__.split(".", maxsplit=1)[0])


@pytest.fixture(scope="session")
def connect() -> Connect:
    """Opens a connection; its options go over the defaults."""

    def opened(**options: Any) -> Any:
        return snowflake.connector.connect(
            **{
                "account": "mockhaus",
                "user": "tester",
                "password": "secret",
                "host": os.environ["MOCKHAUS_HOST"],
                "port": int(os.environ["MOCKHAUS_PORT"]),
                "protocol": "http",
                **options,
            }
        )

    return opened


@pytest.fixture(scope="session")
def database(connect: Connect) -> str:
    """A database of the suite's own."""
    name = f"SUITE_{MAJOR}"
    with connect() as connection:
        connection.cursor().execute(f"CREATE OR REPLACE DATABASE {name}")
    return name


@pytest.fixture
def connection(connect: Connect, database: str) -> Iterator[Any]:
    """A connection of one test, in the suite's database."""
    with connect(database=database, schema="PUBLIC") as found:
        yield found


@pytest.fixture
def cursor(connection: Any) -> Iterator[Any]:
    """A cursor of that connection."""
    with connection.cursor() as found:
        yield found
