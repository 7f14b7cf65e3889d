"""QUERY_HISTORY and its kin: who sees which statements, and what of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mockhaus.application.execute_statement import StatementRequest
from mockhaus.application.manage_sessions import SessionRequest
from mockhaus.application.use_cases import UseCases
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.results import Row
from mockhaus_deployments.embedded import embedded
from mockhaus_deployments.settings import load


class _Client:
    """One session of a user."""

    def __init__(self, use_cases: UseCases, user: str, role: str = "ACCOUNTADMIN") -> None:
        self._use_cases = use_cases
        self.id = use_cases.sessions.create(SessionRequest(user=user, role=role, database="there")).session_id

    def run(self, text: str) -> list[Row]:
        with self._use_cases.execute(StatementRequest(sql=text, session_id=self.id)) as execution:
            (rows,) = [result.fetch(1_000) for result in execution]
        return rows

    def history(self, what: str, function: str) -> list[Row]:
        return self.run(f"SELECT {what} FROM TABLE(information_schema.{function}) ORDER BY start_time")


@pytest.fixture(scope="module")
def use_cases() -> Iterator[UseCases]:
    """One deployment: each test has a session of its own."""
    with embedded(load(flags={"data_dir": ":memory:"})) as found:
        with found.execute(StatementRequest(sql="CREATE DATABASE there", session_id=None)) as execution:
            list(execution)
        yield found


@pytest.fixture
def anna(use_cases: UseCases) -> _Client:
    return _Client(use_cases, "anna")


def test_a_session_finds_what_it_ran_and_how_that_ended(anna: _Client) -> None:
    anna.run("CREATE TABLE t (a INT)")
    anna.run("INSERT INTO t VALUES (1), (2)")
    with pytest.raises(SnowflakeError):
        anna.run("SELECT nothing")
    found = anna.history(
        "query_text, query_type, execution_status, error_code, rows_inserted", "query_history_by_session()"
    )
    assert found[:3] == [
        ("CREATE TABLE t (a INT)", "CREATE_TABLE", "SUCCESS", None, 0),
        ("INSERT INTO t VALUES (1), (2)", "INSERT", "SUCCESS", None, 2),
        ("SELECT nothing", "SELECT", "FAILED_WITH_ERROR", 904, 0),
    ]


def test_a_statement_that_runs_has_ended_at_the_beginning_of_time(anna: _Client) -> None:
    found = anna.history("execution_status, DATE_PART(epoch_second, end_time)", "query_history_by_session()")
    assert found == [("RUNNING", 0)]


def test_only_what_has_ended_is_found_up_to_a_moment(anna: _Client) -> None:
    anna.run("SELECT 1 AS one")
    found = anna.history(
        "query_text", "query_history_by_session(END_TIME_RANGE_END => CURRENT_TIMESTAMP(), RESULT_LIMIT => 10)"
    )
    assert found == [("SELECT 1 AS one",)]


def test_arguments_may_come_in_their_order(anna: _Client) -> None:
    anna.run("SELECT 1 AS one")
    window = "DATEADD('hour', -1, CURRENT_TIMESTAMP()), CURRENT_TIMESTAMP(), 1"
    assert anna.history("query_text", f"query_history_by_session({anna.id}, {window})") == [("SELECT 1 AS one",)]


def test_the_newest_statements_are_given_up_to_the_limit(anna: _Client) -> None:
    for number in range(3):
        anna.run(f"SELECT {number} AS n")
    found = anna.history("query_text", "query_history_by_user('ANNA', RESULT_LIMIT => 2)")
    assert [text for (text,) in found[:1]] == ["SELECT 2 AS n"]
    assert len(found) == 2


def test_others_statements_are_seen_by_who_owns_the_warehouse(use_cases: UseCases, anna: _Client) -> None:
    anna.run("SELECT 'hers' AS mark")
    berta, chief = _Client(use_cases, "berta", "PUBLIC"), _Client(use_cases, "chief")
    hers = "query_history_by_user(USER_NAME => 'anna')"
    assert berta.history("query_text", hers) == []
    assert ("SELECT 'hers' AS mark",) in chief.history("query_text", hers)
    warehouse = chief.history("DISTINCT user_name, start_time IS NULL", "query_history_by_warehouse('compute_wh')) --")
    assert ("ANNA", False) in warehouse


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ("RESULT_LIMIT => 0", ErrorCode.INVALID_VALUE),
        ("RESULT_LIMIT => 10001", ErrorCode.INVALID_VALUE),
        ("END_TIME_RANGE_START => DATEADD('day', -8, CURRENT_TIMESTAMP())", ErrorCode.SEMANTIC),
    ],
)
def test_arguments_out_of_range_are_refused(anna: _Client, arguments: str, code: ErrorCode) -> None:
    with pytest.raises(SnowflakeError) as caught:
        anna.history("1", f"query_history({arguments})")
    assert caught.value.error is code
