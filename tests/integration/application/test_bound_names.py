"""IDENTIFIER of bound texts, https://docs.snowflake.com/en/sql-reference/identifier-literal."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mockhaus.application.execute_statement import StatementRequest
from mockhaus.application.manage_sessions import SessionRequest
from mockhaus.application.use_cases import UseCases
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.results import Row, Value
from mockhaus_deployments.embedded import embedded
from mockhaus_deployments.settings import load


class Session:
    """The statements of one session."""

    def __init__(self, use_cases: UseCases) -> None:
        self._use_cases = use_cases
        self._id = use_cases.sessions.create(SessionRequest()).session_id

    def rows(self, sql: str, *values: Value) -> list[Row]:
        request = StatementRequest(sql=sql, session_id=self._id, parameters=values)
        with self._use_cases.execute(request) as execution:
            return [row for result in execution for row in result.fetch_all()]


@pytest.fixture(scope="module")
def session() -> Iterator[Session]:
    with embedded(load(flags={"data_dir": ":memory:"})) as use_cases:
        session = Session(use_cases)
        session.rows("CREATE DATABASE named")
        session.rows('CREATE TABLE one AS SELECT 1 AS a, 10 AS "b c"')
        session.rows('CREATE TABLE "Two" AS SELECT 2 AS a')
        yield session


def test_each_text_names_its_own_table(session: Session) -> None:
    read = "SELECT a FROM IDENTIFIER(?)"
    assert [session.rows(read, name) for name in ("one", '"Two"', "named.public.one")] == [[(1,)], [(2,)], [(1,)]]


def test_each_text_names_its_own_column(session: Session) -> None:
    read = "SELECT IDENTIFIER(?) FROM one"
    assert [session.rows(read, name) for name in ("a", '"b c"', "one.a")] == [[(1,)], [(10,)], [(1,)]]


def test_what_is_inserted_comes_from_the_table_named(session: Session) -> None:
    session.rows("CREATE TABLE filled (a INT)")
    for name in ("one", '"Two"'):
        session.rows("INSERT INTO filled SELECT a FROM IDENTIFIER(?)", name)
    assert session.rows("SELECT a FROM filled ORDER BY a") == [(1,), (2,)]


def test_a_table_that_is_not_there_is_named(session: Session) -> None:
    with pytest.raises(SnowflakeError, match="MISSING"):
        session.rows("SELECT 1 FROM IDENTIFIER(?)", "missing")


def test_only_texts_name(session: Session) -> None:
    with pytest.raises(SnowflakeError) as raised:
        session.rows("SELECT 1 FROM IDENTIFIER(?)", 1)
    assert raised.value.error is ErrorCode.STATEMENT_UNSUPPORTED
