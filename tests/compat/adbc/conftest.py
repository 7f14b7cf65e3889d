"""Connections to the server under test, as a user of ADBC opens them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import adbc_driver_snowflake.dbapi
import pytest

Connect = Callable[..., Any]
_DATABASE = "SUITE_ADBC"


@pytest.fixture(scope="session")
def connect() -> Connect:
    """Opens a connection; its options go over the defaults."""

    def opened(*, autocommit: bool = True, **options: str) -> Any:
        return adbc_driver_snowflake.dbapi.connect(
            db_kwargs={
                "username": "tester",
                "password": "secret",
                "adbc.snowflake.sql.account": "mockhaus",
                "adbc.snowflake.sql.uri.protocol": "http",
                "adbc.snowflake.sql.uri.host": os.environ["MOCKHAUS_HOST"],
                "adbc.snowflake.sql.uri.port": os.environ["MOCKHAUS_PORT"],
                **options,
            },
            autocommit=autocommit,
        )

    return opened


@pytest.fixture(scope="session")
def database(connect: Connect) -> str:
    """A database of the suite's own."""
    with connect() as connection, connection.cursor() as cursor:
        cursor.execute(f"CREATE OR REPLACE DATABASE {_DATABASE}")
    return _DATABASE


@pytest.fixture
def connection(connect: Connect, database: str) -> Iterator[Any]:
    """A connection of one test, in the suite's database."""
    with connect(**{"adbc.snowflake.sql.db": database, "adbc.snowflake.sql.schema": "PUBLIC"}) as found:
        yield found


@pytest.fixture
def cursor(connection: Any) -> Iterator[Any]:
    """A cursor of that connection."""
    with connection.cursor() as found:
        yield found
