"""Sessions that write one table: https://docs.snowflake.com/en/sql-reference/transactions (locks and deadlocks)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from mockhaus.application.handlers import dml
from mockhaus.application.services import StatementRun
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.translation.parsing import parse
from tests.support.statement_session import StatementSession

OpenSession = Callable[[], StatementSession]

_PATIENCE = 20


@pytest.fixture
def sessions(open_session: OpenSession) -> list[StatementSession]:
    found = [open_session() for _ in range(4)]
    found[0].script("CREATE TABLE t (k INT, v INT)", "INSERT INTO t VALUES (1, 0), (2, 0)", "CREATE TABLE u (k INT)")
    return found


def waits(future: Future[object]) -> bool:
    try:
        future.result(timeout=0.3)
    except TimeoutError:
        return True
    return False


def test_no_increment_is_lost(sessions: list[StatementSession]) -> None:
    def work(session: StatementSession) -> None:
        for _ in range(10):
            session.run("UPDATE t SET v = v + 1 WHERE k = 1")

    with ThreadPoolExecutor(4) as pool:
        for future in [pool.submit(work, session) for session in sessions]:
            future.result(timeout=_PATIENCE)
    assert sessions[0].run("SELECT v FROM t WHERE k = 1") == [(40,)]


def test_inserts_go_side_by_side(sessions: list[StatementSession]) -> None:
    for session in sessions:
        session.script("BEGIN", "INSERT INTO u VALUES (1)")
    for session in sessions:
        session.run("COMMIT")
    assert sessions[0].run("SELECT COUNT(*) FROM u") == [(4,)]


def test_an_update_waits_for_the_transaction_before_it(sessions: list[StatementSession]) -> None:
    first, second = sessions[:2]
    first.script("BEGIN", "UPDATE t SET v = 5 WHERE k = 1")
    with ThreadPoolExecutor(1) as pool:
        future: Future[object] = pool.submit(second.run, "UPDATE t SET v = v + 1 WHERE k = 1")
        assert waits(future)
        first.run("COMMIT")
        future.result(timeout=_PATIENCE)
    assert second.run("SELECT v FROM t WHERE k = 1") == [(6,)]


def test_a_waiter_gives_up_after_the_lock_timeout(sessions: list[StatementSession]) -> None:
    first, second = sessions[:2]
    first.script("BEGIN", "DELETE FROM t WHERE k = 1")
    second.run("ALTER SESSION SET LOCK_TIMEOUT = 0")
    with pytest.raises(SnowflakeError) as caught:
        second.run("DELETE FROM t WHERE k = 2")
    assert caught.value.error is ErrorCode.LOCK_TIMEOUT
    first.run("ROLLBACK")
    assert second.run("SELECT COUNT(*) FROM t") == [(2,)]


def test_a_deadlock_is_told_to_one_of_its_sessions(sessions: list[StatementSession]) -> None:
    first, second = sessions[:2]
    first.script("BEGIN", "DELETE FROM t WHERE k = 1")
    second.script("INSERT INTO u VALUES (1)", "BEGIN", "DELETE FROM u")
    with ThreadPoolExecutor(1) as pool:
        future: Future[object] = pool.submit(first.run, "DELETE FROM u WHERE k = 1")
        assert waits(future)
        with pytest.raises(SnowflakeError) as caught:
            second.run("DELETE FROM t WHERE k = 2")
        assert caught.value.error is ErrorCode.DEADLOCK
        second.run("ROLLBACK")
        future.result(timeout=_PATIENCE)
    first.run("COMMIT")
    assert second.run("SELECT COUNT(*) FROM t") == [(1,)]


def test_a_waiting_statement_can_be_cancelled(sessions: list[StatementSession]) -> None:
    first, second = sessions[:2]
    first.script("BEGIN", "UPDATE t SET v = 1")
    text = "UPDATE t SET v = 2"
    told = threading.Event()

    def check() -> None:
        if told.is_set():
            raise SnowflakeError(ErrorCode.CANCELLED)

    run = StatementRun(session=second.session, services=second.services, query_id="q", text=text, check_cancelled=check)
    with ThreadPoolExecutor(1) as pool:
        future: Future[object] = pool.submit(dml.update, parse(text), run)
        assert waits(future)
        told.set()
        with pytest.raises(SnowflakeError) as caught:
            future.result(timeout=_PATIENCE)
    assert caught.value.error is ErrorCode.CANCELLED
    first.run("ROLLBACK")
