"""Several statements at once, statements beside others, cancelling, and transactions."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from conftest import MAJOR
from snowflake.connector.constants import QueryStatus
from snowflake.connector.errors import DatabaseError, ProgrammingError

Connect = Callable[..., Any]
SLOW = "SELECT COUNT(*) FROM TABLE(GENERATOR(ROWCOUNT => 1000000000)) a, TABLE(GENERATOR(ROWCOUNT => 1000000)) b"
"""A statement that would run for hours."""


def rows(cursor: Any, sql: str, **options: Any) -> list[tuple[Any, ...]]:
    return list(cursor.execute(sql, **options).fetchall())


def results(cursor: Any) -> list[list[tuple[Any, ...]]]:
    """The rows of each statement of a request."""
    found = [cursor.fetchall()]
    while cursor.nextset():
        found.append(cursor.fetchall())
    return found


def test_a_text_is_run_statement_by_statement(connection: Any) -> None:
    text = """CREATE OR REPLACE TEMPORARY TABLE stringed (n INT); INSERT INTO stringed VALUES (1), (2); -- ;
        SELECT ';' AS s, SUM(n) FROM stringed;"""
    cursors = connection.execute_string(text)
    assert [cursor.fetchall() for cursor in cursors][1:] == [[(2,)], [(";", 3)]]


def test_a_stream_is_run_statement_by_statement(connection: Any) -> None:
    found = connection.execute_stream(io.StringIO("SELECT 1;\nSELECT 'a;b';\n"))
    assert [cursor.fetchall() for cursor in found] == [[(1,)], [("a;b",)]]


@pytest.mark.parametrize("count", [3, 0])
def test_several_statements_run_in_one_request(cursor: Any, count: int) -> None:
    cursor.execute("SET x = 5; SELECT $x + 1; SELECT 'last' AS word", num_statements=count)
    assert results(cursor) == [[("Statement executed successfully.",)], [(6,)], [("last",)]]
    assert cursor.description[0].name == "WORD"


def test_a_session_may_take_several_statements(cursor: Any) -> None:
    cursor.execute("ALTER SESSION SET MULTI_STATEMENT_COUNT = 0")
    cursor.execute("SELECT 1; SELECT 2")
    assert results(cursor) == [[(1,)], [(2,)]]


def test_values_are_bound_through_several_statements(connect: Connect) -> None:
    with connect(paramstyle="qmark") as connection:
        cursor = connection.cursor()
        cursor.execute("SELECT ?; SELECT ?, ?", (1, "b", 3), num_statements=2)
        assert results(cursor) == [[(1,)], [("b", 3)]]


@pytest.mark.parametrize(("count", "text"), [(2, "SELECT 1"), (1, "SELECT 1; SELECT 2"), (3, "SELECT 1; SELECT 2")])
def test_another_number_of_statements_is_an_error(cursor: Any, count: int, text: str) -> None:
    with pytest.raises(ProgrammingError) as raised:
        cursor.execute(text, num_statements=count)
    assert raised.value.errno == 8
    actual = text.count("SELECT")
    assert f"Actual statement count {actual} did not match the desired statement count {count}." in raised.value.msg


def test_an_error_among_several_statements_keeps_those_before_it(cursor: Any) -> None:
    cursor.execute("CREATE OR REPLACE TEMPORARY TABLE partly (n INT)")
    with pytest.raises(ProgrammingError):
        cursor.execute(
            "INSERT INTO partly VALUES (1); SELECT no_such_column; INSERT INTO partly VALUES (2)", num_statements=3
        )
    assert rows(cursor, "SELECT * FROM partly") == [(1,)]


def test_changes_among_several_statements_tell_their_counts(cursor: Any) -> None:
    cursor.execute(
        "CREATE OR REPLACE TEMPORARY TABLE counted (n INT); INSERT INTO counted VALUES (1), (2); DELETE FROM counted",
        num_statements=3,
    )
    assert cursor.nextset()
    assert cursor.rowcount == 2
    assert cursor.nextset()
    assert cursor.rowcount == 2
    assert not cursor.nextset()


def fetched(cursor: Any, query: str) -> list[tuple[Any, ...]]:
    """The rows of a query that ran beside."""
    cursor.get_results_from_sfqid(query)
    return list(cursor.fetchall())


def finished(connection: Any, query: str) -> QueryStatus:
    """The status of a query, when it no longer runs."""
    for _ in range(300):
        status = connection.get_query_status(query)
        if not connection.is_still_running(status):
            return status
        time.sleep(0.05)
    raise AssertionError(f"{query} goes on")


def test_a_statement_runs_beside(connection: Any) -> None:
    cursor = connection.cursor()
    query = cursor.execute_async("SELECT SYSTEM$WAIT(1), 'done' AS word")["queryId"]
    assert connection.is_still_running(connection.get_query_status(query))
    assert fetched(cursor, query) == [("waited 1 seconds", "done")]
    assert connection.get_query_status(query) == QueryStatus.SUCCESS
    assert connection.get_query_status_throw_if_error(query) == QueryStatus.SUCCESS


def test_results_are_read_from_another_connection(connection: Any, connect: Connect) -> None:
    query = connection.cursor().execute_async("SELECT 1 AS a UNION ALL SELECT 2 ORDER BY 1")["queryId"]
    with connect() as other:
        assert fetched(other.cursor(), query) == [(1,), (2,)]


def test_a_statement_beside_sees_the_session(connection: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("CREATE OR REPLACE TEMPORARY TABLE beside (n INT)")
    cursor.execute("SET seen = 7")
    query = cursor.execute_async("INSERT INTO beside SELECT $seen")["queryId"]
    assert finished(connection, query) == QueryStatus.SUCCESS
    assert rows(cursor, "SELECT * FROM beside") == [(7,)]


def test_the_error_of_a_statement_beside_is_that_of_another(connection: Any) -> None:
    cursor = connection.cursor()
    query = cursor.execute_async("SELECT * FROM no_such_table")["queryId"]
    assert finished(connection, query) == QueryStatus.FAILED_WITH_ERROR
    with pytest.raises(ProgrammingError) as told:
        connection.get_query_status_throw_if_error(query)
    assert told.value.errno == 2003
    with pytest.raises(DatabaseError, match="NO_SUCH_TABLE"):
        fetched(cursor, query)


def test_several_statements_run_beside(connection: Any) -> None:
    cursor = connection.cursor()
    query = cursor.execute_async("SELECT 1; SELECT 'b'", num_statements=2)["queryId"]
    cursor.get_results_from_sfqid(query)
    assert results(cursor) == [[(1,)], [("b",)]]


def test_a_time_limit_of_the_client_stops_a_statement(connect: Connect) -> None:
    began = time.monotonic()
    limits = {"query_timeout": 1} if MAJOR > 4 else {}
    with connect(**limits) as connection:
        cursor = connection.cursor()
        with pytest.raises(DatabaseError) as raised:
            cursor.execute(SLOW, **({} if MAJOR > 4 else {"timeout": 1}))
        assert time.monotonic() - began < 10
        assert MAJOR > 4 or raised.value.errno == 604
        assert rows(cursor, "SELECT 1") == [(1,)]


def test_a_statement_may_be_aborted(connection: Any) -> None:
    cursor = connection.cursor()
    query = cursor.execute_async(SLOW)["queryId"]
    assert connection.is_still_running(connection.get_query_status(query))
    cursor.abort_query(query)
    status = finished(connection, query)
    assert connection.is_an_error(status)
    with pytest.raises(DatabaseError) as raised:
        connection.get_query_status_throw_if_error(query)
    assert raised.value.errno == 604


def test_another_connection_cancels_by_id(connection: Any, connect: Connect) -> None:
    cursor = connection.cursor()
    query = cursor.execute_async(SLOW)["queryId"]
    with connect() as other:
        assert rows(other.cursor(), f"SELECT SYSTEM$CANCEL_QUERY('{query}')") == [(f"query [{query}] terminated.",)]
    assert connection.is_an_error(finished(connection, query))


def test_a_limit_of_the_session_stops_statements(cursor: Any) -> None:
    cursor.execute("ALTER SESSION SET STATEMENT_TIMEOUT_IN_SECONDS = 1")
    with pytest.raises(ProgrammingError) as raised:
        cursor.execute(SLOW)
    assert (raised.value.errno, raised.value.sqlstate) == (630, "57014")


@pytest.fixture
def ledger(cursor: Any) -> str:
    cursor.execute("CREATE OR REPLACE TABLE ledger (n INT)")
    return "SELECT COUNT(*) FROM ledger"


def seen(connect: Connect, database: str, sql: str) -> list[tuple[Any, ...]]:
    """What another connection reads."""
    with connect(database=database, schema="PUBLIC") as other:
        return rows(other.cursor(), sql)


def test_changes_are_seen_when_committed(connect: Connect, database: str, ledger: str) -> None:
    with connect(database=database, schema="PUBLIC", autocommit=False) as connection:
        cursor = connection.cursor()
        cursor.execute("INSERT INTO ledger VALUES (1)")
        assert rows(cursor, ledger) == [(1,)]
        assert seen(connect, database, ledger) == [(0,)]
        connection.commit()
        assert seen(connect, database, ledger) == [(1,)]
        cursor.execute("INSERT INTO ledger VALUES (2)")
        connection.rollback()
        assert rows(cursor, ledger) == [(1,)]


def test_transactions_may_be_stated(connection: Any, connect: Connect, database: str, ledger: str) -> None:
    cursor = connection.cursor()
    cursor.execute("BEGIN")
    cursor.execute("INSERT INTO ledger VALUES (1)")
    cursor.execute("ROLLBACK")
    assert rows(cursor, ledger) == [(0,)]
    cursor.execute("BEGIN TRANSACTION")
    cursor.execute("INSERT INTO ledger VALUES (1)")
    assert seen(connect, database, ledger) == [(0,)]
    cursor.execute("COMMIT")
    assert seen(connect, database, ledger) == [(1,)]


def test_autocommit_may_be_turned_off_and_on(connection: Any, ledger: str) -> None:
    cursor = connection.cursor()
    connection.autocommit(False)
    cursor.execute("INSERT INTO ledger VALUES (1)")
    connection.rollback()
    connection.autocommit(True)
    cursor.execute("INSERT INTO ledger VALUES (1)")
    connection.rollback()
    assert rows(cursor, ledger) == [(1,)]


def test_leaving_a_connection_commits_and_an_error_rolls_back(connect: Connect, database: str, ledger: str) -> None:
    with connect(database=database, schema="PUBLIC", autocommit=False) as connection:
        connection.cursor().execute("INSERT INTO ledger VALUES (1)")
    assert seen(connect, database, ledger) == [(1,)]

    def fail() -> None:
        with connect(database=database, schema="PUBLIC", autocommit=False) as connection:
            connection.cursor().execute("INSERT INTO ledger VALUES (2)")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert seen(connect, database, ledger) == [(1,)]


def test_threads_share_a_connection(connection: Any) -> None:
    def added(number: int) -> int:
        with connection.cursor() as cursor:
            return int(rows(cursor, f"SELECT {number} + 1")[0][0])

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(added, range(24))) == list(range(1, 25))


def test_threads_write_through_a_connection(connection: Any, ledger: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: connection.cursor().execute(f"INSERT INTO ledger VALUES ({number})"), range(12)))
    assert rows(connection.cursor(), ledger) == [(12,)]
