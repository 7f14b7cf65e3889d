"""What CREATE, ALTER and DROP answer, in Snowflake's words."""

from __future__ import annotations

import pytest

from mockhaus.domain.errors import SnowflakeError
from tests.support.statement_session import StatementSession


def _error(session: StatementSession, text: str) -> str:
    with pytest.raises(SnowflakeError) as caught:
        session.run(text)
    return f"{caught.value.code} ({caught.value.sqlstate}): {caught.value.message}"


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("CREATE DATABASE d2", "Database D2 successfully created."),
        ("CREATE SCHEMA s2", "Schema S2 successfully created."),
        ("CREATE TABLE t (a INT)", "Table T successfully created."),
        ('CREATE TABLE "t" (a INT)', "Table t successfully created."),
        ("CREATE VIEW v AS SELECT 1 AS a", "View V successfully created."),
        ("CREATE SEQUENCE q", "Sequence Q successfully created."),
        ("CREATE STAGE g", "Stage area G successfully created."),
        ("CREATE FILE FORMAT f TYPE = CSV", "File format F successfully created."),
        ("CREATE DATABASE IF NOT EXISTS db", "DB already exists, statement succeeded."),
        ("CREATE SCHEMA IF NOT EXISTS s", "S already exists, statement succeeded."),
        ("DROP TABLE IF EXISTS t", "Drop statement executed successfully (T already dropped)."),
        ("DROP SCHEMA IF EXISTS nope", "Drop statement executed successfully (NOPE already dropped)."),
        ("DROP DATABASE IF EXISTS nope", "Drop statement executed successfully (NOPE already dropped)."),
        ("DROP SCHEMA s", "S successfully dropped."),
        ("DROP DATABASE db", "DB successfully dropped."),
        ("ALTER TABLE IF EXISTS t ADD COLUMN b INT", "Statement executed successfully."),
    ],
)
def test_a_statement_says_what_it_did(session: StatementSession, text: str, answer: str) -> None:
    assert session.status(text) == answer


def test_dropping_an_object_of_each_kind_names_it(session: StatementSession) -> None:
    session.script(
        "CREATE VIEW v AS SELECT 1 AS a", "CREATE SEQUENCE q", "CREATE STAGE g", "CREATE FILE FORMAT f TYPE = JSON"
    )
    answers = [
        session.status(text) for text in ("DROP VIEW v", "DROP SEQUENCE q", "DROP STAGE g", "DROP FILE FORMAT f")
    ]
    assert answers == [f"{name} successfully dropped." for name in "VQGF"]


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("CREATE TABLE t (a INT)", "002002 (42710): SQL compilation error:\nObject 'T' already exists."),
        ("CREATE TABLE db.s.t (a INT)", "002002 (42710): SQL compilation error:\nObject 'DB.S.T' already exists."),
        ("CREATE SCHEMA s", "002002 (42710): SQL compilation error:\nObject 'S' already exists."),
        ("CREATE DATABASE db", "002002 (42710): SQL compilation error:\nObject 'DB' already exists."),
        (
            "CREATE OR REPLACE VIEW t AS SELECT 1 AS a",
            "001998 (42710): SQL compilation error:\nObject 'T' already exists as TABLE",
        ),
        (
            "DROP VIEW t",
            "002203 (02000): SQL compilation error: Object found is of type 'TABLE', not specified type 'VIEW'.",
        ),
        (
            "DROP TABLE nope",
            "002003 (42S02): SQL compilation error:\nTable 'NOPE' does not exist or not authorized.",
        ),
        (
            "DROP TABLE nope.t",
            "002003 (02000): SQL compilation error:\nSchema 'DB.NOPE' does not exist or not authorized.",
        ),
        (
            "CREATE TABLE nope.s.t (a INT)",
            "002003 (02000): SQL compilation error:\nDatabase 'NOPE' does not exist or not authorized.",
        ),
        (
            "ALTER TABLE t ADD COLUMN a INT",
            "001430 (42601): SQL compilation error:\ncolumn 'A' already exists",
        ),
        ("CREATE TABLE u (a INT, a INT)", "002025 (42S21): SQL compilation error:\nduplicate column name 'A'"),
        ("CREATE TABLE u (a INT DEFAULT nope(1))", "002140 (42601): SQL compilation error:\nUnknown function NOPE"),
        (
            "CREATE TABLE u (a VARCHAR COLLATE 'xx-yy')",
            "001008 (22023): Invalid value 'xx-yy' for COLLATION. Reason: Unknown option: yy",
        ),
        (
            "CREATE TABLE u (a INT) ERROR_LOGGING = TRUE",
            "000002 (0A000): Unsupported feature 'CREATE TABLE ERROR_LOGGING'.",
        ),
        ("UNDROP TABLE t", "002002 (42710): SQL compilation error:\nObject 'T' already exists."),
        (
            "UNDROP TABLE nope",
            "002003 (02000): SQL compilation error:\nTable 'NOPE' did not exist or was purged.",
        ),
        (
            "CREATE TABLE information_schema.t (a INT)",
            "003001 (42501): SQL access control error:\n"
            "Insufficient privileges to operate on schema 'INFORMATION_SCHEMA'",
        ),
        (
            "CREATE TRANSIENT TABLE u (a INT) DATA_RETENTION_TIME_IN_DAYS = 5",
            "001008 (22023): SQL compilation error:\ninvalid value [5] for parameter 'DATA_RETENTION_TIME_IN_DAYS'",
        ),
    ],
)
def test_an_error_is_snowflakes(session: StatementSession, text: str, error: str) -> None:
    session.run("CREATE TABLE t (a INT)")
    assert _error(session, text) == error


