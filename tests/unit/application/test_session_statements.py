"""USE, ALTER SESSION and transactions."""

from __future__ import annotations

import pytest

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.ports.engine import EngineStep, WriteUnit
from tests.fakes.engine import FakeEngine
from tests.support.statement_session import StatementSession


def _code(session: StatementSession, text: str) -> str:
    with pytest.raises(SnowflakeError) as caught:
        session.run(text)
    return caught.value.code


def test_use_database_goes_to_its_public_schema(session: StatementSession) -> None:
    session.script("CREATE DATABASE d2", "USE DATABASE db")
    assert (session.session.context.database, session.session.context.schema) == ("DB", "PUBLIC")


def test_use_database_without_public_leaves_no_schema(session: StatementSession) -> None:
    session.script("DROP SCHEMA public", "USE DATABASE db")
    assert session.session.context.schema is None


def test_use_schema_takes_one_or_two_parts(session: StatementSession) -> None:
    session.script("CREATE DATABASE d2", "USE SCHEMA db.s")
    assert (session.session.context.database, session.session.context.schema) == ("DB", "S")
    session.run("USE SCHEMA public")
    assert session.session.context.schema == "PUBLIC"
    session.run("USE SCHEMA information_schema")
    assert session.session.context.schema == "INFORMATION_SCHEMA"


def test_what_does_not_exist_cannot_be_used(session: StatementSession) -> None:
    assert _code(session, "USE DATABASE nope") == "002043"
    assert _code(session, "USE SCHEMA nope") == "002043"
    assert _code(session, "USE ROLE nope") == "002043"
    assert _code(session, "USE WAREHOUSE nope") == "002043"
    assert _code(session, "USE SECONDARY ROLES nope") == "003013"


def test_use_role_and_warehouse_change_the_context(session: StatementSession) -> None:
    session.script("USE ROLE accountadmin", "USE WAREHOUSE compute_wh")
    assert (session.session.context.role, session.session.context.warehouse) == ("ACCOUNTADMIN", "COMPUTE_WH")


def test_alter_session_sets_all_or_nothing(session: StatementSession) -> None:
    assert _code(session, "ALTER SESSION SET WEEK_START = 1, NOPE = 2") == "001006"
    assert session.session.context.parameters.integer("WEEK_START") == 0


def test_a_new_time_zone_reaches_the_engine(session: StatementSession, engine: FakeEngine) -> None:
    session.script("ALTER SESSION SET TIMEZONE = 'Europe/Warsaw'", "ALTER SESSION UNSET TIMEZONE")
    assert engine.script.time_zones == ["Europe/Warsaw", "America/Los_Angeles"]


def test_begin_within_a_transaction_goes_on_with_it(session: StatementSession) -> None:
    session.run("BEGIN NAME one")
    first = session.session.transaction
    session.run("BEGIN NAME two")
    assert session.session.transaction is first
    assert session.session.engine.in_transaction


def test_commit_and_rollback_without_a_transaction_succeed(session: StatementSession) -> None:
    assert session.status("COMMIT") == "Statement executed successfully."
    assert session.status("ROLLBACK") == "Statement executed successfully."


def test_commit_and_rollback_end_the_transaction(session: StatementSession) -> None:
    for text in ("COMMIT", "ROLLBACK"):
        session.run("BEGIN")
        session.run(text)
        assert session.session.transaction is None
        assert not session.session.engine.in_transaction


def test_commit_of_an_aborted_transaction_fails_and_ends_it(session: StatementSession, engine: FakeEngine) -> None:
    session.script("CREATE TABLE t (a INT)", "BEGIN")
    engine.script.answers["boom"] = SnowflakeError(ErrorCode.DIVISION_BY_ZERO)
    with pytest.raises(SnowflakeError):
        session.session.engine.write(WriteUnit("db_1", (EngineStep("boom"),)))
    assert _code(session, "COMMIT") == "000628"
    assert session.session.transaction is None
    assert not session.session.engine.in_transaction


def test_the_open_transaction_is_shown(session: StatementSession) -> None:
    session.run("BEGIN NAME mine")
    (row,) = session.named("SHOW TRANSACTIONS")
    assert (row["name"], row["state"]) == ("MINE", "running")
