"""The root of the API over the server under test, as a user of snowflake.core makes it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
import snowflake.connector
from snowflake.core import CreateMode, Root
from snowflake.core.database import Database, DatabaseResource
from snowflake.core.schema import SchemaResource

DATABASE = "SUITE_CORE"


@pytest.fixture
def connection() -> Iterator[Any]:
    """A connection of one test."""
    with snowflake.connector.connect(
        account="mockhaus",
        user="tester",
        password="secret",
        host=os.environ["MOCKHAUS_HOST"],
        port=int(os.environ["MOCKHAUS_PORT"]),
        protocol="http",
    ) as found:
        yield found


@pytest.fixture
def root(connection: Any) -> Root:
    """The root."""
    return Root(connection)


@pytest.fixture
def database(root: Root) -> Iterator[DatabaseResource]:
    """A database of one test."""
    yield root.databases.create(Database(name=DATABASE, comment="suite"), mode=CreateMode.or_replace)
    root.databases[DATABASE].drop(if_exists=True)


@pytest.fixture
def schema(database: DatabaseResource) -> SchemaResource:
    """The schema PUBLIC of that database."""
    return database.schemas["public"]
