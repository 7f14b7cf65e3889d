"""CREATE OR ALTER of databases and schemas: https://docs.snowflake.com/en/sql-reference/sql/create-or-alter."""

from __future__ import annotations

import pytest

from mockhaus.domain.errors import SnowflakeError
from tests.support.statement_session import StatementSession


def _shown(session: StatementSession, kind: str, name: str, *columns: str) -> tuple[object, ...]:
    rows = session.run(f"SHOW {kind} LIKE '{name}'")
    headings = [column.name for column in session.outcome.columns]
    assert len(rows) == 1
    return tuple(rows[0][headings.index(column)] for column in columns)


def test_a_database_that_is_not_there_is_created(session: StatementSession) -> None:
    assert session.status("CREATE OR ALTER DATABASE made COMMENT = 'x'") == "Database MADE successfully created."
    assert _shown(session, "DATABASES", "made", "comment", "is_current") == ("x", "Y")


def test_a_database_becomes_what_is_defined_and_keeps_its_schemas(session: StatementSession) -> None:
    session.script("CREATE DATABASE made COMMENT = 'x' DATA_RETENTION_TIME_IN_DAYS = 7", "CREATE SCHEMA inside")
    session.run("CREATE OR ALTER DATABASE made LOG_LEVEL = 'INFO'")
    assert _shown(session, "DATABASES", "made", "comment", "retention_time") == ("", "1")
    assert _shown(session, "SCHEMAS", "inside", "database_name") == ("MADE",)


def test_a_database_stays_transient_or_permanent(session: StatementSession) -> None:
    session.run("CREATE DATABASE made")
    with pytest.raises(SnowflakeError, match="Unsupported feature"):
        session.run("CREATE OR ALTER TRANSIENT DATABASE made")


def test_a_schema_becomes_what_is_defined_and_keeps_its_tables(session: StatementSession) -> None:
    session.script("CREATE SCHEMA made WITH MANAGED ACCESS COMMENT = 'x'", "CREATE TABLE inside (a INT)")
    session.run("CREATE OR ALTER SCHEMA made DATA_RETENTION_TIME_IN_DAYS = 3")
    assert _shown(session, "SCHEMAS", "made", "comment", "options", "retention_time") == ("", "", "3")
    assert _shown(session, "TABLES", "inside", "schema_name") == ("MADE",)


def test_a_schema_that_is_not_there_is_created(session: StatementSession) -> None:
    session.run("CREATE OR ALTER SCHEMA made WITH MANAGED ACCESS")
    assert _shown(session, "SCHEMAS", "made", "options") == ("MANAGED ACCESS",)


@pytest.mark.parametrize("kind", ["DATABASE", "SCHEMA"])
def test_a_clone_is_not_altered(session: StatementSession, kind: str) -> None:
    session.run(f"CREATE {kind} made")
    with pytest.raises(SnowflakeError, match="Unsupported feature"):
        session.run(f"CREATE OR ALTER {kind} made CLONE made")
