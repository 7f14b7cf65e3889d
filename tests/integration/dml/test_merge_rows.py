"""MERGE: https://docs.snowflake.com/en/sql-reference/sql/merge."""

from __future__ import annotations

import pytest

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from tests.support.statement_session import StatementSession


@pytest.fixture
def tables(session: StatementSession) -> StatementSession:
    session.script(
        "CREATE TABLE t (id INT, val INT, status VARCHAR)",
        "INSERT INTO t VALUES (1, 10, 'Production'), (2, 20, 'Alpha'), (3, 30, 'Production')",
        "CREATE TABLE s (id INT, marked VARCHAR, isnewstatus INT, newval INT, newstatus VARCHAR)",
        "INSERT INTO s VALUES (1, 'Y', 0, 10, 'Production'), (2, 'N', 1, 50, 'Beta'), (3, 'N', 0, 60, 'Deprecated'),"
        " (4, 'N', 0, 40, 'Production')",
    )
    return session


def rows(session: StatementSession) -> list[tuple[object, ...]]:
    return list(session.run("SELECT * FROM t ORDER BY id"))


def test_the_first_branch_that_holds_is_taken(tables: StatementSession) -> None:
    counts = tables.named(
        "MERGE INTO t USING s ON t.id = s.id"
        " WHEN MATCHED AND s.marked = 'Y' THEN DELETE"
        " WHEN MATCHED AND s.isnewstatus = 1 THEN UPDATE SET val = s.newval, status = s.newstatus"
        " WHEN MATCHED THEN UPDATE SET val = s.newval"
        " WHEN NOT MATCHED THEN INSERT (id, val, status) VALUES (s.id, s.newval, s.newstatus)"
    )
    assert list(counts[0].items()) == [
        ("number of rows inserted", 1),
        ("number of rows updated", 2),
        ("number of rows deleted", 1),
    ]
    assert rows(tables) == [(2, 50, "Beta"), (3, 60, "Production"), (4, 40, "Production")]


def test_only_the_actions_of_the_statement_are_counted(tables: StatementSession) -> None:
    assert tables.named("MERGE INTO t USING s ON t.id = s.id WHEN MATCHED THEN UPDATE SET val = 0") == [
        {"number of rows updated": 3}
    ]


def test_unqualified_values_of_an_insert_are_the_sources(tables: StatementSession) -> None:
    tables.run("MERGE INTO t USING s ON t.id = s.id WHEN NOT MATCHED THEN INSERT (id, val) VALUES (id, newval)")
    assert rows(tables)[-1] == (4, 40, None)


def test_rows_that_no_branch_takes_are_left_alone(tables: StatementSession) -> None:
    tables.run(
        "MERGE INTO t USING s ON t.id = s.id WHEN MATCHED AND s.id = 2 THEN DELETE"
        " WHEN NOT MATCHED AND s.id > 100 THEN INSERT (id) VALUES (s.id)"
    )
    assert [row[0] for row in rows(tables)] == [1, 3]


def test_source_duplicates_are_all_inserted(tables: StatementSession) -> None:
    tables.run(
        "MERGE INTO t USING (SELECT 9 AS id UNION ALL SELECT 9) s ON t.id = s.id"
        " WHEN NOT MATCHED THEN INSERT (id) VALUES (s.id)"
    )
    assert [row[0] for row in rows(tables)] == [1, 2, 3, 9, 9]


@pytest.mark.parametrize(
    "branches",
    [
        "WHEN MATCHED THEN UPDATE SET val = s.v",
        "WHEN MATCHED AND s.v = 1 THEN UPDATE SET val = s.v WHEN MATCHED THEN DELETE",
    ],
)
def test_several_changes_of_one_row_are_an_error(tables: StatementSession, branches: str) -> None:
    with pytest.raises(SnowflakeError) as caught:
        tables.run(f"MERGE INTO t USING (SELECT 1 AS id, 1 AS v UNION ALL SELECT 1, 2) s ON t.id = s.id {branches}")
    assert caught.value.error is ErrorCode.NONDETERMINISTIC_DML
    assert '[1, 10, "Production"]' in caught.value.message


