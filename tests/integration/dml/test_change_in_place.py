"""UPDATE and DELETE of one table's rows by a condition: one engine statement, with the replaced rows in the history."""

from __future__ import annotations

import pytest

from mockhaus.domain.catalog import physical
from mockhaus.domain.catalog.objects import ObjectKind, Table
from mockhaus.domain.results import Row
from mockhaus.domain.types import INTEGER, ResultColumn
from tests.support.statement_session import StatementSession

_MANY = 300_000


def history(session: StatementSession) -> list[Row]:
    """Number and sums of `k` and `v` of the rows that table T had before."""
    context = session.session.context
    assert context.database is not None
    assert context.schema is not None
    database = session.services.catalog.current.database(context.database)
    assert database is not None
    schema = database.schema(context.schema)
    assert schema is not None
    table = database.find(schema, ObjectKind.TABLE, "T")
    assert isinstance(table, Table)
    source = physical.relation(database.database.attachment, physical.history_name(table))
    columns = [ResultColumn(name, INTEGER) for name in ("N", "K", "V")]
    rows = session.session.engine.query(f'SELECT count(*), sum("K")::BIGINT, sum("V")::BIGINT FROM {source}', columns)
    try:
        return rows.fetch(2)
    finally:
        rows.close()


@pytest.fixture
def filled(session: StatementSession) -> StatementSession:
    rows = f"SELECT SEQ8(), SEQ8() % 10 FROM TABLE(GENERATOR(ROWCOUNT => {_MANY}))"
    session.script("CREATE TABLE t (k INT, v INT)", f"INSERT INTO t {rows}")
    return session


def test_an_update_whose_condition_it_makes_untrue_keeps_each_row_as_it_was(filled: StatementSession) -> None:
    assert filled.run("UPDATE t SET v = v + 100 WHERE v < 5") == [(_MANY // 2, 0)]
    assert filled.run("SELECT COUNT(*), SUM(v) FROM t WHERE v >= 100") == [(_MANY // 2, _MANY // 10 * 510)]
    ((count, _, values),) = history(filled)
    assert (count, values) == (_MANY // 2, _MANY // 10 * 10)


def test_a_delete_keeps_the_rows_that_it_ended(filled: StatementSession) -> None:
    assert filled.run("DELETE FROM t AS x WHERE x.v = 9") == [(_MANY // 10,)]
    assert filled.run("SELECT COUNT(*), MAX(v) FROM t") == [(_MANY // 10 * 9, 8)]
    ((count, _, values),) = history(filled)
    assert (count, values) == (_MANY // 10, _MANY // 10 * 9)


def test_values_are_those_before_the_statement(session: StatementSession) -> None:
    session.script("CREATE TABLE t (k INT, v INT)", "INSERT INTO t VALUES (1, 2)", "UPDATE t SET k = v, v = k")
    assert session.run("SELECT k, v FROM t") == [(2, 1)]
    assert history(session) == [(1, 1, 2)]


def test_a_condition_that_may_change_its_mind_is_asked_once(filled: StatementSession) -> None:
    ((updated, _),) = filled.run("UPDATE t SET v = -1 WHERE UNIFORM(0, 1, RANDOM()) = 1")
    assert filled.run("SELECT COUNT(*) FROM t WHERE v = -1") == [(updated,)]
    ((count, _, _),) = history(filled)
    assert count == updated


def test_a_sequence_counts_each_updated_row_once(session: StatementSession) -> None:
    session.script(
        "CREATE SEQUENCE q", "CREATE TABLE t (k INT, v INT DEFAULT q.NEXTVAL)", "INSERT INTO t VALUES (1, 0), (2, 0)"
    )
    session.run("UPDATE t SET v = DEFAULT WHERE k > 0")
    assert session.run("SELECT v FROM t ORDER BY v") == [(1,), (2,)]
    assert session.run("SELECT q.NEXTVAL") == [(3,)]


def test_a_temporary_table_changes_without_a_history(session: StatementSession) -> None:
    session.script("CREATE TEMPORARY TABLE t (k INT)", "INSERT INTO t VALUES (1), (2), (3)")
    assert session.run("UPDATE t SET k = k + 10 WHERE k > 1") == [(2, 0)]
    assert session.run("DELETE FROM t WHERE k = 12") == [(1,)]
    assert session.run("SELECT k FROM t ORDER BY k") == [(1,), (13,)]


def test_an_update_beyond_18_digits_makes_the_table_wider(session: StatementSession) -> None:
    session.script("CREATE TABLE t (k INT, v INT)", "INSERT INTO t VALUES (1, 2)")
    session.run("UPDATE t SET v = v * 1000000000000000000000")
    assert session.run("SELECT v FROM t") == [(2 * 10**21,)]


def test_all_rows_can_be_updated_and_deleted_within_a_transaction(session: StatementSession) -> None:
    session.script("CREATE TABLE t (k INT, v INT)", "INSERT INTO t VALUES (1, 2), (3, 4)", "BEGIN")
    assert session.run("UPDATE t SET v = 0") == [(2, 0)]
    assert session.run("DELETE FROM t") == [(2,)]
    session.run("ROLLBACK")
    assert session.run("SELECT k, v FROM t ORDER BY k") == [(1, 2), (3, 4)]