def test_without_a_database_an_unqualified_name_means_nothing(session: StatementSession) -> None:
    session.run("DROP DATABASE db")
    assert _error(session, "CREATE TABLE t (a INT)").startswith("090105 (22000): Cannot perform CREATE TABLE.")


def test_without_a_schema_an_unqualified_name_means_nothing(session: StatementSession) -> None:
    session.run("DROP SCHEMA s")
    assert _error(session, "CREATE VIEW v AS SELECT 1 AS a").startswith("090106 (22000): Cannot perform CREATE VIEW.")


def test_creating_a_database_or_schema_makes_it_current(session: StatementSession) -> None:
    session.run("CREATE DATABASE d2")
    assert (session.session.context.database, session.session.context.schema) == ("D2", "PUBLIC")
    session.run("CREATE SCHEMA s2")
    assert session.session.context.schema == "S2"


def test_if_not_exists_leaves_the_current_database(session: StatementSession) -> None:
    session.script("CREATE DATABASE d2", "CREATE DATABASE IF NOT EXISTS db")
    assert session.session.context.database == "D2"


def test_renaming_what_is_current_keeps_it_current(session: StatementSession) -> None:
    session.script("ALTER SCHEMA s RENAME TO s2", "ALTER DATABASE db RENAME TO d2")
    assert (session.session.context.database, session.session.context.schema) == ("D2", "S2")


def test_a_role_that_does_not_own_may_not_change(session: StatementSession) -> None:
    session.script("CREATE TABLE t (a INT)", "USE ROLE public")
    for text in ("DROP TABLE t", "ALTER TABLE t ADD COLUMN b INT", "CREATE TABLE u (a INT)", "CREATE DATABASE d2"):
        assert _error(session, text).startswith("003001 (42501): SQL access control error:\nInsufficient privileges")


def test_a_table_that_a_foreign_key_refers_to_must_exist(session: StatementSession) -> None:
    expected = "002003 (42S02): SQL compilation error:\nTable 'NOPE' does not exist or not authorized."
    assert _error(session, "CREATE TABLE t (a INT REFERENCES nope (b))") == expected


def test_restrict_keeps_a_table_that_others_refer_to(session: StatementSession) -> None:
    session.script("CREATE TABLE p (a INT PRIMARY KEY)", "CREATE TABLE c (a INT REFERENCES p)")
    assert "dependencies" in _error(session, "DROP TABLE p RESTRICT")
    assert session.status("DROP TABLE p CASCADE") == "P successfully dropped."
