"""Statements chained by `->>`, https://docs.snowflake.com/en/sql-reference/operators-flow."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from mockhaus.application.execute_statement import StatementRequest
from mockhaus.application.manage_sessions import SessionRequest
from mockhaus.application.use_cases import UseCases
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.results import Row, Value
from mockhaus_deployments.embedded import embedded
from mockhaus_deployments.settings import load


@pytest.fixture(scope="module")
def use_cases() -> Iterator[UseCases]:
    with embedded(load(flags={"data_dir": ":memory:"})) as found:
        yield found


class _Session:
    def __init__(self, use_cases: UseCases) -> None:
        self._use_cases = use_cases
        self._id = use_cases.sessions.create(SessionRequest()).session_id

    def rows(self, sql: str, parameters: list[Value] | None = None, **options: Any) -> list[Row]:
        request = StatementRequest(sql=sql, session_id=self._id, parameters=parameters, **options)
        with self._use_cases.execute(request) as execution:
            return [row for result in execution for row in result.fetch_all()]


@pytest.fixture
def session(use_cases: UseCases) -> _Session:
    made = _Session(use_cases)
    made.rows("CREATE OR REPLACE DATABASE chained")
    made.rows("CREATE TABLE t (n INTEGER)")
    return made


def test_changes_lie_in_the_results_of_a_chain_that_is_run_again(session: _Session) -> None:
    chain = "INSERT INTO t VALUES (1) ->> SELECT COUNT(*) FROM t ->> SELECT a.$1, b.$1 FROM $1 a, $2 b"
    assert [session.rows(chain) for _ in range(3)] == [[(1, 1)], [(2, 1)], [(3, 1)]]


def test_the_locks_of_a_change_are_free_for_others_behind_the_chain(use_cases: UseCases, session: _Session) -> None:
    session.rows("INSERT INTO t VALUES (1) ->> DELETE FROM t ->> SELECT 1")
    other = _Session(use_cases)
    assert other.rows("DELETE FROM chained.public.t") == [(0,)]


def test_what_a_chain_does_to_its_session_stays(session: _Session) -> None:
    session.rows("SELECT 1 ->> CREATE SCHEMA other ->> USE SCHEMA public ->> SET x = 5", beside=True)
    assert session.rows("SELECT CURRENT_SCHEMA(), $x") == [("PUBLIC", 5)]


def test_what_a_chain_did_before_an_error_stays(session: _Session) -> None:
    with pytest.raises(SnowflakeError):
        session.rows("INSERT INTO t VALUES (7) ->> SELECT 1 / 0")
    assert session.rows("SELECT n FROM t") == [(7,)]


def test_values_are_not_bound_in_a_chain(session: _Session) -> None:
    with pytest.raises(SnowflakeError) as caught:
        session.rows("SELECT ? ->> SELECT * FROM $1", [1])
    assert caught.value.error is ErrorCode.STATEMENT_UNSUPPORTED


def test_a_chain_is_not_described_without_running(session: _Session) -> None:
    with pytest.raises(SnowflakeError) as caught:
        session.rows("SELECT 1 ->> SELECT * FROM $1", describe_only=True)
    assert caught.value.error is ErrorCode.STATEMENT_UNSUPPORTED


def test_a_view_reads_no_result_of_a_chain(session: _Session) -> None:
    with pytest.raises(SnowflakeError) as caught:
        session.rows("SELECT 1 ->> CREATE VIEW v AS SELECT * FROM $1")
    assert caught.value.error is ErrorCode.STATEMENT_UNSUPPORTED


def test_ddl_in_a_chain_is_refused_where_the_transaction_is_to_be_kept(session: _Session) -> None:
    session.rows("BEGIN")
    with pytest.raises(SnowflakeError) as caught:
        session.rows("SELECT 1 ->> CREATE TABLE u (n INTEGER)", keeps_transaction=True)
    assert caught.value.error is ErrorCode.STATEMENT_UNSUPPORTED
    session.rows("ROLLBACK")
