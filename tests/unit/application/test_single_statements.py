"""What the SQL API takes as a request's only statement."""

from __future__ import annotations

import pytest

from mockhaus.application.single_statements import check_single
from mockhaus.domain.errors import SnowflakeError
from mockhaus.translation.parsing import parse


@pytest.mark.parametrize(
    ("sql", "command"),
    [
        ("BEGIN", "TRANSACTION_BEGIN"),
        ("START TRANSACTION", "TRANSACTION_BEGIN"),
        ("COMMIT", "TRANSACTION_COMMIT"),
        ("ROLLBACK", "TRANSACTION_ROLLBACK"),
        ("USE DATABASE d", "USE"),
        ("USE ROLE r", "USE"),
        ("SET a = 1", "SET"),
        ("UNSET a", "UNSET"),
        ("PUT file:///tmp/x @~", "PUT"),
        ("GET @~ file:///tmp/", "GET"),
        ("CREATE TEMPORARY TABLE t (a INT)", "CREATE_TEMPORARY_TABLE"),
        ("CREATE TEMP STAGE s", "CREATE_TEMPORARY_STAGE"),
        ("CREATE TEMPORARY VIEW v AS SELECT 1 AS a", "CREATE_TEMPORARY_VIEW"),
        ("CREATE TEMPORARY FILE FORMAT f TYPE = CSV", "CREATE_TEMPORARY_FILE_FORMAT"),
    ],
)
def test_what_only_a_session_would_keep_is_refused(sql: str, command: str) -> None:
    with pytest.raises(SnowflakeError) as raised:
        check_single(parse(sql))
    assert (raised.value.code, raised.value.sqlstate) == ("391911", "0A000")
    assert raised.value.message == f"Command not supported by SQL API: {command}"


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT 1",
        "CREATE TABLE t (a INT)",
        "CREATE STAGE s",
        "SHOW TABLES",
        "ALTER SESSION SET TIMEZONE = 'UTC'",
    ],
)
def test_everything_else_is_taken(sql: str) -> None:
    check_single(parse(sql))