def test_several_deletes_of_one_row_are_no_error(tables: StatementSession) -> None:
    assert tables.named(
        "MERGE INTO t USING (SELECT 1 AS id UNION ALL SELECT 1) s ON t.id = s.id WHEN MATCHED THEN DELETE"
    ) == [{"number of rows deleted": 1}]


def test_a_branch_that_takes_one_of_the_rows_makes_it_deterministic(tables: StatementSession) -> None:
    tables.run(
        "MERGE INTO t USING (SELECT 1 AS id, 1 AS v UNION ALL SELECT 1, 2) s ON t.id = s.id"
        " WHEN MATCHED AND s.v = 2 THEN UPDATE SET val = s.v"
    )
    assert rows(tables)[0] == (1, 2, "Production")


def test_one_row_is_chosen_where_the_session_allows_it(tables: StatementSession) -> None:
    tables.run("ALTER SESSION SET ERROR_ON_NONDETERMINISTIC_MERGE = FALSE")
    assert tables.named(
        "MERGE INTO t USING (SELECT 1 AS id, 1 AS v UNION ALL SELECT 1, 2) s ON t.id = s.id"
        " WHEN MATCHED THEN UPDATE SET val = s.v"
    ) == [{"number of rows updated": 1}]
    assert rows(tables)[0][1] in (1, 2)


def test_all_by_name_takes_columns_in_any_order(session: StatementSession) -> None:
    session.script(
        "CREATE TABLE t (id INT, x INT, y VARCHAR)",
        "CREATE TABLE s (id INT, y VARCHAR, x INT)",
        "INSERT INTO t VALUES (1, 10, 'Skiing'), (2, 20, 'Snowboarding')",
        "INSERT INTO s VALUES (1, 'Skiing', 10), (2, 'Snowboarding', 25), (3, 'Skating', 30)",
        "MERGE INTO t USING s ON t.id = s.id WHEN MATCHED THEN UPDATE ALL BY NAME"
        " WHEN NOT MATCHED THEN INSERT ALL BY NAME",
    )
    assert rows(session) == [(1, 10, "Skiing"), (2, 25, "Snowboarding"), (3, 30, "Skating")]


def test_a_branch_is_evaluated_only_for_its_own_rows(tables: StatementSession) -> None:
    tables.run(
        "MERGE INTO t USING (SELECT 1 AS id, 0 AS v UNION ALL SELECT 2, 5) s ON t.id = s.id"
        " WHEN MATCHED AND s.v = 0 THEN UPDATE SET val = 0 WHEN MATCHED THEN UPDATE SET val = 10 / s.v"
    )
    assert rows(tables)[:2] == [(1, 0, "Production"), (2, 2, "Alpha")]


def test_defaults_and_identity_count_only_inserted_rows(session: StatementSession) -> None:
    session.script(
        "CREATE TABLE t (id INT AUTOINCREMENT, k INT, d INT DEFAULT 5)",
        "INSERT INTO t (k) VALUES (1)",
        "MERGE INTO t USING (SELECT 1 AS k UNION ALL SELECT 2) s ON t.k = s.k"
        " WHEN MATCHED THEN UPDATE SET d = 6 WHEN NOT MATCHED THEN INSERT (k) VALUES (s.k)",
    )
    assert rows(session) == [(1, 1, 6), (2, 2, 5)]


def test_a_branch_that_can_never_be_reached_is_refused(tables: StatementSession) -> None:
    with pytest.raises(SnowflakeError) as caught:
        tables.run("MERGE INTO t USING s ON t.id = s.id WHEN MATCHED THEN DELETE WHEN MATCHED AND s.id = 1 THEN DELETE")
    assert caught.value.error is ErrorCode.SEMANTIC


def test_a_merge_is_undone_with_its_transaction(tables: StatementSession) -> None:
    tables.script("BEGIN", "MERGE INTO t USING s ON t.id = s.id WHEN MATCHED THEN DELETE", "ROLLBACK")
    assert len(rows(tables)) == 3
