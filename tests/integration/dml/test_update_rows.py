"""UPDATE, DELETE and TRUNCATE: https://docs.snowflake.com/en/sql-reference/sql/update and its neighbours."""

from __future__ import annotations

import pytest

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from tests.support.statement_session import StatementSession


@pytest.fixture
def table(session: StatementSession) -> StatementSession:
    session.script(
        "CREATE TABLE t (k INT, v VARCHAR(10) DEFAULT 'none')",
        "INSERT INTO t VALUES (1, 'a'), (2, 'b'), (3, 'c')",
        "CREATE TABLE s (k INT, v VARCHAR)",
        "INSERT INTO s VALUES (1, 'x'), (1, 'y'), (3, 'z')",
    )
    return session


def rows(session: StatementSession) -> list[tuple[object, ...]]:
    return list(session.run("SELECT k, v FROM t ORDER BY k"))


def test_update_sets_the_rows_that_meet_the_condition(table: StatementSession) -> None:
    assert table.named("UPDATE t SET v = 'q', k = k * 10 WHERE k > 1") == [
        {"number of rows updated": 2, "number of multi-joined rows updated": 0}
    ]
    assert rows(table) == [(1, "a"), (20, "q"), (30, "q")]


def test_update_without_condition_sets_every_row(table: StatementSession) -> None:
    table.run("UPDATE t SET v = NULL")
    assert rows(table) == [(1, None), (2, None), (3, None)]


def test_assignments_see_the_old_values(table: StatementSession) -> None:
    table.script("CREATE TABLE p (a INT, b INT)", "INSERT INTO p VALUES (1, 2)", "UPDATE p SET a = b, b = a")
    assert table.run("SELECT * FROM p") == [(2, 1)]


def test_update_sets_defaults(table: StatementSession) -> None:
    table.run("UPDATE t SET v = DEFAULT WHERE k = 1")
    assert rows(table)[0] == (1, "none")


def test_one_of_several_source_rows_wins(table: StatementSession) -> None:
    assert table.named("UPDATE t SET v = s.v FROM s WHERE t.k = s.k") == [
        {"number of rows updated": 2, "number of multi-joined rows updated": 1}
    ]
    found = rows(table)
    assert found[0][1] in ("x", "y")
    assert found[1:] == [(2, "b"), (3, "z")]


def test_several_source_rows_are_an_error_where_the_session_says_so(table: StatementSession) -> None:
    table.run("ALTER SESSION SET ERROR_ON_NONDETERMINISTIC_UPDATE = TRUE")
    with pytest.raises(SnowflakeError) as caught:
        table.run("UPDATE t SET v = s.v FROM s WHERE t.k = s.k")
    assert caught.value.error is ErrorCode.NONDETERMINISTIC_DML
    assert rows(table) == [(1, "a"), (2, "b"), (3, "c")]


def test_update_joins_its_target_by_alias_with_a_query(table: StatementSession) -> None:
    table.run("UPDATE t AS x SET v = y.v FROM (SELECT k, MAX(v) AS v FROM s GROUP BY k) y WHERE x.k = y.k")
    assert rows(table) == [(1, "y"), (2, "b"), (3, "z")]


def test_update_may_read_its_own_table_in_a_subquery(table: StatementSession) -> None:
    table.run("UPDATE t SET k = (SELECT SUM(k) FROM t)")
    assert [row[0] for row in rows(table)] == [6, 6, 6]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("UPDATE t SET zz = 1", ErrorCode.INVALID_IDENTIFIER),
        ("UPDATE t SET k = 1, k = 2", ErrorCode.DUPLICATE_COLUMN),
        ("UPDATE t SET v = 'longer than ten'", ErrorCode.STRING_TOO_LONG),
        ("UPDATE t SET k = 1 / 0 WHERE k = 2", ErrorCode.DIVISION_BY_ZERO),
        ("DELETE FROM none", ErrorCode.OBJECT_NOT_FOUND),
        ("TRUNCATE TABLE none", ErrorCode.OBJECT_NOT_FOUND),
    ],
)
def test_a_refused_statement_changes_nothing(table: StatementSession, text: str, code: ErrorCode) -> None:
    with pytest.raises(SnowflakeError) as caught:
        table.run(text)
    assert caught.value.error is code
    assert rows(table) == [(1, "a"), (2, "b"), (3, "c")]


def test_delete_removes_and_counts(table: StatementSession) -> None:
    assert table.named("DELETE FROM t WHERE k = 2 OR v = 'c'") == [{"number of rows deleted": 2}]
    assert rows(table) == [(1, "a")]


def test_delete_uses_other_tables_and_counts_a_row_once(table: StatementSession) -> None:
    assert table.named("DELETE FROM t USING s WHERE t.k = s.k") == [{"number of rows deleted": 2}]
    assert rows(table) == [(2, "b")]


def test_delete_without_condition_removes_all(table: StatementSession) -> None:
    assert table.named("DELETE FROM t") == [{"number of rows deleted": 3}]
    assert rows(table) == []
    table.run("INSERT INTO t VALUES (9, 'new')")
    assert rows(table) == [(9, "new")]


def test_truncate_says_that_it_was_done(table: StatementSession) -> None:
    assert table.named("TRUNCATE TABLE t") == [{"status": "Statement executed successfully."}]
    assert rows(table) == []


def test_truncate_if_exists_accepts_a_missing_table(table: StatementSession) -> None:
    assert table.status("TRUNCATE TABLE IF EXISTS none") == "Statement executed successfully."


def test_changes_within_a_transaction_are_undone(table: StatementSession) -> None:
    table.script("BEGIN", "DELETE FROM t", "INSERT INTO t VALUES (7, 'g')", "UPDATE t SET v = 'h'")
    assert rows(table) == [(7, "h")]
    table.run("ROLLBACK")
    assert rows(table) == [(1, "a"), (2, "b"), (3, "c")]


def test_without_autocommit_the_first_change_begins_a_transaction(table: StatementSession) -> None:
    table.script("ALTER SESSION SET AUTOCOMMIT = FALSE", "DELETE FROM t WHERE k = 1", "ROLLBACK")
    assert rows(table) == [(1, "a"), (2, "b"), (3, "c")]
    table.script("DELETE FROM t WHERE k = 1", "COMMIT", "ROLLBACK")
    assert rows(table) == [(2, "b"), (3, "c")]


def test_temporary_tables_are_changed_the_same_way(session: StatementSession) -> None:
    session.script(
        "CREATE TEMPORARY TABLE t (k INT, v VARCHAR)",
        "INSERT INTO t VALUES (1, 'a'), (2, 'b'), (3, 'c')",
        "UPDATE t SET v = 'q' WHERE k = 1",
        "DELETE FROM t WHERE k = 2",
        "MERGE INTO t USING (SELECT 3 AS k) s ON t.k = s.k WHEN MATCHED THEN UPDATE SET v = 'm'",
    )
    assert rows(session) == [(1, "q"), (3, "m")]
    session.run("INSERT OVERWRITE INTO t SELECT k + 1, v FROM t")
    assert rows(session) == [(2, "q"), (4, "m")]
    session.run("TRUNCATE TABLE t")
    assert rows(session) == []
