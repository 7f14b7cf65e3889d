"""SHOW PARAMETERS: of a session, a user, the account and objects."""

from __future__ import annotations

import pytest

from mockhaus.domain.errors import SnowflakeError
from tests.support.statement_session import StatementSession


def _found(session: StatementSession, text: str) -> tuple[object, object, object]:
    """Value, default and level of the one parameter that is shown."""
    (row,) = session.named(text)
    return row["value"], row["default"], row["level"]


def test_columns_are_as_documented(session: StatementSession) -> None:
    (row,) = session.named("SHOW PARAMETERS LIKE 'LOCK_TIMEOUT'")
    assert list(row) == ["key", "value", "default", "level", "description", "type"]
    assert (row["key"], row["value"], row["type"]) == ("LOCK_TIMEOUT", "43200", "NUMBER")


def test_a_session_shows_its_parameters_and_none_of_objects(session: StatementSession) -> None:
    keys = [row["key"] for row in session.named("SHOW PARAMETERS")]
    assert keys == sorted(keys, key=str)
    assert {"TIMEZONE", "CLIENT_PREFETCH_THREADS", "LOG_LEVEL", "JDBC_TREAT_DECIMAL_AS_INT"} <= set(keys)
    assert "DATA_RETENTION_TIME_IN_DAYS" not in keys


def test_what_is_not_documented_is_not_shown(session: StatementSession) -> None:
    session.run("ALTER SESSION SET PYTHON_CONNECTOR_QUERY_RESULT_FORMAT = 'JSON'")
    assert session.run("SHOW PARAMETERS LIKE 'PYTHON_CONNECTOR%'") == []


def test_a_parameter_that_the_session_set_says_so(session: StatementSession) -> None:
    session.run("ALTER SESSION SET JSON_INDENT = 4")
    assert _found(session, "SHOW PARAMETERS LIKE 'json_indent'") == ("4", "2", "SESSION")
    assert _found(session, "SHOW PARAMETERS LIKE 'json_indent' IN USER") == ("2", "2", "")
    session.run("ALTER SESSION UNSET JSON_INDENT")
    assert _found(session, "SHOW PARAMETERS LIKE 'json_indent' FOR SESSION") == ("2", "2", "")


def test_the_account_shows_parameters_of_objects_too(session: StatementSession) -> None:
    keys = {row["key"] for row in session.named("SHOW PARAMETERS IN ACCOUNT")}
    assert {"TIMEZONE", "DATA_RETENTION_TIME_IN_DAYS", "MAX_CONCURRENCY_LEVEL", "TASK_AUTO_RETRY_ATTEMPTS"} <= keys


def test_an_object_shows_where_its_value_was_set(session: StatementSession) -> None:
    session.script(
        "CREATE DATABASE kept DATA_RETENTION_TIME_IN_DAYS = 3 LOG_LEVEL = 'INFO'",
        "CREATE SCHEMA own DATA_RETENTION_TIME_IN_DAYS = 2",
        "CREATE VIEW v AS SELECT 1 AS a",
    )
    retention = "SHOW PARAMETERS LIKE 'DATA_RETENTION_TIME_IN_DAYS' IN"
    assert _found(session, f"{retention} DATABASE kept") == ("3", "1", "DATABASE")
    assert _found(session, f"{retention} SCHEMA kept.own") == ("2", "1", "SCHEMA")
    assert _found(session, f"{retention} SCHEMA kept.public") == ("3", "1", "DATABASE")
    assert _found(session, f"{retention} TABLE v") == ("2", "1", "SCHEMA")
    assert _found(session, "SHOW PARAMETERS LIKE 'LOG_LEVEL' IN SCHEMA") == ("INFO", "OFF", "DATABASE")


def test_a_table_shows_what_it_has_of_its_own(session: StatementSession) -> None:
    session.run("CREATE TABLE t (a INT) DATA_RETENTION_TIME_IN_DAYS = 5")
    names = "DATA_RETENTION_TIME_IN_DAYS DEFAULT_DDL_COLLATION MAX_DATA_EXTENSION_TIME_IN_DAYS"
    assert [row["key"] for row in session.named("SHOW PARAMETERS IN TABLE t")] == [
        *names.split(),
        "QUOTED_IDENTIFIERS_IGNORE_CASE",
    ]
    assert _found(session, "SHOW PARAMETERS LIKE 'DATA_RETENTION%' IN TABLE t") == ("5", "1", "TABLE")


@pytest.mark.parametrize(
    ("scope", "code"),
    [
        ("TABLE nope", "002003"),
        ("DATABASE nope", "002003"),
        ("SCHEMA nope", "002003"),
        ("USER nope", "002003"),
        ("WAREHOUSE nope", "002003"),
        ("TASK t", "000002"),
        ("something", "000002"),
    ],
)
def test_what_is_not_there_is_refused(session: StatementSession, scope: str, code: str) -> None:
    with pytest.raises(SnowflakeError) as caught:
        session.run(f"SHOW PARAMETERS IN {scope}")
    assert caught.value.code == code
