"""Transactions whose tables others change after their first change: told by an error, never wrong in silence."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from tests.support.statement_session import StatementSession

OpenSession = Callable[[], StatementSession]


@pytest.fixture
def two(open_session: OpenSession) -> tuple[StatementSession, StatementSession]:
    """A session whose transaction has made its first change, and another."""
    first, second = open_session(), open_session()
    first.script(
        "CREATE TABLE other (k INT)",
        "CREATE TABLE t (k INT, v INT)",
        "INSERT INTO t VALUES (1, 1), (2, 2)",
        "BEGIN",
        "INSERT INTO other VALUES (1)",
    )
    return first, second


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("DELETE FROM t WHERE k = 1", "UPDATE t SET v = 10 WHERE k = 1"),
        ("DELETE FROM t WHERE k = 1", "DELETE FROM t WHERE k = 2"),
        ("UPDATE t SET v = 10 WHERE k = 1", "DELETE FROM t WHERE v = 1"),
        ("UPDATE t SET v = 10 WHERE k = 1", "TRUNCATE TABLE t"),
        ("UPDATE t SET v = 10 WHERE k = 1", "INSERT OVERWRITE INTO t VALUES (3, 3)"),
        (
            "MERGE INTO t USING (SELECT 1 AS k) s ON t.k = s.k WHEN MATCHED THEN DELETE",
            "MERGE INTO t USING (SELECT 1 AS k) s ON t.k = s.k WHEN MATCHED THEN UPDATE SET v = 10",
        ),
        ("TRUNCATE TABLE t", "INSERT INTO t VALUES (3, 3)"),
        ("ALTER TABLE t ADD COLUMN w INT", "UPDATE t SET v = 10"),
    ],
)
def test_a_change_of_what_another_session_changed_is_refused(
    two: tuple[StatementSession, StatementSession], theirs: str, ours: str
) -> None:
    first, second = two
    second.run(theirs)
    with pytest.raises(SnowflakeError) as caught:
        first.run(ours)
    assert caught.value.error is ErrorCode.TRANSACTION_OUTDATED


def test_what_the_transaction_had_changed_can_still_be_committed(
    two: tuple[StatementSession, StatementSession],
) -> None:
    first, second = two
    second.run("DELETE FROM t WHERE k = 1")
    with pytest.raises(SnowflakeError):
        first.run("UPDATE t SET v = 10")
    first.run("COMMIT")
    assert second.run("SELECT COUNT(*) FROM other") == [(1,)]
    assert second.run("SELECT k, v FROM t") == [(2, 2)]


def test_updates_of_different_rows_do_not_disturb_each_other(two: tuple[StatementSession, StatementSession]) -> None:
    first, second = two
    second.run("UPDATE t SET v = 20 WHERE k = 2")
    first.script("UPDATE t SET v = 10 WHERE k = 1", "COMMIT")
    assert second.run("SELECT k, v FROM t ORDER BY k") == [(1, 10), (2, 20)]


def test_inserts_of_others_do_not_disturb_a_change(two: tuple[StatementSession, StatementSession]) -> None:
    first, second = two
    second.run("INSERT INTO t VALUES (3, 3)")
    first.script("DELETE FROM t WHERE k = 1", "COMMIT")
    assert second.run("SELECT k FROM t ORDER BY k") == [(2,), (3,)]


def test_what_others_undid_does_not_disturb(two: tuple[StatementSession, StatementSession]) -> None:
    first, second = two
    second.script("BEGIN", "DELETE FROM t WHERE k = 1", "ROLLBACK")
    first.script("UPDATE t SET v = 10 WHERE k = 1", "COMMIT")
    assert second.run("SELECT v FROM t WHERE k = 1") == [(10,)]


def test_before_its_first_change_a_transaction_sees_what_others_did(open_session: OpenSession) -> None:
    first, second = open_session(), open_session()
    first.script("CREATE TABLE t (k INT)", "INSERT INTO t VALUES (1), (2)", "BEGIN", "SELECT * FROM t")
    second.run("DELETE FROM t WHERE k = 1")
    first.script("UPDATE t SET k = k + 10", "COMMIT")
    assert second.run("SELECT k FROM t") == [(12,)]


def test_merges_that_only_insert_go_one_after_another(open_session: OpenSession) -> None:
    first, second = open_session(), open_session()
    merge = "MERGE INTO t USING (SELECT 1 AS k) s ON t.k = s.k WHEN NOT MATCHED THEN INSERT VALUES (s.k)"
    first.script("CREATE TABLE t (k INT)", "BEGIN", merge)
    second.run("ALTER SESSION SET LOCK_TIMEOUT = 0")
    with pytest.raises(SnowflakeError) as caught:
        second.run(merge)
    assert caught.value.error is ErrorCode.LOCK_TIMEOUT
    first.run("COMMIT")
    assert second.run(merge) == [(0,)]
