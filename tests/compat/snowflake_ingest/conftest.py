"""A pipe of the server under test, and its ingest manager, as a user of the SDK makes them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
import snowflake.connector
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from snowflake.ingest import SimpleIngestManager

DATABASE = "SUITE_INGEST"


@pytest.fixture(scope="session")
def key() -> str:
    """A private key, as PEM."""
    made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


@pytest.fixture
def cursor() -> Iterator[Any]:
    """A cursor in a database of the test's own, with the table T, the stage S and the pipe P."""
    with (
        snowflake.connector.connect(
            account="mockhaus",
            user="tester",
            password="secret",
            host=os.environ["MOCKHAUS_HOST"],
            port=int(os.environ["MOCKHAUS_PORT"]),
            protocol="http",
        ) as connection,
        connection.cursor() as found,
    ):
        for sql in (
            f"CREATE OR REPLACE DATABASE {DATABASE}",
            "CREATE TABLE t (a INT, b VARCHAR)",
            "CREATE STAGE s",
            "CREATE PIPE p AS COPY INTO t FROM @s PATTERN = '.*[.]csv'",
        ):
            found.execute(sql)
        yield found


@pytest.fixture
def manager(cursor: Any, key: str) -> SimpleIngestManager:
    """The ingest manager of the pipe P."""
    return manager_of(f"{DATABASE}.PUBLIC.P", key)


def manager_of(pipe: str, key: str) -> SimpleIngestManager:
    """The ingest manager of a pipe."""
    host, port = os.environ["MOCKHAUS_HOST"], int(os.environ["MOCKHAUS_PORT"])
    return SimpleIngestManager(
        account="mockhaus", user="tester", pipe=pipe, private_key=key, scheme="http", host=host, port=port
    )
